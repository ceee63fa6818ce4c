"""The guidelines of one taxonomy as values: pages, what they mention, their blocks, the glossary.

Values only. `reading` makes them from a folder, `rendering` turns prose into HTML, `lint` looks for
what is missing, `pages` lays them out. References are kept as the author wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from acoe_spec.findings import Finding

if TYPE_CHECKING:
    from acoe_spec.models.guideline import DecisionTable, Glossary, Guideline, WorkedExample
    from acoe_spec.taxonomy.source import Source

GLOSSARY = "glossary.yaml"


class Place(NamedTuple):
    """A file as messages show it, and a line and a column in it, from 1, in code points."""

    file: str
    line: int
    column: int = 1


class Mention(NamedTuple):
    """`[[option]]`, `[[intent/rfq|requests]]` or `[[term yard]]`: what is named, and how shown."""

    target: str
    shown: str | None
    is_term: bool
    place: Place


class Reference(NamedTuple):
    """A link or a picture as written: `other.md#anchor`, `pictures/page.png`, a URL.

    `path` is the file that is meant, from the folder of the guidelines and relative to the file
    that it is written in: `""` is the page itself, None a URL or what leads nowhere. `anchor` is
    what follows `#`.
    """

    target: str
    is_picture: bool
    place: Place
    path: str | None = None
    anchor: str = ""


class Heading(NamedTuple):
    """A heading: its level, its text without markup, and its anchor, unique on the page.

    `labels` are the references of the labels that it mentions. `tokens` are its text parsed.
    """

    level: int
    text: str
    anchor: str
    labels: tuple[str, ...]
    place: Place
    tokens: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """A fenced block of ours, `example` or `decision`.

    `source` holds its YAML; the places that it tells are those of the file that the block stands
    in. `findings` are the defects of that YAML. `folder` is where that file lies, from the folder
    of the guidelines, `""` at its top. `pictures` are those that the units of an example name,
    relative to that file; `links` are those in its texts.
    """

    kind: str
    place: Place
    source: Source
    findings: tuple[Finding, ...] = ()
    folder: str = ""
    pictures: tuple[Reference, ...] = ()
    links: tuple[Reference, ...] = ()

    @property
    def model(self) -> WorkedExample | DecisionTable | None:
        """What it says, made anew each time it is asked; None where it has defects."""
        # Models take five times as much memory as their YAML, and there may be thousands.
        from acoe_spec.models import guideline

        if self.findings:
            return None
        model = guideline.WorkedExample if self.kind == "example" else guideline.DecisionTable
        return model.model_validate(self.source.data)


@dataclass(frozen=True, kw_only=True, eq=False)
class Section:
    """A stretch of a page, from a heading of level 1 or 2 to the next; the first may have none.

    `markdown` is its text without the heading, with what was included put in its place, and
    `tokens` is that text parsed. `blocks` are in the order in which their fences stand.
    `mentions` and `references` are those of the heading and the text, with the links of blocks.
    """

    heading: Heading | None
    markdown: str
    tokens: tuple[Any, ...]
    blocks: tuple[Block, ...]
    mentions: tuple[Mention, ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    """Those below level 2 that stand inside of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """One guideline page. `name` is its path in the folder without `.md`, with `/` between parts.

    `model` is its front matter, None where that has defects. A page that explains no labels is
    about the work itself: a page of the programme.
    """

    name: str
    file: str
    source: Source
    model: Guideline | None
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that its front matter says it explains, as written."""
        return () if self.model is None else tuple(self.model.labels or ())

    @property
    def is_programme(self) -> bool:
        """Whether the page is about the work, and not about labels."""
        return self.model is not None and not self.model.labels

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of the page."""
        return tuple(block for section in self.sections for block in section.blocks)


@dataclass(frozen=True, kw_only=True, eq=False)
class Guidelines:
    """All guidelines of one taxonomy. `folder` is None where there is none.

    `pictures` are the pictures in the folder, by their paths from there. `findings` are all those
    of reading, in the order of files and lines; those of the pages, blocks and glossary are among
    them.
    """

    taxonomy_id: str
    folder: Path | None
    pages: tuple[Page, ...] = ()
    glossary: Glossary | None = None
    glossary_source: Source | None = None
    pictures: Mapping[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
