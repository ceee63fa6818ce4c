"""What all pages of an edition share: addresses, links to labels, templates."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from acoe_spec.guidelines.drawing import colour_class
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.addresses import Addresses
from acoe_spec.guidelines.pages.known import Known
from acoe_spec.guidelines.specification import Specification
from acoe_spec.taxonomy.references import node_of, reference_of

_SETS = {"entity": "Entities", "relation": "Relations", "event": "Events"}


class Chip(NamedTuple):
    """A label as other pages show it. `href` is None where it has no page."""

    name: str
    reference: str
    href: str | None
    colour: str
    is_abstract: bool = False
    is_deprecated: bool = False
    definition: str = ""


class Link(NamedTuple):
    """An address and what it is called."""

    href: str
    text: str


class Site:
    """One edition while its pages are made."""

    def __init__(self, spec: Specification, *, directories: bool) -> None:
        self.spec = spec
        self.known = Known(spec)
        self.addresses = Addresses(spec.edition.folder, directories=directories)
        self.page_names = frozenset(page.name for page in spec.guidelines.pages)
        self._colours: dict[str, str] = {}

    @cached_property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """For each label those of earlier versions in whose places it stands."""
        found: dict[str, tuple[str, ...]] = {}
        for old, labels in self.spec.edition.retired.items():
            for label in labels:
                found[label] = (*found.get(label, ()), old)
        return found

    def html(self, template: str, said: Mapping[str, Any]) -> str:
        """A template of the package with these values."""
        return _environment().get_template(template).render(said)

    def colour(self, label: str) -> str:
        """The class of a label's colour."""
        if (known := self._colours.get(label)) is None:
            known = self._colours[label] = colour_class(self.spec.taxonomy, label)
        return known

    def label_href(self, here: str, label: str) -> str | None:
        """The address of a label's page, if it has one."""
        if label not in self.known.labels:
            return None
        return self.addresses.page(here, addresses.label_path(label))

    def chip(self, here: str, label: str, *, text: str | None = None) -> Chip:
        """A label as the page `here` shows it."""
        known = self.known.labels.get(label)
        return Chip(
            name=text or self.known.name(label),
            reference=reference_of(label),
            href=self.label_href(here, label),
            colour=self.colour(label),
            is_abstract=known is not None and known.abstract,
            is_deprecated=known is not None and known.deprecated is not None,
            definition=(known and known.definition) or "",
        )

    def chips(
        self, here: str, references: Iterable[str] | None, *, home: str = "entity"
    ) -> list[Chip]:
        """Labels that are named by references, as the page `here` shows them."""
        return [self.chip(here, node_of(each, home=home)) for each in references or ()]

    def set_chip(self, here: str, label_set: str) -> Chip:
        """A category set, or a kind of label, as the page `here` shows it."""
        category_set = self.spec.definition.categories.get(label_set)
        return Chip(
            name=set_name(label_set),
            reference=label_set,
            href=self.addresses.page(here, addresses.set_path(label_set)),
            colour="",
            is_deprecated=category_set is not None and category_set.deprecated is not None,
            definition="" if category_set is None else category_set.question,
        )

    def picture(self, here: str, folder: str, path: str) -> str | None:
        """The address of a picture, given as a guideline in `folder` writes it."""
        name = posixpath.normpath(posixpath.join(folder, path))
        if name not in self.spec.guidelines.pictures:
            return None
        return self.addresses.file(here, addresses.picture_path(name))


def set_name(label_set: str) -> str:
    """What a set is called as a heading: `Entities`, `Intent`, `Settlement status`."""
    if label_set in _SETS:
        return _SETS[label_set]
    words = label_set.rpartition(":")[2].replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def term_anchor(term: str) -> str:
    """Where a term stands in the glossary, each at a place of its own."""
    words = "~".join(term.casefold().split())
    return "term-" + re.sub(r"[^\w~-]", lambda found: f".{ord(found[0]):x}.", words)


def example_anchor(identifier: str) -> str:
    """Where a worked example stands on a page; the anchors of its headings have no `.`."""
    return f"example.{identifier}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("acoe_spec.guidelines"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
