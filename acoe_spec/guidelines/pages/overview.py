"""The first page of an edition, the tree of its labels, and all of their names from A to Z."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.hierarchy import Row, rows
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site
from acoe_spec.guidelines.pages.words import Words
from acoe_spec.taxonomy.references import split

_OPEN = 300  # a tree of more labels is closed below its roots
_TOPS = 60  # topmost labels of a set that the first page names
_SYMBOLS = "#"


class SetView(NamedTuple):
    """A set on an overview: how many labels it has, its tree or the first of its topmost labels.

    `more` is how many topmost labels are left out.
    """

    label: Chip
    size: int
    rows: list[Row]
    tops: list[Chip]
    more: int


class Named(NamedTuple):
    """A label under one of its names; `of` is None where that is its own name.

    `labels` are several where one label was split.
    """

    text: str
    labels: list[Chip]
    is_other: bool
    is_gone: bool = False


def overview_pages(site: Site) -> Iterator[SitePage]:
    """The index, the tree and the A to Z."""
    yield _index(site)
    yield _tree(site)
    yield _a_to_z(site)


def _index(site: Site) -> SitePage:
    here = addresses.INDEX
    definition, spec = site.spec.definition, site.spec
    words = Words(site, here)
    said: dict[str, Any] = {
        "schema": spec.taxonomy.schema,
        "id": definition.id,
        "version": definition.version,
        "description": words.prose(definition.description),
        "modalities": definition.modalities,
        "owner": definition.owner,
        "licence": definition.licence,
        "imports": definition.imports,
        "based_on": definition.based_on,
        "current": spec.current.version,
        "is_released": spec.edition.is_released,
        "count": len(site.known.labels),
        "sets": _sets(site, here, trees=False),
        "guides": _cards(words, is_programme=False),
        "programme": _cards(words, is_programme=True),
        "pages": _entrances(site, here),
        "knowledge_bases": [
            (name, base.title, base.scheme) for name, base in definition.knowledge_bases.items()
        ],
    }
    title = definition.title or definition.id
    return make_page(
        site,
        here,
        "index.html",
        said,
        title=title,
        description=definition.description,
        edit=[] if spec.edit.taxonomy is None else [Link(spec.edit.taxonomy, "Edit the taxonomy")],
        search=[SearchEntry(title, f"{definition.id} {definition.description}")],
    )


def _cards(words: Words, *, is_programme: bool) -> list[tuple[Link, str]]:
    """The guideline pages about labels, or those about the work, with their descriptions."""
    return [
        (words.page_link(page), "" if page.model is None else page.model.description or "")
        for page in words.site.spec.guidelines.pages
        if page.is_programme == is_programme
    ]


def _entrances(site: Site, here: str) -> list[tuple[Link, str]]:
    known = (
        (addresses.TREE, "Tree", "all labels in their hierarchy"),
        (addresses.A_TO_Z, "A to Z", "all names, ids and aliases"),
        (addresses.QUICK_CARD, "Quick card", "all labels in short, to print"),
        (f"{addresses.QUIZ}/index", "Quiz", "questions for people who are new"),
        (addresses.MATRIX, "Matrix", "which relations stand between which labels"),
        (addresses.GLOSSARY, "Glossary", "the words of the trade"),
        (f"{addresses.CHANGES}/index", "Changes", "what is different from version to version"),
        (addresses.QUALITY, "Quality", "what is documented, and what is not yet"),
        (addresses.DOWNLOADS, "Downloads", "the taxonomy as files"),
    )
    return [(Link(site.addresses.page(here, path), name), said) for path, name, said in known]


def _sets(site: Site, here: str, *, trees: bool) -> list[SetView]:
    found = []
    for label_set in site.known.sets:
        roots = site.known.roots(label_set)
        found.append(
            SetView(
                label=site.set_chip(here, label_set),
                size=sum(1 for _ in site.known.of_set(label_set)),
                rows=rows(site, here, roots) if trees else [],
                tops=[] if trees else [site.chip(here, each) for each in roots[:_TOPS]],
                more=0 if trees else max(len(roots) - _TOPS, 0),
            )
        )
    return found


def _tree(site: Site) -> SitePage:
    here = addresses.TREE
    said = {
        "sets": _sets(site, here, trees=True),
        "depth": 1 if len(site.known.labels) > _OPEN else 4,
    }
    return make_page(site, here, "tree.html", said, title="Tree", description="All labels.")


def _a_to_z(site: Site) -> SitePage:
    here = addresses.A_TO_Z
    found: dict[str, list[Named]] = defaultdict(list)
    for label, written in site.known.labels.items():
        chip, name = site.chip(here, label), site.known.name(label)
        found[_letter(name)].append(Named(name, [chip], is_other=False))
        for other in sorted({_bare(label), *written.aliases.values()}):
            if _plain(other) != _plain(name):
                found[_letter(other)].append(Named(other, [chip], is_other=True))
    for gone, instead in site.spec.edition.retired.items():
        chips = [site.chip(here, each) for each in instead if each in site.known.labels]
        name = _bare(gone)
        found[_letter(name)].append(Named(name, chips, is_other=True, is_gone=True))
    letters = {letter: sorted(found[letter], key=_order) for letter in sorted(found)}
    return make_page(
        site, here, "a_to_z.html", {"letters": letters}, title="A to Z",
        description="All labels by name, id and alias.",
    )  # fmt: skip


def _bare(label: str) -> str:
    """The id of a label without its set and its taxonomy."""
    return split(label)[1].rpartition(":")[2]


def _order(named: Named) -> tuple[str, list[str]]:
    return _plain(named.text), [each.reference for each in named.labels]


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        " " if each in "_-" else each for each in bare if not unicodedata.combining(each)
    )


def _letter(text: str) -> str:
    first = _plain(text)[:1].upper()
    return first if first.isalpha() else _SYMBOLS
