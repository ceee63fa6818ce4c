"""What other programs import: each public name once, documented, cheap, and with the answers of
the command line."""

from __future__ import annotations

import datetime
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from desk import BONDS, GOOD, TAXONOMY, UBS, entity, line, lines, record

import acoe_spec
from acoe_spec import Finding, Record, Report, Taxonomy, Validator, check, load
from acoe_spec.errors import FileProblem, SchemaUnknown, TaxonomyBroken, UsageError

BAD = record("r1", entity("e1", "firm", (0, 3), text="ubs"))
TODAY = datetime.date(2026, 1, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    head = tmp_path / "taxonomies" / "desk" / "taxonomy.yaml"
    head.parent.mkdir(parents=True)
    head.write_text(TAXONOMY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def validator(workspace: Path) -> Validator:
    return Validator("desk@1.2.0", workspace=workspace, today=TODAY)


def summary(findings: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(each.rule, each.record, each.pointer) for each in findings]


def as_bytes(value: dict[str, Any]) -> bytes:
    return line(value)


def as_text(value: dict[str, Any]) -> str:
    return json.dumps(value)


def as_mapping(value: dict[str, Any]) -> dict[str, Any]:
    return value


def as_model(value: dict[str, Any]) -> Record:
    return Record.model_validate(value)


@pytest.mark.parametrize("given", [as_bytes, as_text, as_mapping, as_model])
def test_a_record_in_any_form(validator: Validator, given: Any) -> None:
    assert validator.check(given(record("r1", UBS, BONDS))) == []
    assert validator.is_valid(given(record("r1", UBS)))
    assert summary(validator.check(given(BAD))) == [
        ("surface-mismatch", "r1", "/annotations/0/text")
    ]
    assert not validator.is_valid(given(BAD))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"", [("not-json", None, None)]),
        ("{", [("not-json", None, None)]),
        (b"\xff", [("not-utf8", None, None)]),
        ('"\ud83d"', [("not-utf8", None, None)]),
        ({"id": "\ud83d"}, [("lone-surrogate", None, "/id")]),
        ({"id": float("nan")}, [("not-json", None, "/id")]),
        (b"[]", [("wrong-type", None, "")]),
        (GOOD.replace(b'"id":"r1"', b'"id":"r1","id":"r1"'), [("duplicate-key", None, "/id")]),
        (record(schema="desk@1.1.0"), [("schema-version", "r1", "/schema")]),
        (record(view=None), [("wrong-type", "r1", "/view")]),
    ],
)
def test_what_is_no_record_or_of_another_schema(
    validator: Validator, given: Any, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert summary(validator.check(given)) == expected


def test_a_record_without_a_pin_is_checked_against_the_validator_s(validator: Validator) -> None:
    unpinned = {name: value for name, value in BAD.items() if name != "schema"}

    (found,) = validator.check(unpinned)

    assert (found.rule, found.schema) == ("surface-mismatch", "desk@1.2.0")


def test_offsets_are_code_points(validator: Validator) -> None:
    text = "😀 UBS"
    assert validator.is_valid(
        record(
            "r1",
            entity("e1", "firm", (2, 5), text="UBS"),
            units=[{"type": "turn", "id": "t1", "text": text}],
        )
    )


def test_a_validator_remembers_nothing_of_a_record(validator: Validator) -> None:
    old = record("r1", entity("e1", "note", (8, 13), text="bonds"))

    for _ in range(3):
        assert [each.level for each in validator.check(old)] == ["warning"]
        assert validator.check(record("r1")) == []
        assert summary(validator.check(BAD))[0][0] == "surface-mismatch"


def test_today(workspace: Path) -> None:
    old = record("r1", entity("e1", "note", (8, 13), text="bonds"))

    for day, valid in ((datetime.date(2026, 6, 30), True), (datetime.date(2026, 7, 1), False)):
        assert Validator("desk@1.2.0", workspace=workspace, today=day).is_valid(old) is valid


def test_what_is_no_record_at_all(validator: Validator) -> None:
    with pytest.raises(TypeError):
        validator.check({"id": {1, 2}})


def test_a_schema_that_is_not_known(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(SchemaUnknown) as caught:
        Validator("desk@9.0.0", workspace=workspace)
    assert caught.value.message == "'desk' has no version '9.0.0'"
    assert caught.value.hint == "its versions are 1.2.0 (the head)"

    with pytest.raises(SchemaUnknown):
        load("desc@1.2.0", workspace=workspace)
    with pytest.raises(UsageError):
        load("../desk", workspace=tmp_path / "nowhere")


def test_a_taxonomy_that_is_broken(workspace: Path) -> None:
    head = workspace / "taxonomies" / "desk" / "taxonomy.yaml"
    head.write_text(TAXONOMY.replace("is_a: bond", "is_a: bnd"), encoding="utf-8")

    with pytest.raises(TaxonomyBroken):
        load("desk@1.2.0", workspace=workspace)


def test_the_workspace_is_that_of_the_working_directory(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "taxonomies" / "desk")

    assert load("desk@1.2.0").schema == "desk@1.2.0"
    assert Validator("desk").is_valid(GOOD)


def test_load_gives_what_labels_inherit(workspace: Path) -> None:
    taxonomy = load("desk@1.2.0", workspace=str(workspace))

    assert isinstance(taxonomy, Taxonomy)
    assert taxonomy.entities["bill"].ancestors == ("bond",)


def test_check_files(workspace: Path) -> None:
    path = workspace / "in.jsonl"
    path.write_bytes(lines(record("r0"), BAD))

    for files in (path, str(path), [path]):
        report = check(files, workspace=workspace)
        assert isinstance(report, Report)
        assert report.summary.records == 2
        assert [(each.rule, each.line) for each in report.findings] == [("surface-mismatch", 2)]
    assert check([], workspace=workspace).summary.files == 0
    assert check(path, workspace=workspace, limit=0).findings == ()
    assert check(path, workspace=workspace, schema="desk", jobs=2).summary.errors == 1


def test_waivers_of_the_workspace_are_applied_to_files(workspace: Path, tmp_path: Path) -> None:
    path = workspace / "bad.jsonl"
    path.write_bytes(lines(record("r1", {**UBS, "label": "bank"})))
    (workspace / "waivers.yaml").write_text(
        "format: 1\nwaivers:\n  - {rule: unknown-label, files: '*.jsonl', reason: x, owner: me, "
        "expires: 2026-12-31}\n",
        "utf-8",
    )
    last, after = datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)
    summary = check(path, workspace=workspace, today=last).summary
    assert (summary.errors, summary.waived) == (0, 1)
    summary = check(path, workspace=workspace, today=after).summary
    assert (summary.errors, summary.waived) == (1, 0)


def test_check_of_a_file_that_cannot_be_read(workspace: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        check(workspace / "nope.jsonl", workspace=workspace)
    assert (caught.value.message, caught.value.path) == (
        "no such file",
        str(workspace / "nope.jsonl"),
    )
    assert str(caught.value) == f"{workspace / 'nope.jsonl'}: no such file"


def test_the_library_says_what_the_command_says(workspace: Path, validator: Validator) -> None:
    path = workspace / "in.jsonl"
    path.write_bytes(lines(BAD))

    (by_file,) = check(path, workspace=workspace).findings
    (by_record,) = validator.check(lines(BAD).rstrip(b"\n"))
    (by_mapping,) = validator.check(BAD)

    assert by_record.placed(file=str(path), line=1) == by_file
    assert by_mapping.placed(column=by_record.column) == by_record


STANDARD = sys.stdlib_module_names
PUBLIC = [getattr(acoe_spec, name) for name in acoe_spec.__all__]


def test_every_public_name_is_there_once() -> None:
    assert acoe_spec.__all__ == sorted(acoe_spec.__all__)
    assert dir(acoe_spec) == acoe_spec.__all__
    assert len({id(each) for each in PUBLIC}) == len(PUBLIC)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = acoe_spec.nothing


@pytest.mark.parametrize("public", PUBLIC, ids=acoe_spec.__all__)
def test_every_public_name_is_documented(public: Any) -> None:
    assert inspect.getdoc(public)
    if inspect.isclass(public) and public.__module__.startswith("acoe_spec.models"):
        return  # generated, with inherited methods of Pydantic
    members = inspect.getmembers(public, inspect.isfunction) if inspect.isclass(public) else []
    for name, member in members:
        if not name.startswith("_") and member.__module__.startswith("acoe_spec."):
            assert inspect.getdoc(member), name


@pytest.mark.parametrize(
    ("public", "words"),
    [
        (Validator, ["SchemaUnknown", "TaxonomyBroken", "workspace", "today"]),
        (Validator.check, ["UTF-8", "mapping", "Pydantic", "code points", "TypeError"]),
        (check, ["FileProblem", "jobs", "limit", "schema"]),
        (Finding, ["1-based", "code", "RFC 6901"]),
    ],
)
def test_docstrings_give_shapes_units_and_errors(public: Any, words: list[str]) -> None:
    text = inspect.getdoc(public) or ""
    assert [word for word in words if word not in text] == []


def test_the_import_costs_nothing_and_loads_nothing() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        "import acoe_spec; new = set(sys.modules) - before\n"
        "print(*sorted(new))\n"
        "from acoe_spec import Validator\n"
        "heavy = {'linkml', 'linkml_runtime', 'networkx', 'pydantic', 'rich', 'ruamel', 'yaml',"
        " 'click'}\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    package = str(Path(acoe_spec.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=package, capture_output=True, text=True, check=True
    )
    imported, heavy = done.stdout.split("\n")[:2]
    top = {each for each in imported.split() if each.partition(".")[0] not in STANDARD}
    assert top == {"acoe_spec"}
    assert heavy == ""
