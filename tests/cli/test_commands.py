"""The other commands: what they print, what they write, how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from desk import AGAIN, BONDS, TAXONOMY, UBS, line, lines, record
from running import Ran, acoe, ran

from acoe_spec.cli import COMMANDS, cli
from acoe_spec.formats.imported import RULES as IMPORT_RULES
from acoe_spec.formats.table import RULES as FORMAT_RULES

pytestmark = pytest.mark.usefixtures("desk")

HEAD = Path("taxonomies/desk/taxonomy.yaml")
SAME_AS = {"type": "relation", "id": "x1", "label": "same_as", "subject": "e2", "object": "e3"}
INTENT = {"type": "category", "id": "c1", "set": "intent", "label": "rfq", "target": "t1"}
CLUSTER = {"type": "cluster", "id": "k1", "label": "same_as", "members": ["e2", "e3"]}


@pytest.mark.parametrize("name", [row.name for row in COMMANDS])
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    found = CliRunner().invoke(cli, [name, "--help"])

    assert found.exit_code == 0
    assert f"\n    acoe {name}" in found.output.partition("Examples:")[2]


def test_help_names_every_command() -> None:
    found = acoe("--help")

    assert found.code == 0
    for row in COMMANDS:
        assert f"\n  {row.name} " in found.out


def test_version(desk: Path) -> None:
    found = ran("--version", cwd=desk)

    assert found.code == 0
    assert found.out.startswith("acoe 0.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chekc", "there is no command 'chekc'; did you mean 'check'?"),
        ("zzz", "there is no command 'zzz'"),
    ],
)
def test_a_command_that_there_is_not(typed: str, said: str) -> None:
    assert acoe(typed) == Ran(
        2, "", f"acoe: error: {said}\n  hint: acoe --help shows how it is used\n"
    )


def test_a_folder_that_is_no_workspace() -> None:
    Path("empty").mkdir()

    assert acoe("--workspace", "empty", "lint") == Ran(
        2,
        "",
        "acoe: error: empty: this folder is no workspace: it holds no folder 'taxonomies'\n"
        "  hint: make one with: acoe init DIR\n",
    )


def test_what_should_not_happen_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("acoe_spec.cli.stats.count_files", fail)

    assert acoe("stats", "in.jsonl") == Ran(
        3,
        "",
        "acoe: error: this should not have happened (ZeroDivisionError); "
        "set ACOE_DEBUG=1 to see where, and please report it\n",
    )


def test_stats() -> None:
    Path("in.jsonl").write_bytes(
        lines(
            record("r1", UBS, BONDS, AGAIN, SAME_AS, INTENT, annotator="a7"),
            record("r2", UBS, CLUSTER, state="draft", view="model"),
        )
        + b"{\n \n[]\n"
    )

    assert acoe("stats", "in.jsonl") == Ran(
        0,
        "1 file, 2 records, 2 units, 7 annotations\n"
        "2 more lines could not be read; acoe check says why\n"
        "\n"
        "records by version (2)\n"
        "  desk@1.2.0          2  100.0%\n"
        "\n"
        "records by state (2)\n"
        "  complete          1   50.0%\n"
        "  draft             1   50.0%\n"
        "\n"
        "records by view (2)\n"
        "  main           1   50.0%\n"
        "  model          1   50.0%\n"
        "\n"
        "records by annotator (2)\n"
        "  (none)          1   50.0%\n"
        "  a7              1   50.0%\n"
        "\n"
        "records by modality (2)\n"
        "  chat          2  100.0%\n"
        "\n"
        "entity (4)\n"
        "  bond          2   50.0%\n"
        "  firm          2   50.0%\n"
        "\n"
        "relation (1)\n"
        "  same_as          1  100.0%\n"
        "\n"
        "cluster (1)\n"
        "  same_as          1  100.0%\n"
        "\n"
        "intent (1)\n"
        "  rfq          1  100.0%\n",
    )
    content = Path("in.jsonl").read_bytes()
    counted = acoe("stats", "-", "--json", stdin=content).json
    assert counted["by_label"]["entity"] == {"firm": 2, "bond": 2}
    assert counted["unreadable"] == 2


def test_stats_count_what_a_migration_left_open() -> None:
    def open_question(annotation: dict[str, object], schema: str) -> dict[str, object]:
        return {"annotation": annotation, "schema": schema, "reason": "split"}

    Path("in.jsonl").write_bytes(
        lines(
            record("r1", UBS, unresolved=[open_question(BONDS, "desk@1.0.0")]),
            record("r2", unresolved=[open_question(each, "desk@1.1.0") for each in (UBS, INTENT)]),
        )
    )

    said = acoe("stats", "in.jsonl").out
    assert said.startswith(
        "1 file, 2 records, 2 units, 1 annotation\n"
        "3 more annotations wait for a decision; acoe review lists them\n"
    )
    assert said.endswith(
        "entity (1)\n"
        "  firm          1  100.0%\n"
        "\n"
        "unresolved by version (3)\n"
        "  desk@1.1.0          2   66.7%\n"
        "  desk@1.0.0          1   33.3%\n"
        "\n"
        "unresolved entity (2)\n"
        "  bond          1   50.0%\n"
        "  firm          1   50.0%\n"
        "\n"
        "unresolved intent (1)\n"
        "  rfq          1  100.0%\n"
    )
    counted = acoe("stats", "in.jsonl", "--json").json
    assert (counted["annotations"], counted["unresolved"]) == (1, 3)
    assert counted["unresolved_by_schema"] == {"desk@1.0.0": 1, "desk@1.1.0": 2}
    assert counted["unresolved_by_label"] == {
        "entity": {"bond": 1, "firm": 1},
        "intent": {"rfq": 1},
    }


def test_show_a_tree() -> None:
    assert acoe("show", "desk") == Ran(
        0,
        "desk@1.2.0  Trading desk\n"
        "\n"
        "entity (4)\n"
        "  bond\n"
        "    bill\n"
        "  firm\n"
        "  note  [deprecated]\n"
        "\n"
        "relation (2)\n"
        "  holds\n"
        "  same_as\n",
    )


def test_show_a_tree_spells_imported_labels_as_records_do() -> None:
    core = HEAD.parent.parent / "core" / "taxonomy.yaml"
    core.parent.mkdir()
    core.write_text(TAXONOMY.replace("id: desk", "id: core"))
    HEAD.write_text("format: 1\nid: desk\ntitle: Desk\nversion: 1.2.0\nimports: [core@head]\n")
    shown = acoe("show", "desk").out
    assert "entity (4)\n  core:bond\n    core:bill\n" in shown
    assert "relation (2)\n  core:holds\n  core:same_as\n" in shown


def test_show_a_label_with_the_origin_of_all_that_it_has() -> None:
    text = TAXONOMY.replace(
        "  bill:\n", "    attributes: {coupon: {range: decimal, required: true}}\n  bill:\n"
    )
    HEAD.write_text(text)

    found = acoe("show", "desk@1.2.0", "bill")

    assert found.code == 0
    rows = [each.split() for each in found.out.splitlines()]
    assert ["attributes", ">", "coupon", ">", "range", "decimal", "bond"] in rows
    assert ["relation/holds", "as", "object", "(as", "bond)"] in rows
    assert acoe("show", "desk", "bill", "--json").json["ancestors"] == ["bond"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("desc",), 3, "no taxonomy 'desc' is known\n  hint: did you mean 'desk'?\n"),
        (("desk@7",), 3, "'desk' has no version '7'\n  hint: its versions are 1.2.0 (the head)\n"),
        (("../desk.yaml",), 3, "../desk.yaml: no such taxonomy file\n"),
        (("desk", "bnd"), 2, "desk@1.2.0 has no label 'bnd'\n  hint: did you mean 'bond'?\n"),
        (("desk", "relation/bond"), 2, "desk@1.2.0 has no label 'relation/bond'\n"),
    ],
)
def test_show_what_there_is_not(arguments: tuple[str, ...], code: int, said: str) -> None:
    found = acoe("show", *arguments)

    assert (found.code, found.out) == (code, "")
    assert found.err.startswith(f"acoe: error: {said}")


UNTIDY = TAXONOMY.replace("id: desk\n", "").replace(
    "entities:\n", "id:   desk  # the desk\nentities:\n", 1
)


def test_fmt_lays_out_anew_and_keeps_comments() -> None:
    HEAD.write_text(UNTIDY)
    before = acoe("show", "desk").out

    assert acoe("fmt") == Ran(0, "taxonomies/desk/taxonomy.yaml: laid out anew\n")
    tidy = HEAD.read_text()
    assert tidy.startswith("format: 1\nid: desk  # the desk\ntitle: Trading desk\n")
    assert acoe("show", "desk").out == before
    assert acoe("fmt") == Ran(0, "")
    assert HEAD.read_text() == tidy


def test_fmt_check_and_diff_change_nothing() -> None:
    HEAD.write_text(UNTIDY)

    checked = acoe("fmt", "--check", HEAD)
    shown = acoe("fmt", "--diff", HEAD)

    assert checked == Ran(1, f"{HEAD}: not in canonical layout; run: acoe fmt {HEAD}\n")
    assert shown.code == 1
    assert "\n+id: desk  # the desk\n" in shown.out
    assert HEAD.read_text() == UNTIDY


def test_fmt_of_standard_input() -> None:
    HEAD.write_text(UNTIDY)
    acoe("fmt")

    found = acoe("fmt", "-", stdin=b"\xef\xbb\xbf" + UNTIDY.replace("\n", "\r\n").encode())

    assert found == Ran(0, HEAD.read_text())


def test_fmt_takes_standard_input_alone() -> None:
    assert acoe("fmt", "-", HEAD) == Ran(
        2,
        "",
        "acoe: error: standard input is laid out alone\n  hint: name the files in another run\n",
    )


def test_fmt_goes_on_after_a_file_that_it_cannot_lay_out() -> None:
    Path("bad.yaml").write_text("a: [")
    HEAD.write_text(UNTIDY)

    found = acoe("fmt", "bad.yaml", "nope.yaml", HEAD)

    assert found.code == 3
    assert found.out == f"{HEAD}: laid out anew\n"
    first, _, rest = found.err.partition("\n")
    assert first.startswith("acoe: error: bad.yaml:1:")
    assert rest.endswith("acoe: error: nope.yaml: no such file\n")


def test_rules_lists_the_rules_of_conversions_too() -> None:
    listed = acoe("rules").out
    for rule in (*FORMAT_RULES, *IMPORT_RULES):
        assert f"  {rule.id} " in listed


def test_init_gives_what_passes_at_once(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = acoe("init", desk / "new")
    assert made.code == 0
    monkeypatch.chdir(desk / "new")

    assert acoe("lint").code == 0
    assert acoe("check", *sorted(Path("labels").glob("*.jsonl"))).code == 0
    assert acoe("fmt", "--check").code == 0
    for named in made.out.partition("Next:\n")[2].split("\n"):
        assert named.startswith(("  cd ", "  acoe ")) or not named


def test_init_replaces_nothing(desk: Path) -> None:
    acoe("init", "new")
    Path("new/README.md").write_text("mine")
    before = sorted(Path("new").rglob("*"))

    found = acoe("init", "new")

    assert found.code == 2
    assert found.err.endswith("\n  hint: name an empty or a new folder\n")
    assert Path("new/README.md").read_text() == "mine"
    assert sorted(Path("new").rglob("*")) == before


PASSAGE = {
    **record("r1", UBS, BONDS),
    "modality": "text",
    "units": [{"type": "passage", "id": "t1", "text": "UBS bid bonds"}],
}


def test_convert_there_and_back() -> None:
    Path("in.jsonl").write_bytes(lines(PASSAGE))

    there = acoe("convert", "in.jsonl", "-o", "corpus", "--to-format", "brat")
    back = acoe("convert", "corpus", "-o", "back.jsonl", "--schema", "desk@1.2.0")

    assert (there.code, back.code) == (0, 0)
    assert Path("corpus/r1.txt").read_text() == "UBS bid bonds"
    assert "\tbond 8 13\tbonds\n" in Path("corpus/r1.ann").read_text()
    kept = json.loads(Path("back.jsonl").read_bytes())
    assert [(each["label"], each["text"]) for each in kept["annotations"]] == [
        ("firm", "UBS"),
        ("bond", "bonds"),
    ]
    assert kept["schema"] == "desk@1.2.0"


def test_losses_are_reported_at_what_was_written() -> None:
    Path("in.jsonl").write_bytes(lines(PASSAGE))

    found = acoe("convert", "in.jsonl", "-o", "out.conll", "--report", "json")

    assert found.code == 0
    assert {each["rule"] for each in found.json["findings"]} == {"conversion-loss"}
    assert {each["file"] for each in found.json["findings"]} == {"out.conll"}
    assert "(no file)" not in acoe("convert", "in.jsonl", "-o", "out.conll").out


def test_strict_writes_nothing_where_something_would_be_lost() -> None:
    Path("in.jsonl").write_bytes(lines(PASSAGE))

    found = acoe("convert", "in.jsonl", "-o", "out.conll", "--strict")

    assert (found.code, found.err) == (
        1,
        "acoe: nothing was written, because --strict was given\n",
    )
    assert not Path("out.conll").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-o", "out.jsonl"), 2, "no file was named\n  hint: name one or more; - is standard"),
        (("in.jsonl", "-o", "in.jsonl"), 2, "the output is one of the inputs\n"),
        (("in.jsonl", "-o", "out.xyz"), 2, "out.xyz: the format to write cannot be told from the"),
        (("nope.jsonl", "-o", "out.jsonl"), 3, "nope.jsonl: no such file\n"),
        (("in.jsonl",), 2, "missing option '-o' / '--output'\n"),
    ],
)
def test_conversions_that_cannot_be(arguments: tuple[str, ...], code: int, said: str) -> None:
    Path("in.jsonl").write_bytes(line(PASSAGE))

    found = acoe("convert", *arguments)

    assert found.code == code
    assert found.err.startswith(f"acoe: error: {said}")
    assert not Path("out.jsonl").exists()


def test_import_a_table() -> None:
    Path("l.csv").write_text("id,parent,name,definition\na,,A,An a.\nb,a,B,A b.\n")
    new = "taxonomies/letters/taxonomy.yaml"

    assert acoe("import", "csv", "l.csv", "--id", "letters", "-o", new) == Ran(
        0, "No findings in 1 file.\n", f"wrote {new}; next: acoe lint {new}\n"
    )
    assert acoe("lint", new) == Ran(0, "No findings in 1 file.\n")
    assert "\n  a  A\n    b  B\n" in acoe("show", "letters").out
    assert acoe("import", "csv", "l.csv", "--id", "letters", "-o", new) == Ran(
        2, "", f"acoe: error: {new}: the file exists already\n  hint: --force replaces it\n"
    )
    assert acoe("import", "csv", "l.csv", "--id", "letters", "-o", new, "--force").code == 0


def test_import_a_brat_configuration() -> None:
    Path("annotation.conf").write_text(
        "[entities]\nInstrument\n\tBond\nFirm\n[relations]\nHolds\tArg1:Firm, Arg2:Instrument\n"
        "[events]\n[attributes]\n"
    )

    made = acoe("import", "brat", ".", "--id", "b", "-o", "taxonomies/b/taxonomy.yaml")

    assert made.code == 0
    assert "\n  Instrument\n    Bond\n" in acoe("show", "b").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("brat", ".", "--id", "a b"), "the id or the version has not the form of one\n"),
        (("brat", ".", "--id", "x", "--version", "/"), "the id or the version has not the form"),
        (("elan", ".", "--id", "x"), "invalid value for 'F': 'elan' is not one of 'brat', 'csv'"),
        (("csv", "l.csv", "--id", "x", "--column", "ID=Code"), "'ID=Code' names no column\n"),
        (("brat", ".", "--id", "x", "--set", "y"), "--column and --set are for csv\n"),
    ],
)
def test_imports_that_cannot_be(arguments: tuple[str, ...], said: str) -> None:
    Path("l.csv").write_text("id,name\n")

    found = acoe("import", *arguments, "-o", "new.yaml")

    assert found.code == 2
    assert found.err.startswith(f"acoe: error: {said}")
    assert not Path("new.yaml").exists()
