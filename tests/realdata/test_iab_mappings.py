"""The IAB's own mappings between its taxonomies: each defect with its line, nothing guessed.

Their taxonomies are made by the ordinary import, their mappings become migrations by the ordinary
command, and what has no target goes to people.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from histories import imported, workspace
from msgspec.structs import replace
from running import Ran, acoe

from acoe_spec.formats.concordances import ConcordanceOptions, read
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.concordance import Declared, declared


class Mapping(NamedTuple):
    """A mapping of the IAB, and the tables of the two versions between which it leads."""

    old: str
    new: str
    file: str
    columns: tuple[str, str]


CONTENT = Mapping(
    "Content Taxonomies/Content Taxonomy 1.0.tsv",
    "Content Taxonomies/Content Taxonomy 2.0.tsv",
    "Taxonomy Mappings/Content 1.0 to Content 2.0.tsv",
    ("Content 1.0 Unique ID", "Content 2.0 Unique ID"),
)
AD_PRODUCT = Mapping(
    "Ad Product Taxonomies/Ad Product Taxonomy 2.0.tsv",
    "Ad Product Taxonomies/Ad Product Taxonomy 1.1.tsv",
    "Taxonomy Mappings/Ad Product 2.0 to 1.1.tsv",
    ("Unique ID", "AP1 UID"),
)
BOTH = pytest.mark.parametrize("mapping", [CONTENT, AD_PRODUCT], ids=["content", "ad product"])

WITHOUT_TARGET = [223, *range(380, 394)]
NOT_COVERED = ["1000", *map(str, range(1565, 1583))]


def versions(realdata: Path, mapping: Mapping) -> tuple[Definition, Definition]:
    """The two versions; two labels of ad product 2.0 that are their own parents have none here."""
    old = imported(realdata / "iab" / mapping.old, "iab", "1.0.0")
    mended = {
        name: replace(label, is_a=None if label.is_a == name else label.is_a)
        for name, label in old.entities.items()
    }
    new = imported(realdata / "iab" / mapping.new, "iab", "2.0.0", based_on="1.0.0")
    return replace(old, entities=mended), new


def declared_by(realdata: Path, mapping: Mapping) -> Declared:
    from_column, to_column = mapping.columns
    options = ConcordanceOptions(old=from_column, new=to_column)
    return declared(
        read(realdata / "iab" / mapping.file, options).pairs, *versions(realdata, mapping)
    )


def lines(found: Declared, rule: str) -> list[int | None]:
    return [each.line for each in found.findings if each.rule == rule]


def test_content_1_to_2(realdata: Path) -> None:
    found = declared_by(realdata, CONTENT)
    assert found.cardinality == {
        "1:1": 253, "n:1": 124, "1:n": 0, "n:m": 0, "1:0": 15, "0:1": 0,
    }  # fmt: skip
    assert sum(found.cardinality.values()) == 392  # the rows of the file
    assert (found.merges, found.splits) == (43, 0)
    assert Counter(each["op"] for each in found.operations) == {
        "rename-label": 252, "merge-labels": 43, "remove-label": 16,
    }  # fmt: skip
    assert lines(found, "mapping-no-target") == WITHOUT_TARGET
    rest = [each for each in found.findings if each.rule != "mapping-no-target"]
    assert [(each.line, each.rule, each.message, each.hint) for each in rest] == [
        (85, "mapping-unknown-source", "the old version has no label 'AB7'",
         "did you mean 'IAB7'?"),
        (None, "mapping-not-covered", "no row maps 'IAB7'; people decide", None),
    ]  # fmt: skip


def test_ad_product_2_to_1_1(realdata: Path) -> None:
    found = declared_by(realdata, AD_PRODUCT)
    assert found.cardinality == {
        "1:1": 398, "n:1": 18, "1:n": 0, "n:m": 0, "1:0": 148, "0:1": 0,
    }  # fmt: skip
    assert sum(found.cardinality.values()) == 564  # and one row that names neither side
    assert len(lines(found, "mapping-no-target")) == 149
    assert lines(found, "mapping-no-source") == [3]
    assert lines(found, "mapping-unknown-target") == [503]
    assert [each.message for each in found.findings if each.rule == "mapping-not-covered"] == [
        f"no row maps '{each}'; people decide" for each in NOT_COVERED
    ]
    assert Counter(each.rule for each in found.findings).keys() == {
        "mapping-no-target", "mapping-no-source", "mapping-unknown-target", "mapping-not-covered",
    }  # fmt: skip


@BOTH
def test_what_has_no_target_goes_to_people(
    realdata: Path, mapping: Mapping, tmp_path: Path
) -> None:
    folder = workspace(tmp_path / "workspace", versions(realdata, mapping))
    made = made_by_the_command(realdata, mapping, folder)
    assert made.code == 1, made.err  # the concordance has errors; the migration is written
    checked = acoe("-w", folder, "migration", "check", "iab")
    assert checked.code == 0, checked.out

    old = versions(realdata, mapping)[0]
    source = tmp_path / "labels.jsonl"
    source.write_text("".join(json.dumps(record(each)) + "\n" for each in old.entities), "utf-8")
    ran = acoe(
        *("-w", folder, "migrate", source, "--to", "iab@2.0.0"),
        *("-o", tmp_path / "new", "--report", "json"),
    )
    assert ran.code == 0, ran.err
    homeless = {
        each["label"]
        for each in declared_by(realdata, mapping).operations
        if each["op"] == "remove-label"
    }
    assert len(homeless) == (15 + 1 if mapping is CONTENT else 148 + 1 + 19)
    assert ran.json["unresolved"] == len(homeless)
    migrated = map(json.loads, (tmp_path / "new" / source.name).read_text("utf-8").splitlines())
    queue = [item for each in migrated for item in each.get("unresolved", ())]
    assert {each["annotation"]["label"] for each in queue} == homeless
    assert all("candidates" not in each for each in queue)


def made_by_the_command(realdata: Path, mapping: Mapping, folder: Path) -> Ran:
    from_column, to_column = mapping.columns
    return acoe(
        *("-w", folder, "migration", "import", "iab@1.0.0", "iab@2.0.0", "--report", "json"),
        *("--mapping", realdata / "iab" / mapping.file),
        *("--from-column", from_column, "--to-column", to_column),
    )


def record(label: str) -> dict[str, Any]:
    """A page about one thing."""
    span = {"unit": "p", "start": 0, "end": 4}
    return {
        "schema": "iab@1.0.0",
        "id": f"page-{label}",
        "modality": "text",
        "units": [{"type": "passage", "id": "p", "text": "This"}],
        "annotations": [
            {"type": "entity", "id": "e", "label": label, "spans": [span], "text": "This"}
        ],
    }
