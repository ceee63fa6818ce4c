"""NAICS 2002 to 2022: five taxonomies and four migrations from the official concordances.

The Census Bureau publishes one table for each pair of versions: two rows of text above a header
whose cells hold line breaks, quoted titles, empty columns behind. The taxonomies are those of its
columns, by the ordinary import; the migrations come from `acoe migration import`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from histories import imported

from acoe_spec.formats.concordances import ConcordanceOptions, read
from acoe_spec.formats.csv_taxonomy import TableOptions
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.concordance import Declared, declared

YEARS = (2002, 2007, 2012, 2017, 2022)


class Facts(NamedTuple):
    """What one concordance is known to say, counted with another program."""

    rows: int
    old: int
    new: int
    merges: int
    splits: int
    same_id_narrower: int
    cardinality: tuple[int, int, int, int]  # 1:1, n:1, 1:n, n:m


FACTS = {
    2002: Facts(1200, 1179, 1175, 22, 13, 9, (1142, 24, 11, 23)),
    2007: Facts(1184, 1175, 1065, 72, 6, 4, (986, 183, 7, 8)),
    2012: Facts(1069, 1065, 1057, 9, 4, 0, (1045, 16, 3, 5)),
    2017: Facts(1150, 1057, 1012, 79, 9, 1, (928, 120, 5, 97)),
}
LARGEST_FAN_OUT = 42


def table(realdata: Path, year: int) -> Path:
    """The concordance that leaves `year`."""
    folder = realdata / "naics" / "flowsa" / "data" / "external_data"
    return folder / f"{year}_to_{year + 5}_NAICS.csv"


@cache
def taxonomy(realdata: Path, year: int) -> Definition:
    """The version of `year`: its codes are the new ones of a table, the first one's the old."""
    first = year == YEARS[0]
    source = table(realdata, year if first else year - 5)
    piece = f" (and specific piece of the {year} industry that is contained in the"
    title = f"{year} NAICS Title" + (f"{piece} {year + 5} industry)" if first else "")
    options = TableOptions(
        columns={"id": f"{year} NAICS Code", "name": title}, category_set="industry"
    )
    before = None if first else f"{year - 5}.0.0"
    return imported(source, "naics", f"{year}.0.0", options, based_on=before)


@cache
def step(realdata: Path, year: int) -> Declared:
    """What the concordance that leaves `year` declares."""
    options = ConcordanceOptions(old=f"{year} NAICS Code", new=f"{year + 5} NAICS Code")
    pairs = read(table(realdata, year), options).pairs
    return declared(pairs, taxonomy(realdata, year), taxonomy(realdata, year + 5))


def codes(definition: Definition) -> frozenset[str]:
    return frozenset(definition.categories["industry"].labels)


@pytest.mark.parametrize("year", FACTS)
def test_a_concordance_says_what_it_is_known_to_say(realdata: Path, year: int) -> None:
    facts, found = FACTS[year], step(realdata, year)
    assert tuple(found.cardinality.values()) == (*facts.cardinality, 0, 0)
    assert sum(found.cardinality.values()) == facts.rows
    assert (found.merges, found.splits) == (facts.merges, facts.splits)
    assert found.findings == ()
    assert len(codes(taxonomy(realdata, year))) == facts.old
    assert len(codes(taxonomy(realdata, year + 5))) == facts.new


@pytest.mark.parametrize("year", FACTS)
def test_the_same_code_with_a_narrower_meaning_is_a_split(realdata: Path, year: int) -> None:
    facts, operations = FACTS[year], step(realdata, year).operations
    kinds = Counter(each["op"] for each in operations)
    assert kinds["carve-out"] == facts.same_id_narrower
    assert kinds["carve-out"] + kinds["split-label"] == facts.splits
    assert kinds.keys() <= {"rename-label", "merge-labels", "split-label", "carve-out"}


def becomes(realdata: Path, year: int) -> Mapping[str, frozenset[str]]:
    """What each code of `year` may be five years later, by the declared operations."""
    fates = {code: frozenset((code,)) for code in codes(taxonomy(realdata, year))}
    for each in step(realdata, year).operations:
        match each["op"]:
            case "rename-label":
                fates[each["from"]] = frozenset((each["to"],))
            case "merge-labels":
                fates |= {source: frozenset((each["to"],)) for source in each["from"]}
            case "split-label":
                fates[each["from"]] = frozenset(each["to"])
            case "carve-out":
                fates[each["label"]] = frozenset((each["label"], *each["to"]))
    return fates


@cache
def reached(realdata: Path) -> Mapping[str, frozenset[str]]:
    """What each code of 2002 may be in 2022."""
    found = {code: frozenset((code,)) for code in codes(taxonomy(realdata, 2002))}
    for year in FACTS:
        fates = becomes(realdata, year)
        found = {
            code: frozenset().union(*map(fates.__getitem__, now)) for code, now in found.items()
        }
    return found


def test_every_code_of_2002_reaches_2022(realdata: Path) -> None:
    found = reached(realdata)
    assert len(found) == 1179
    assert all(each and each <= codes(taxonomy(realdata, 2022)) for each in found.values())
    fan_out = Counter(map(len, found.values()))
    assert fan_out == {1: 1145, 2: 23, 3: 2, 5: 2, 6: 1, 8: 2, 39: 1, 42: 3}
    assert max(fan_out) == LARGEST_FAN_OUT
