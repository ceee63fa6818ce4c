"""NAICS 2002 to 2022: five taxonomies and four migrations from the official concordances.

The Census Bureau publishes one table for each pair of versions: two rows of text above a header
whose cells hold line breaks, quoted titles, empty columns behind. The taxonomies are those of its
columns, by the ordinary import; the migrations come from `acoe migration import`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import pytest
from histories import imported, workspace
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from running import acoe

from acoe_spec.formats.concordances import ConcordanceOptions, read
from acoe_spec.formats.csv_taxonomy import TableOptions
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.concordance import Declared, declared
from acoe_spec.versions.graph import PathsDisagree
from acoe_spec.versions.records.routes import NoRoute
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.history import History
from acoe_spec.workspace.resolver import WorkspaceResolver

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "show-versions.schema.json"
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
    """The version of `year`: its codes are the new ones of a table, the first one's the old.

    A company may be of several industries, which no table says.
    """
    first = year == YEARS[0]
    source = table(realdata, year if first else year - 5)
    piece = f" (and specific piece of the {year} industry that is contained in the"
    title = f"{year} NAICS Title" + (f"{piece} {year + 5} industry)" if first else "")
    options = TableOptions(
        columns={"id": f"{year} NAICS Code", "name": title}, category_set="industry"
    )
    before = None if first else f"{year - 5}.0.0"
    found = imported(source, "naics", f"{year}.0.0", options, based_on=before)
    industry = replace(found.categories["industry"], select="many")
    return replace(found, categories={"industry": industry})


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


@pytest.fixture(scope="module")
def naics(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with five releases and, by the ordinary command, four migrations."""
    folder = workspace(tmp_path_factory.mktemp("naics"), [taxonomy(realdata, y) for y in YEARS])
    for year, facts in FACTS.items():
        ran = acoe(
            *("-w", folder, "migration", "import", f"naics@{year}.0.0", f"naics@{year + 5}.0.0"),
            *("--mapping", table(realdata, year), "--report", "json"),
            *("--from-column", f"{year} NAICS Code", "--to-column", f"{year + 5} NAICS Code"),
        )
        assert ran.code == 0, ran.err
        assert (ran.json["merges"], ran.json["splits"]) == (facts.merges, facts.splits)
        assert ran.json["findings"] == []
    return folder


def test_what_is_declared_is_what_changed(naics: Path) -> None:
    ran = acoe("-w", naics, "migration", "check", "naics", "--report", "json")
    # Two codes give a part of their meaning to a third, and keep their titles.
    assert [(each["rule"], each["line"]) for each in ran.json["findings"]] == [
        ("carve-out-unsaid", 11),
        ("carve-out-unsaid", 12),
    ]
    assert (ran.code, ran.json["summary"]["files"]) == (0, 4)


PICTURE = """\
naics  naics

●  2022.0.0  released
│    from 2017.0.0 (major): 98 major, 16 patch operations; cannot be undone
│      Made from the concordance 2017_to_2022_NAICS.csv.
│      merge-labels industry/212111 is not undone
│      merge-labels industry/212112 is not undone
│      split-label industry/212113 is not undone
│      and 83 more
●  2017.0.0  released
│    from 2012.0.0 (major): 20 major, 1 patch operations; cannot be undone
│      Made from the concordance 2012_to_2017_NAICS.csv.
│      split-label industry/211111 is not undone
│      merge-labels industry/211112 is not undone
│      merge-labels industry/212231+212234 is not undone
│      and 9 more
●  2012.0.0  released
│    from 2007.0.0 (major): 85 major, 15 patch operations; cannot be undone
│      Made from the concordance 2007_to_2012_NAICS.csv.
│      split-label industry/221119 is not undone
│      carve-out industry/238190 is not undone
│      carve-out industry/238330 is not undone
│      and 72 more
●  2007.0.0  released
│    from 2002.0.0 (major): 19 major, 21 patch operations; cannot be undone
│      Made from the concordance 2002_to_2007_NAICS.csv.
│      carve-out industry/111219 is not undone
│      carve-out industry/111998 is not undone
│      carve-out industry/315211 is not undone
│      and 14 more
●  2002.0.0  released
"""


def test_the_five_versions_are_drawn(naics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(naics)
    assert acoe("show", "naics", "--versions").out == PICTURE
    found = acoe("show", "naics", "--versions", "--json").json
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)
    undone = [len(change["not_undone"]) for each in found["versions"] for change in each["changes"]]
    assert undone == [86, 12, 75, 17]


def history(folder: Path) -> History:
    return History(WorkspaceResolver(Workspace(folder)))


def test_the_graph_is_a_line_without_a_way_back(naics: Path) -> None:
    graph = history(naics).graph("naics")
    line = tuple(f"{year}.0.0" for year in YEARS)
    assert tuple(graph.revisions) == line
    assert graph.migrations == tuple(pairwise(line))
    assert graph.paths("2002.0.0", "2022.0.0") == (line,)
    assert len(graph.route("2002.0.0", "2022.0.0").steps) == 4
    with pytest.raises(NoRoute) as caught:
        graph.route("2022.0.0", "2017.0.0")
    assert caught.value.message == (
        "naics@2022.0.0 cannot be migrated to naics@2017.0.0, because the migration from 2017.0.0 "
        "to 2022.0.0 cannot be undone: merge-labels industry/212111 is not undone; merge-labels "
        "industry/212112 is not undone; split-label industry/212113 is not undone; and 83 more"
    )


def test_a_shortcut_counts_only_if_it_agrees_with_the_chain(
    naics: Path, realdata: Path, tmp_path: Path
) -> None:
    """The concordances of 20 years as one table, and the same with two targets interchanged."""
    folder = Path(copytree(naics, tmp_path / "naics"))
    pairs = sorted((old, new) for old, may_be in reached(realdata).items() for new in may_be)
    certain = [pair for pair in pairs if len(reached(realdata)[pair[0]]) == 1]

    shortcut(folder, pairs)
    graph = history(folder).graph("naics")
    assert len(graph.paths("2002.0.0", "2022.0.0")) == 2
    assert graph.route("2002.0.0", "2022.0.0")

    (one, into), (other, different) = certain[0], certain[-1]
    kept = [pair for pair in pairs if pair not in (certain[0], certain[-1])]
    shortcut(folder, [*kept, (one, different), (other, into)])
    with pytest.raises(PathsDisagree) as caught:
        history(folder).route("naics@2002.0.0", "naics@2022.0.0")
    assert caught.value.difference == (
        f"'industry/{one}' becomes 'industry/{into}' on one and 'industry/{different}' on the other"
    )
    ran = acoe("-w", folder, "migration", "check", "naics", "--report", "json")
    assert [each["rule"] for each in ran.json["findings"] if each["level"] == "error"] == [
        "paths-disagree"
    ]


def shortcut(folder: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """A migration from 2002 to 2022 made of these pairs."""
    mapping = folder / "20-years.csv"
    mapping.write_text("".join(f"{old},{new}\n" for old, new in [("old", "new"), *pairs]), "utf-8")
    ran = acoe(
        *("-w", folder, "migration", "import", "naics@2002.0.0", "naics@2022.0.0", "--force"),
        *("--mapping", mapping),
    )
    assert ran.code == 0, ran.err


def record(number: int, *labels: str) -> dict[str, Any]:
    """A company whose business has these codes of 2002."""
    return {
        "schema": "naics@2002.0.0",
        "id": f"company-{number}",
        "modality": "text",
        "units": [{"type": "passage", "id": "p", "text": f"Company {number} does business."}],
        "annotations": [
            {"type": "category", "id": f"c{position}", "set": "industry", "label": label}
            for position, label in enumerate(labels)
        ],
    }


def write(path: Path, records: Iterator[dict[str, Any]]) -> Path:
    lines = (json.dumps(each, separators=(",", ":")) + "\n" for each in records)
    path.write_text("".join(lines), "utf-8")
    return path


def migrated(naics: Path, source: Path, year: int, folder: Path) -> tuple[Path, dict[str, int]]:
    """The file in the version of `year`, and what the run counted."""
    ran = acoe(
        *("-w", naics, "migrate", source, "--to", f"naics@{year}.0.0"),
        *("-o", folder, "--report", "json"),
    )
    assert ran.code == 0, ran.err
    counts: dict[str, int] = ran.json
    assert counts["records_in"] == counts["records_out"]
    fates = ("unchanged", "migrated", "deduplicated", "unresolved", "dropped")
    assert counts["annotations_in"] == sum(counts[fate] for fate in fates)
    return folder / source.name, counts


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def test_the_fan_out_is_in_the_queue_and_not_chosen(
    naics: Path, realdata: Path, tmp_path: Path
) -> None:
    expected = reached(realdata)
    records = (record(number, code) for number, code in enumerate(sorted(expected)))
    source = write(tmp_path / "codes.jsonl", records)
    result, counts = migrated(naics, source, 2022, tmp_path / "2022")
    assert counts["unresolved"] == sum(len(may_be) > 1 for may_be in expected.values()) == 34
    largest = 0
    for before, after in zip(lines(source), lines(result), strict=True):
        may_be = sorted(expected[before["annotations"][0]["label"]])
        if len(may_be) == 1:
            assert [each["label"] for each in after["annotations"]] == may_be
            assert "unresolved" not in after
        else:
            (item,) = after["unresolved"]
            assert (after["annotations"], item["candidates"]) == ([], may_be)
            # It waits as it was in the last version in which it was decided.
            year = int(item["schema"].removeprefix("naics@")[:4])
            assert item["annotation"]["label"] in codes(taxonomy(realdata, year))
            largest = max(largest, len(may_be))
    assert largest == LARGEST_FAN_OUT


RECORDS = 100_000


def businesses(codes: list[str]) -> Iterator[dict[str, Any]]:
    """Records with one code, and some with the next one too: what a merge often makes the same."""
    number = 0
    while True:
        first = codes[number % len(codes)]
        second = codes[(number + 1) % len(codes)]
        yield record(number, *dict.fromkeys((first, second) if number % 3 == 0 else (first,)))
        number += 1


def test_100_000_records_along_the_chain_and_by_the_composed_step(
    naics: Path, realdata: Path, tmp_path: Path
) -> None:
    codes_of_2002 = sorted(codes(taxonomy(realdata, 2002)))
    source = write(tmp_path / "companies.jsonl", islice(businesses(codes_of_2002), RECORDS))
    composed, counts = migrated(naics, source, 2022, tmp_path / "composed")
    at, runs = source, []
    for year in FACTS:
        at, of_run = migrated(naics, at, year + 5, tmp_path / f"chain-{year + 5}")
        runs.append(of_run)
    assert at.read_bytes() == composed.read_bytes()
    assert counts["records_in"] == RECORDS
    assert {run["records_in"] for run in runs} == {RECORDS}
    for before, after in pairwise(runs):
        assert after["annotations_in"] == before["annotations_out"] + before["unresolved"]
    assert runs[0]["annotations_in"] == counts["annotations_in"]
    assert runs[-1]["annotations_out"] == counts["annotations_out"]
    assert runs[-1]["unresolved"] == counts["unresolved"]
    assert sum(run["deduplicated"] for run in runs) == counts["deduplicated"] > 0
