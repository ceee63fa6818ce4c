"""`acoe review`: the queue and its schema, options, reports, compression, runs that are killed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import two_versions
import zstandard
from desk import lines
from killing import Ended, driver, killed_again_and_again
from referencing import Registry, Resource
from review_desk import (
    ASK,
    HOLDS,
    NEW,
    NOTE,
    OLD,
    OTHER_NOTE,
    QUALITY,
    SCRIP,
    STATE,
    TRADE,
    UBS,
    WORDS,
    Json,
    category,
    clean,
    decide,
    make_workspace,
    migrated,
    questions,
    read,
    record,
    relation,
)
from running import acoe

from acoe_spec.findings import Rule
from acoe_spec.migration.review_rules import RULES

ROOT = Path(__file__).parents[2]
TURN = {"type": "turn", "id": "t1", "text": WORDS}


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two versions, and the working directory of the test."""
    folder = make_workspace(tmp_path / "paper")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder


def conforms(value: object, name: str) -> None:
    """The value is of one of the published schemas."""
    schema = json.loads((ROOT / "docs/schemas" / name).read_text("utf-8"))
    of_record = json.loads((ROOT / "acoe_spec/models/record.schema.json").read_text("utf-8"))
    registry: Any = Registry().with_resource(of_record["$id"], Resource.from_contents(of_record))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, registry=registry).validate(value)


# Export


def test_a_question_about_a_label(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", UBS, NOTE, HOLDS, view="ann"))

    (asked,) = questions("a.jsonl")

    conforms(asked, "review.schema.json")
    assert asked == {
        "format": 1,
        "file": "a.jsonl",
        "record": "r1",
        "view": "ann",
        "schema": NEW,
        "annotation": NOTE,
        "annotation_schema": OLD,
        "reason": "'note' was split in paper@2.0.0, and nothing decides",
        "candidates": [
            {
                "label": "long_note",
                "name": "long_note",
                "definition": "A note of more than a year.",
            },
            {
                "label": "short_note",
                "name": "Short note",
                "definition": "A note of a year or less.",
                "use_when": ["the term is a year or less"],
                "avoid_when": ["the term is longer"],
            },
        ],
        "was": {"label": "note", "name": "Note", "definition": "A note of any term."},
        "units": [TURN],
        "dependents": [{"id": "x1", "type": "relation", "label": "holds"}],
        "fingerprint": asked["fingerprint"],
    }


def test_a_question_about_a_value(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", STATE))

    (asked,) = questions("a.jsonl")

    conforms(asked, "review.schema.json")
    assert asked["attribute"] == "issuer"
    assert asked["candidates"] == [
        {"value": "city", "name": "Town", "definition": "A city."},
        {"value": "nation", "definition": "A nation."},
    ]


def test_a_question_without_candidates(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", SCRIP))

    (asked,) = questions("a.jsonl")

    conforms(asked, "review.schema.json")
    assert "candidates" not in asked
    assert asked["hint"] == (
        "no label is suggested: any label of 'entity' in paper@2.0.0 may be chosen, or the "
        "annotation dropped"
    )


def test_a_question_about_a_relation_names_its_ends(paper: Path) -> None:
    held = relation("x1", "holds", "e1", "e2")
    (paper / "a.jsonl").write_bytes(
        lines(
            record(
                "r1",
                UBS,
                NOTE | {"label": "short_note"},
                schema=NEW,
                unresolved=[{"annotation": held, "schema": OLD, "reason": "it was looked at"}],
            )
        )
    )

    (asked,) = questions("a.jsonl")

    assert asked["refers_to"] == [
        {"id": "e1", "type": "entity", "label": "firm", "text": "UBS"},
        {"id": "e2", "type": "entity", "label": "short_note", "text": "note"},
    ]
    assert asked["units"] == [TURN]


def test_text_is_left_out_or_more_of_it_shown(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", ASK))
    units = record("r1")["units"]

    assert questions("a.jsonl")[0]["units"] == [units[1]]
    assert questions("a.jsonl", "--context", "1")[0]["units"] == units
    (without,) = questions("a.jsonl", "--no-text")
    conforms(without, "review.schema.json")
    assert "units" not in without
    assert without["fingerprint"] == questions("a.jsonl")[0]["fingerprint"]

    refused = acoe("review", "export", "a.jsonl", "--no-text", "--context", "1")
    assert (refused.code, refused.out) == (2, "")


def test_without_text_no_word_of_the_record_is_left(paper: Path) -> None:
    secret = {"comment": "SECRET", "metadata": {"by": "SECRET"}}
    bond = STATE | {"attributes": {"issuer": "state", "rating": "SECRET"}, **secret}
    trigger = {"spans": [{"unit": "t1", "start": 4, "end": 8}], "text": "buys"}
    trade = TRADE | {"trigger": trigger, "arguments": [{"role": "traded", "target": "e2"}]}
    file = migrated(paper / "a.jsonl", record("r1", NOTE | secret, bond, trade))
    (now,) = read(file)
    for each in now["unresolved"]:
        each.pop("because", None)
    file.write_bytes(lines(now))

    ran = acoe("review", "export", "a.jsonl", "--no-text")

    assert ran.code == 0
    note, state, event = map(json.loads, ran.out.splitlines())
    for each in (note, state, event):
        conforms(each, "review.schema.json")
        del each["was"]  # what the author of the taxonomy wrote
        assert not any(word in json.dumps(each) for word in ("SECRET", "buys", "3m", '"text": "n'))
    assert state["annotation"] == {
        "type": "entity",
        "id": "e5",
        "label": "bond",
        "spans": STATE["spans"],
        "attributes": {"issuer": "state"},
    }
    assert event["annotation"]["trigger"] == trigger | {"text": "…"}

    decided = (note, {"drop": True}), (state, {"value": "city"})
    decide(paper / "d.jsonl", *decided)
    assert acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place").code == 0
    assert read(file)[0]["annotations"][0]["attributes"] == {"issuer": "city", "rating": "SECRET"}
    again = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")
    assert (again.code, again.err) == (0, "")
    assert "         2  carried out before: nothing to do\n" in again.out


def test_the_whole_annotation_is_not_given_without_its_text(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", NOTE))
    (asked,) = questions("a.jsonl", "--no-text")
    decide(paper / "d.jsonl", (asked, {"annotation": asked["annotation"] | {"label": "long_note"}}))
    before = file.read_bytes()

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert (ran.code, file.read_bytes()) == (1, before)
    what = "who has not seen the whole annotation cannot say what it is"
    assert ran.err.splitlines()[:3] == [
        f"d.jsonl:1: error: {what} [decision-invalid]",
        "    record r1, annotation e2, at /decision",
        "    hint: run `acoe review export` again without --no-text",
    ]


def test_the_summary(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", UBS, NOTE, HOLDS, QUALITY), record("r2", ASK))
    migrated(paper / "b.jsonl", record("r3", OTHER_NOTE), record("r4", UBS))

    ran = acoe("review", "export", "a.jsonl", "b.jsonl", "-o", "queue.jsonl")

    assert (ran.code, ran.out) == (0, "")
    assert (
        ran.err
        == """\
acoe: 3 open questions in queue.jsonl, of 3 records in 2 files
2 annotations wait for the answers, and will follow
by label
         2  entity/note
         1  intent/ask
by reason
         2  'note' was split in paper@2.0.0, and nothing decides
         1  'ask' was split in paper@2.0.0, and nothing decides
"""
    )
    asked = read(paper / "queue.jsonl")
    assert [(each["file"], each["record"]) for each in asked] == [
        ("a.jsonl", "r1"),
        ("a.jsonl", "r2"),
        ("b.jsonl", "r3"),
    ]


def test_no_question(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", UBS))

    ran = acoe("review", "export", "a.jsonl")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "acoe: 0 open questions, of 0 records in 1 file\n"


def test_standard_input(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", NOTE))

    ran = acoe("review", "export", "-", stdin=file.read_bytes())

    assert ran.code == 0
    (asked,) = map(json.loads, ran.out.splitlines())
    assert asked["file"] == "-"
    decide(paper / "d.jsonl", (asked, {"label": "long_note"}))
    assert acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place").code == 0
    clean(file)


def test_bad_lines_and_missing_files_do_not_hide_the_others(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", NOTE))
    file.write_bytes(b"{\n" + file.read_bytes())

    ran = acoe("review", "export", "a.jsonl")
    assert (ran.code, len(ran.out.splitlines())) == (1, 1)
    assert "a.jsonl:1:2: error: not JSON" in ran.err

    ran = acoe("review", "export", "a.jsonl", "nowhere.jsonl")
    assert (ran.code, len(ran.out.splitlines())) == (3, 1)
    assert "acoe: error: nowhere.jsonl: no such file\n" in ran.err


# Apply


def all_decided(*files: str) -> list[tuple[Json, object]]:
    """Each question with its first candidate; what has none is dropped."""
    found: list[tuple[Json, object]] = []
    for asked in questions(*files):
        first = next(iter(asked.get("candidates", ())), None)
        kind = "label" if "attribute" not in asked else "value"
        found.append((asked, {"drop": True} if first is None else {kind: first[kind]}))
    return found


def test_the_report_in_text(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", UBS, NOTE, HOLDS), record("r2", SCRIP, ASK))
    first, second, third = questions("a.jsonl")
    decided = ((first, {"label": "short_note"}), (second, {"drop": True}), (third, None))
    decide(paper / "d.jsonl", *decided)
    before = file.read_bytes()

    dry = acoe("review", "apply", "d.jsonl", "a.jsonl", "--dry-run")

    assert (dry.code, dry.err) == (0, "")
    assert file.read_bytes() == before
    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")
    assert (ran.code, ran.err) == (0, "")
    assert (
        ran.out
        == """\
Carried out 2 decisions in 2 records of 1 file
         1  not decided yet, of 3 questions

annotations            5
  unchanged            1  as they were
  migrated             2  decided, or came back with what they depend on
  dropped              1  taken out by a decision
  unresolved           1  still wait for a person to decide

What is open still: acoe review export FILE... -o queue.jsonl
"""
    )
    said = ran.out.replace("Carried", "Would carry").partition("\nWhat is open")[0]
    assert dry.out == said
    assert not (paper / ".acoe").exists()


def test_the_report_in_json(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", UBS, NOTE, HOLDS), record("r2", SCRIP, ASK))
    decide(paper / "d.jsonl", *all_decided("a.jsonl"))

    ran = acoe(
        *("review", "apply", "d.jsonl", "a.jsonl", "--in-place"), "--report", "json=report.json"
    )

    assert (ran.code, ran.out) == (0, "")
    report = json.loads((paper / "report.json").read_bytes())
    conforms(report, "review-apply.schema.json")
    assert report == {
        "records_in": 2,
        "records_out": 2,
        "annotations_in": 5,
        "annotations_out": 4,
        "unchanged": 1,
        "migrated": 3,
        "deduplicated": 0,
        "unresolved": 0,
        "dropped": 1,
        "added": 0,
        "added_unresolved": 0,
        "files": 1,
        "written": 1,
        "decisions": {
            "applied": 3,
            "already_applied": 0,
            "refused": 0,
            "held_back": 0,
            "undecided": 0,
        },
    }
    clean(paper / "a.jsonl")


def test_progress_tells_questions_from_what_waits_for_them(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", UBS, NOTE, HOLDS, QUALITY), record("r2", SCRIP, ASK))
    first, second, third = questions("a.jsonl")
    decide(paper / "ada.jsonl", (first, None), (second, {"drop": True}), (third, None))
    decide(paper / "bob.jsonl", (first, None), (second, None), (third, {"label": "ask_size"}))
    both = (paper / "ada.jsonl").read_bytes() + (paper / "bob.jsonl").read_bytes()

    ran = acoe("review", "apply", "-", "a.jsonl", "--in-place", stdin=both)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Carried out 2 decisions in 1 record of 1 file",
        "         1  not decided yet, of 3 questions",
        "",
        "annotations            6",
        "  unchanged            1  as they were",
        "  migrated             1  decided, or came back with what they depend on",
        "  dropped              1  taken out by a decision",
        "  unresolved           3  1 question to decide, and 2 that will follow the answers",
        "",
        "What is open still: acoe review export FILE... -o queue.jsonl",
    ]


def test_label_files_on_standard_input(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", NOTE))
    content = file.read_bytes()
    decide(paper / "d.jsonl", *all_decided("a.jsonl"))
    assert acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place").code == 0

    ran = acoe("review", "apply", "d.jsonl", "-", stdin=content)

    assert (ran.code, ran.out.encode()) == (0, file.read_bytes())
    assert ran.err.startswith("Carried out 1 decision in 1 record of 1 file\n")
    both = acoe("review", "apply", "-", "-", stdin=content)
    assert (both.code, both.out) == (2, "")


def test_values_beside_a_label_and_what_is_reopened_are_read(paper: Path) -> None:
    file = migrated(paper / "a.jsonl", record("r1", NOTE))
    (asked,) = questions("a.jsonl")
    said = {"label": "short_note", "attributes": {"tenor": "6m"}, "reopen": ["e1"]}
    conforms(asked | {"decision": said}, "review.schema.json")
    decide(paper / "d.jsonl", (asked, said))

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert (ran.code, ran.err) == (0, "")
    was = {"schema": OLD, "label": "note", "attributes": {"tenor": "3m"}}
    (now,) = read(file)[0]["annotations"]
    assert (now["attributes"], now["previous"]) == ({"tenor": "6m"}, [was])
    again = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")
    assert "         1  carried out before: nothing to do\n" in again.out


def test_a_file_is_the_same_however_it_is_named(paper: Path) -> None:
    migrated(paper / "one.jsonl", record("r1", NOTE))
    migrated(paper / "two.jsonl", record("r1", NOTE))
    one, two = questions("one.jsonl", "two.jsonl")
    decide(paper / "d.jsonl", (one, {"drop": True}), (two, {"label": "long_note"}))

    elsewhere = ("elsewhere/one.jsonl", "elsewhere/two.jsonl")
    named = (str(paper / "one.jsonl"), "./two.jsonl", "two.jsonl")
    ran = acoe("review", "apply", "d.jsonl", *named, "--in-place")

    assert (ran.code, ran.err) == (0, "")
    assert [len(read(paper / each)[0]["annotations"]) for each in ("one.jsonl", "two.jsonl")] == [
        0,
        1,
    ]
    for name in elsewhere:
        migrated(paper / name, record("r1", NOTE))
    moved = acoe("review", "apply", "d.jsonl", *elsewhere, "--in-place")
    assert moved.code == 1
    assert moved.err.startswith(
        "d.jsonl:1: error: line 2 decides otherwise about an annotation that is the same in "
        "another file, and which file is meant cannot be told [decision-contradictory]\n"
    )


def test_compressed_files_stay_compressed(paper: Path) -> None:
    plain = migrated(paper / "a.jsonl", record("r1", NOTE)).read_bytes()
    (paper / "a.jsonl.gz").write_bytes(gzip.compress(plain))
    (paper / "b.jsonl.zst").write_bytes(zstandard.compress(plain))
    acoe("review", "export", "a.jsonl.gz", "b.jsonl.zst", "-o", "queue.jsonl.gz")
    asked = map(json.loads, gzip.decompress((paper / "queue.jsonl.gz").read_bytes()).splitlines())
    decided = lines(*({**each, "decision": {"drop": True}} for each in asked))
    (paper / "d.jsonl.gz").write_bytes(gzip.compress(decided))

    ran = acoe("review", "apply", "d.jsonl.gz", "a.jsonl.gz", "b.jsonl.zst", "--in-place")

    assert (ran.code, ran.err) == (0, "")
    after = gzip.decompress((paper / "a.jsonl.gz").read_bytes())
    assert json.loads(after)["annotations"] == []
    with zstandard.open(paper / "b.jsonl.zst", "rb") as stream:
        assert stream.read() == after


def test_a_folder_gets_all_files(paper: Path) -> None:
    one = migrated(paper / "one.jsonl", record("r1", NOTE))
    other = migrated(paper / "two.jsonl", record("r2", UBS))
    decide(paper / "d.jsonl", *all_decided("one.jsonl"))
    before = one.read_bytes()

    ran = acoe("review", "apply", "d.jsonl", "one.jsonl", "two.jsonl", "-o", "out")

    assert (ran.code, ran.err) == (0, "")
    assert one.read_bytes() == before
    assert (paper / "out/two.jsonl").read_bytes() == other.read_bytes()
    clean(paper / "out/one.jsonl")


def test_records_of_several_versions(paper: Path) -> None:
    other = {**two_versions.OTHER, "id": "r9"}
    file = migrated(paper / "a.jsonl", record("r1", NOTE))
    file.write_bytes(lines(record("r0", NOTE), other) + file.read_bytes())
    decide(paper / "d.jsonl", *all_decided("a.jsonl"))

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert (ran.code, ran.err) == (0, "")
    assert read(file)[:2] == [record("r0", NOTE), other]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.jsonl",), "it is not said where the reviewed files go"),
        (
            ("a.jsonl", "--in-place", "-o", "out"),
            "the files go either to a folder or back in place",
        ),
        (("-", "--in-place"), "standard input goes to standard output, and is reviewed alone"),
        (("-", "a.jsonl", "--dry-run"), "standard input goes to standard output"),
        (("d.jsonl", "--in-place"), "the decisions are among the label files"),
        ((), "no file was named"),
    ],
)
def test_wrong_use(paper: Path, arguments: tuple[str, ...], message: str) -> None:
    migrated(paper / "a.jsonl", record("r1", NOTE))
    decide(paper / "d.jsonl")

    ran = acoe("review", "apply", "d.jsonl", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_no_decisions_file(paper: Path) -> None:
    migrated(paper / "a.jsonl", record("r1", NOTE))

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert (ran.code, ran.err) == (3, "acoe: error: d.jsonl: no such file\n")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule(rule: Rule, tmp_path: Path, monkeypatch: Any) -> None:
    folder = two_versions.make_workspace(tmp_path / "desk")
    monkeypatch.chdir(folder)
    Path("labels.jsonl").write_bytes(lines(two_versions.OPEN))
    acoe("migrate", "labels.jsonl", "--to", two_versions.NEW, "--in-place")

    Path("failing.jsonl").write_text(rule.failing, "utf-8")
    ran = acoe("review", "apply", "failing.jsonl", "labels.jsonl", "--dry-run")
    assert ran.code == 1
    assert f"[{rule.id}]" in ran.err
    assert ran.err.splitlines()[-1].endswith(f"{rule.id} {ran.err.count(f'[{rule.id}]')}.")

    Path("passing.jsonl").write_text(rule.passing, "utf-8")
    ran = acoe("review", "apply", "passing.jsonl", "labels.jsonl", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert acoe("rules", rule.id).code == 0


# Killed


def fill(folder: Path, *, files: int = 40) -> dict[str, bytes]:
    """Migrated label files with questions, some compressed: name to content."""
    folder.mkdir()
    tell = category("c3", "intent", "tell", "t3")
    kinds = [(UBS, NOTE, HOLDS), (ASK, tell), (UBS,), (STATE, SCRIP)]
    names = []
    for number in range(files):
        records = [record(f"r{number}-{n}", *kinds[(number + n) % 4]) for n in range(4)]
        name = f"{number:02}.jsonl"
        if number % 4 != 3:
            (folder / name).write_bytes(lines(*records))
        else:
            name += ".gz"
            (folder / name).write_bytes(gzip.compress(lines(*records), mtime=0))
        names.append(str(folder / name))
    assert acoe("migrate", *names, "--to", NEW, "--in-place").code == 0
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_killed_at_any_moment(paper: Path) -> None:
    before = fill(paper / "labels")
    names = [f"labels/{name}" for name in sorted(before)]
    decide(paper / "d.jsonl", *all_decided(*names))
    command = ("review", "apply", "d.jsonl", *names, "--in-place", "--report", "json")
    whole = acoe(*command)
    assert whole.code == 0
    after = contents(paper / "labels")
    total = whole.json["decisions"]["applied"]

    def start_over() -> None:
        for name, content in before.items():
            (paper / "labels" / name).write_bytes(content)

    def halfway() -> None:
        for name, content in contents(paper / "labels").items():
            if not name.startswith("."):
                assert content in (before[name], after[name]), name

    def ended(run: Ended) -> None:
        assert run.code == 0
        assert contents(paper / "labels") == after
        said = json.loads(run.out)["decisions"]
        assert said["applied"] + said["already_applied"] == total
        assert not (paper / ".acoe").exists()
        start_over()

    start_over()
    with driver("review", "apply", "d.jsonl", *names, "--dry-run", cwd=paper) as start:
        seconds = start.run(*command).seconds
        start_over()
        killed_again_and_again(
            start,
            *command,
            times=15,
            seconds=seconds,
            seed=3,
            after_kill=halfway,
            after_end=ended,
        )


def test_an_interrupted_migration_comes_first(paper: Path) -> None:
    from acoe_spec.journal import open_journal
    from acoe_spec.migration.in_place import FOLDER, NAME, Begun, Ready
    from acoe_spec.versions.records.migrating import Counts

    migrated(paper / "a.jsonl", record("r1", NOTE))
    decide(paper / "d.jsonl", *all_decided("a.jsonl"))
    begun = Begun(target=NEW, taxonomy="", schema=None, token="0" * 8, files=("a.jsonl",))
    ready = Ready(file="x", sha256="0", counts=Counts(), rewritten=0, reasons={}, ways={})
    with open_journal(paper / FOLDER / NAME) as journal:
        journal.append(begun)
        journal.append(ready)

    ran = acoe("review", "apply", "d.jsonl", "a.jsonl", "--in-place")

    assert ran.code == 2
    assert "a migration to paper@2.0.0 was interrupted and is not finished" in ran.err
    assert (paper / FOLDER / NAME).exists()
