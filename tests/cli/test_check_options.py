"""What each option of `acoe check` changes, and what it leaves alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from desk import BONDS, TAXONOMY, UBS, entity, lines, record
from running import Ran, acoe

WRONG_TEXT = record("r1", entity("e1", "firm", (0, 3), text="Jo"))
WRONG_LABEL = record("r2", entity("e1", "bank", (0, 3), text="UBS"))
MEND = "mend the offsets, or let `acoe check --fix` write the text that they cover"
OLD_LABEL = record("r3", entity("e1", "note", (8, 13), text="bonds"))

pytestmark = pytest.mark.usefixtures("desk")


def write(*records: object, name: str = "in.jsonl") -> None:
    Path(name).write_bytes(lines(*records))


def test_findings_as_text() -> None:
    write(WRONG_TEXT, WRONG_LABEL)

    assert acoe("check", "in.jsonl") == Ran(
        1,
        "in.jsonl:1:224: error: the text is not what the spans cover [surface-mismatch]\n"
        "    record r1, annotation e1, at /annotations/0/text\n"
        f"    hint: {MEND}\n"
        "    see: acoe show desk@1.2.0 firm\n"
        "in.jsonl:2:168: error: 'bank' is no entity label in desk@1.2.0 [unknown-label]\n"
        "    record r2, annotation e1, at /annotations/0/label\n"
        "\n2 errors in 1 file, 2 records, 2 annotations: surface-mismatch 1, unknown-label 1.\n",
    )


def test_the_command_that_a_finding_names_works() -> None:
    assert acoe("show", "desk@1.2.0", "firm").code == 0


def test_findings_as_json() -> None:
    write(WRONG_TEXT)

    found = acoe("check", "in.jsonl", "--report", "json").json
    assert re.fullmatch(r"[0-9a-f]{32}", found["findings"][0].pop("fingerprint"))
    assert found == {
        "summary": {
            "files": 1,
            "records": 1,
            "annotations": 1,
            "errors": 1,
            "warnings": 0,
            "by_rule": {"surface-mismatch": 1},
        },
        "findings": [
            {
                "rule": "surface-mismatch",
                "level": "error",
                "file": "in.jsonl",
                "line": 1,
                "column": 224,
                "record": "r1",
                "annotation": "e1",
                "pointer": "/annotations/0/text",
                "schema": "desk@1.2.0",
                "message": "the text is not what the spans cover",
                "hint": MEND,
                "reference": "desk@1.2.0#entity/firm",
            }
        ],
    }


def test_several_reports_at_once() -> None:
    write(WRONG_TEXT)

    reports = ("--report", "text", "--report", "json=out/report.json", "--report", "junit=out.xml")
    found = acoe("check", "in.jsonl", *reports)

    assert found.out.startswith("in.jsonl:1:224: error: the text")
    assert json.loads(Path("out/report.json").read_bytes())["summary"]["errors"] == 1
    assert Path("out.xml").read_bytes().startswith(b"<?xml")


def test_all_lists_what_is_alike_too_so_that_a_baseline_knows_it() -> None:
    write(*(record(f"r{number}", entity("e1", "bank", (0, 3), text="UBS")) for number in range(50)))

    assert len(acoe("check", "in.jsonl", "--report", "json").json["findings"]) == 20
    every = acoe("check", "in.jsonl", "--all", "--limit", "3", "--report", "json=known.json")
    assert len(json.loads(Path("known.json").read_bytes())["findings"]) == 50
    assert every.code == 1
    assert acoe("check", "in.jsonl", "--baseline", "known.json").code == 0


def test_no_text_without_being_asked() -> None:
    secret = "Jo Smith, 0171-555"
    write(record("r1", entity("e1", "firm", (0, 3), text=secret)))

    for style in ("text", "json", "github", "gitlab", "junit", "sarif", "markdown"):
        assert secret not in acoe("check", "in.jsonl", "--report", style).out
    for style in ("text", "json"):
        assert secret in acoe("check", "in.jsonl", "--report", style, "--show-text").out


def test_the_limit_bounds_what_is_listed_and_nothing_else() -> None:
    write(WRONG_TEXT, WRONG_LABEL)

    one = acoe("check", "in.jsonl", "--limit", "1", "--report", "json").json
    assert [each["rule"] for each in one["findings"]] == ["surface-mismatch"]
    assert one["summary"]["errors"] == 2

    none = acoe("check", "in.jsonl", "--limit", "0")
    assert none == Ran(
        1,
        "2 errors in 1 file, 2 records, 2 annotations: surface-mismatch 1, unknown-label 1.\n"
        "2 findings beyond the limit not listed.\n",
    )


def test_a_baseline_hides_what_is_known_wherever_it_moved() -> None:
    write(WRONG_TEXT)
    acoe("check", "in.jsonl", "--report", "json=known.json")

    moved = record("r0", UBS), {**WRONG_TEXT, "annotations": [BONDS, *WRONG_TEXT["annotations"]]}
    write(*moved, WRONG_LABEL)
    found = acoe("check", "in.jsonl", "--baseline", "known.json")

    assert found.code == 1
    assert "surface-mismatch" not in found.out
    assert found.out.endswith(
        "\n1 error in 1 file, 3 records, 4 annotations: unknown-label 1.\n"
        "1 finding known to the baseline left out.\n"
    )

    write(*moved)
    assert acoe("check", "in.jsonl", "--baseline", "known.json").code == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"findings":[{}]}', b"[" * 9999])
def test_a_baseline_that_is_no_report(content: bytes) -> None:
    write(WRONG_TEXT)
    Path("known.json").write_bytes(content)

    assert acoe("check", "in.jsonl", "--baseline", "known.json") == Ran(
        2,
        "",
        "acoe: error: known.json: this is no JSON report\n"
        "  hint: make one with --report json=FILE\n",
    )


def test_a_baseline_that_is_not_there() -> None:
    write(WRONG_TEXT)

    assert acoe("check", "in.jsonl", "--baseline", "known.json") == Ran(
        3, "", "acoe: error: known.json: no such file\n"
    )


def test_a_missing_pin_needs_a_schema() -> None:
    unpinned = record("r1")
    del unpinned["schema"]
    write(unpinned)

    assert acoe("check", "in.jsonl") == Ran(
        1,
        "in.jsonl:1:1: error: the record does not say which taxonomy it was made under "
        "[schema-missing]\n"
        "    record r1, at the top\n"
        '    hint: add "schema": "ID@VERSION", or name one for the whole file with --schema\n'
        "\n1 error in 1 file, 1 record: schema-missing 1.\n",
    )
    for schema in ("desk@1.2.0", "desk@head", "desk", "taxonomies/desk/taxonomy.yaml"):
        assert acoe("check", "in.jsonl", "--schema", schema).code == 0


def test_a_pin_that_contradicts_the_schema() -> None:
    write(record(schema="desk@1.1.0"), record("r2"))

    assert acoe("check", "in.jsonl", "--schema", "desk@1.2.0", "--report", "json").json["summary"][
        "by_rule"
    ] == {"mixed-schemas": 1, "schema-version": 1}


@pytest.mark.parametrize(
    ("schema", "code", "said"),
    [
        ("desc", 3, "no taxonomy 'desc' is known\n  hint: did you mean 'desk'?\n"),
        ("desk@3", 3, "'desk' has no version '3'\n  hint: its versions are 1.2.0 (the head)\n"),
        (
            "a b",
            2,
            (
                "this names no taxonomy version\n"
                "  hint: write it as ID@VERSION, for example trade-chat@1.0.0, or ID@head\n"
            ),
        ),
    ],
)
def test_a_schema_that_leads_nowhere(schema: str, code: int, said: str) -> None:
    write(record())

    assert acoe("check", "in.jsonl", "--schema", schema) == Ran(code, "", f"acoe: error: {said}")


def test_a_taxonomy_with_errors_of_its_own() -> None:
    Path("taxonomies/desk/taxonomy.yaml").write_text(TAXONOMY.replace("bond:", "bond: x", 1))
    write(record())

    found = acoe("check", "in.jsonl")

    assert (found.code, found.out) == (3, "No file was read.\n")
    assert found.err.startswith("acoe: error: taxonomies/desk/taxonomy.yaml:")
    assert found.err.endswith("\n  hint: acoe lint names everything that is wrong with it\n")


def test_today_decides_what_has_run_out() -> None:
    write(OLD_LABEL, {**OLD_LABEL, "id": "r4"})

    before = acoe("check", "in.jsonl", "--today", "2026-06-30", "--report", "json")
    after = acoe("check", "in.jsonl", "--today", "2026-07-01", "--report", "json")

    assert before.code == 0
    assert before.json["summary"] | {"by_rule": None} == after.json["summary"] | {
        "warnings": 2,
        "errors": 0,
        "by_rule": None,
    }
    (found,) = before.json["findings"]  # once for a file and label
    assert (found["level"], found["count"], found["line"]) == ("warning", 2, 1)
    assert (after.code, after.json["summary"]["errors"]) == (1, 2)


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_fail_on(level: str, code: int) -> None:
    write(OLD_LABEL)

    assert acoe("check", "in.jsonl", "--fail-on", level, "--today", "2026-01-01").code == code


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--report", "html"), "'html' is no report style; the styles are text, json, github,"),
        (("--limit", "-1"), "-1 is not in the range x>=0"),
        (("--jobs", "0"), "0 is not in the range x>=1"),
        (("--today", "tomorrow"), "'tomorrow' does not match the format '%Y-%m-%d'"),
        (("--format", "elan"), "there is no format 'elan'\n  hint: known are jsonl, brat, conll"),
        (("--fixx",), "acoe: error: no such option"),
        (("--format", "brat", "--fix"), "only JSON Lines can be mended"),
    ],
)
def test_wrong_use(options: tuple[str, ...], said: str) -> None:
    found = acoe("check", "in.jsonl", *options)

    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_no_file_at_all() -> None:
    assert acoe("check") == Ran(
        2, "", "acoe: error: no file was named\n  hint: name one or more; - is standard input\n"
    )


def test_a_report_that_cannot_be_written() -> None:
    write(WRONG_TEXT)
    Path("file").touch()

    found = acoe("check", "in.jsonl", "--report", "json=file/report.json")

    assert found.code == 3
    assert found.err == "acoe: error: file: file exists\n"


def test_brat_files_are_checked_at_their_own_lines() -> None:
    Path("c").mkdir()
    Path("c/a.txt").write_text("UBS bid bonds")
    Path("c/a.ann").write_text(
        "T1\tfirm 0 3\tUBS\nT2\tbank 8 13\tbonds\nR1\tholds Arg1:T1 Arg2:T2\n"
    )
    Path("taxonomies/desk/taxonomy.yaml").write_text(TAXONOMY.replace("[chat]", "[text]"))

    found = acoe("check", "c", "--format", "brat", "--schema", "desk", "--report", "json")

    assert found.code == 1
    assert [
        (each["file"], each["line"], each["rule"], each["annotation"])
        for each in found.json["findings"]
    ] == [("c/a.ann", 2, "unknown-label", "T2")]


def test_columns_are_checked_at_their_own_lines() -> None:
    Path("a.conll").write_text("UBS\tB-firm\nbid\tO\nbonds\tB-bank\n")
    Path("taxonomies/desk/taxonomy.yaml").write_text(TAXONOMY.replace("[chat]", "[text]"))

    found = acoe("check", "a.conll", "--format", "conll", "--schema", "desk", "--report", "json")

    errors = [each for each in found.json["findings"] if each["level"] == "error"]
    assert [(each["line"], each["rule"]) for each in errors] == [(3, "unknown-label")]


def test_the_same_record_in_two_files_is_no_finding() -> None:
    write(record())
    write(record(), name="other.jsonl")

    assert acoe("check", "in.jsonl", "other.jsonl").code == 0


def test_columns_of_tags_are_chosen_and_a_missing_file_hides_nothing() -> None:
    Path("a.conll").write_text("UBS\tB-bank\tB-firm\nbid\tO\tO\n")
    Path("taxonomies/desk/taxonomy.yaml").write_text(TAXONOMY.replace("[chat]", "[text]"))
    options = ("--format", "conll", "--schema", "desk", "--report", "json")

    assert acoe("check", "a.conll", *options, "--tag-column", "3").code == 0

    found = acoe("check", "a.conll", "nope.conll", *options, "--tag-column", "2")
    assert (found.code, found.err) == (3, "acoe: error: nope.conll: no such file\n")
    assert found.json["summary"]["by_rule"]["unknown-label"] == 1


@pytest.mark.parametrize("more", [{}, {"units": []}])
def test_a_pin_that_is_none_is_not_repeated(more: dict[str, object]) -> None:
    secret = "Jo Smith, 5mm at 98-10"
    write(record(schema=secret, **more))

    for style in ("text", "json", "github", "gitlab", "junit", "sarif", "markdown"):
        assert secret not in acoe("check", "in.jsonl", "--report", style).out


@pytest.mark.parametrize(
    ("anchor", "message"),
    [
        (
            {"boxes": [{"unit": "t1", "x": 1, "y": 1, "width": 1, "height": 1}]},
            "the box is on a turn, not on a page",
        ),
        ({"times": [{"start": 0, "end": 1}]}, "a record of modality chat has no time line"),
    ],
)
def test_a_unit_goes_by_the_name_that_it_has_in_the_file(
    anchor: dict[str, object], message: str
) -> None:
    write(record("r1", {"type": "entity", "id": "e1", "label": "firm", **anchor}))

    (found,) = acoe("check", "in.jsonl", "--report", "json").json["findings"]

    assert found["message"] == message


def test_bounds_are_in_code_points() -> None:
    write(record("é" * 257))

    (found,) = acoe("check", "in.jsonl", "--report", "json").json["findings"]

    assert found["message"] == "the string is longer than 256 code points"
