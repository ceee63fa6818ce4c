"""`acoe migration import`: from a concordance to a migration that its check accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from histories import workspace
from jsonschema import Draft202012Validator
from running import Ran, acoe

from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source, read_yaml

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"

OLD = """\
format: 1
id: desk
title: Desk
version: 1.0.0
entities:
  bond: {name: Bond, definition: A debt security.}
  bill: {is_a: bond, definition: A short debt security.}
  note: {is_a: bond, definition: A medium debt security.}
  option: {definition: A right.}
  swap: {definition: An exchange.}
  cash: {definition: Money.}
  legacy: {definition: What nobody uses.}
"""
NEW = """\
format: 1
id: desk
title: Desk
version: 2.0.0
based_on: [1.0.0]
entities:
  bond: {name: Debt, definition: A security that is owed.}
  call: {definition: A right to buy.}
  put: {definition: A right to sell.}
  irs: {definition: An exchange of interest.}
  cash: {definition: Money in an account.}
  deposit: {definition: Money at a bank.}
  repo: {definition: A loan.}
"""
MAPPING = """\
Desk 1 to 2,,
Code 1,Title,Code 2
bond,Bond,bond
bill,Bill,bond
note,Note,bond
option,Option,call
option,Option,put
swap,Swap,irs
cash,Cash,cash
cash,Cash,deposit
legacy,Legacy,
"""
COLUMNS = ("--from-column", "Code 1", "--to-column", "Code 2")


WRITTEN = Path("taxonomies/desk/migrations/1.0.0--2.0.0.yaml")


@pytest.fixture(autouse=True)
def _workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 1.0.0 is released, the head works on 2.0.0."""
    monkeypatch.chdir(tmp_path)
    source = read_source(OLD.encode("utf-8"))
    assert source.model is not None
    workspace(tmp_path, [flatten(source.model, {})])
    Path("taxonomies/desk/taxonomy.yaml").write_text(NEW, "utf-8")
    Path("codes.csv").write_text(MAPPING, "utf-8")


def run(*options: str, mapping: str = "codes.csv") -> Ran:
    versions = ("desk@1.0.0", "desk@head")
    return acoe("migration", "import", *versions, "--mapping", mapping, *options)


def operations(path: Path = WRITTEN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml(path).data["operations"]
    return found


def test_it_goes_to_standard_output_where_that_is_asked_for() -> None:
    there = run(*COLUMNS)
    to_output = run(*COLUMNS, "-o", "-")
    assert (to_output.code, to_output.out) == (0, WRITTEN.read_text("utf-8"))
    assert to_output.err == there.out  # the account of it
    assert not Path("-").exists()


def test_a_concordance_becomes_a_migration() -> None:
    ran = run(*COLUMNS)
    assert ran.code == 0, ran.err
    assert ran.err == f"acoe: wrote {WRITTEN}; next: acoe migration check {WRITTEN}\n"
    assert (
        ran.out
        == """\
codes.csv:11: warning: 'legacy' has no new label [mapping-no-target]

1 warning in 1 file: mapping-no-target 1.

desk 1.0.0 to 2.0.0: 9 rows, of which
         1  1:1  one old label becomes one new label
         3  n:1  several old labels become one
         4  1:n  one old label becomes several
         0  n:m  several old labels become several together
         1  1:0  an old label becomes none
         0  0:1  a new label comes from none
1 new label of several old ones, 2 old labels that became several

The migration declares
         1  add-label
         1  carve-out
         1  merge-labels
         1  remove-label
         1  rename-label
         2  set-definition
         1  set-name
         1  split-label
"""
    )
    assert (
        WRITTEN.read_text("utf-8")
        == """\
format: 1
taxonomy: desk
from: 1.0.0
to: 2.0.0
description: Made from the concordance codes.csv.
operations:
  - {op: merge-labels, set: entity, from: [bill, note], to: bond}
  - {op: split-label, set: entity, from: option, to: [call, put]}
  - {op: rename-label, set: entity, from: swap, to: irs}
  - {op: carve-out, set: entity, label: cash, to: [deposit]}
  - {op: remove-label, set: entity, label: legacy, becomes: nothing}
  - {op: add-label, set: entity, label: repo}
  - {op: set-name, set: entity, label: bond}
  - {op: set-definition, set: entity, label: bond}
  - {op: set-definition, set: entity, label: swap}
"""
    )
    checked = acoe("migration", "check", WRITTEN)
    assert checked.code == 0, checked.out


def test_the_json_report_has_the_shape_that_is_published() -> None:
    ran = run(*COLUMNS, "-o", "migration.yaml", "--report", "json")
    schema = json.loads((SCHEMAS / "migration-import.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(ran.json)
    assert ran.json["cardinality"] == {
        "1:1": 1, "n:1": 3, "1:n": 4, "n:m": 0, "1:0": 1, "0:1": 0,
    }  # fmt: skip
    assert (ran.json["from"], ran.json["to"]) == ("desk@1.0.0", "desk@2.0.0")
    assert [each["line"] for each in ran.json["findings"]] == [11]
    again = run(*COLUMNS, "-o", "migration.yaml", "--force", "--report", "json=report.json")
    assert json.loads(Path("report.json").read_text("utf-8")) == ran.json
    assert again.out == ""


def test_versions_may_be_files_outside_of_a_workspace(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name, content in (("old.yaml", OLD), ("new.yaml", NEW), ("codes.csv", MAPPING)):
        (elsewhere / name).write_text(content, "utf-8")
    monkeypatch.chdir(elsewhere)
    files = ("old.yaml", "new.yaml", "--mapping", "codes.csv", *COLUMNS)
    refused = acoe("migration", "import", *files)
    assert (refused.code, "give -o FILE, or a workspace" in refused.err) == (2, True)
    ran = acoe("migration", "import", *files, "-o", "migration.yaml")
    assert ran.code == 0, ran.err
    assert len(operations(Path("migration.yaml"))) == 9


def test_sssom_says_what_is_broader() -> None:
    pairs = [
        ("bond", "exact", "bond"), ("bill", "broad", "bond"), ("note", "broad", "bond"),
        ("option", "narrow", "call"), ("option", "narrow", "put"), ("swap", "close", "irs"),
        ("cash", "narrow", "cash"), ("cash", "narrow", "deposit"),
    ]  # fmt: skip
    rows = [f"d1:{one}\tskos:{how}Match\td2:{other}\n" for one, how, other in pairs]
    rows.append("d1:legacy\tskos:exactMatch\tsssom:NoTermFound\n")
    text = "#license: CC0\nsubject_id\tpredicate_id\tobject_id\n" + "".join(rows)
    Path("desk.sssom.tsv").write_text(text, "utf-8")
    ran = run(mapping="desk.sssom.tsv")
    assert ran.code == 0, ran.err
    assert [each for each in operations() if each["op"] == "remove-label"] == [
        {"op": "remove-label", "set": "entity", "label": "bill", "becomes": "broader",
         "to": ["bond"]},
        {"op": "remove-label", "set": "entity", "label": "note", "becomes": "broader",
         "to": ["bond"]},
        {"op": "remove-label", "set": "entity", "label": "swap", "becomes": "candidates",
         "to": ["irs"]},
        {"op": "remove-label", "set": "entity", "label": "legacy", "becomes": "nothing"},
    ]  # fmt: skip
    assert acoe("migration", "check", WRITTEN).code == 0


def test_a_defect_is_an_error_and_the_migration_is_written_all_the_same() -> None:
    Path("codes.csv").write_text(MAPPING.replace("swap,Swap,irs", "swp,Swap,irs"), "utf-8")
    ran = run(*COLUMNS, "-o", "migration.yaml")
    assert ran.code == 1
    assert "codes.csv:8: error: the old version has no label 'swp' [mapping-unknown-source]" in (
        ran.out
    )
    assert "hint: did you mean 'swap'?" in ran.out
    assert Path("migration.yaml").exists()
    assert run(*COLUMNS, "-o", "again.yaml", "--fail-on", "warning").code == 1


def test_wrong_use_says_what_to_do() -> None:
    assert "name two of its columns, by title or by number: 'Code 1', 'Title', 'Code 2'" in (
        run("-o", "migration.yaml").err
    )
    assert run("-o", "migration.yaml").code == 2
    Path("migration.yaml").write_text("mine", "utf-8")
    refused = run(*COLUMNS, "-o", "migration.yaml")
    assert (refused.code, Path("migration.yaml").read_text("utf-8")) == (2, "mine")
    assert "--force replaces it" in refused.err
    Path("other.yaml").write_text(NEW.replace("id: desk", "id: other"), "utf-8")
    other = acoe("migration", "import", "desk@1.0.0", "./other.yaml", "--mapping", "codes.csv")
    assert "'desk' and 'other' are two taxonomies" in other.err
    same = acoe("migration", "import", "desk@1.0.0", "desk@1.0.0", "--mapping", "codes.csv")
    assert "both are version 1.0.0" in same.err
    assert "'html' is no report style; the styles are text, json" in run("--report", "html").err
    assert "neither version has a set 'mood'" in run(*COLUMNS, "--set", "mood", "-o", "m.yaml").err


def test_a_first_row_that_is_a_pair_is_not_taken_for_the_header() -> None:
    Path("bare.csv").write_text("swap,irs\ncash,cash\n", "utf-8")
    columns = ("--from-column", "1", "--to-column", "2")
    assert run(*columns, mapping="bare.csv") == Ran(
        2,
        "",
        "acoe: error: bare.csv:1: the row that is taken for the header maps 'swap' to 'irs'\n"
        "  hint: if it is a pair like the others, say --no-header\n",
    )
    assert run(*columns, "--no-header", mapping="bare.csv").code == 0
