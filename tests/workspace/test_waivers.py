"""Waivers: what each covers, when it ends, and which run may call it unused.

The cases are plain files in `tests/conformance/waivers/`, each the `waivers.yaml` of a workspace
that holds the taxonomy there and is linted whole on 2026-06-30. Its label `note` and its answer
`intent/rfq` have no definition, which is what the waivers are about.
"""

from __future__ import annotations

import datetime
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from running import acoe

from acoe_spec.findings import Finding, Rule
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import (
    RULES,
    Waivers,
    Waiving,
    expired,
    judged_by_files,
    unused,
    waived,
)

FOLDERS = Path(__file__).parent.parent / "conformance" / "waivers"
TODAY = datetime.date(2026, 6, 30)
DAY = "2026-06-30"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the taxonomy of the cases, and the working directory of the test."""
    head = tmp_path / "taxonomies" / "desk" / "taxonomy.yaml"
    head.parent.mkdir(parents=True)
    head.write_bytes((FOLDERS / "taxonomy.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def linted(workspace: Path, waivers: str) -> list[dict[str, Any]]:
    """What lint of the whole workspace finds in its waivers."""
    (workspace / "waivers.yaml").write_text(waivers, "utf-8")
    found = acoe("lint", "--today", DAY, "--report", "json").json["findings"]
    return [each for each in found if each["file"] == "waivers.yaml"]


def cases(pattern: str) -> list[Any]:
    return [
        pytest.param(path, id=f"{path.parent.name}/{path.stem}")
        for path in sorted(FOLDERS.glob(f"*/{pattern}.yaml"))
    ]


def test_every_rule_has_its_folder_and_every_folder_its_rule() -> None:
    assert {path.name for path in FOLDERS.iterdir() if path.is_dir()} == {each.id for each in RULES}


@pytest.mark.parametrize("path", cases("fail*"))
def test_planted_defects_are_found_at_their_place(path: Path, workspace: Path) -> None:
    expected = json.loads((path.parent / "expected.json").read_text("utf-8"))
    keys = ("line", "column", "rule", "level", "pointer")
    found = [
        {key: each[key] for key in keys} for each in linted(workspace, path.read_text("utf-8"))
    ]
    assert found == expected["fail"][path.name]
    assert path.parent.name in {each["rule"] for each in found}


@pytest.mark.parametrize("path", cases("pass*"))
def test_good_waivers_are_silent(path: Path, workspace: Path) -> None:
    assert linted(workspace, path.read_text("utf-8")) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_what_they_claim(rule: Rule, workspace: Path) -> None:
    assert all(text.endswith(".") for text in (rule.summary, rule.why, rule.fix))
    assert {each["rule"] for each in linted(workspace, rule.failing)} == {rule.id}
    assert linted(workspace, rule.passing) == []


def test_misspelt_keys_and_rules_are_met_with_the_nearest(workspace: Path) -> None:
    said = (
        "format: 1\nwaivers:\n  - {rule: unknown-lable, label: note, owner: me, %s: 2027-01-01}\n"
    )
    [finding] = linted(workspace, said.replace("owner: me", "owner: me, reason: x") % "expires")
    assert (finding["message"], finding["hint"]) == (
        "there is no rule 'unknown-lable'",
        "did you mean 'unknown-label'?",
    )
    found = linted(workspace, said % "expirse")
    assert [(each["rule"], each["line"], each.get("hint")) for each in found] == [
        ("missing-key", 3, "add 'reason'"),
        ("missing-key", 3, "add 'expires'"),
        ("unknown-key", 3, "did you mean 'expires'?"),
    ]


def waivers_of(folder: Path, *rows: str) -> Waivers:
    """Waivers with a reason and an owner, which hold until the end of 2026."""
    said = "".join(
        f"  - {{rule: {row}, reason: x, owner: me, expires: 2026-12-31}}\n" for row in rows
    )
    (folder / "waivers.yaml").write_text("format: 1\nwaivers:\n" + said, "utf-8")
    found = read_waivers(Workspace(folder))
    assert found.findings == ()
    return found


def finding(rule: str = "span-empty", **place: Any) -> Finding:
    return Finding(rule=rule, message="wrong", **place)


@pytest.mark.parametrize(
    ("selector", "place", "covered"),
    [
        ("label: option", {"reference": "chat@1.0.0#entity/option"}, True),
        ("label: option", {"reference": "chat@1.0.0#event/option"}, False),
        ("label: option", {"reference": "chat@1.0.0#entity/core:option"}, False),
        ("label: core:option", {"reference": "chat@1.0.0#entity/core:option"}, True),
        ("label: intent/rfq", {"reference": "chat@1.0.0#intent/rfq"}, True),
        ("label: option", {"pointer": "/entities/option/attributes/style"}, True),
        ("label: event/trade", {"pointer": "/events/trade"}, True),
        ("label: relation/trade", {"pointer": "/events/trade"}, False),
        ("label: intent/rfq", {"pointer": "/categories/intent/labels/rfq/is_a"}, True),
        ("label: intent/rfq", {"pointer": "/categories/intent/applies_to"}, False),
        ("label: option", {"pointer": "/annotations/0/label"}, False),
        ("label: option", {"field": "entity/option"}, True),
        ("label: option", {}, False),
        ("files: labels/*.jsonl", {"file": "labels/a.jsonl"}, True),
        ("files: labels/*.jsonl", {"file": "./labels/../labels/a.jsonl"}, True),
        ("files: labels/*.jsonl", {"file": "labels/a.jsonl.gz"}, False),
        ("files: labels/*.jsonl", {"file": "labels/old/a.jsonl"}, False),
        ("files: labels/*.jsonl", {"file": "-"}, False),
        ("files: labels/*.jsonl", {"file": "../labels/a.jsonl"}, False),
        ("files: labels/**/a.jsonl", {"file": "labels/old/2024/a.jsonl"}, True),
        ("files: labels/**/a.jsonl", {"file": "labels/a.jsonl"}, True),
        ("files: labels/**", {"file": "labels/old/a.jsonl"}, True),
        ("files: labels/a.jsonl", {"file": "labels/aXjsonl"}, False),
        ("files: '**'", {}, False),
        ("files: '**', versions: 'chat>=1,<2'", {"file": "a", "schema": "chat@1.9.0"}, True),
        ("files: '**', versions: 'chat>=1,<2'", {"file": "a", "schema": "chat@2.0.0"}, False),
        ("files: '**', versions: 'chat>=1,<2'", {"file": "a", "schema": "talk@1.9.0"}, False),
        ("files: '**', versions: 'chat>=1,<2'", {"file": "a"}, False),
        ("files: '**', versions: chat", {"file": "a", "schema": "chat@7.0.0"}, True),
    ],
)
def test_what_a_waiver_covers(
    selector: str,
    place: dict[str, Any],
    covered: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    waivers = waivers_of(tmp_path, f"span-empty, {selector}")
    found = finding(**place)
    assert waived([found], waivers, TODAY) == (
        ([], frozenset({0})) if covered else ([found], frozenset())
    )
    other = finding("span-touching", **place)
    assert waived([other], waivers, TODAY).left == [other]


def test_one_finding_may_be_named_by_its_fingerprint(tmp_path: Path) -> None:
    one, other = finding(record="r1"), finding(record="r2")
    waivers = waivers_of(tmp_path, f"span-empty, fingerprint: '{one.fingerprint}'")
    assert waived([one, other], waivers, TODAY).left == [other]


def test_a_version_that_the_caller_knows_stands_in_for_one_that_the_finding_does_not_say(
    tmp_path: Path,
) -> None:
    waivers = waivers_of(tmp_path, "span-empty, label: note, versions: 'desk>=1,<2'")
    found = finding(pointer="/entities/note")
    assert waived([found], waivers, TODAY, schema="desk@1.2.0").left == []
    assert waived([found], waivers, TODAY, schema="desk@2.0.0").left == [found]


def test_a_waiver_holds_on_its_last_day_and_no_longer(tmp_path: Path) -> None:
    waivers = waivers_of(tmp_path, "span-empty, label: note")
    found = [finding(field="entity/note")]
    last, after = datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)
    assert waived(found, waivers, last).left == []
    assert waived(found, waivers, after).left == found
    assert expired(waivers, last) == []
    assert [each.rule for each in expired(waivers, after)] == ["waiver-expired"]
    assert expired(waivers, after, findings=[finding(field="entity/bond")]) == []
    assert len(expired(waivers, after, findings=found)) == 1
    assert unused(waivers, (), after, judged=lambda row: True) == []


def test_of_two_that_cover_the_same_none_is_unused(tmp_path: Path) -> None:
    waivers = waivers_of(tmp_path, "span-empty, label: note", "span-empty, files: '**'")
    found = [finding(field="entity/note", file=str(tmp_path / "a.jsonl"))]
    assert waived(found, waivers, TODAY).used == {0, 1}


def test_files_are_judged_when_all_of_a_pattern_were_checked(tmp_path: Path) -> None:
    for name in ("labels/a.jsonl", "labels/b.jsonl", "other/a.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    waivers = waivers_of(
        tmp_path,
        "span-empty, files: labels/*.jsonl",
        "span-empty, files: labels/a.jsonl",
        "span-empty, files: nowhere/*.jsonl",
        "span-empty, label: note",
        "span-touching, files: labels/a.jsonl",
    )

    def judged(*checked: str) -> list[int]:
        asked = judged_by_files(
            waivers, [tmp_path / name for name in checked], rules={"span-empty"}
        )
        return [position for position, row in enumerate(waivers.rows) if asked(row)]

    assert judged("labels/a.jsonl") == [1]
    assert judged("labels/a.jsonl", "labels/b.jsonl") == [0, 1]
    assert judged("labels") == [0, 1]
    assert judged("other/a.jsonl") == []


def test_what_answers_for_findings_can_be_sent_to_another_process(tmp_path: Path) -> None:
    asked = Waiving(waivers_of(tmp_path, "span-empty, label: note"), today=TODAY)
    sent = pickle.loads(pickle.dumps(asked))
    assert sent(finding(field="entity/note")) == (0,)
    assert sent(finding(field="entity/bond")) == ()


def test_a_workspace_without_waivers_waives_nothing(tmp_path: Path) -> None:
    for workspace in (Workspace(tmp_path), Workspace(None)):
        waivers = read_waivers(workspace)
        assert waivers.file is None
        assert waived([finding()], waivers, TODAY) == ([finding()], frozenset())
