"""`acoe rename` as people see it: what it prints, what it writes, and what it leaves to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import acoe

import acoe_spec

STARTER = Path(acoe_spec.__file__).parent / "workspace" / "starter"
HEAD = Path("taxonomies/support-chat/taxonomy.yaml")
PAGE = Path("guidelines/support-chat/intent.md")


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `acoe init` makes, with a label that has an underscore, and a release to follow."""
    folder = tmp_path / "specs"
    assert acoe("init", folder).code == 0
    monkeypatch.chdir(folder)
    return folder


def test_what_changed_is_listed_and_lint_stays_clean(specs: Path) -> None:
    ran = acoe("rename", "support-chat", "card_payment", "card")
    assert ran.code == 0
    assert ran.out == (
        "taxonomies/support-chat/taxonomy.yaml: 2 places\n"
        "guidelines/support-chat/payments.md: lines 4, 10, 38, 41, 54, 69\n"
    )
    assert ran.err == (
        "acoe: taxonomies/support-chat/taxonomy.yaml:27: "
        "'card_payment' in prose or settings was left as it is\n"
        "acoe: taxonomies/support-chat/taxonomy.yaml:53: "
        "'card_payment' in prose or settings was left as it is\n"
        "acoe: label files stay as they are: those under support-chat@1.0.0 need the new id\n"
    )
    assert acoe("lint").code == 0
    assert acoe("fmt", "--check").code == 0


def test_a_dry_run_prints_the_difference_and_writes_nothing(specs: Path) -> None:
    before = HEAD.read_bytes(), PAGE.read_bytes()
    ran = acoe("rename", "support-chat", "intent/complaint", "grievance", "--dry-run")
    assert ran.code == 0
    assert "--- taxonomies/support-chat/taxonomy.yaml\n+++ taxonomies/" in ran.out
    assert "-## [[intent/question]] or [[intent/complaint]]" in ran.out
    assert "+## [[intent/question]] or [[intent/grievance]]" in ran.out
    assert (HEAD.read_bytes(), PAGE.read_bytes()) == before


def test_there_and_back_leaves_no_trace(specs: Path) -> None:
    files = [path for path in specs.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    for old, new in (
        ("transfer", "money_transfer"), ("money_transfer", "transfer"),
        ("intent/", "purpose"), ("purpose/", "intent"),
        ("payment#status", "progress"), ("payment#progress", "status"),
        ("payment#status=booked", "done"), ("payment#status=done", "booked"),
        ("relation/amount_of", "sum_of"), ("relation/sum_of", "amount_of"),
    ):  # fmt: skip
        assert acoe("rename", "support-chat", old, new).code == 0
    assert {path: path.read_bytes() for path in files} == before


def test_what_makes_no_sense_is_wrong_use(specs: Path) -> None:
    ran = acoe("rename", "support-chat", "transfr", "x")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "acoe: error: there is no label 'transfr'\n  hint: did you mean 'transfer'?\n"
    )
    ran = acoe("rename", "support", "transfer", "x")
    assert ran.err == (
        "acoe: error: there is no taxonomy 'support' here\n  hint: known are: support-chat\n"
    )


def test_a_refused_renaming_writes_nothing(specs: Path) -> None:
    before = HEAD.read_bytes(), PAGE.read_bytes()
    assert acoe("rename", "support-chat", "transfer", "Payment").code == 2
    assert (HEAD.read_bytes(), PAGE.read_bytes()) == before


def test_label_files_are_left_to_acoe_migrate(specs: Path) -> None:
    labels = Path("labels/example.jsonl")
    before = labels.read_bytes()
    assert b'"label":"transfer"' in before
    acoe("rename", "support-chat", "transfer", "money_transfer")
    assert labels.read_bytes() == before


def test_the_starter_has_no_guideline_of_another_name(specs: Path) -> None:
    shutil.rmtree("guidelines")
    assert acoe("rename", "support-chat", "transfer", "money_transfer").code == 0
