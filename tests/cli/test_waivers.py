"""Waivers in `acoe check` and `acoe lint`: what they cover does not count, and is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from desk import BONDS, GOOD, UBS, entity, lines, record
from running import acoe, ran

BILLS = entity("e2", "bills", (8, 13), text="bonds")
OLD = entity("e3", "note", (15, 20), text="bonds")
SHIFTED = {**UBS, "text": "UBS."}


def waivers(*rows: str, expires: str = "2026-12-31") -> None:
    """Write the waivers of the desk."""
    said = "".join(
        f"  - {{rule: {row}, reason: x, owner: me, expires: {expires}}}\n" for row in rows
    )
    Path("waivers.yaml").write_text("format: 1\nwaivers:\n" + said, "utf-8")


@pytest.fixture
def labels(desk: Path) -> Path:
    """A file with one unknown label, one wrong surface and one deprecated label, twice."""
    path = desk / "labels" / "old.jsonl"
    path.parent.mkdir()
    path.write_bytes(
        lines(record("r0", SHIFTED, BILLS, OLD), record("r2", UBS, BONDS, OLD)) + GOOD + b"\n"
    )
    return path.relative_to(desk)


def checked(*arguments: str | Path) -> tuple[int, dict[str, int], int]:
    """Exit code, findings by rule, and how many were waived."""
    found = acoe("check", "--today", "2026-06-30", "--report", "json", *arguments)
    summary = found.json["summary"]
    return found.code, summary["by_rule"], summary.get("waived", 0)


def test_what_is_waived_does_not_count(labels: Path) -> None:
    every = {"deprecated-label": 2, "surface-mismatch": 1, "unknown-label": 1}
    assert checked(labels) == (1, every, 0)
    waivers("unknown-label, files: labels/*.jsonl", "surface-mismatch, label: firm")
    assert checked(labels) == (0, {"deprecated-label": 2}, 2)
    waivers("deprecated-label, label: note, versions: 'desk<2'")
    assert checked(labels) == (1, {"surface-mismatch": 1, "unknown-label": 1}, 2)
    waivers("deprecated-label, label: note, versions: 'desk>=2'")
    assert checked(labels) == (1, every, 0)


def test_the_result_is_the_same_in_many_processes(labels: Path) -> None:
    copies = [labels.with_name(f"{number}.jsonl") for number in range(4)]
    for path in copies:
        path.write_bytes(labels.read_bytes())
    waivers(
        "unknown-label, files: labels/?.jsonl".replace("?", "*"), "span-empty, files: labels/**"
    )
    alone, together = (
        acoe("check", "--report", "json", "--today", "2026-06-30", "-j", jobs, labels, *copies)
        for jobs in ("1", "2")
    )
    assert alone.json["summary"]["waived"] == 5
    assert alone.json["summary"]["by_rule"]["waiver-unused"] == 1
    assert alone == together


def test_a_waiver_is_called_unused_only_by_a_run_that_saw_all_of_its_files(labels: Path) -> None:
    labels.with_name("new.jsonl").write_bytes(GOOD + b"\n")
    waivers(
        "span-empty, files: labels/*.jsonl",
        "span-empty, files: labels/new.jsonl",
        "unknown-label, label: bond",
        "schema-version, files: labels/new.jsonl",
        "definition-missing, files: labels/new.jsonl",
    )
    found = acoe("check", "labels/new.jsonl", "--today", "2026-06-30")
    assert found.out == (
        "waivers.yaml:4:5: warning: 'span-empty' finds nothing that this waiver is for "
        "[waiver-unused]\n"
        "    at /waivers/1\n"
        "    hint: take it out\n\n"
        "1 warning in 1 file, 1 record: waiver-unused 1.\n"
    )
    found = acoe("check", labels, "labels/new.jsonl", "--today", "2026-06-30", "--report", "json")
    assert found.json["summary"]["by_rule"]["waiver-unused"] == 2


def test_a_file_that_cannot_be_read_to_its_end_is_not_judged(labels: Path) -> None:
    packed = Path("labels/cut.jsonl.gz")
    packed.write_bytes(b"\x1f\x8b")
    waivers("span-empty, files: labels/cut.*")
    found = acoe("check", packed, labels, "--today", "2026-06-30")
    assert found.code == 3
    assert "waiver-unused" not in found.out


@pytest.mark.parametrize(
    "spoilt",
    [
        b"{}",
        b"no record",
        GOOD.replace(b"desk@1.2.0", b"desk@7.0.0"),
        GOOD.replace(b'"schema":"desk@1.2.0",', b""),
    ],
)
def test_where_rules_were_not_asked_no_waiver_of_them_is_called_unused(
    spoilt: bytes, labels: Path
) -> None:
    waivers("span-empty, files: labels/*.jsonl")
    for content, unused in ((GOOD, 1), (spoilt, 0)):
        labels.write_bytes(content + b"\n")
        assert checked(labels)[1].get("waiver-unused", 0) == unused


def test_where_the_baseline_hides_something_no_waiver_is_called_unused(labels: Path) -> None:
    acoe("check", labels, "--today", "2026-06-30", "--all", "--report", "json=base.json")
    waivers("span-empty, files: labels/*.jsonl")
    assert "waiver-unused" not in checked(labels, "--baseline", "base.json")[1]


def test_an_expired_waiver_is_told_where_it_is_missed(labels: Path) -> None:
    waivers(
        "unknown-label, files: labels/*.jsonl", "span-empty, files: labels/*", expires="2026-06-29"
    )
    found = acoe("check", labels, "--today", "2026-06-30")
    assert found.code == 1
    assert (
        "waivers.yaml:3:5: warning: this waiver of 'unknown-label' ended on 2026-06-29 "
        "[waiver-expired]\n" in found.out
    )
    assert found.out.count("waiver-expired") == 2  # once more in the last line
    assert "unknown-label 1" in found.out


def test_an_expired_waiver_is_told_also_where_its_findings_are_not_listed(labels: Path) -> None:
    waivers("surface-mismatch, files: labels/*.jsonl", expires="2026-06-29")
    for jobs in ("1", "2"):
        arguments = ("--limit", "0", "-j", jobs, labels, "taxonomies/desk/none.jsonl")
        Path(arguments[-1]).write_bytes(GOOD + b"\n")
        assert checked(*arguments)[1]["waiver-expired"] == 1


def test_the_text_says_how_many_are_waived_and_how_many_the_baseline_knows(labels: Path) -> None:
    acoe("check", labels, "--today", "2026-06-30", "--all", "--report", "json=base.json")
    waivers("unknown-label, files: labels/old.jsonl")
    found = acoe("check", labels, "--today", "2026-06-30", "--baseline", "base.json")
    assert found.out == (
        "No findings in 1 file, 3 records, 6 annotations.\n"
        "1 finding waived.\n"
        "3 findings known to the baseline left out.\n"
    )


def test_defective_waivers_are_a_finding_of_every_check(labels: Path) -> None:
    Path("waivers.yaml").write_text("format: 1\nwaivers: [unknown-label]\n", "utf-8")
    found = acoe("check", labels, "--today", "2026-06-30")
    assert found.code == 1
    assert "waivers.yaml:2:11: error: the value must be a mapping of keys to values" in found.out


def test_lint_applies_waivers_and_names_them_only_of_the_whole_workspace(desk: Path) -> None:
    head = desk / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(
        head.read_text("utf-8").replace("definition: A debt security.", "name: Bond", 1)
    )
    whole = ("lint", "--today", "2026-06-30", "--report", "json")
    before = acoe(*whole).json["summary"]["by_rule"]
    assert before.pop("definition-missing") == 1
    waivers("definition-missing, label: bond", "definition-missing, label: firm")
    summary = acoe(*whole).json["summary"]
    assert summary["by_rule"] == {**before, "waiver-unused": 1}
    assert (summary["waived"], summary["files"]) == (1, 2)
    assert acoe(*whole, "desk").json["summary"]["by_rule"] == before
    waivers("definition-missing, label: bond", expires="2026-01-01")
    assert "waiver-expired" in acoe(*whole, "desk").json["summary"]["by_rule"]


def test_release_and_migration_check_apply_waivers_by_the_label_that_changed(desk: Path) -> None:
    head = desk / "taxonomies" / "desk" / "taxonomy.yaml"
    assert acoe("release", "desk", "--without-guidelines", "--today", "2026-06-30").code == 0
    assert acoe("release", "desk", "--without-guidelines", "--today", "2026-06-30").code == 0
    text = head.read_text("utf-8")
    head.write_text(text.replace("version: 1.2.0", "version: 1.3.0\nbased_on: [1.2.0]"), "utf-8")
    assert acoe("rename", "desk", "firm", "company").code == 0
    check = ("migration", "check", "desk", "--today", "2026-06-30", "--report", "json")
    [finding] = acoe(*check).json["findings"]
    rule, label = finding["rule"], "firm"
    assert (rule, finding["reference"]) == ("version-bump-too-small", "desk@1.2.0#entity/firm")
    for version, waived in (("<2", 1), (">=2", 0)):
        waivers(f"{rule}, label: {label}, versions: 'desk{version}'")
        assert acoe(*check).json["summary"].get("waived", 0) == waived
    waivers(f"{rule}, label: relation/holds")
    assert acoe(*check).json["summary"].get("waived", 0) == 0
    waivers(f"{rule}, label: {label}")
    assert (
        "1 finding waived."
        in acoe("release", "desk", "--without-guidelines", "--today", "2026-06-30", "--dry-run").out
    )


def test_migration_check_of_everything_names_waivers_that_nothing_needs(desk: Path) -> None:
    head = desk / "taxonomies" / "desk" / "taxonomy.yaml"
    assert (
        acoe(
            "release", "desk", "--without-guidelines", "--next", "minor", "--today", "2026-06-30"
        ).code
        == 0
    )
    assert acoe("rename", "desk", "firm", "company").code == 0
    check = ("migration", "check", "--today", "2026-06-30", "--report", "json")
    [finding] = acoe(*check).json["findings"]
    assert finding["rule"] == "version-bump-too-small"
    waivers(
        "version-bump-too-small, label: firm",
        "version-bump-too-small, label: bond",
        f"open-question, fingerprint: '{finding['fingerprint']}'",
        "definition-missing, label: bond",  # for lint to judge
        "unknown-label, files: labels/**",
    )

    def said(*arguments: str) -> list[str | None]:
        found = acoe(*check, *arguments).json["findings"]
        return [each["pointer"] for each in found if each["rule"] == "waiver-unused"]

    assert said() == ["/waivers/1", "/waivers/2"]
    assert said("desk") == []
    migration = head.parent / "migrations" / "1.2.0--1.3.0.yaml"
    declared = migration.read_text("utf-8")
    migration.write_text(declared.replace("from: firm", "from: frim"), "utf-8")
    assert said() == []
    migration.write_text("format: 1\n", "utf-8")
    assert said() == []
    migration.unlink()
    assert said() == []


def test_a_fingerprint_is_that_of_the_workspace_wherever_the_run_begins(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = desk / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(
        head.read_text("utf-8").replace("definition: A debt security.", "name: Bond", 1)
    )
    lint = ("lint", "--today", "2026-06-30", "--report", "json")
    [fingerprint] = [
        each["fingerprint"]
        for each in acoe(*lint).json["findings"]
        if each["rule"] == "definition-missing"
    ]
    waivers(f"definition-missing, fingerprint: '{fingerprint}'")
    for folder in (desk, desk / "taxonomies", desk.parent):
        monkeypatch.chdir(folder)
        found = acoe("--workspace", desk, *lint).json["summary"]
        assert (found["waived"], found["by_rule"].get("waiver-unused")) == (1, None)


def test_a_clean_file_is_checked_without_a_reader_of_yaml(labels: Path, desk: Path) -> None:
    waivers("unknown-label, files: labels/*.jsonl")
    labels.write_bytes(GOOD + b"\n")
    source = (
        "import sys\nfrom acoe_spec.cli import main\n"
        "try:\n    main(['check', 'labels/old.jsonl', '--today', '2026-06-30'])\n"
        "finally:\n"
        "    print(sorted({'yaml', 'pydantic', 'networkx', 'rich'} & set(sys.modules)))\n"
    )
    for loaded in (True, False):
        done = subprocess.run(
            [sys.executable, "-c", source],
            cwd=desk,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "waiver-unused 1" in done.stdout, done.stderr
        if not loaded:
            assert done.stdout.endswith("[]\n")


def test_waivers_without_a_workspace_are_none(tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text("nonsense", "utf-8")
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"\n")
    assert "waivers.yaml" not in ran("check", "a.jsonl", cwd=tmp_path).out
