"""Each style: its snapshot, its official schema, and names of files that mean harm."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from small_report import RULES, small_report, source_line

from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding
from acoe_spec.reporting.presentation import one_line
from acoe_spec.reporting.report import Report, Tally, report_of
from acoe_spec.reporting.styles import STYLES, render

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"
ROOT = HERE.parents[1]
UPDATE = "ACOE_UPDATE_SNAPSHOTS=1 pytest tests/reporting/test_styles.py"

HOSTILE = (
    "a\nb.jsonl",
    "a\r\n::error::owned",
    "100%.jsonl",
    "::warning file=x,line=1::y",
    "<b>&\"'.jsonl",
    "]]><script>alert(1)</script>",
    "a|b`c`*d*_e_[f](g)@everyone.jsonl",
    "~~x~~ www.example.com https://example.com &amp; \\| #1",
    "\x1b[31mred\x07\x00.jsonl",
    "\u202egpj.exe\u2028x\ufffe",
    "na\u00efve \u4ea4\u6613 \U0001f4c8.jsonl",
    os.fsdecode(b"caf\xe9.jsonl"),
    "C:\\data\\a b.jsonl",
    "/abs/a b#c?d.jsonl",
    "-",
    "",
)


def written(report: Report, style: str, **options: Any) -> str:
    return render(report, style=style, rules=RULES, **options)


def sarif_errors(text: str) -> list[str]:
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft4Validator(schema).iter_errors(json.loads(text))]


def junit_errors(text: str) -> list[str]:
    schema = xmlschema.XMLSchema(str(SCHEMAS / "jenkins-junit.xsd"))
    return [str(error.reason) for error in schema.iter_errors(StringIO(text))]


def json_errors(text: str, schema: Path) -> list[str]:
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    return [error.message for error in validator.iter_errors(json.loads(text))]


def schema_errors(text: str, style: str) -> list[str]:
    match style:
        case "sarif":
            return sarif_errors(text)
        case "junit":
            return junit_errors(text)
        case "gitlab":
            return json_errors(text, SCHEMAS / "gitlab-code-quality.json")
        case "json":
            return json_errors(text, ROOT / "docs/schemas/check-report.schema.json")
    return []


SNAPSHOTS = [(style.id, f"{style.id}.{style.extension}", {}) for style in STYLES.values()]
SNAPSHOTS += [
    ("text", "text-with-source.txt", {"source_line": source_line, "show_text": True}),
    ("text", "text-in-colour.txt", {"colour": True}),
]


@pytest.mark.parametrize(("style", "name", "options"), SNAPSHOTS, ids=lambda each: str(each)[:30])
def test_snapshot(style: str, name: str, options: dict[str, Any]) -> None:
    actual = written(small_report(), style, **options)
    path = HERE / "snapshots" / name
    if os.environ.get("ACOE_UPDATE_SNAPSHOTS"):
        path.write_text(actual, encoding="utf-8", newline="")
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = "\n".join(
        difflib.unified_diff(
            expected.splitlines(), actual.splitlines(), "snapshot", "now", lineterm=""
        )
    )
    assert actual == expected, f"{name} differs; to accept: {UPDATE}\n{difference}"


def test_every_snapshot_belongs_to_a_style() -> None:
    names = {path.name for path in (HERE / "snapshots").iterdir()}
    assert names == {name for _, name, _ in SNAPSHOTS}


WRONG = {
    "json": "{}",
    "gitlab": '[{"check_name": 1}]',
    "sarif": '{"version": "1"}',
    "junit": "<testsuites><testsuite/></testsuites>",
}


@pytest.mark.parametrize("style", WRONG)
@pytest.mark.parametrize("report", [small_report(), Report()], ids=["findings", "none"])
def test_the_schema_of_the_style_is_kept(style: str, report: Report) -> None:
    assert schema_errors(written(report, style), style) == []


@pytest.mark.parametrize("style", WRONG)
def test_the_validators_do_refuse(style: str) -> None:
    assert schema_errors(WRONG[style], style)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("file", HOSTILE, ids=ascii)
def test_a_hostile_file_name_breaks_no_style(style: str, file: str) -> None:
    harmless = written(report_of([hostile_finding("plain.jsonl")]), style)
    text = written(report_of([hostile_finding(file)]), style)
    assert text.encode("utf-8").endswith(b"\n")
    assert schema_errors(text, style) == []
    assert text.count("\n") == harmless.count("\n")
    if style in ("text", "markdown"):
        assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("style", STYLES)
@given(file=st.text(max_size=12))
def test_any_file_name_breaks_no_style(style: str, file: str) -> None:
    text = written(report_of([hostile_finding(file)]), style)
    text.encode("utf-8")
    if style == "junit":
        ElementTree.fromstring(text)
    elif style in ("json", "gitlab", "sarif"):
        msgspec.json.decode(text)
    elif style == "github":
        assert [line.startswith("::") for line in text.split("\n")] == [True, False, False]


def hostile_finding(file: str) -> Finding:
    return Finding(rule="unknown-label", message="no such label", file=file, line=2, hint="look")


def test_an_unknown_style_names_the_styles() -> None:
    with pytest.raises(UsageError) as caught:
        render(Report(), style="yaml", rules={})
    assert caught.value.message == "there is no report style 'yaml'"
    assert caught.value.hint == (
        "the styles are text, json, github, gitlab, junit, sarif, markdown"
    )


# text ------------------------------------------------------------------------------------------


def test_text_of_a_clean_run_is_one_line() -> None:
    report = report_of([], files=1, records=100_000, annotations=1)
    assert written(report, "text") == "No findings in 1 file, 100,000 records, 1 annotation.\n"


def test_text_says_how_many_more() -> None:
    report = report_of(
        Finding(rule="unknown-label", message="m", file="a", line=line)
        for line in range(1, 50_001)
    )  # fmt: skip
    assert "... and 49,980 more unknown-label in this file\n" in written(report, "text")


def test_text_says_what_the_limit_hides() -> None:
    report = report_of([Finding(rule=rule, message="m") for rule in ("a", "b", "c")], limit=1)
    assert written(report, "text").endswith("2 findings beyond the limit not listed.\n")


@pytest.mark.parametrize("style", STYLES)
def test_record_text_is_shown_only_on_request(style: str) -> None:
    secret = Finding(rule="unknown-label", message="m", file="a", line=1, text="client secret")
    assert "client secret" not in written(report_of([secret]), style)
    shown = "client secret" in written(report_of([secret]), style, show_text=True)
    assert shown == (style in ("text", "json"))


CLIENT = "sell it all, quietly"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("field", ["record", "view", "annotation", "pointer"])
def test_what_stands_for_an_id_and_is_none_is_not_shown(style: str, field: str) -> None:
    named: dict[str, Any] = {field: f"/units/0/{CLIENT}" if field == "pointer" else CLIENT}
    report = report_of([Finding(rule="unknown-field", message="m", file="a", line=1, **named)])

    assert CLIENT not in written(report, style)
    assert (CLIENT in written(report, style, show_text=True)) == (style in ("text", "json"))


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("record", "chats/2026-03/desk_4.txt#17", "chats/2026-03/desk_4.txt#17"),
        ("record", "jo@bank.com", None),
        ("annotation", "e1\n", None),
        ("annotation", "\u58f2\u5374", None),
        ("pointer", "", ""),
        ("pointer", "/annotations/0/attributes/strike/1", "/annotations/0/attributes/strike/1"),
        ("pointer", "/annotations/0/attributes/sell all/1", "/annotations/0/attributes"),
        ("pointer", "/jo@bank.com", ""),
    ],
)
def test_ids_and_keys_are_shown_if_they_have_the_form(
    field: str, value: str, shown: str | None
) -> None:
    named: dict[str, Any] = {field: value}
    found = Finding(rule="unknown-field", message="m", **named)

    entry = json.loads(written(report_of([found]), "json"))["findings"][0]

    assert entry.get(field) == shown
    assert entry["fingerprint"] == found.fingerprint


@pytest.mark.parametrize(
    ("source", "column", "expected"),
    [
        ("is_a: instrumnet", 7, ["is_a: instrumnet", "      ^"]),
        ("\tno: 1", 2, ["    no: 1", "    ^"]),
        ("\u4ea4\u6613: x", 5, ["\u4ea4\u6613: x", "      ^"]),
        ("a\x1b[0m: x", 4, ["a\\x1b[0m: x", "      ^"]),
        ("short", 99, ["short", "     ^"]),
        ("short", None, ["short"]),
        ("x" * 300, 200, ["..." + "x" * 97 + "...", " " * 53 + "^"]),
    ],
)
def test_the_caret_stands_under_the_column(
    source: str, column: int | None, expected: list[str]
) -> None:
    finding = Finding(rule="missing-parent", message="m", file="t.yaml", line=8, column=column)
    text = written(report_of([finding]), "text", source_line=lambda _file, _line: source)
    bar = [line[6:] for line in text.split("\n") if re.match(r"  [8 ] \|", line)]
    assert bar == expected


def test_colour_changes_nothing_but_colour() -> None:
    coloured = written(small_report(), "text", colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == written(small_report(), "text")
    assert "\x1b[" in coloured


def test_a_clean_run_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from acoe_spec.reporting.report import Report\n"
        "from acoe_spec.reporting.styles import render\n"
        "render(Report(), style='text', rules={})\n"
        "heavy = {'rich', 'click', 'xml.etree', 'pydantic', 'networkx', 'linkml', 'ruamel'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout.split() == [b"[]"]


# github, gitlab, junit, sarif, markdown ---------------------------------------------------------


def test_github_escapes_properties_and_data() -> None:
    finding = Finding(
        rule="r", message="50%\r\nx: y, z", level="info", file="a:b,c%\n.jsonl", line=3, column=2
    )
    assert written(report_of([finding]), "github").split("\n")[0] == (
        "::notice file=a%3Ab%2Cc%25%0A.jsonl,line=3,col=2,title=r::50%25%0D%0Ax: y, z"
    )


def test_gitlab_fingerprints_never_repeat() -> None:
    twice = [Finding(rule="not-json", message="m", file="a", line=line) for line in (1, 2)]
    issues = json.loads(written(report_of(twice), "gitlab"))
    assert issues[0]["fingerprint"] == twice[0].fingerprint == twice[1].fingerprint
    assert issues[1]["fingerprint"] != issues[0]["fingerprint"]


def test_junit_is_read_as_it_was_meant() -> None:
    report = JUnitXml.fromstring(written(small_report(), "junit").encode())
    cases = {(suite.name, case.name): case.is_passed for suite in report for case in suite}
    assert cases == {
        ("chats/desk.jsonl", "deprecated-label"): True,
        ("chats/desk.jsonl", "surface-mismatch"): False,
        ("chats/desk.jsonl", "unknown-label"): False,
        ("taxonomies/trade-chat/taxonomy.yaml", "missing-parent"): False,
        ("(no file)", "label-unused"): True,
    }
    assert (report.tests, report.failures, report.errors) == (5, 3, 0)


def test_junit_of_a_clean_run_has_a_test_that_passes() -> None:
    report = JUnitXml.fromstring(written(Report(), "junit").encode())
    assert [(case.name, case.is_passed) for suite in report for case in suite] == [
        ("no findings", True)
    ]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("chats/desk.jsonl", "chats/desk.jsonl"),
        ("./a b#c?d%.jsonl", "a%20b%23c%3Fd%25.jsonl"),
        ("a:b", "a%3Ab"),
        ("/abs/a", "file:///abs/a"),
        ("C:\\data\\a b", "file:///C:/data/a%20b"),
        ("na\u00efve", "na%C3%AFve"),
    ],
)
def test_sarif_names_files_by_uri(file: str, uri: str) -> None:
    log = json.loads(written(report_of([Finding(rule="r", message="m", file=file)]), "sarif"))
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": uri}}


def test_sarif_names_the_version_of_the_tool() -> None:
    log = json.loads(written(Report(), "sarif", tool_version="0.1.0"))
    assert log["runs"][0]["tool"]["driver"]["version"] == "0.1.0"


def test_markdown_takes_nothing_for_markup() -> None:
    finding = Finding(rule="r", message="m", file="a|b<i>@all.jsonl", line=1)
    assert "| <code>a\\|b\\<i\\>\\@all.jsonl\\:1</code> |" in written(
        report_of([finding]), "markdown"
    )


def test_markdown_shows_the_first_fifty() -> None:
    tally = Tally()
    tally.add(Finding(rule="r", message=f"m{n}", file="a", line=n) for n in range(1, 100))
    text = written(tally.report(), "markdown")
    assert "<summary>The first 50 findings</summary>" in text
    assert text.count("| error |") == 50


@pytest.mark.parametrize("file", HOSTILE, ids=ascii)
def test_markdown_reads_a_hostile_file_name_as_text(file: str) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(written(report_of([hostile_finding(file)]), "markdown"))
    cells = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 6
    where = cells[3].children or []
    markup = [token.content for token in where if token.type != "text"]
    assert markup == ["<code>", "</code>"]
    shown = "".join(token.content for token in where if token.type == "text")
    assert shown == one_line(file.encode("utf-8", "backslashreplace").decode()) + ":2"


def test_markdown_keeps_the_markup_of_our_own_prose() -> None:
    assert "| An entity's `text` is not what its spans cover. |" in written(
        small_report(), "markdown"
    )


# json --------------------------------------------------------------------------------------------


def test_json_leaves_out_what_is_absent() -> None:
    report = report_of([Finding(rule="not-json", message="no JSON", view="main")], files=1)
    assert json.loads(written(report, "json")) == {
        "summary": {
            "files": 1,
            "records": 0,
            "annotations": 0,
            "errors": 1,
            "warnings": 0,
            "by_rule": {"not-json": 1},
        },
        "findings": [
            {
                "rule": "not-json",
                "level": "error",
                "message": "no JSON",
                "fingerprint": report.findings[0].fingerprint,
            }
        ],
    }


def test_json_does_not_name_the_main_view() -> None:
    findings = [Finding(rule="r", message="m", view=view) for view in ("main", "second")]
    shown = json.loads(written(report_of(findings), "json"))["findings"]
    assert [each.get("view") for each in shown] == [None, "second"]


def test_the_schema_of_the_json_shape_is_a_schema() -> None:
    schema = json.loads((ROOT / "docs/schemas/check-report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)


def test_the_reference_page_has_every_style_and_every_field() -> None:
    page = (ROOT / "docs/reference/reports.md").read_text("utf-8")
    schema = json.loads((ROOT / "docs/schemas/check-report.schema.json").read_text("utf-8"))
    rows = [f"| `{row.id}` | {row.title} | `.{row.extension}` |" for row in STYLES.values()]
    fields = [*schema["properties"], *schema["$defs"]["summary"]["properties"]]
    fields += schema["$defs"]["finding"]["properties"]
    assert [row for row in rows if row not in page] == []
    assert [field for field in fields if f"`{field}`" not in page] == []
