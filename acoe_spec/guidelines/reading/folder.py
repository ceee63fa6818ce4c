"""The guidelines of one taxonomy, read from their folder.

Pages are the `.md` files that do not lie in something whose name begins with `_`; those are parts
to include. Nothing that a folder holds makes reading fail: it becomes findings. Knows nothing of
the taxonomy: whether labels exist is for `lint`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from acoe_spec.findings import Finding, printable_id
from acoe_spec.guidelines.guideline import Guidelines, Page, Place, Section
from acoe_spec.guidelines.reading.glossary import FILE, ReadGlossary, read_glossary
from acoe_spec.guidelines.reading.includes import (
    LINK,
    MAX_GLOSSARY,
    MAX_PAGE,
    MAX_PICTURE,
    Refusal,
    content,
    entries,
    visible,
)
from acoe_spec.guidelines.reading.inclusion import RULES as INCLUDE_RULES
from acoe_spec.guidelines.reading.inclusion import Inclusion
from acoe_spec.guidelines.reading.parts import Part, read_part
from acoe_spec.guidelines.reading.pictures import KINDS, picture_flaw, suffix_of
from acoe_spec.guidelines.reading.rules import found
from acoe_spec.guidelines.reading.sections import sections
from acoe_spec.models.guideline import Guideline
from acoe_spec.taxonomy.source import read_block, shaped

_PAGE = ".md"
# While one of these is broken, a part may be the one that was meant.
_INCLUDING = frozenset((*INCLUDE_RULES.values(), "include-misplaced"))
_FILE_RULES = {
    "size": "guideline-size",
    "name": "guideline-name",
    "link": "symbolic-link",
    "missing": "guideline-unreadable",
}


def read_guidelines(
    folder: Path | None, taxonomy_id: str, shown: Callable[[Path], str]
) -> Guidelines:
    """The guidelines in `folder`, which need not exist. `shown` is how messages call a path."""
    if folder is None or not (folder.is_dir() or folder.is_symlink()):
        return Guidelines(taxonomy_id=taxonomy_id, folder=None)
    for place in (folder, folder.parent):
        if place.is_symlink():
            refused = found("symbolic-link", Place(shown(place), 1), LINK.message, LINK.hint)
            return Guidelines(taxonomy_id=taxonomy_id, folder=None, findings=(refused,))
    reading = _Reading(folder, shown)
    return reading.guidelines(taxonomy_id)


def page_names(folder: Path) -> tuple[str, ...]:
    """The names of the pages in `folder`, in the order of reading; the folder need not exist.

    None of them is opened.
    """
    if not folder.is_dir() or folder.is_symlink():
        return ()
    found = (path for path, refusal in entries(folder) if refusal is None and _may_be_page(path))
    named = {path.casefold(): path for path in reversed([*found]) if path.endswith(_PAGE)}
    return tuple(path.removesuffix(_PAGE) for path in sorted(named.values(), key=_order))


def contents(folder: Path | None) -> dict[str, str]:
    """The SHA-256 of each file in `folder` by its path; what cannot be read has its reason."""
    found: dict[str, str] = {}
    if folder is None or not folder.is_dir():
        return found
    for path, refusal in entries(folder):
        data = refusal or content(folder, path, limit=MAX_PICTURE)
        found[path] = sha256(data).hexdigest() if isinstance(data, bytes) else data.why
    return found


def _order(path: str) -> tuple[tuple[bool, str], ...]:
    """By path, but the index of a folder before all else in it: it says where to start."""
    return tuple((part != "index", part) for part in path.removesuffix(_PAGE).split("/"))


def _may_be_page(path: str) -> bool:
    """Whether a file looks like a page, and is no part to include."""
    return suffix_of(path) == _PAGE and not any(part[0] == "_" for part in path.split("/"))


@dataclass
class _Reading:
    """What has been read so far. `parts` are files by their paths from the folder."""

    folder: Path
    shown: Callable[[Path], str]
    parts: dict[str, Part | Refusal] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def guidelines(self, taxonomy_id: str) -> Guidelines:
        names = sorted(self._names(), key=_order)
        pages = tuple(self._page(name) for name in names)
        glossary = self._glossary()
        self.findings += [each for page in pages for each in page.findings]
        self.findings += _duplicate_examples(pages)
        if not any(each.rule in _INCLUDING for each in self.findings):
            self.findings += self._unused_parts()
        return Guidelines(
            taxonomy_id=taxonomy_id,
            folder=self.folder,
            pages=pages,
            glossary=glossary.model if glossary else None,
            glossary_source=glossary.source if glossary else None,
            pictures=self.pictures,
            findings=_in_order(self.findings),
        )

    def _call(self, path: str) -> str:
        return visible(self.shown(self.folder / path))

    def _names(self) -> list[str]:
        """The pages, by their paths; what else lies in the folder is looked at."""
        names: dict[str, str] = {}
        for path, refusal in entries(self.folder):
            if refusal is not None:
                self._refuse(path, refusal)
            elif suffix_of(path) in KINDS:
                self._picture(path)
            elif _may_be_page(path):
                if not path.endswith(_PAGE):
                    self._misnamed(path, f"a page ends in '{_PAGE}', in lower case", "rename it")
                elif names.setdefault(path.casefold(), path) != path:
                    message = "but for upper and lower case, another page has this name"
                    self._misnamed(path, message, "rename one of the two")
        return list(names.values())

    def _unused_parts(self) -> Iterator[Finding]:
        """The parts that no page has led to."""
        for path, refusal in entries(self.folder):
            if refusal is None and path.endswith(_PAGE) and path not in self.parts:
                if _may_be_page(path):
                    continue
                message = "no page includes this file, so nothing in it is read or checked"
                hint = f"include it by a line such as ![[{path}]], or remove it"
                yield found("part-unused", Place(self._call(path), 1), message, hint)

    def _refuse(self, path: str, refusal: Refusal) -> None:
        self.refused.add(path)
        rule = _FILE_RULES[refusal.why]
        self.findings.append(found(rule, Place(self._call(path), 1), refusal.message, refusal.hint))

    def _misnamed(self, path: str, message: str, hint: str) -> None:
        self.findings.append(found("guideline-name", Place(self._call(path), 1), message, hint))

    def _picture(self, path: str) -> None:
        flaw = picture_flaw(self.folder, path, shown=self._call(path))
        if flaw is None:
            self.pictures[path] = self.folder / path
        else:
            self.refused.add(path)
            self.findings.append(flaw)

    def _glossary(self) -> ReadGlossary | None:
        data = content(self.folder, FILE, limit=MAX_GLOSSARY)
        if isinstance(data, Refusal):
            # What is there and is no file was found when the folder was listed.
            if data.why == "size":
                self._refuse(FILE, data)
            return None
        glossary = read_glossary(data, shown=self._call(FILE))
        self.findings += glossary.findings
        return glossary

    def _part(self, path: str) -> Part | Refusal:
        if path not in self.parts:
            data = content(self.folder, path, limit=MAX_PAGE)
            self.parts[path] = (
                data
                if isinstance(data, Refusal)
                else read_part(data, path=path, shown=self._call(path))
            )
        return self.parts[path]

    def _page(self, path: str) -> Page:
        part = self._part(path)
        name, shown = path.removesuffix(_PAGE), self._call(path)
        if isinstance(part, Refusal):
            rule = _FILE_RULES[part.why]
            flaw = found(rule, Place(shown, 1), part.message, part.hint)
            bare = read_block("", path=shown, line=1)
            return Page(
                name=name, file=shown, source=bare, model=None, sections=(), findings=(flaw,)
            )
        flaws: list[Finding] = []
        source = part.front
        if source is None:
            source, model = read_block("", path=shown, line=1), None
            if not any(each.rule == "guideline-encoding" for each in part.findings):
                flaws.append(_no_front_matter(part))
        else:
            model, defects = shaped(source, Guideline)
            flaws += defects
        inclusion = Inclusion(self._part)
        made = sections(tuple(inclusion.pieces(part)))
        flaws += inclusion.findings
        flaws += self._missing_pictures(made)
        return Page(
            name=name,
            file=shown,
            source=source,
            model=model,
            sections=made,
            findings=_in_order(flaws),
        )

    def _missing_pictures(self, made: tuple[Section, ...]) -> Iterator[Finding]:
        shown = [each for section in made for each in section.references]
        shown += [each for section in made for block in section.blocks for each in block.pictures]
        for reference in shown:
            path = reference.path
            if not reference.is_picture or path is None:
                continue
            if path in self.pictures or path in self.refused:
                continue
            if suffix_of(path) in KINDS:
                message = f"there is no picture {printable_id(path)}"
                hint = "correct the path, or add the picture"
                rule = "missing-picture"
            else:
                message = "pictures of this kind are not shown"
                hint = "save it as PNG, JPEG, GIF or WebP"
                rule = "picture-kind"
            yield found(rule, reference.place, message, hint, field=reference.target)


def _no_front_matter(part: Part) -> Finding:
    message = "the page does not begin with front matter"
    hint = "begin it with a line '---', then 'title:' and 'labels:', then a line '---'"
    if part.is_open:
        message = "the front matter that begins here does not end"
        hint = "put a line '---' behind it"
    return found("front-matter-missing", Place(part.shown, 1), message, hint)


def _duplicate_examples(pages: tuple[Page, ...]) -> Iterator[Finding]:
    """Examples whose id another has. One that several pages include is one."""
    first: dict[str, Place] = {}
    for block in (block for page in pages for block in page.blocks if block.kind == "example"):
        data = block.source.data
        identifier = data.get("id") if isinstance(data, dict) else None
        if not isinstance(identifier, str):
            continue
        other = first.setdefault(identifier, block.place)
        if other != block.place:
            place = Place(block.place.file, *block.source.place("/id"))
            message = (
                f"another example has the id {printable_id(identifier)}, at "
                f"{other.file}:{other.line}"
            )
            yield found(
                "duplicate-example", place, message, "give one another id", field=identifier
            )


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by file and line: what several pages include is wrong only once."""
    unique = {
        (each.rule, each.file, each.line, each.column, each.pointer): each for each in findings
    }
    return tuple(
        sorted(
            unique.values(), key=lambda each: (each.file or "", each.line or 0, each.column or 0)
        )
    )
