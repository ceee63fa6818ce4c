"""What pages ask of a specification again and again, worked out once.

Labels are nodes here (`entity/option`), as in `taxonomy.references`. Knows no HTML.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import Block, Guidelines, Page, Section
from acoe_spec.guidelines.specification import Specification
from acoe_spec.taxonomy.definition import Label
from acoe_spec.taxonomy.references import KINDS, node, node_of, split
from acoe_spec.taxonomy.show import Described


class Spot(NamedTuple):
    """A place in the guidelines: a page, and the section of it."""

    page: Page
    section: Section


class Known:
    """One specification with what follows from it."""

    def __init__(self, spec: Specification) -> None:
        self.spec = spec
        self.described = Described(spec.definition)
        self.labels: dict[str, Label] = {
            node(label_set, name): label for label_set, name, label in spec.definition.labels()
        }
        self.sets = tuple(
            each
            for each in (*KINDS, *sorted(spec.definition.categories))
            if each not in KINDS or any(self.of_set(each))
        )

    def name(self, label: str) -> str:
        """What a label is called, its id where it has no name; no two of a set are called alike."""
        label_set, id_ = split(label)
        taxonomy, called = id_.rpartition(":")[0], self._called(label)
        origins = self._origins[label_set, called.casefold()]
        if origins[taxonomy] > 1:
            return f"{called} ({id_})"
        return f"{called} ({taxonomy})" if taxonomy and len(origins) > 1 else called

    def _called(self, label: str) -> str:
        known = self.labels.get(label)
        return (known and known.name) or split(label)[1].rpartition(":")[2]

    @cached_property
    def _origins(self) -> Mapping[tuple[str, str], Counter[str]]:
        """For each name in a set the taxonomies that labels of this name are imported from."""
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for each in self.labels:
            label_set, id_ = split(each)
            found[label_set, self._called(each).casefold()][id_.rpartition(":")[0]] += 1
        return found

    def of_set(self, label_set: str) -> Iterator[str]:
        """The labels of a set."""
        return (each for each in self.labels if each.startswith(f"{label_set}/"))

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent of each label that has one."""
        found = {}
        for label, effective in self.described.effective.items():
            if effective.ancestors:
                found[label] = node(effective.label_set, effective.ancestors[0])
        return found

    @cached_property
    def children(self) -> Mapping[str, list[str]]:
        """The labels right below each label, by their names."""
        found: dict[str, list[str]] = defaultdict(list)
        for label, parent in self.parents.items():
            found[parent].append(label)
        for below in found.values():
            below.sort(key=lambda each: (self.name(each).casefold(), each))
        return dict(found)

    @cached_property
    def below(self) -> Mapping[str, int]:
        """How many labels stand below each one, at any depth."""
        found = dict.fromkeys(self.labels, 0)
        for label in reversed(self.described.effective):  # parents are first there
            parent = self.parents.get(label)
            if parent is not None:
                found[parent] += found[label] + 1
        return found

    def ancestors(self, label: str) -> tuple[str, ...]:
        """The labels above one, from its parent to the root."""
        known = self.described.effective.get(label)
        return () if known is None else tuple(node(known.label_set, a) for a in known.ancestors)

    def roots(self, label_set: str) -> list[str]:
        """The labels of a set that have no parent, by their names."""
        tops = (each for each in self.of_set(label_set) if each not in self.parents)
        return sorted(tops, key=lambda each: (self.name(each).casefold(), each))

    @cached_property
    def mixed_into(self) -> Mapping[str, list[str]]:
        """For each mixin the labels that list it."""
        return self._named_by(lambda label: label.mixins)

    @cached_property
    def confused_by(self) -> Mapping[str, list[str]]:
        """For each label those that say they are confused with it."""
        return self._named_by(lambda label: label.confusable_with)

    @cached_property
    def replaces(self) -> Mapping[str, list[str]]:
        """For each label the deprecated ones that name it as their replacement."""
        return self._named_by(
            lambda label: () if label.deprecated is None else label.deprecated.replaced_by
        )

    def _named_by(self, names: Callable[[Label], tuple[str, ...]]) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, label in self.labels.items():
            for reference in names(label):
                found[node_of(reference, home=split(key)[0])].append(key)
        return dict(found)

    @cached_property
    def spots(self) -> Mapping[Block, Spot]:
        """Where each block stands."""
        return {
            block: Spot(page, section)
            for page, section in sections(self.spec.guidelines)
            for block in section.blocks
        }

    @cached_property
    def examples(self) -> Mapping[Block, Example]:
        """The example that each block became."""
        return {each.block: each for each in self.spec.examples}

    @cached_property
    def example_ids(self) -> Mapping[str, Example]:
        """The examples by their ids; of two with one id the first."""
        found: dict[str, Example] = {}
        for each in self.spec.examples:
            found.setdefault(each.id, each)
        return found

    @cached_property
    def texts(self) -> Mapping[str, tuple[Spot, ...]]:
        """For each label that has text of its own, the sections that are it."""
        found = {}
        for label, covered in self.spec.coverage.labels.items():
            spots: dict[int, Spot] = {}
            for explanation in covered.explanations:
                for each in explanation.sections if explanation.is_alone else ():
                    if each.markdown.strip():
                        spots.setdefault(id(each), Spot(explanation.page, each))
            if spots:
                found[label] = tuple(spots.values())
        return found

    @cached_property
    def mentioned(self) -> Mapping[str, tuple[Spot, ...]]:
        """For each label the sections whose prose mentions it and that are not its own text."""
        found: dict[str, dict[int, Spot]] = defaultdict(dict)
        for spot in sections(self.spec.guidelines):
            for mention in spot.section.mentions:
                if not mention.is_term:
                    found[node_of(mention.target)].setdefault(id(spot.section), spot)
        own = {label: {id(each.section) for each in spots} for label, spots in self.texts.items()}
        return {
            label: tuple(spot for key, spot in spots.items() if key not in own.get(label, ()))
            for label, spots in found.items()
        }

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """Each term and each other form of one, in lower case, and the term as it is spelt."""
        glossary = self.spec.guidelines.glossary
        found: dict[str, str] = {}
        for term, said in ({} if glossary is None else glossary.terms).items():
            for form in (term, *(said.also or ())):
                found.setdefault(form.casefold(), term)
        return found

    @cached_property
    def terms_of(self) -> Mapping[str, list[str]]:
        """For each label the terms that name it."""
        glossary = self.spec.guidelines.glossary
        found: dict[str, list[str]] = defaultdict(list)
        for term, said in ({} if glossary is None else glossary.terms).items():
            for reference in said.labels or ():
                found[node_of(reference)].append(term)
        return dict(found)


def sections(guidelines: Guidelines) -> Iterator[Spot]:
    """Every section of every page."""
    return (Spot(page, section) for page in guidelines.pages for section in page.sections)
