"""Defects planted into the example files: check and the models built for them find each in place.

`planted/<taxonomy id>.yaml` is a list. Each row changes one record of the example file and says
which rule finds the defect, and where:

    - title: a label of another set
      record: rates-ust-two-way
      change: [{op: replace, path: /annotations/0/label, value: trade}]
      rule: unknown-label
      at: /annotations/0/label

`op` is `replace`, `add` or `remove`, `path` and `at` are JSON pointers; `add` to an array appends
with `-`. `also` lists what else check finds then, as `{rule, at}`. Pydantic and JSON Schema name
the object for a key that is missing or unknown, and the value for all else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
import yaml
from pydantic import BaseModel, ValidationError
from referenced import EXAMPLES, ROOT, Json, example_pin, example_version, records
from specialised_records import module_of

from acoe_spec import Validator

PLANTED = Path(__file__).parent / "planted"
ROWS = 20  # that each modality has at least

UNKNOWN_KEYS = ("unknown-field", "unknown-attribute")
"""Rules that point to a key, where models name its object."""

each_taxonomy = pytest.mark.parametrize("taxonomy", EXAMPLES)


class Planted(NamedTuple):
    """One row, with the record that it spoils."""

    title: str
    record: Json
    finding: tuple[str, str]
    also: list[tuple[str, str]]


class Models(NamedTuple):
    """What `acoe build` makes for the records of one taxonomy."""

    module: type[BaseModel]
    schema: jsonschema_rs.Draft202012Validator

    def module_places(self, record: Json) -> list[str]:
        """Where Pydantic complains, as JSON pointers."""
        try:
            self.module.model_validate(record)
        except ValidationError as caught:
            found = [place(record, each) for each in caught.errors(include_url=False)]
            return sorted(set(found))
        return []

    def schema_places(self, record: Json) -> list[str]:
        """Where JSON Schema complains, as JSON pointers."""
        return sorted({pointer(each.instance_path) for each in self.schema.iter_errors(record)})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Models]]:
    """The models of a taxonomy, made once."""
    found: dict[str, Models] = {}

    def models(taxonomy: str) -> Models:
        if taxonomy not in found:
            version = example_version(taxonomy)
            folder, name = tmp_path_factory.mktemp("planted"), f"planted_{len(found)}"
            module = module_of(version.record_module(), folder, name)
            schema = jsonschema_rs.Draft202012Validator(json.loads(version.record_schema()))
            found[taxonomy] = Models(module.Record, schema)
        return found[taxonomy]

    yield models
    for number in range(len(found)):
        del sys.modules[f"planted_{number}"]


def test_each_modality_has_defects_and_each_defect_a_modality() -> None:
    assert {path.stem for path in PLANTED.glob("*.yaml")} == EXAMPLES.keys()


@each_taxonomy
def test_there_are_enough_and_no_two_are_alike(taxonomy: str) -> None:
    found = list(rows(taxonomy))
    assert len(found) >= ROWS
    assert len({row.title for row in found}) == len(found)
    assert len({json.dumps(row.record, sort_keys=True) for row in found}) == len(found)


@each_taxonomy
def test_the_example_file_is_accepted_whole(taxonomy: str, built: Callable[[str], Models]) -> None:
    models = built(taxonomy)
    wrong = {
        record["id"]: (models.module_places(record), models.schema_places(record))
        for record in records(EXAMPLES[taxonomy])
    }
    assert {name: places for name, places in wrong.items() if places != ([], [])} == {}


@each_taxonomy
def test_check_finds_each_defect_and_nothing_else(taxonomy: str) -> None:
    validator = Validator(example_pin(taxonomy), workspace=ROOT)
    found = {
        row.title: sorted((each.rule, each.pointer) for each in validator.check(row.record))
        for row in rows(taxonomy)
    }
    assert found == {row.title: sorted([row.finding, *row.also]) for row in rows(taxonomy)}


@each_taxonomy
def test_the_pydantic_module_rejects_each_defect_in_place(
    taxonomy: str, built: Callable[[str], Models]
) -> None:
    models = built(taxonomy)
    assert misplaced(taxonomy, models.module_places) == {}


@each_taxonomy
def test_the_json_schema_rejects_each_defect_in_place(
    taxonomy: str, built: Callable[[str], Models]
) -> None:
    models = built(taxonomy)
    assert misplaced(taxonomy, models.schema_places) == {}


def misplaced(
    taxonomy: str, places: Callable[[Json], list[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """The rows whose defect is found elsewhere or not at all: the places found, those wanted."""
    wrong = {}
    for row in rows(taxonomy):
        found, wanted = places(row.record), places_of(*row.finding)
        beside = {at for finding in row.also for at in places_of(*finding)}
        if set(found).isdisjoint(wanted) or not set(found) <= {*wanted, *beside}:
            wrong[row.title] = (found, wanted)
    return wrong


def places_of(rule: str, at: str) -> list[str]:
    """Where models may name the defect that a rule finds at a place."""
    if rule in UNKNOWN_KEYS:
        return [at.rpartition("/")[0]]
    return [at]


def rows(taxonomy: str) -> Iterator[Planted]:
    """The defects of a taxonomy."""
    whole = {record["id"]: record for record in records(EXAMPLES[taxonomy])}
    path = PLANTED / f"{taxonomy}.yaml"
    assert path.is_file(), f"write {ROWS} defects into {path.name}"
    for row in yaml.safe_load(path.read_text("utf-8")):
        assert row["record"] in whole, f"{row['title']}: no record {row['record']!r}"
        record = deepcopy(whole[row["record"]])
        for change in row["change"]:
            changed(record, **change)
        also = [(each["rule"], each["at"]) for each in row.get("also", ())]
        yield Planted(row["title"], record, (row["rule"], row["at"]), also)


def changed(record: Json, *, op: str, path: str, value: Any = None) -> None:
    """Apply one change to the record in place."""
    *steps, last = path.split("/")[1:]
    owner: Any = record
    for step in steps:
        owner = owner[int(step) if isinstance(owner, list) else step]
    key: Any = last
    if isinstance(owner, list):
        key = len(owner) if last == "-" else int(last)
    if op == "remove":
        del owner[key]
    elif op == "add" and isinstance(owner, list):
        owner.insert(key, value)
    else:
        assert op in ("add", "replace")
        assert op == "add" or key in (range(len(owner)) if isinstance(owner, list) else owner), path
        owner[key] = value


def pointer(steps: Any) -> str:
    """Steps as a JSON pointer; no key of a record has a character that needs an escape."""
    return "".join(f"/{step}" for step in steps)


def place(record: Json, error: Any) -> str:
    """Where an error of Pydantic lies: its location without the tags of unions.

    A tag is what `type`, `set` or `label` of the object says, each once.
    """
    value: Any = record
    steps: list[Any] = []
    tags: list[Any] = []
    for step in error["loc"]:
        if tags and step == tags[0]:
            tags.pop(0)
        elif isinstance(step, int) or (isinstance(value, dict) and step in value):
            value = value[step]
            steps.append(step)
            if isinstance(value, dict):
                tags = [value[key] for key in ("type", "set", "label") if key in value]
    kind = error["type"]
    if kind == "extra_forbidden":
        steps.pop()
    if kind == "union_tag_invalid":
        steps.append(error["ctx"]["discriminator"].strip("'"))
    return pointer(steps)
