"""Content of the IAB, 2.2 to 3.0: a draft declares all that changed, and asks about the rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from acoe_spec.formats import csv_taxonomy
from acoe_spec.models.taxonomy import Taxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.layout import from_data
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.declared.drafting import draft
from acoe_spec.versions.diff.observing import diff

CONTENT = "iab/Content Taxonomies/Content Taxonomy {}.tsv"


def content(folder: Path, version: str) -> Definition:
    imported = csv_taxonomy.read(folder / CONTENT.format(version), "iab", f"{version}.0")
    return flatten(Taxonomy.model_validate(imported.data), {})


def rules(data: dict[str, Any], old: Definition, new: Definition) -> Counter[str]:
    text = from_data(data, kind="migration")
    return Counter(each.rule for each in check_declared(read_migration(text.encode()), old, new))


def test_a_draft_waits_for_its_questions_and_for_nothing_else(realdata: Path) -> None:
    old, new = content(realdata, "2.2"), content(realdata, "3.0")
    data = draft(diff(old, new), old, new)

    operations = data["operations"]
    counted = Counter(each["op"] for each in operations)
    assert (counted["remove-label"], counted["add-label"]) == (512, 19)
    assert (counted["set-name"], counted["move-label"]) == (28, 38)
    questions = sum("question" in each for each in operations)
    assert rules(data, old, new) == {"open-question": questions}

    answered = [{key: each[key] for key in each if key != "question"} for each in operations]
    assert rules({**data, "operations": answered}, old, new) == {}

    without_moves = [each for each in answered if each["op"] != "move-label"]
    assert rules({**data, "operations": without_moves}, old, new) == {
        "observed-change-not-declared": 38
    }
