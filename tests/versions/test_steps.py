"""Steps with imported taxonomies, steps back, and what cannot be undone."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from small_migrations import BONDS, UBS, label, one_step, read, walk
from taxonomy_strategies import definition_of, head

from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.versions.records.steps import Irreversible, MigrationBroken, Step, inverse, make_step

Json = dict[str, Any]


def entities(*names: str) -> Json:
    return {"entities": {name: label() for name in names}}


def importing(
    old_core: Json,
    new_core: Json,
    *core: Json,
    own: tuple[Json, ...] = (),
    fees: tuple[Json, Json] = ({}, {}),
) -> Step:
    """A step of `desk` that brings another version of the imported `core`; `desk` has a sub-label
    `fee` of its first label, with these attributes of its own before and after."""

    def model(taxonomy: str, operations: tuple[Json, ...]) -> Migration:
        written = {"format": 1, "taxonomy": taxonomy, "from": "1.0.0", "to": "2.0.0"}
        return Migration.model_validate({**written, "operations": list(operations)})

    cores = [definition_of(head("core", "1.0.0", **old_core)),
             definition_of(head("core", "2.0.0", **new_core))]  # fmt: skip
    desks = [
        definition_of(
            head(version=version, imports=[f"core@{version}"], entities={
                "bond": label(), "fee": label(is_a=f"core:{next(iter(core_.entities))}", **fee),
            }),
            {f"core@{version}": core_},
        )
        for version, core_, fee in zip(("1.0.0", "2.0.0"), cores, fees, strict=True)
    ]  # fmt: skip
    imported = make_step(model("core", core), *map(compile_definition, cores))
    return make_step(model("desk", own), *map(compile_definition, desks), imported=[imported])


def test_labels_of_an_imported_taxonomy_are_renamed_with_its_prefix() -> None:
    step = importing(
        entities("amount"),
        entities("sum"),
        {"op": "rename-label", "set": "entity", "from": "amount", "to": "sum"},
    )
    result = walk(read(BONDS, UBS | {"label": "core:amount"}), step).record
    assert [each.label for each in result.annotations] == ["bond", "core:sum"]


def test_an_imported_attribute_is_renamed_for_sub_labels_of_the_importer() -> None:
    said = {"range": "string"}
    step = importing(
        {"entities": {"amount": label(attributes={"unit": said})}},
        {"entities": {"amount": label(attributes={"currency": said})}},
        {"op": "rename-attribute", "set": "entity", "label": "amount", "from": "unit",
         "to": "currency"},
    )  # fmt: skip
    fee = UBS | {"label": "fee", "attributes": {"unit": "EUR"}}
    result = walk(read(fee), step).record
    assert [each.attributes for each in result.annotations] == [{"currency": "EUR"}]
    back = inverse(step)
    assert isinstance(back, Step)
    assert walk(result, back).record == read(fee)


def test_an_attribute_of_ones_own_is_converted_to_the_one_that_the_import_has_now() -> None:
    year: Json = {"op": "convert-attribute", "set": "entity", "label": "fee", "attribute": "year"}
    step = importing(
        {"entities": {"amount": label()}},
        {"entities": {"amount": label(attributes={"year": {"range": "integer"}})}},
        own=({**year, "to": "integer"},),
        fees=({"attributes": {"year": {"range": "string"}}}, {}),
    )
    fee = UBS | {"label": "fee", "attributes": {"year": "2025"}}
    result = walk(read(fee), step).record
    assert [each.attributes for each in result.annotations] == [{"year": 2025}]
    back = inverse(step)
    assert isinstance(back, Step)
    assert walk(result, back).record == read(fee)


def test_a_step_back_undoes_all_that_is_lossless() -> None:
    step = one_step(
        {**entities("firm", "bond"),
         "relations": {"holds": label(domain=["firm"], range=["bond"])}},
        {**entities("bond", "firm", "note"),
         "relations": {"held": label(domain=["firm"], range=["bond"])}},
        {"op": "swap", "set": "entity", "labels": ["firm", "bond"]},
        {"op": "rename-label", "set": "relation", "from": "holds", "to": "held"},
        {"op": "flip-relation", "set": "relation", "label": "holds"},
        {"op": "add-label", "set": "entity", "label": "note"},
    )  # fmt: skip
    said = {"type": "relation", "id": "r1", "label": "holds", "subject": "e1", "object": "e2"}
    before = read(UBS, BONDS, said)
    there = walk(before, step).record
    assert [each.label for each in there.annotations] == ["bond", "firm", "held"]
    back = inverse(step)
    assert isinstance(back, Step)
    assert msgspec.json.encode(walk(there, back).record) == msgspec.json.encode(before)


def test_what_only_the_later_version_has_is_looked_at_on_the_way_back() -> None:
    step = one_step(
        entities("bond"),
        entities("bond", "note"),
        {"op": "add-label", "set": "entity", "label": "note"},
    )
    back = inverse(step)
    assert isinstance(back, Step)
    result = walk(read(BONDS | {"label": "note"}, schema="desk@2.0.0"), back).record
    assert [each.schema for each in result.unresolved or ()] == ["desk@2.0.0"]
    again = walk(result, step).record
    assert [each.label for each in again.annotations] == ["note"]
    assert not again.unresolved


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ({"op": "merge-labels", "set": "entity", "from": ["bond", "bill"], "to": "bond"},
         "merge-labels entity/bond+bill is not undone"),
        ({"op": "make-abstract", "set": "entity", "label": "bond", "to": "bill"},
         ("make-abstract entity/bond gives annotations another label, and which had it already is "
          "not known")),
        ({"op": "require-attribute", "set": "entity", "label": "bond", "attribute": "size",
          "value": 3},
         ("require-attribute entity/bond/size gives annotations a value, and which had none is not "
          "known")),
        ({"op": "require-set", "set": "mood", "label": "good"},
         "require-set mood/good adds answers, and which were there already is not known"),
        ({"op": "require-set", "set": "mood"},
         ("require-set mood takes the set out of the scope of records without answers, and which "
          "had it there is not known")),
    ],
)  # fmt: skip
def test_what_is_lossy_has_no_way_back(operation: Json, reason: str) -> None:
    step = one_step(entities("bond", "bill"), entities("bond", "bill"), operation)
    assert inverse(step) == Irreversible((reason,))


def test_a_relation_that_became_symmetric_has_no_way_back() -> None:
    ends = {"domain": ["bond"], "range": ["bond"]}
    step = one_step(
        {**entities("bond"), "relations": {"like": label(**ends)}},
        {**entities("bond"), "relations": {"like": label(**ends, symmetric=True)}},
        {"op": "loosen", "set": "relation", "label": "like", "property": "symmetric"},
    )
    assert inverse(step) == Irreversible(
        ("the relation 'like' became symmetric, and which end came first is not known",)
    )


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "the pattern is no regular expression"),
        ("(a+)+x", "the pattern can take for ever to say no"),
    ],
)
def test_a_rule_with_a_pattern_that_cannot_be_used_is_refused(pattern: str, problem: str) -> None:
    split = {"op": "split-label", "set": "entity", "from": "bond", "to": ["bill", "note"]}
    rule = {"to": "bill", "surface": pattern}
    with pytest.raises(MigrationBroken) as caught:
        one_step(entities("bond"), entities("bill", "note"), {**split, "rules": [rule]})
    assert caught.value.message == f"a rule of a split cannot be used: {problem}"
