"""What one version's guidelines say otherwise than another's: wording, pages about the work, and
verdicts that flip.

A taxonomy may mean something else without a word of it changing: where a worked example that was
right is to be avoided now, people have to look at what was annotated like it. Knows neither files
nor what was declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from acoe_spec.guidelines.coverage import Coverage, Covered
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import GLOSSARY, Guidelines
from acoe_spec.taxonomy.references import split
from acoe_spec.versions.changes import Change
from acoe_spec.versions.operations import OPERATIONS


class GuidelineRule(NamedTuple):
    """One kind of difference: its id, the operation that it is, and prose."""

    id: str
    op: str
    summary: str
    why: str


REWORDED = GuidelineRule(
    "guideline-reworded",
    "set-guideline",
    "What a guideline tells about a label is reworded, is new, or is gone.",
    "Labels keep their meaning; whoever learnt the old words may want to read the new ones.",
)
PAGE = GuidelineRule(
    "page-reworded",
    "set-guideline",
    "A page that is about no label, or the glossary, is reworded, is new, or is gone.",
    "How the work is done may have changed; whoever does it may want to read the page again.",
)
FLIPPED = GuidelineRule(
    "example-flipped",
    "flip-example",
    "A worked example that was right is to be avoided now, or the other way round.",
    "What was annotated like it is to be looked at by people, whatever the definition says.",
)
GUIDELINE_RULES = (REWORDED, PAGE, FLIPPED)


@dataclass(frozen=True, kw_only=True)
class Documented:
    """One version's guidelines: what they say, what they cover, and their worked examples."""

    guidelines: Guidelines
    coverage: Coverage
    examples: tuple[Example, ...]


def guideline_changes(
    old: Documented, new: Documented, renamed: Callable[[str], str]
) -> Iterator[Change]:
    """The differences: wording label by label in the order of the old version, pages that are about
    no label, then verdicts.

    `renamed` says under which node a label of the old version goes on; labels that are gone or new
    have changes of their own. The `other` of a flip is the id of the example.
    """
    ids = _one_for_all(old.coverage, renamed)
    for node, was in old.coverage.labels.items():
        now = new.coverage.labels.get(renamed(node))
        if now is None or not was.is_own:
            continue
        before, after = _told(was, ids), _told(now, ids)
        if before != after:
            yield _change(REWORDED, f"its guideline {_said(before, after)}", node=node)
    old_pages, new_pages = _pages(old.guidelines, ids), _pages(new.guidelines, ids)
    for page in (*old_pages, *(each for each in new_pages if each not in old_pages)):
        before, after = old_pages.get(page, ()), new_pages.get(page, ())
        if before != after:
            what = "the glossary" if page == GLOSSARY else "the page"
            yield _change(PAGE, f"{what} {_said(before, after)}", page=page)
    verdicts = {example.id: example for example in new.examples}
    for example in old.examples:
        other = verdicts.get(example.id)
        if other is not None and other.verdict != example.verdict:
            is_right = other.verdict == "annotate"
            said = "right now" if is_right else "to be avoided now"
            for node in _shown(example, old.coverage):
                if renamed(node) in new.coverage.labels:
                    message = f"the worked example '{example.id}' is {said}"
                    yield _change(FLIPPED, message, node=node, other=example.id)


def _change(
    rule: GuidelineRule,
    message: str,
    *,
    node: str | None = None,
    page: str | None = None,
    other: str | None = None,
) -> Change:
    operation = OPERATIONS[rule.op]
    label_set, label = (None, None) if node is None else split(node)
    return Change(
        op=rule.op,
        rule=rule.id,
        level=operation.level,
        effect=operation.effect,
        message=message,
        set=label_set,
        label=label,
        other=other,
        page=page,
    )


def _said(before: Sequence[str], after: Sequence[str]) -> str:
    return "is reworded" if before and after else "is new" if after else "is gone"


def _pages(guidelines: Guidelines, ids: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What pages about the work say, and the glossary, by their files.

    Without regard to white space.
    """
    found: dict[str, tuple[str, ...]] = {}
    for page in guidelines.pages:
        if page.model is not None and page.is_programme:
            said = [page.model.title, page.model.description or ""]
            for section in page.sections:
                said += [section.heading.text if section.heading else "", section.markdown]
            found[f"{page.name}.md"] = tuple(_words(each, ids) for each in said)
    if guidelines.glossary is not None:
        terms = guidelines.glossary.model_dump_json(exclude_none=True)
        found[GLOSSARY] = (_words(terms, ids),)
    return found


def _one_for_all(old: Coverage, renamed: Callable[[str], str]) -> Mapping[str, str]:
    """For the ids of labels and sets that are others now, old and new, one that stands for both.

    Prose may use as a word what was an id, and keeps it: both sides are read in the same way.
    """
    found: dict[str, str] = {}
    for one in old.labels:
        for before, after in zip(split(one), split(renamed(one))):
            if before != after:
                kept, other = found.get(before, before), found.get(after, after)
                found |= {name: kept for name, said in found.items() if said == other}
                found |= {before: kept, after: kept, other: kept}
    return found


def _told(label: Covered, ids: Mapping[str, str]) -> tuple[str, ...]:
    """What annotators read about a label, without regard to white space and to ids that changed."""
    return tuple(dict.fromkeys(_words(each.markdown, ids) for each in label.sections))


def _words(text: str, ids: Mapping[str, str]) -> str:
    words = re.sub(r"[\w.-]*\w", lambda found: ids.get(found[0], found[0]), text)
    return " ".join(words.split())


def _shown(example: Example, coverage: Coverage) -> list[str]:
    """The own labels that an example of the old version shows, but for abstract ones."""
    return [
        node
        for node, label in coverage.labels.items()
        if label.is_own and not label.label.abstract and example in (*label.annotate, *label.avoid)
    ]
