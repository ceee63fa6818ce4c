"""A taxonomy whose import got new versions: declared, released, compared and migrated."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from running import acoe

CORE = """\
format: 1
id: core
title: Core
version: 1.0.0
entities:
  amount: {definition: A sum of money., attributes: {currency: {range: string}}}
  party: {definition: Who deals.}
  broker: {is_a: party, definition: Who deals for others.}
categories:
  tone:
    question: How does it sound?
    applies_to: {units: [turn]}
    labels:
      dry: {definition: Without feeling.}
"""
DESK = """\
format: 1
id: desk
title: Desk
version: 1.0.0
modalities: [chat]
imports: [core@1.0.0]
entities:
  price: {is_a: "core:amount", definition: What one unit costs.}
relations:
  pays: {domain: ["core:party"], range: ["core:amount"], definition: Gives money.}
"""
# Two steps of the import. The second speaks in the words that the first leads to.
FIRST = """\
format: 1
taxonomy: core
from: 1.0.0
to: 2.0.0
operations:
  - {op: rename-label, set: entity, from: amount, to: sum}
  - {op: rename-attribute, set: entity, label: amount, from: currency, to: unit}
"""
SECOND = """\
format: 1
taxonomy: core
from: 2.0.0
to: 3.0.0
operations:
  - {op: rename-label, set: entity, from: sum, to: money}
  - {op: merge-labels, set: entity, from: [broker], to: party}
  - {op: rename-set, from: tone, to: mood}
"""
LABELS = {
    "schema": "desk@1.0.0",
    "id": "r1",
    "modality": "chat",
    "units": [{"type": "turn", "id": "t1", "text": "UBS pays GFI 5 dollars"}],
    "annotations": [
        {"type": "entity", "id": "e1", "label": "core:broker", "text": "UBS",
         "spans": [{"unit": "t1", "start": 0, "end": 3}]},
        {"type": "entity", "id": "e2", "label": "price", "text": "5 dollars",
         "spans": [{"unit": "t1", "start": 13, "end": 22}], "attributes": {"currency": "USD"}},
        {"type": "relation", "id": "r", "label": "pays", "subject": "e1", "object": "e2"},
        {"type": "category", "id": "c", "set": "core:tone", "label": "dry", "target": "t1"},
    ],
}  # fmt: skip


def head(taxonomy: str, text: str) -> None:
    path = Path("taxonomies", taxonomy, "taxonomy.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def migration(taxonomy: str, name: str, text: str) -> None:
    path = Path("taxonomies", taxonomy, "migrations", f"{name}.yaml")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def release(taxonomy: str) -> str:
    ran = acoe("release", taxonomy, "--without-guidelines")
    assert ran.code == 0, ran.out + ran.err
    return ran.out


@pytest.fixture
def updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory: core in three releases, the desk that imports the first, and the head
    of the desk that imports the last."""
    monkeypatch.chdir(tmp_path)
    head("core", CORE)
    head("desk", DESK)
    release("core")
    release("desk")
    second = CORE.replace("version: 1.0.0", "version: 2.0.0\nbased_on: [1.0.0]")
    second = second.replace("  amount:", "  sum:").replace("currency:", "unit:")
    head("core", second)
    migration("core", "1.0.0--2.0.0", FIRST)
    release("core")
    third = second.replace("version: 2.0.0\nbased_on: [1.0.0]", "version: 3.0.0\nbased_on: [2.0.0]")
    third = third.replace("  sum:", "  money:").replace("  tone:", "  mood:")
    head("core", third.replace("  broker: {is_a: party, definition: Who deals for others.}\n", ""))
    migration("core", "2.0.0--3.0.0", SECOND)
    release("core")
    later = DESK.replace("version: 1.0.0", "version: 2.0.0\nbased_on: [1.0.0]")
    head("desk", later.replace("core@1.0.0", "core@3.0.0").replace("core:amount", "core:money"))
    Path("labels.jsonl").write_text(json.dumps(LABELS) + "\n")


@pytest.mark.usefixtures("updated")
def test_the_importer_declares_only_that_it_takes_another_version() -> None:
    drafted = acoe("migration", "draft", "desk")

    assert drafted.code == 0, drafted.err
    assert Path("taxonomies/desk/migrations/1.0.0--2.0.0.yaml").read_text() == (
        "format: 1\n"
        "taxonomy: desk\n"
        "from: 1.0.0\n"
        "to: 2.0.0\n"
        "operations:\n"
        "  - {op: update-import, taxonomy: core, from: 1.0.0, to: 3.0.0}\n"
    )
    assert acoe("migration", "check", "desk").code == 0
    out = release("desk")
    assert "5 labels, those of core@3.0.0 included" in out
    assert "  major  update-import core: imports core@3.0.0, and core@1.0.0 before\n" in out


@pytest.mark.usefixtures("updated")
def test_the_changes_of_the_import_show_in_the_diff_of_the_importer() -> None:
    changes = acoe("diff", "desk@1.0.0", "desk", "--report", "json").json["changes"]

    assert [
        (each["op"], each.get("label", each.get("set")), each.get("to"), each.get("because"))
        for each in changes
    ] == [
        ("update-import", None, "3.0.0", None),
        ("rename-label", "core:amount", "core:sum", "update-import core"),
        ("rename-attribute", "core:amount", "unit", "update-import core"),
        ("rename-label", "core:sum", "core:money", "update-import core"),
        ("merge-labels", "core:party", "core:party", "update-import core"),
        ("rename-set", "core:tone", "core:mood", "update-import core"),
    ]


@pytest.mark.usefixtures("updated")
def test_label_files_follow_the_import() -> None:
    acoe("migration", "draft", "desk")
    release("desk")

    ran = acoe("migrate", "labels.jsonl", "--to", "desk@2.0.0", "-o", "out")

    assert ran.code == 0, ran.err
    record = json.loads(Path("out/labels.jsonl").read_text())
    assert record["schema"] == "desk@2.0.0"
    assert "unresolved" not in record
    assert [(each.get("set"), each["label"]) for each in record["annotations"]] == [
        (None, "core:party"),
        (None, "price"),
        (None, "pays"),
        ("core:mood", "dry"),
    ]
    assert record["annotations"][0]["previous"][0]["label"] == "core:broker"
    assert record["annotations"][1]["attributes"] == {"unit": "USD"}
    assert acoe("check", "out/labels.jsonl").code == 0


@pytest.mark.usefixtures("updated")
def test_a_colleague_with_the_wheel_follows_the_import_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acoe("migration", "draft", "desk")
    release("desk")
    assert acoe("build", "desk@2.0.0", "--target", "wheel", "-o", "dist").code == 0
    (wheel,) = Path("dist").iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    Path("labels.jsonl").rename(elsewhere / "labels.jsonl")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])

    ran = acoe("migrate", "labels.jsonl", "--to", "desk@2.0.0", "-o", "out")

    assert ran.code == 0, ran.err
    record = json.loads(Path("out/labels.jsonl").read_text())
    assert record["annotations"][1]["attributes"] == {"unit": "USD"}
    assert acoe("check", "out/labels.jsonl").code == 0


@pytest.mark.usefixtures("updated")
def test_a_label_of_the_old_import_is_told_what_stands_in_its_place() -> None:
    acoe("migration", "draft", "desk")
    release("desk")
    old = json.dumps(LABELS | {"schema": "desk@2.0.0"})
    Path("labels.jsonl").write_text(old.replace('"price"', '"core:amount"') + "\n")

    findings = acoe("check", "labels.jsonl", "--report", "json").json["findings"]

    assert {
        each["message"]: each["hint"].partition(";")[0]
        for each in findings
        if each["rule"] == "retired-label"
    } == {
        "'core:broker' is no longer a label of desk@2.0.0": "use 'core:party'",
        "'core:amount' is no longer a label of desk@2.0.0": "use 'core:money'",
        "'dry' is no longer a label of desk@2.0.0": "use 'dry' of the set 'core:mood'",
    }


@pytest.mark.usefixtures("updated")
def test_the_number_has_to_follow_that_of_the_import() -> None:
    path = Path("taxonomies/desk/taxonomy.yaml")
    path.write_text(path.read_text().replace("version: 2.0.0", "version: 1.1.0"))
    acoe("migration", "draft", "desk")

    ran = acoe("release", "desk", "--without-guidelines")

    assert ran.code == 1
    assert "update-import core demands a major version [version-bump-too-small]" in ran.out


@pytest.mark.usefixtures("updated")
def test_an_import_that_is_not_taken_over_changes_nothing() -> None:
    head("desk", DESK)
    assert acoe("release", "desk", "--without-guidelines").out.startswith(
        "desk@1.0.0 is released already"
    )
    assert acoe("lint").code == 0
    assert acoe("check", "labels.jsonl").code == 0
