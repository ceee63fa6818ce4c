"""What guidelines cover of a taxonomy: what explains and shows each label, and which pairs are told
apart.

Pure, and judges nothing: what is missing is told by lint, by a gate of releases and on the QA page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import Block, Guidelines, Page, Section
from acoe_spec.models.guideline import DecisionTable
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition, Label
from acoe_spec.taxonomy.references import KINDS, node, node_of, prefix_of, split

_FEW = 6  # siblings of which every pair is looked at


class Explanation(NamedTuple):
    """Where a label is explained: on a page, or in one section of it that the label heads."""

    page: Page
    section: Section | None

    @property
    def href(self) -> str:
        """The place as a guideline links to it: `quotes.md`, `quotes.md#firm-quotes`."""
        heading = None if self.section is None else self.section.heading
        return f"{self.page.name}.md" + ("" if heading is None else f"#{heading.anchor}")

    @property
    def sections(self) -> tuple[Section, ...]:
        """The one section, or those of the whole page."""
        return self.page.sections if self.section is None else (self.section,)

    @property
    def is_alone(self) -> bool:
        """Whether it is about this label before all others: a section, or a page of its own."""
        return self.section is not None or len(self.page.labels) == 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Covered:
    """What the guidelines have of one label, given as a node and as it is written.

    `is_own` is False for an imported label. `explanations` are on pages in force, `retired` on
    pages that are not. `annotate` and `avoid` are the worked examples of that verdict which show
    it, `tables` the decision tables that tell it from others.
    """

    node: str
    label: Label
    is_own: bool
    explanations: tuple[Explanation, ...] = ()
    retired: tuple[Explanation, ...] = ()
    annotate: tuple[Example, ...] = ()
    avoid: tuple[Example, ...] = ()
    tables: tuple[Block, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """What annotators read about it: its own sections and pages, else pages that list it."""
        own = [each for each in self.explanations if each.is_alone] or self.explanations
        return tuple(dict.fromkeys(section for each in own for section in each.sections))

    @property
    def needs_guideline(self) -> bool:
        """Whether the label has to be explained: an own one that is to stay."""
        return self.is_own and self.label.deprecated is None

    @property
    def needs_examples(self) -> bool:
        """Whether it has to be shown as well: nobody annotates with an abstract label."""
        return self.needs_guideline and not self.label.abstract

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing that the label needs; decision tables are left out."""
        explained = bool(self.explanations) or not self.needs_guideline
        return explained and (bool(self.annotate and self.avoid) or not self.needs_examples)


class Confusable(NamedTuple):
    """Two labels, as nodes in the order of the taxonomy, that have to be told apart.

    `declared_by` are those of the two that name the other in `confusable_with`; none where they are
    siblings that declare the same attributes. `tables` tell them apart.
    """

    one: str
    other: str
    declared_by: tuple[str, ...]
    tables: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage:
    """What the guidelines of a taxonomy cover: every label by its node, in the taxonomy's order.

    `confusable` are the pairs of which one label at least is the taxonomy's own.
    """

    labels: Mapping[str, Covered]
    confusable: tuple[Confusable, ...]


def coverage(
    guidelines: Guidelines,
    examples: Iterable[Example],
    definition: Definition,
    taxonomy: CompiledTaxonomy,
) -> Coverage:
    """What `guidelines` cover of the taxonomy, given as its definition and compiled.

    `examples` are those that could be read of its blocks. A label that does not exist is passed
    over. Every page in force counts, a draft too.
    """
    explained: dict[str, list[Explanation]] = defaultdict(list)
    retired: dict[str, list[Explanation]] = defaultdict(list)
    headed: dict[Block, frozenset[str]] = {}
    tables: dict[str, list[Block]] = defaultdict(list)
    for page in guidelines.pages:
        is_retired = page.model is not None and page.model.status == "retired"
        for label, explanation in _explanations(page):
            (retired if is_retired else explained)[label].append(explanation)
        for section in page.sections:
            for block in section.blocks:
                headed[block] = _labels_of(page, section)
                if block.kind == "decision" and not is_retired:
                    model = block.model
                    between = model.between if isinstance(model, DecisionTable) else ()
                    for label in dict.fromkeys(map(node_of, between)):
                        tables[label].append(block)
    shown = _shown(examples, headed, taxonomy)
    found = {}
    for label_set, name, written in definition.labels():
        label = node(label_set, name)
        found[label] = Covered(
            node=label,
            label=written,
            is_own=prefix_of(label) is None,
            explanations=tuple(explained[label]),
            retired=tuple(retired[label]),
            annotate=tuple(shown["annotate", label]),
            avoid=tuple(shown["avoid", label]),
            tables=tuple(tables[label]),
        )
    return Coverage(labels=found, confusable=tuple(_confusable(found)))


def _explanations(page: Page) -> Iterator[tuple[str, Explanation]]:
    """The labels that a page says it explains, then those that head a section of it.

    What says nothing explains nothing.
    """
    if any(_says_something(section) for section in page.sections):
        for reference in dict.fromkeys(page.labels):
            yield node_of(reference), Explanation(page, None)
    for section in page.sections:
        if section.heading is not None and _says_something(section):
            for reference in dict.fromkeys(section.heading.labels):
                yield node_of(reference), Explanation(page, section)


def _says_something(section: Section) -> bool:
    return bool(section.blocks) or bool(section.markdown.strip())


def _labels_of(page: Page, section: Section) -> frozenset[str]:
    """The labels whose text a section is: those of its heading, or the only one of the page."""
    of_heading = () if section.heading is None else section.heading.labels
    labels = of_heading or (page.labels if len(page.labels) == 1 else ())
    return frozenset(map(node_of, labels))


def _shown(
    examples: Iterable[Example],
    headed: Mapping[Block, frozenset[str]],
    taxonomy: CompiledTaxonomy,
) -> Mapping[tuple[str, str], list[Example]]:
    """The examples by their verdict and by each label that they show."""
    found: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        labels = {
            shown
            for record in (example.record, example.instead)
            if record is not None
            for label in _annotated(record)
            for shown in _with_ancestors(label, taxonomy)
        }
        if example.verdict == "avoid":
            labels |= headed.get(example.block, frozenset())
        for label in sorted(labels):
            found[example.verdict, label].append(example)
    return found


def _annotated(record: Mapping[str, Any]) -> Iterator[str]:
    """The nodes of the labels that a record uses."""
    for annotation in record.get("annotations", ()):
        kind, label = annotation.get("type"), annotation.get("label")
        if isinstance(label, str):
            if kind == "category":
                yield node(str(annotation.get("set")), label)
            elif kind == "cluster":
                yield node("relation", label)
            elif kind in KINDS:
                yield node(kind, label)


def _with_ancestors(label: str, taxonomy: CompiledTaxonomy) -> Iterator[str]:
    """The label, and those of its ancestors that are abstract: it stands for them."""
    yield label
    label_set, name = split(label)
    compiled = taxonomy.label(label_set, name)
    for ancestor in () if compiled is None else compiled.ancestors:
        above = taxonomy.label(label_set, ancestor)
        if above is not None and above.abstract:
            yield node(label_set, ancestor)


def _confusable(labels: Mapping[str, Covered]) -> Iterator[Confusable]:
    """The pairs that have to be told apart, in the order of the taxonomy."""
    declared: dict[frozenset[str], list[str]] = defaultdict(list)
    for each in labels.values():
        home = split(each.node)[0]
        for reference in each.label.confusable_with:
            declared[frozenset((each.node, node_of(reference, home=home)))].append(each.node)
    for alike in _alike(labels.values()):
        declared.setdefault(frozenset(alike), [])
    position = {label: number for number, label in enumerate(labels)}
    known = (pair for pair in declared if len(pair) == 2 and pair <= labels.keys())
    ordered = (sorted(pair, key=position.__getitem__) for pair in known)
    for one, other in sorted(ordered, key=lambda pair: [position[label] for label in pair]):
        sides = (labels[one], labels[other])
        own = any(each.is_own for each in sides)
        if own and all(each.label.deprecated is None for each in sides):
            by = dict.fromkeys(declared[frozenset((one, other))])
            tables = tuple(table for table in sides[0].tables if table in sides[1].tables)
            yield Confusable(one, other, tuple(by), tables)


def _alike(labels: Iterable[Covered]) -> Iterator[tuple[str, str]]:
    """Siblings that themselves declare attributes, and the same ones.

    What they inherit alike does not count: all siblings do. Of many, each goes with the next only:
    one table of all is what they need, and not one for each pair.
    """
    groups: dict[tuple[str, str, frozenset[str]], list[str]] = defaultdict(list)
    for each in labels:
        if each.label.is_a is not None and each.label.attributes and not each.label.abstract:
            home = split(each.node)[0]
            parent = node_of(each.label.is_a, home=home)
            groups[home, parent, frozenset(each.label.attributes)].append(each.node)
    for siblings in groups.values():
        yield from combinations(siblings, 2) if len(siblings) <= _FEW else pairwise(siblings)
