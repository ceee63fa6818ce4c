"""`acoe check` inside this process, against parsing alone and against other validators."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import orjson

import acoe_spec.models
from acoe_spec.bulk.checking import FileChecker, Plan
from acoe_spec.checking.decode import trusted
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from benchmarks.rows import Row, at_least, at_most
from benchmarks.spoiling import spoilt
from benchmarks.timing import Work, ratio, side_by_side

_MODELS = Path(acoe_spec.models.__path__[0])
_METAMODEL = Path(acoe_spec.__path__[0]).parent / "metamodel" / "record.yaml"
_SLICES = {"jsonschema-rs": 1, "jsonschema": 40, "linkml-validate": 100}  # of the lines


class _Known:
    """A resolver of one taxonomy."""

    def __init__(self, taxonomy: CompiledTaxonomy) -> None:
        self._taxonomy = taxonomy

    def resolve(self, _reference: str) -> CompiledTaxonomy:
        return self._taxonomy


def against_parsing(
    name: str, lines: Sequence[bytes], taxonomy: CompiledTaxonomy, *, rounds: int
) -> list[Row]:
    """Clean lines, one in a hundred bad, and all bad; each against `orjson.loads` of the same."""
    files = {
        f"check, clean {name}": (lines, 2.2),
        f"check, 1 % bad {name}": (list(spoilt(lines, every=100)), 2.5),
        f"check, 100 % bad {name}": (list(spoilt(lines, every=1)), 12.0),
    }
    works: dict[str, Work] = {}
    for work, (content, _) in files.items():
        works[work] = _check(content, taxonomy)
        works[work + "/orjson"] = _parse(content)
    times = side_by_side(works, rounds=rounds)
    return [
        at_most(work, ratio(times, work, work + "/orjson"), target, "x orjson.loads")
        for work, (_, target) in files.items()
    ]


def against_validators(
    lines: Sequence[bytes], taxonomy: CompiledTaxonomy, *, rounds: int
) -> list[Row]:
    """The record's shape by other validators, and what no schema can say by our rules.

    linkml-validate is timed without the rules, so it has less to do than it would need to.
    """
    schema = json.loads((_MODELS / "record.schema.json").read_text(encoding="utf-8"))
    validators: dict[str, tuple[Callable[[Any], object], float]] = {
        "jsonschema-rs": (jsonschema_rs.validator_for(schema).is_valid, 1.4),
        "jsonschema": (jsonschema.Draft202012Validator(schema).is_valid, 50),
        "linkml-validate": (_linkml_validator(), 80),
    }
    rows = []
    for name, (validate, target) in validators.items():
        some = lines[: max(5, len(lines) // _SLICES[name])]
        rules = None if name == "linkml-validate" else taxonomy
        times = side_by_side(
            {"check": _check(some, taxonomy), name: _validate(some, validate, rules)},
            rounds=rounds,
        )
        rows.append(
            at_least(f"check against {name}", ratio(times, name, "check"), target, "x faster")
        )
    return rows


def _parse(lines: Sequence[bytes]) -> Work:
    def work() -> None:
        for line in lines:
            orjson.loads(line)

    return work


def _check(lines: Sequence[bytes], taxonomy: CompiledTaxonomy) -> Work:
    checker = FileChecker(_Known(taxonomy), Plan(limit=1000))
    return lambda: checker.check_lines(enumerate(lines, 1), file="labels.jsonl")


def _validate(
    lines: Sequence[bytes], validate: Callable[[Any], object], taxonomy: CompiledTaxonomy | None
) -> Work:
    def work() -> None:
        for line in lines:
            validate(orjson.loads(line))
            if taxonomy is not None:
                list(record_findings(trusted(line), taxonomy))

    return work


def _linkml_validator() -> Callable[[Any], object]:
    from linkml.validator import Validator
    from linkml.validator.plugins import JsonschemaValidationPlugin

    plugin = JsonschemaValidationPlugin(closed=True)
    validator = Validator(str(_METAMODEL), validation_plugins=[plugin])
    return lambda value: validator.validate(value, "Record")
