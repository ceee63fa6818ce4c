"""`acoe check --require`: records of a version that will not do, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import UBS, entity, lines, record
from released import release, write_head
from running import Ran, acoe
from taxonomy_strategies import head

from acoe_spec import check
from acoe_spec.errors import SchemaUnknown, UsageError

WRONG_LABEL = entity("e1", "bank", (0, 3), text="UBS")


@pytest.fixture(autouse=True)
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three releases of `desk` and a head, and one release of `core`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    entities = {"firm": {"definition": "A company that trades."}}
    for version in ("1.2.0", "2.0.0", "2.1.0"):
        release(tmp_path, head(version=version, entities=entities))
    write_head(tmp_path, head(version="3.0.0", entities=entities))
    release(tmp_path, head("core", entities=entities))


def write(*records: object, name: str = "in.jsonl") -> None:
    Path(name).write_bytes(lines(*records))


def rules(*arguments: str) -> list[tuple[int, str]]:
    found = acoe("check", "in.jsonl", *arguments, "--report", "json").json["findings"]
    return [(each["line"], each["rule"]) for each in found if each["level"] != "info"]


def test_a_version_that_will_not_do_names_the_command_that_helps() -> None:
    write(record("r1", UBS))

    assert acoe("check", "in.jsonl", "--require", "desk>=2,<3") == Ran(
        1,
        "in.jsonl:1:11: error: the record pins 'desk@1.2.0', where desk>=2.0.0,<3.0.0 is required "
        "[schema-outside-requirement]\n"
        "    record r1, at /schema\n"
        "    hint: acoe migrate FILE --to desk@2.1.0\n"
        "\n1 error in 1 file, 1 record, 1 annotation: schema-outside-requirement 1.\n",
    )


def test_there_may_be_no_way_back_to_a_version_that_will_do() -> None:
    write(record("r1", UBS, schema="desk@2.1.0"))

    assert acoe("check", "in.jsonl", "--require", "desk<2").out.splitlines()[2] == (
        "    hint: acoe migrate FILE --to desk@1.2.0, where what changed since can be undone"
    )


def test_a_version_that_will_do_is_silent() -> None:
    write(record("r1", UBS, schema="desk@2.0.0"), record("r2", UBS, schema="desk@2.1.0"))

    assert rules("--require", "desk>=2,<3") == []


def test_what_comes_before_a_release_is_migrated_to_only_where_nothing_else_will_do(
    tmp_path: Path,
) -> None:
    release(tmp_path, head(version="2.2.0-rc.1", entities={"firm": {"definition": "A company."}}))
    write(record("r1", UBS))

    for asked, newest in (("desk>=2,<3", "2.1.0"), ("desk>2.1", "2.2.0-rc.1")):
        found = acoe("check", "in.jsonl", "--require", asked, "--report", "json").json
        assert [each["hint"] for each in found["findings"]] == [
            f"acoe migrate FILE --to desk@{newest}"
        ]


def test_where_no_release_will_do_the_requirement_may_be_wrong() -> None:
    write(record("r1", UBS))

    found = acoe("check", "in.jsonl", "--require", "desk>=4", "--report", "json").json
    assert [each["hint"] for each in found["findings"]] == [
        "no release of it will do: mend the requirement, or release one"
    ]


def test_the_head_will_do_where_it_is_asked_for_and_is_never_what_to_migrate_to() -> None:
    write(record("r1", UBS, schema="desk@3.0.0"))

    assert rules("--require", "desk>=2") == []
    found = acoe("check", "in.jsonl", "--require", "desk<3", "--report", "json").json
    assert [each["hint"] for each in found["findings"]] == [
        "acoe migrate FILE --to desk@2.1.0, where what changed since can be undone"
    ]


def test_all_requirements_of_a_taxonomy_hold_and_others_are_not_asked() -> None:
    write(
        record("r1", UBS),
        record("r2", UBS, schema="desk@2.0.0"),
        record("r3", UBS, schema="desk@2.1.0"),
        record("r4", UBS, schema="core@1.0.0"),
    )
    asked = ("--require", "desk>=2", "--require", "desk<2.1")

    assert rules(*asked) == [
        (1, "schema-outside-requirement"),
        (3, "schema-outside-requirement"),
    ]
    assert rules(*asked, "--require", "core>1") == [
        (1, "schema-outside-requirement"),
        (3, "schema-outside-requirement"),
        (4, "schema-outside-requirement"),
    ]


def test_what_else_is_wrong_is_found_all_the_same() -> None:
    write(record("r1", WRONG_LABEL))

    assert rules("--require", "desk>=2") == [
        (1, "schema-outside-requirement"),
        (1, "unknown-label"),
    ]


def test_a_schema_that_fills_a_missing_pin_is_held_to_the_requirement_too() -> None:
    without = record("r1", UBS)
    del without["schema"]
    write(without)

    asked = ("--require", "desk>=2")
    assert rules("--schema", "desk@1.2.0", *asked) == [(1, "schema-outside-requirement")]
    assert rules("--schema", "desk@2.0.0", *asked) == []


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (
            "desk=2",
            2,
            (
                "this is no requirement of a taxonomy version\n"
                "  hint: write it as 'trade-chat>=2,<3'; the relations are >= <= == != > <\n"
            ),
        ),
        (
            "disk>=2",
            3,
            (
                "no taxonomy 'disk' is known, of which a version is required\n"
                "  hint: known are: core, desk\n"
            ),
        ),
    ],
)
def test_a_slip_in_a_requirement_does_not_pass_for_one(text: str, code: int, said: str) -> None:
    write(record("r1", UBS))

    assert acoe("check", "in.jsonl", "--require", text) == Ran(code, "", f"acoe: error: {said}")


def test_files_are_shared_among_processes_all_the_same() -> None:
    for name in ("a.jsonl", "b.jsonl"):
        write(record("r1", UBS), record("r2", UBS, schema="desk@2.0.0"), name=name)

    one, two = (
        acoe("check", "a.jsonl", "b.jsonl", "--require", "desk>=2", "--jobs", jobs, *REPORT).json
        for jobs in ("1", "2")
    )
    assert one == two
    assert one["summary"]["by_rule"]["schema-outside-requirement"] == 2


REPORT = ("--report", "json")


def test_other_tools_files_are_held_to_it() -> None:
    Path("a.txt").write_text("UBS bid")
    Path("a.ann").write_text("T1\tfirm 0 3\tUBS\n")
    arguments = ("--format", "brat", "--schema", "desk@1.2.0", "--require", "desk>=2")

    found = json.loads(acoe("check", "a.ann", *arguments, *REPORT).out)
    assert found["summary"]["by_rule"] == {"schema-outside-requirement": 1}


def test_from_python() -> None:
    write(record("r1", UBS))

    assert check("in.jsonl", require="desk>=2").summary.by_rule == {"schema-outside-requirement": 1}
    assert check("in.jsonl", require=["desk>=1", "desk<2"]).summary.by_rule == {}
    with pytest.raises(UsageError):
        check("in.jsonl", require="desk 2")
    with pytest.raises(SchemaUnknown):
        check("in.jsonl", require="disk>=2")
