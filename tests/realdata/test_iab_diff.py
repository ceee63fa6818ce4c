"""The IAB's content taxonomy from 2.2 to 3.0: what is known of the difference is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from acoe_spec.formats import csv_taxonomy
from acoe_spec.models.taxonomy import Taxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.versions.applying import applied
from acoe_spec.versions.diff.observing import diff

CONTENT = "iab/Content Taxonomies/Content Taxonomy {}.tsv"


def content(folder: Path, version: str) -> Definition:
    imported = csv_taxonomy.read(folder / CONTENT.format(version), "iab", f"{version}.0")
    return flatten(Taxonomy.model_validate(imported.data), {})


def test_what_changed_between_2_2_and_3_0_is_what_is_known(realdata: Path) -> None:
    old, new = content(realdata, "2.2"), content(realdata, "3.0")
    found = diff(old, new)
    own = Counter(change.op for change in found.changes if change.because is None)
    assert own["remove-label"] == 512
    assert own["add-label"] == 19
    assert own["set-name"] == 28
    assert own["move-label"] == 38
    assert found.bump == "major"
    assert applied(old, found.changes).entities == new.entities


def test_suggestions_are_between_labels_that_are_gone_and_new_ones(realdata: Path) -> None:
    old, new = content(realdata, "2.2"), content(realdata, "3.0")
    for each in diff(old, new).suggestions:
        assert each.from_ in old.entities
        assert each.from_ not in new.entities
        assert each.to in new.entities
        assert each.to not in old.entities
