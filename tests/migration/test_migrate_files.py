"""`acoe migrate`: what is written where, what keeps a file from being written, what is reported."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import zstandard
from desk import BONDS, UBS, entity, line, lines, record
from running import acoe
from small_migrations import Ways, label, one_step
from two_versions import DOUBLE, NEW, NOTE, OLD, OPEN, OTHER, PLAIN, THERE

from acoe_spec.migration.copying import FileOutcome
from acoe_spec.migration.files import FileMigrator

ROOT = Path(__file__).parents[2]
COMPANY = UBS | {"label": "company"}


def new(**fields: Any) -> dict[str, Any]:
    """What a record of the old version has besides its annotations after the migration."""
    return {"schema": NEW, "annotated_with": OLD} | fields


def read(path: Path) -> list[Any]:
    return [json.loads(each) for each in path.read_bytes().splitlines()]


def test_files_are_migrated_into_a_folder(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "-o", "out")

    assert (ran.code, ran.err) == (0, "")
    assert read(desk / "out" / "a.jsonl") == [PLAIN | new(annotations=[COMPANY, BONDS])]
    assert (desk / "a.jsonl").read_bytes() == lines(PLAIN)


def test_what_changes_nothing_keeps_its_bytes(desk: Path) -> None:
    there = line(THERE).replace(b",", b" ,  ")
    other = line(OTHER).replace(b":", b" : ")
    blank = b"  \r\n\n"
    content = b"\xef\xbb\xbf" + there + b"\r\n" + blank + other + b"\n" + line(PLAIN) + b"\r\n"
    (desk / "a.jsonl").write_bytes(content + line(PLAIN))

    assert acoe("migrate", "a.jsonl", "--to", NEW, "-o", "out").code == 0

    written = (desk / "out" / "a.jsonl").read_bytes()
    kept = content[: -len(line(PLAIN)) - 2]
    assert written[: len(kept)] == kept
    first, second = written[len(kept) :].split(b"\r\n")
    assert json.loads(first) == PLAIN | new(annotations=[COMPANY, BONDS])
    assert second == first


def test_metadata_keeps_its_bytes(desk: Path) -> None:
    free = b'{"b": 1.50,  "a":"\\u00e9", "a": 1e3}'
    before = line(PLAIN | {"metadata": {}}).replace(b'"metadata":{}', b'"metadata":' + free)
    (desk / "a.jsonl").write_bytes(before + b"\n")

    assert acoe("migrate", "a.jsonl", "--to", NEW, "--in-place").code == 0

    after = (desk / "a.jsonl").read_bytes()
    assert json.loads(after)["schema"] == NEW
    assert free in after


def test_files_keep_their_places_relative_to_each_other(desk: Path) -> None:
    for name in ("labels/x/a.jsonl", "labels/y/a.jsonl", "labels/b.jsonl"):
        (desk / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / name).write_bytes(lines(PLAIN))

    files = ("labels/x/a.jsonl", desk / "labels" / "y" / "a.jsonl", "labels/../labels/b.jsonl")
    assert acoe("migrate", *files, "--to", NEW, "-o", "out").code == 0

    found = sorted(each.relative_to(desk / "out") for each in (desk / "out").rglob("*.jsonl"))
    assert list(map(str, found)) == ["b.jsonl", "x/a.jsonl", "y/a.jsonl"]


def test_compressed_files_stay_compressed(desk: Path) -> None:
    (desk / "a.jsonl.gz").write_bytes(gzip.compress(lines(PLAIN)))
    (desk / "b.jsonl.zst").write_bytes(zstandard.compress(lines(PLAIN)))

    assert acoe("migrate", "a.jsonl.gz", "b.jsonl.zst", "--to", NEW, "--in-place").code == 0

    unzipped = gzip.decompress((desk / "a.jsonl.gz").read_bytes())
    assert json.loads(unzipped)["schema"] == NEW
    with zstandard.open(desk / "b.jsonl.zst", "rb") as stream:
        assert stream.read() == unzipped


def test_standard_input_goes_to_standard_output(desk: Path) -> None:
    ran = acoe("migrate", "-", "--to", NEW, stdin=lines(PLAIN, THERE))

    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert json.loads(first) == PLAIN | new(annotations=[COMPANY, BONDS])
    assert second.encode() == line(THERE)
    assert ran.err.startswith(
        f"Migrated 1 file to {NEW}: 2 records, 1 of them from another version\n"
    )


def test_of_a_bad_stream_nothing_is_written(desk: Path) -> None:
    ran = acoe("migrate", "-", "--to", NEW, stdin=lines(PLAIN) + b"{\n")

    assert (ran.code, ran.out) == (1, "")
    assert "-:2:2: error: not JSON" in ran.err


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN, DOUBLE, OPEN, OTHER, THERE))
    before = sorted(desk.rglob("*"))

    dry = acoe("migrate", "a.jsonl", "--to", NEW, "--dry-run", "--report", "json")
    planned = acoe("migrate", "a.jsonl", "--to", NEW, "--dry-run", "--in-place")
    assert sorted(desk.rglob("*")) == before
    assert (desk / "a.jsonl").read_bytes() == lines(PLAIN, DOUBLE, OPEN, OTHER, THERE)

    done = acoe("migrate", "a.jsonl", "--to", NEW, "--in-place", "--report", "json")
    assert (dry.code, dry.json) == (0, done.json)
    assert planned.out.startswith(f"Would migrate 1 file to {NEW}: 5 records, 3 of them")


def test_the_report_in_json(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN, DOUBLE, OPEN, OTHER, THERE))

    report = acoe("migrate", "a.jsonl", "--to", NEW, "--in-place", "--report", "json").json

    schema = json.loads((ROOT / "docs/schemas/migrate.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    assert report == {
        "records_in": 5,
        "records_out": 5,
        "annotations_in": 11,
        "annotations_out": 8,
        "unchanged": 4,
        "migrated": 4,
        "deduplicated": 1,
        "unresolved": 2,
        "dropped": 0,
        "added": 0,
        "added_unresolved": 0,
        "by_op": {"merge-labels": 1, "redefine": 1, "rename-label": 3},
        "files": 1,
    }


def test_the_report_in_text(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN, DOUBLE, OPEN, OTHER, THERE))

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "-o", "out")

    assert (
        ran.out
        == f"""\
Migrated 1 file to {NEW}: 5 records, 3 of them from another version

annotations           11
  unchanged            4  as they were
  migrated             4  changed as the migration says
  deduplicated         1  became the same as another, and one with it
  unresolved           2  wait for a person to decide

by operation
         3  rename-label
         1  merge-labels
         1  redefine

unresolved, by reason
         1  'bill' means something else since desk@2.0.0
         1  what it depends on is unresolved

Next, for people: acoe review export out/a.jsonl -o review.jsonl
"""
    )


def test_the_report_of_a_second_run_in_text(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(THERE, OTHER))

    assert (
        acoe("migrate", "a.jsonl", "--to", NEW, "--in-place").out
        == f"""\
Migrated 1 file to {NEW}: 2 records, 0 of them from another version
Every record is at {NEW} already, or of another taxonomy.

annotations            2
  unchanged            2  as they were
  migrated             0  changed as the migration says
  deduplicated         0  became the same as another, and one with it
  unresolved           0  wait for a person to decide
"""
    )


def test_a_report_goes_to_a_file(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "--in-place", "--report", "json=out/report.json")

    assert (ran.code, ran.out) == (0, "")
    assert json.loads((desk / "out" / "report.json").read_bytes())["records_in"] == 1


TWICE = line(PLAIN).replace(b'"id":"plain"', b'"id":"plain","id":"again"')
BAD = {
    "a key that stands twice": (TWICE, "1: error: a key stands twice in one object", "/id"),
    "no JSON": (b"{", "1:2: error: not JSON", None),
    "no record": (b'{"id":"r1"}', "1: error: ", ""),
    "a version without a way": (
        line(record(schema="desk@0.9.0")),
        "1: error: 'desk' has no version '0.9.0' [no-migration-path]",
        "/schema",
    ),
    "no pin": (
        line({key: value for key, value in PLAIN.items() if key != "schema"}),
        "1: error: the record does not say which taxonomy it was made under [schema-missing]",
        "",
    ),
    "a pin that is none": (
        line(record(schema="desk")),
        "1: error: no taxonomy is to be found for a name that has not the form ID@VERSION",
        "/schema",
    ),
}


@pytest.mark.parametrize("why", BAD)
@pytest.mark.parametrize("how", [("-o", "out"), ("--in-place",)])
def test_a_file_with_a_bad_line_is_not_written(desk: Path, why: str, how: tuple[str, ...]) -> None:
    bad, said, _ = BAD[why]
    (desk / "bad.jsonl").write_bytes(bad + b"\n" + lines(PLAIN))
    (desk / "good.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", "bad.jsonl", "good.jsonl", "--to", NEW, *how, "--report", "json")

    assert ran.code == 1
    assert f"bad.jsonl:{said}" in ran.err
    assert "acoe: 1 file not written, because of the lines named above\n" in ran.err
    assert (ran.json["files"], ran.json["records_in"]) == (1, 1)
    assert (desk / "bad.jsonl").read_bytes() == bad + b"\n" + lines(PLAIN)
    assert not (desk / "out" / "bad.jsonl").exists()
    good = desk / "good.jsonl" if how == ("--in-place",) else desk / "out" / "good.jsonl"
    assert read(good)[0]["schema"] == NEW
    assert not [each for each in desk.rglob(".*") if each.name.endswith(".part")]


def test_a_record_of_a_kind_that_the_new_version_is_not_for_stays(tmp_path: Path) -> None:
    firms = {"entities": {"firm": label()}}
    step = one_step(
        firms,
        firms | {"modalities": ["chat"]},
        {"op": "narrow", "property": "modalities"},
    )
    again = one_step(
        firms | {"modalities": ["chat"]},
        firms | {"modalities": ["chat", "text"]},
        {"op": "loosen", "property": "modalities"},
        versions=("2.0.0", "3.0.0"),
    )
    chat = record("r1", UBS, schema="desk@1.0.0")
    text = chat | {"modality": "text", "units": [{"type": "passage", "id": "t1", "text": "UBS"}]}

    def findings(way: Ways) -> list[Any]:
        outcome = FileOutcome(source="a.jsonl")
        content = io.BytesIO(lines(chat, text))
        FileMigrator(way.steps[-1].new, way).copy(content, lambda _: None, outcome)
        return outcome.findings.listed

    (found,) = findings(Ways(step))
    assert (found.rule, found.line, found.schema) == ("modality-mismatch", 2, "desk@1.0.0")
    assert found.message == "the record is text, which desk@2.0.0 is not for"
    assert found.hint == "desk@1.0.0 is: keep such records under it, in a file of their own"
    assert findings(Ways(step, again)) == []


def _with_a_key_twice(value: Any) -> list[str]:
    """The JSON of a value with one of its keys repeated, for every key of every object in it."""
    found = []
    if isinstance(value, list):
        for place, item in enumerate(value):
            parts = [line(each).decode() for each in value]
            found += [
                "[" + ",".join([*parts[:place], changed, *parts[place + 1 :]]) + "]"
                for changed in _with_a_key_twice(item)
            ]
    elif isinstance(value, dict):
        parts = [f'"{key}":{line(item).decode()}' for key, item in value.items()]
        for place, (key, item) in enumerate(value.items()):
            found.append("{" + ",".join([*parts, parts[place]]) + "}")
            for changed in _with_a_key_twice(item):
                inner = [*parts[:place], f'"{key}":{changed}', *parts[place + 1 :]]
                found.append("{" + ",".join(inner) + "}")
    return found


LONG_AGO = {"schema": "desk@1.0.0", "label": "paper"}
LATER = entity("e6", "note", (15, 20), text="bonds") | {"previous": [LONG_AGO]}
MERGED = record("merged", UBS, NOTE, LATER)


@pytest.mark.parametrize("given", [PLAIN, DOUBLE, OPEN, MERGED, PLAIN | {"scope": ["entity"]}])
def test_no_key_that_stands_twice_is_lost(desk: Path, given: dict[str, Any]) -> None:
    """What is encoded anew has each key once: a line that has one twice must not get so far."""
    bad = _with_a_key_twice(given)
    (desk / "a.jsonl").write_text("".join(f"{each}\n" for each in bad), encoding="utf-8")

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "--dry-run")

    assert ran.code == 1
    assert f"{len(bad)} errors in {len(bad)} records" in ran.err or (
        f"{len(bad)} errors in 1 file" in ran.err
    )
    assert f"duplicate-key {len(bad)}." in ran.err


def test_a_pin_for_records_that_have_none(desk: Path) -> None:
    bare = {key: value for key, value in PLAIN.items() if key != "schema"}
    (desk / "a.jsonl").write_bytes(lines(bare, THERE))

    assert acoe("migrate", "a.jsonl", "--to", NEW, "--in-place", "--schema", OLD).code == 0
    assert read(desk / "a.jsonl") == [PLAIN | new(annotations=[COMPANY, BONDS]), THERE]


def test_a_file_that_is_not_there_keeps_the_others(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", "nope.jsonl", "a.jsonl", "--to", NEW, "--in-place")

    assert ran.code == 3
    assert "acoe: error: nope.jsonl: no such file\n" in ran.err
    assert read(desk / "a.jsonl")[0]["schema"] == NEW


def test_several_processes_give_the_same(desk: Path) -> None:
    names = [f"{number}.jsonl" for number in range(5)]
    for name in names:
        (desk / name).write_bytes(lines(PLAIN, DOUBLE, OPEN))
    (desk / "bad.jsonl").write_bytes(b"{\n")
    names.insert(2, "bad.jsonl")

    alone = acoe("migrate", *names, "--to", NEW, "-o", "one", "--report", "json")
    shared = acoe("migrate", *names, "--to", NEW, "-o", "two", "--report", "json", "--jobs", "2")

    assert shared == alone
    written = [each.name for each in (desk / "one").iterdir()]
    assert sorted(written) == sorted(set(names) - {"bad.jsonl"})
    for name in written:
        assert (desk / "two" / name).read_bytes() == (desk / "one" / name).read_bytes()


def test_the_same_file_by_two_names_is_migrated_once(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))
    (desk / "b.jsonl").symlink_to("a.jsonl")

    ran = acoe("migrate", "a.jsonl", "b.jsonl", "--to", NEW, "--in-place", "--report", "json")

    assert (ran.json["files"], ran.json["records_in"]) == (1, 1)
    assert (desk / "b.jsonl").is_symlink()
    assert read(desk / "a.jsonl")[0]["schema"] == NEW


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.jsonl",), "it is not said where the migrated files go"),
        (("a.jsonl", "-o", "out", "--in-place"), "the files go either to a folder or back"),
        (("a.jsonl", "-o", "out", "--forget"), "--forget is about runs with --in-place"),
        (("-", "--in-place"), "standard input goes to standard output, and is migrated alone"),
        (("-", "a.jsonl"), "standard input goes to standard output, and is migrated alone"),
        (("a.jsonl", "-o", "."), "a.jsonl: this file would be written over one that is read"),
        (("a.jsonl", "--dry-run", "--schema", "desk"), "--schema names no version"),
        (("a.jsonl", "--dry-run", "--schema", "desk@head"), "--schema names no version"),
        (
            ("a.jsonl", "--dry-run", "--schema", "dsek@1.2.0"),
            "--schema is of another taxonomy than desk@2.0.0",
        ),
        (("a.jsonl", "-o", "a.jsonl"), "a.jsonl: this is a file, not a folder"),
        (
            ("a.jsonl", "--in-place", "--report", "json=./a.jsonl"),
            "the report would be written over a label file",
        ),
        (
            ("a.jsonl", "-o", "out", "--report", "text=out/a.jsonl"),
            "out/a.jsonl: the report would be written over a label file",
        ),
        (("a.jsonl", "--in-place", "--report", "html"), "'html' is no report style"),
        ((), "no file was named"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Path, arguments: tuple[str, ...], said: str) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", *arguments, "--to", NEW)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert (desk / "a.jsonl").read_bytes() == lines(PLAIN)


def test_what_went_to_standard_output_is_reviewed_in_the_file_that_it_became(desk: Path) -> None:
    ran = acoe("migrate", "-", "--to", NEW, stdin=lines(OPEN))

    assert ran.err.endswith("Next, for people: acoe review export FILE -o review.jsonl\n")


def test_the_next_command_can_be_copied_whatever_the_name(desk: Path) -> None:
    (desk / "-a b.jsonl").write_bytes(lines(OPEN))

    ran = acoe("migrate", "--to", NEW, "--in-place", "--", "-a b.jsonl")

    assert ran.out.endswith("Next, for people: acoe review export './-a b.jsonl' -o review.jsonl\n")


def test_a_pipe_is_read_like_a_file(desk: Path) -> None:
    os.mkfifo("pipe.jsonl")
    writer = threading.Thread(target=Path("pipe.jsonl").write_bytes, args=(lines(PLAIN),))
    writer.start()

    ran = acoe("migrate", "pipe.jsonl", "--to", NEW, "-o", "out")
    writer.join()

    assert (ran.code, ran.err) == (0, "")
    assert read(desk / "out" / "pipe.jsonl") == [PLAIN | new(annotations=[COMPANY, BONDS])]


def test_two_files_do_not_become_one(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))
    (desk / "b.jsonl").write_bytes(lines(PLAIN))
    (desk / "out").mkdir()
    (desk / "out" / "a.jsonl").symlink_to("same.jsonl")
    (desk / "out" / "b.jsonl").symlink_to("same.jsonl")

    ran = acoe("migrate", "a.jsonl", "b.jsonl", "--to", NEW, "-o", "out")

    assert ran.code == 2
    assert "b.jsonl: this file and a.jsonl would become the same file" in ran.err


def test_an_unknown_target_is_refused(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(lines(PLAIN))

    ran = acoe("migrate", "a.jsonl", "--to", "desk@3.0.0", "--in-place")

    assert ran.code == 3
    assert "desk" in ran.err
    assert (desk / "a.jsonl").read_bytes() == lines(PLAIN)


def test_where_there_is_no_record_that_is_said(desk: Path) -> None:
    (desk / "a.jsonl").write_bytes(b"\n")

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "--in-place")

    assert ran.code == 1
    assert ran.err == "acoe: nothing was migrated: no file holds a record\n"


def test_messages_and_reports_say_nothing_of_what_was_written(desk: Path) -> None:
    secret = "Barclays"
    bad = record("r1", entity("e1", "firm", (0, 3), text=secret), **{secret + " bid": 1})
    (desk / "a.jsonl").write_bytes(lines(bad, record("r2", schema=f"desk@{secret} bid")))

    ran = acoe("migrate", "a.jsonl", "--to", NEW, "-o", "out")

    assert ran.code == 1
    assert secret not in ran.out + ran.err
