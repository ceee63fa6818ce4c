"""The IAB's taxonomies: every defect of their hierarchies is named, each with its line.

Duplicates and self-parents are exactly those that are known. Parents that the tier columns
contradict are more than the best known ones (497, and 376): 59 rows of the ad product and
audience taxonomies disagree with themselves too, and are listed here as the files have them.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from acoe_spec.formats import csv_taxonomy
from acoe_spec.taxonomy.lint import lint
from acoe_spec.taxonomy.source import read_source

AD = "Ad Product Taxonomies/Ad Product Taxonomy {}.tsv"
AUDIENCE = "Audience Taxonomies/Audience Taxonomy {}.tsv"
CONTENT = "Content Taxonomies/Content Taxonomy {}.tsv"

MEATS = [420, 421, 422, 423, 424, 425, 426]
AUDIENCE_HOUSEHOLDS = [94, 96, 98, 99, 100, 101, 158]
AUDIENCE_MEATS = [1172, 1173, 1174, 1175, 1176, 1177, 1178]
AUDIENCE_INSURANCE = [1391, 1392, 1393]

Defects = dict[str, list[str]]

KNOWN: list[tuple[str, int, Defects, list[int]]] = [
    (AD.format("1.0"), 862, {"import-duplicate-id": ["51"]}, [273, *MEATS]),
    (AD.format("1.1"), 863, {"import-duplicate-id": ["51"]}, [273, *MEATS]),
    (AD.format("2.0"), 583, {"self-parent": ["1000", "1037"]}, [1038, 1039, 1040, 1041, 1426]),
    (
        AUDIENCE.format("1.0"),
        1679,
        {"self-parent": ["1379"]},
        [
            *AUDIENCE_HOUSEHOLDS, 344, *AUDIENCE_MEATS,
            1380, 1381, 1382, *AUDIENCE_INSURANCE,
        ],
    ),
    (
        AUDIENCE.format("1.1"),
        1558,
        {},
        [*AUDIENCE_HOUSEHOLDS, *AUDIENCE_MEATS, *AUDIENCE_INSURANCE],
    ),
    (CONTENT.format("1.0"), 392, {}, []),
    (CONTENT.format("2.0"), 1179, {}, [497]),
    (CONTENT.format("2.1"), 1179, {}, [497]),
    (CONTENT.format("2.2"), 1196, {}, [497]),
    (CONTENT.format("3.0"), 703, {}, []),
    (CONTENT.format("3.0 Descriptive Vectors"), 47, {}, []),
    (CONTENT.format("3.1"), 704, {}, [376, 497]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "labels", "defects", "against_tiers"), KNOWN)
def test_defects_of_the_hierarchy_are_named(
    realdata: Path, file: str, labels: int, defects: Defects, against_tiers: list[int]
) -> None:
    imported = csv_taxonomy.read(realdata / "iab" / file, "iab", "1.0.0")
    assert len(imported.data["entities"]) == labels
    table = (realdata / "iab" / file).read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for finding in imported.findings:
        if finding.level != "info":
            assert finding.line is not None
            cells = table[finding.line - 1].split("\t")
            found.setdefault(finding.rule, []).append(next(filter(None, cells)))
    disagreeing = found.pop("import-parent-against-tiers", [])
    assert sorted(map(int, disagreeing)) == against_tiers
    assert found == defects


@pytest.mark.parametrize(("file", "labels", "defects", "against_tiers"), KNOWN)
def test_lint_names_the_defects_that_are_still_there_after_the_import(
    realdata: Path, file: str, labels: int, defects: Defects, against_tiers: list[int]
) -> None:
    imported = csv_taxonomy.read(realdata / "iab" / file, "iab", "1.0.0")
    source = read_source(json.dumps(imported.data).encode())
    found = lint(source, today=date(2026, 1, 1))
    errors = [(finding.rule, finding.pointer) for finding in found if finding.level == "error"]
    assert errors == [
        ("self-parent", f"/entities/{label}/is_a") for label in defects.get("self-parent", [])
    ]
