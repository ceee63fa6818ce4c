"""The reference taxonomies are what readers copy: complete, canonical, every value in use.

Each test is asked of every taxonomy that lies in `taxonomies/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest
from referenced import EXAMPLES, HEADS, ROOT, example_pin, resolver
from running import acoe

from acoe_spec.bulk.checking import Plan
from acoe_spec.bulk.runs import check_files
from acoe_spec.guidelines.coverage import coverage
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.lint.linting import read_examples
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.models.record_structs import Category, Cluster, Entity, Event, Record
from acoe_spec.rules.identifiers import identifier_problem
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiled import Label as CompiledLabel
from acoe_spec.taxonomy.definition import Definition, Label
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.workspace.linting import lint_heads

TODAY = date(2026, 11, 24)
RECORDS = 30  # that an example file has at least
LABELS = 30  # that a taxonomy has at least, its imported ones included

Use = tuple[str, ...]
"""Something that a record can use: `("label", set, id)`, `("value", set, id, attribute, value)`.

The id of an attribute and of a value is that of the label that brings it: many have a `kind`.
"""

each_head = pytest.mark.parametrize("taxonomy", HEADS)
each_with_examples = pytest.mark.parametrize("taxonomy", EXAMPLES)


def definition_of(taxonomy: str) -> Definition:
    return resolver().definition(f"{taxonomy}@head")


def compiled(taxonomy: str) -> CompiledTaxonomy:
    return resolver().resolve(f"{taxonomy}@head")


def own_labels(definition: Definition) -> Iterator[tuple[str, str, Label]]:
    """The labels that the taxonomy writes itself."""
    return (each for each in definition.labels() if ":" not in f"{each[0]}{each[1]}")


def example_records(taxonomy: str) -> list[Record]:
    decode = msgspec.json.Decoder(Record).decode
    return [decode(line) for line in EXAMPLES[taxonomy].read_bytes().split(b"\n") if line]


def worked_examples(taxonomy: str) -> list[Example]:
    folder = resolver().workspace.guidelines(taxonomy)
    guidelines = read_guidelines(folder, taxonomy, lambda path: path.relative_to(ROOT).as_posix())
    return list(read_examples(guidelines, compiled(taxonomy)))


# The taxonomy


@each_head
def test_a_head_is_in_canonical_layout(taxonomy: str) -> None:
    text = HEADS[taxonomy].read_text("utf-8")
    assert formatted(text) == text


@each_head
def test_lint_is_silent_about_the_head(taxonomy: str) -> None:
    assert lint_heads([HEADS[taxonomy]], resolver(), today=TODAY) == {HEADS[taxonomy]: []}


@each_head
def test_every_label_tells_an_annotator_what_it_is(taxonomy: str) -> None:
    for label_set, identifier, label in own_labels(definition_of(taxonomy)):
        where = f"{label_set}/{identifier}"
        assert label.name, where
        assert label.definition, where
        assert label.definition.endswith("."), where
        assert label.use_when, where
        assert label.avoid_when, where


@each_head
def test_every_attribute_value_and_role_is_defined(taxonomy: str) -> None:
    found = _smaller_definitions(definition_of(taxonomy), compiled(taxonomy))
    assert [where for where, text in found if not text] == []


@each_head
def test_no_two_labels_share_a_definition(taxonomy: str) -> None:
    texts = [label.definition for _, _, label in definition_of(taxonomy).labels()]
    assert len(texts) == len(set(texts))


@each_with_examples
def test_a_taxonomy_is_as_rich_as_a_desk_needs(taxonomy: str) -> None:
    definition = definition_of(taxonomy)
    concrete = [label for _, _, label in definition.labels() if not label.abstract]
    assert len(concrete) >= LABELS
    assert definition.relations
    assert definition.categories
    assert definition.knowledge_bases


@each_head
def test_it_was_released_and_each_release_says_what_it_changed(taxonomy: str) -> None:
    ran = acoe("-w", ROOT, "migration", "check", taxonomy)
    assert ran.code == 0, ran.out + ran.err
    assert len(resolver().workspace.releases(taxonomy)) >= 2


# The guidelines


@each_head
def test_lint_is_silent_about_the_guidelines(taxonomy: str) -> None:
    ran = acoe("-w", ROOT, "lint", taxonomy, "--today", TODAY.isoformat(), "--fail-on", "info")
    assert (ran.code, ran.out.partition(" in ")[0]) == (0, "No findings"), ran.out


@each_head
def test_every_label_is_explained_and_shown_and_told_from_others(taxonomy: str) -> None:
    definition, folder = definition_of(taxonomy), resolver().workspace.guidelines(taxonomy)
    guidelines = read_guidelines(folder, taxonomy, str)
    examples = read_examples(guidelines, compiled(taxonomy))
    found = coverage(guidelines, examples, definition, compiled(taxonomy))
    assert [each.node for each in found.labels.values() if not each.is_complete] == []
    assert [(each.one, each.other) for each in found.confusable if not each.tables] == []


@each_with_examples
def test_every_concrete_label_has_two_right_examples(taxonomy: str) -> None:
    folder = resolver().workspace.guidelines(taxonomy)
    guidelines = read_guidelines(folder, taxonomy, str)
    examples = read_examples(guidelines, compiled(taxonomy))
    found = coverage(guidelines, examples, definition_of(taxonomy), compiled(taxonomy))
    few = [e.node for e in found.labels.values() if e.needs_examples and len(e.annotate) < 2]
    assert few == []


@each_with_examples
def test_the_programme_is_written_down(taxonomy: str) -> None:
    guidelines = read_guidelines(resolver().workspace.guidelines(taxonomy), taxonomy, str)
    written = {page.name for page in guidelines.pages if page.is_programme}
    pages = ("annotation-protocol", "quality-plan", "data-handling", "annotators-changelog",
             "data-statement")  # fmt: skip
    wanted = {f"programme/{page}" for page in pages}
    if "audio" in definition_of(taxonomy).modalities:
        wanted |= {"programme/transcription-convention"}
    assert wanted <= written


def test_no_two_worked_examples_have_the_same_text() -> None:
    """In all taxonomies together; an example that several pages include is one."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for taxonomy in HEADS:
        for example in worked_examples(taxonomy):
            units = (example.record or {}).get("units", ())
            texts = [" ".join(str(each.get("text") or "").casefold().split()) for each in units]
            if any(texts):
                place = example.block.place
                found[tuple(texts)].add(f"{place.file}:{place.line}")
    assert [sorted(places) for places in found.values() if len(places) > 1] == []


# The example label files


def test_every_modality_has_an_example_file() -> None:
    modalities = {each for taxonomy in EXAMPLES for each in definition_of(taxonomy).modalities}
    assert modalities == {"audio", "chat", "document", "email", "text"}


@each_with_examples
def test_the_example_file_is_clean_and_long_enough(taxonomy: str) -> None:
    outcome = check_files([str(EXAMPLES[taxonomy])], resolver(), Plan())
    assert outcome.problems == ()
    assert outcome.tally.totals == {}
    assert outcome.tally.records >= RECORDS
    assert {each.state for each in example_records(taxonomy)} <= {"complete", "adjudicated"}


@each_with_examples
def test_the_example_file_uses_everything(taxonomy: str) -> None:
    pin = example_pin(taxonomy)
    usable = set(_usable(resolver().definition(pin), resolver().resolve(pin)))
    used = {
        use
        for record in example_records(taxonomy)
        for use in _used(record, resolver().resolve(pin))
    }
    assert sorted(usable - used) == []


@each_with_examples
def test_no_two_records_have_one_id_or_one_text(taxonomy: str) -> None:
    records = example_records(taxonomy)
    assert len({each.id for each in records}) == len(records)
    texts = [tuple(getattr(unit, "text", None) for unit in each.units) for each in records]
    assert len(set(texts)) == len(records)


@each_with_examples
def test_identifiers_are_valid_and_say_where_they_come_from(taxonomy: str) -> None:
    bases = resolver().resolve(example_pin(taxonomy)).knowledge_bases
    for record in example_records(taxonomy):
        identifiers = list(_identifiers(record))
        for base, identifier in identifiers:
            scheme = bases[base].scheme
            if scheme is not None:
                assert identifier_problem(scheme, identifier) is None, (record.id, base)
        if identifiers:
            assert "identifiers" in msgspec.json.decode(bytes(record.metadata)), record.id


def _smaller_definitions(
    definition: Definition, taxonomy: CompiledTaxonomy
) -> Iterator[tuple[str, str | None]]:
    """Each attribute that is not merely refined, each value and each role, with its definition."""
    for label_set, identifier, label in own_labels(definition):
        known = taxonomy.label(label_set, identifier)
        assert known is not None
        for name, attribute in label.attributes.items():
            where = f"{label_set}/{identifier}/{name}"
            if known.attributes[name].origin == identifier:
                yield where, attribute.definition
            for value, says in known.attributes[name].values.items():
                yield f"{where}/{value}", says.definition
        if label_set == "event":
            for name, role in definition.events[identifier].roles.items():
                yield f"event/{identifier}/{name}", role.definition


def _usable(definition: Definition, taxonomy: CompiledTaxonomy) -> Iterator[Use]:
    """Every own concrete label, with its attributes and roles, and every own knowledge base.

    Of an attribute that is imported, the values that the taxonomy itself names.
    """
    imported = {
        base
        for reference in definition.imports
        for base in resolver().definition(reference).knowledge_bases
    }
    for base in definition.knowledge_bases.keys() - imported:
        yield "knowledge base", base
    for label_set, identifier, written in own_labels(definition):
        label = taxonomy.label(label_set, identifier)
        assert label is not None
        if label.abstract:
            continue
        yield "label", label_set, identifier
        for lineage in (written, *_own_ancestors(definition, label_set, label)):
            for name, attribute in lineage.attributes.items():
                origin = label.attributes[name].origin
                yield "attribute", label_set, origin, name
                for value in attribute.values or ():
                    yield "value", label_set, origin, name, value
        if label.event is not None:
            for role in label.event.roles:
                yield "role", identifier, role


def _own_ancestors(definition: Definition, label_set: str, label: CompiledLabel) -> Iterator[Label]:
    written = {(each[0], each[1]): each[2] for each in own_labels(definition)}
    above = (written.get((label_set, each)) for each in label.ancestors)
    return (each for each in above if each is not None)


def _used(record: Record, taxonomy: CompiledTaxonomy) -> Iterator[Use]:
    for annotation in record.annotations:
        if isinstance(annotation, Category):
            label_set = annotation.set
        elif isinstance(annotation, Cluster):
            label_set = "relation"
        else:
            label_set = type(annotation).__name__.lower()
        yield "label", label_set, annotation.label
        label = taxonomy.label(label_set, annotation.label)
        assert label is not None
        for attribute, value in (annotation.attributes or {}).items():
            origin = label.attributes[attribute].origin
            yield "attribute", label_set, origin, attribute
            for each in value if isinstance(value, list) else [value]:
                yield "value", label_set, origin, attribute, str(each)
        if isinstance(annotation, Event):
            for argument in annotation.arguments:
                yield "role", annotation.label, argument.role
        if isinstance(annotation, Entity):
            for link in annotation.links or ():
                yield "knowledge base", link.kb


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    for annotation in record.annotations:
        if isinstance(annotation, Entity):
            for link in annotation.links or ():
                for identifier in (link.id, *(link.candidates or ())):
                    if isinstance(identifier, str):
                        yield link.kb, identifier
