"""What a rule for guidelines sees, and what it yields.

`Documentation` has the guidelines of one taxonomy with everything that they are held against, and
lists once what they name. All of it tolerates guidelines with defects. Knows no rule, and loads
what reads guidelines only when it is asked: rules are listed without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from acoe_spec.findings import Finding, Level, pointer, printable_id
from acoe_spec.guidelines.guideline import GLOSSARY, Place
from acoe_spec.taxonomy.references import node, prefix_of, reference_of, split
from acoe_spec.taxonomy.structure import nearest

if TYPE_CHECKING:
    from acoe_spec.guidelines.coverage import Coverage
    from acoe_spec.guidelines.examples.reading import Example
    from acoe_spec.guidelines.guideline import Block, Guidelines, Mention
    from acoe_spec.guidelines.lint.naming import Named
    from acoe_spec.models.guideline import DecisionTable
    from acoe_spec.taxonomy.compiled import CompiledTaxonomy
    from acoe_spec.taxonomy.definition import Definition, Label
    from acoe_spec.taxonomy.source import Source

MAX_SUGGESTIONS = 50  # words for which a nearest spelling is looked up; it is slow
_OF_ANY_SET = 0.8  # among all sets, something is a little like anything

_TABLES = {"entity": "entities", "relation": "relations", "event": "events"}


class Defect(NamedTuple):
    """What a rule complains of, and where. `label` is the node concerned, if there is one.

    `name` is what the place is called where lines move: a link's target, a term, the node of a
    label that does not exist. `pointer` is there where the place is in YAML.
    """

    place: Place
    name: str
    message: str
    hint: str | None = None
    label: str | None = None
    pointer: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Documentation:
    """The guidelines of a taxonomy and what they are held against.

    `head` is the YAML of the taxonomy, where labels have their places. `review_days` is how long a
    review holds.
    """

    guidelines: Guidelines
    examples: tuple[Example, ...]
    coverage: Coverage
    definition: Definition
    taxonomy: CompiledTaxonomy
    head: Source
    today: date
    review_days: int

    @property
    def glossary_file(self) -> str:
        """The glossary as hints call it, whether there is one or not."""
        return f"guidelines/{self.guidelines.taxonomy_id}/{GLOSSARY}"

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """Every label by its node."""
        return {node(label_set, name): label for label_set, name, label in self.definition.labels()}

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """Every reference to a label, page by page, then those of the glossary."""
        from acoe_spec.guidelines.lint.naming import labels_named

        return tuple(labels_named(self.guidelines))

    @property
    def unknown_terms(self) -> Iterator[Mention]:
        """Every use of a word as a term that is not in the glossary; none where it has defects."""
        from acoe_spec.guidelines.lint.naming import terms_named
        from acoe_spec.guidelines.reading.glossary import folded

        broken = self.guidelines.glossary is None and self.guidelines.glossary_source is not None
        for mention in () if broken else terms_named(self.guidelines):
            if folded(mention.target) not in self.spellings:
                yield mention

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The term that each spelling in the glossary means, by the spelling as it is compared."""
        from acoe_spec.guidelines.reading.glossary import spellings

        return spellings(self.guidelines.glossary)

    @cached_property
    def tables(self) -> tuple[tuple[Block, DecisionTable], ...]:
        """The decision tables of all pages, each with its block."""
        from acoe_spec.models.guideline import DecisionTable

        return tuple(
            (block, model)
            for page in self.guidelines.pages
            for block in page.blocks
            if block.kind == "decision" and isinstance(model := block.model, DecisionTable)
        )

    @cached_property
    def example_ids(self) -> frozenset[str]:
        """The ids of all worked examples whose YAML is sound."""
        return frozenset(
            block.source.data["id"]
            for page in self.guidelines.pages
            for block in page.blocks
            if block.kind == "example" and not block.findings
        )

    def lineage(self, label: str) -> frozenset[str]:
        """The label and all its ancestors, as nodes."""
        label_set, name = split(label)
        compiled = self.taxonomy.label(label_set, name)
        above = () if compiled is None else compiled.ancestors
        return frozenset((label, *(node(label_set, each) for each in above)))

    @cached_property
    def _spelt(self) -> Mapping[str, str]:
        """Each label by its bare id in lower case, the first where several sets have one."""
        found: dict[str, str] = {}
        for label in self.labels:
            found.setdefault(split(label)[1].rpartition(":")[2].casefold(), label)
        return found

    @cached_property
    def _near(self) -> dict[tuple[str, str], str | None]:
        return {}

    def near(
        self, word: str, known: Iterable[str], *, kind: str, cutoff: float | None = None
    ) -> str | None:
        """The one of `known` that `word` is probably a misspelling of; None after many words.

        `kind` says what they are, such as a set of labels: a word of one kind is looked up once.
        `cutoff` is how alike the two have to be, from 0 to 1.
        """
        asked = (kind, word)
        if asked not in self._near and len(self._near) < MAX_SUGGESTIONS:
            self._near[asked] = nearest(word, known, cutoff=cutoff)
        return self._near.get(asked)

    def suggestion(self, label: str) -> str:
        """What to do about a reference to a label (a node) that does not exist."""
        prefix = prefix_of(label)
        if prefix is not None and prefix not in self.definition.origins:
            return f"add {printable_id(prefix)} with its version to 'imports', or correct the id"
        near = self._nearest(*split(label))
        return f"did you mean '{near}'?" if near else "correct the id, or add the label"

    def _nearest(self, label_set: str, name: str) -> str | None:
        """The reference to the label that was probably meant, of the same set rather than not."""
        bare = name.rpartition(":")[2]
        alike = self._spelt.get(bare.casefold())
        if alike is None:
            in_set = (split(each)[1] for each in self.labels if split(each)[0] == label_set)
            near = self.near(name, in_set, kind=label_set)
            alike = None if near is None else node(label_set, near)
        if alike is None:
            near = self.near(bare, self._spelt, kind="/", cutoff=_OF_ANY_SET)
            alike = None if near is None else self._spelt[near]
        return None if alike is None else reference_of(alike)

    def of_label(self, label: str, message: str, hint: str) -> Defect:
        """A defect of a label of the taxonomy, where its file declares it."""
        label_set, name = split(label)
        table = _TABLES.get(label_set)
        steps = ("categories", label_set, "labels", name) if table is None else (table, name)
        return self.of_head(pointer(*steps), label, message, hint, label)

    def of_head(
        self, at: str, name: str, message: str, hint: str, label: str | None = None
    ) -> Defect:
        """A defect at a key of the taxonomy's file."""
        place = Place(self.head.path or "", *self.head.place(at, key=True))
        return Defect(place, name, message, hint, label, at)


def finding_of(defect: Defect, *, rule: str, level: Level, schema: str) -> Finding:
    """The finding of `rule` that a defect is; its label is what a waiver may name."""
    return Finding(
        rule=rule,
        level=level,
        message=defect.message,
        hint=defect.hint,
        file=defect.place.file,
        line=defect.place.line,
        column=defect.place.column,
        pointer=defect.pointer,
        field=defect.name,
        reference=None if defect.label is None else f"{schema}#{defect.label}",
    )
