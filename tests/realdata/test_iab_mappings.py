"""The IAB's own mappings between its taxonomies: each defect with its line, nothing guessed.

Their taxonomies are made by the ordinary import, their mappings become migrations by the ordinary
command, and what has no target goes to people.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from histories import imported

from acoe_spec.formats.concordances import ConcordanceOptions, read
from acoe_spec.versions.concordance import Declared, declared

CONTENT = (
    "Content Taxonomies/Content Taxonomy 1.0.tsv",
    "Content Taxonomies/Content Taxonomy 2.0.tsv",
    "Taxonomy Mappings/Content 1.0 to Content 2.0.tsv",
    ("Content 1.0 Unique ID", "Content 2.0 Unique ID"),
)
AD_PRODUCT = (
    "Ad Product Taxonomies/Ad Product Taxonomy 2.0.tsv",
    "Ad Product Taxonomies/Ad Product Taxonomy 1.1.tsv",
    "Taxonomy Mappings/Ad Product 2.0 to 1.1.tsv",
    ("Unique ID", "AP1 UID"),
)
Files = tuple[str, str, str, tuple[str, str]]

WITHOUT_TARGET = [223, *range(380, 394)]
NOT_COVERED = ["1000", *map(str, range(1565, 1583))]


def declared_by(realdata: Path, files: Files) -> Declared:
    old, new, mapping, (from_column, to_column) = files
    options = ConcordanceOptions(old=from_column, new=to_column)
    return declared(
        read(realdata / "iab" / mapping, options).pairs,
        imported(realdata / "iab" / old, "iab", "1.0.0"),
        imported(realdata / "iab" / new, "iab", "2.0.0"),
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


@pytest.mark.parametrize("files", [CONTENT, AD_PRODUCT], ids=["content", "ad product"])
def test_what_has_no_target_goes_to_people(realdata: Path, files: Files) -> None:
    found = declared_by(realdata, files)
    removed = [each for each in found.operations if each["op"] == "remove-label"]
    assert {each["becomes"] for each in removed} == {"nothing"}
    expected = 15 + 1 if files is CONTENT else 148 + 1 + 19  # '1500' has a target that is none
    assert len(removed) == expected
