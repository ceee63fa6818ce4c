"""The folder that a build fills: which files, what the manifest says, and that bytes are stable."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from specialised_records import record
from taxonomy_strategies import definition_of, head

from acoe_spec.errors import FileProblem, MissingExtra, UsageError
from acoe_spec.targets.files import FILES
from acoe_spec.targets.table import DEFAULT, TARGETS, build
from acoe_spec.taxonomy import definition as definitions
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition

DESK = definition_of(
    head(
        title="Desk",
        description="What a desk trades.",
        licence="CC-BY-4.0",
        entities={
            "instrument": {"abstract": True, "attributes": {"maturity": {"range": "date"}}},
            "bond": {"is_a": "instrument", "definition": "A debt security."},
            "party": {"definition": "Who trades."},
        },
        relations={"issues": {"domain": ["party"], "range": ["instrument", "party"]}},
        categories={
            "intent": {
                "question": "What is wanted?",
                "applies_to": {"units": ["turn", "passage", "part"]},
                "labels": {"rfq": {}, "other": {}},
            }
        },
    )
)
COMPILED = compile_definition(DESK)
REPOSITORY = Path(__file__).parents[2]

FOLDER = [
    "README.md",
    "compiled.json",
    "definition.json",
    "draft-record.schema.json",
    "draft_record.py",
    "manifest.json",
    "record.py",
    "record.schema.json",
    "taxonomy.linkml.yaml",
]


def test_the_folder(tmp_path: Path) -> None:
    written = build(DESK, COMPILED, destination=tmp_path / "out" / "desk")
    assert [path.name for path in written] == FOLDER
    assert sorted(path.name for path in (tmp_path / "out" / "desk").iterdir()) == FOLDER


def test_the_manifest_hashes_every_other_file(tmp_path: Path) -> None:
    build(DESK, COMPILED, destination=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    assert manifest["format"] == 1
    assert manifest["taxonomy"] == "desk@1.0.0"
    assert manifest["definition"] == definitions.hash_of(DESK)
    assert list(manifest["files"]) == [name for name in FOLDER if name != "manifest.json"]
    for name, said in manifest["files"].items():
        content = (tmp_path / name).read_bytes()
        assert said == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def test_definition_and_tables_can_be_read_back(tmp_path: Path) -> None:
    build(DESK, COMPILED, targets=["compiled"], destination=tmp_path)
    assert definitions.loads((tmp_path / "definition.json").read_bytes()) == DESK
    tables = (tmp_path / "compiled.json").read_bytes()
    assert msgspec.json.decode(tables, type=CompiledTaxonomy) == COMPILED


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("linkml", ["taxonomy.linkml.yaml"]),
        ("pydantic", ["draft_record.py", "record.py"]),
        ("json-schema", ["draft-record.schema.json", "record.schema.json"]),
        ("compiled", ["compiled.json", "definition.json"]),
        ("wheel", ["acoe_taxonomy_desk-1.0.0-py3-none-any.whl"]),
    ],
)
def test_one_target_alone(tmp_path: Path, target: str, names: list[str]) -> None:
    written = build(DESK, COMPILED, targets=[target], destination=tmp_path)
    assert [path.name for path in written] == names


def test_a_second_build_replaces_and_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "record.py").write_text("old")
    build(DESK, COMPILED, destination=tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "record.py").read_text() != "old"


def test_nothing_is_written_if_something_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        build(DESK, COMPILED, targets=["artefacts", "jsonschema"], destination=tmp_path / "out")
    assert str(caught.value) == (
        "there is no target 'jsonschema' "
        "(there are artefacts, linkml, pydantic, json-schema, compiled, wheel, examples)"
    )
    assert not (tmp_path / "out").exists()


def test_a_destination_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(FileProblem):
        build(DESK, COMPILED, destination=tmp_path / "out")


def test_without_linkml_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        build(DESK, COMPILED, destination=tmp_path)
    assert str(caught.value) == (
        "acoe build needs LinkML, which is not installed (pip install 'acoe-spec[build]')"
    )


def test_every_file_has_a_target_of_its_own_name_and_a_line_in_the_readme(tmp_path: Path) -> None:
    ids = [target.id for target in TARGETS]
    assert len(set(ids)) == len(ids)
    assert {each.target for each in FILES} <= set(ids)
    assert set(DEFAULT) <= set(ids)
    build(DESK, COMPILED, destination=tmp_path)
    readme = (tmp_path / "README.md").read_text("utf-8")
    for each in FILES:
        assert f"| `{each.name}` | {each.purpose} |" in readme


_SCRIPT = """
import sys
from pathlib import Path
from acoe_spec.targets.table import build
from acoe_spec.taxonomy import definition
from acoe_spec.taxonomy.compiling import compile_definition
desk = definition.loads(Path(sys.argv[1]).read_bytes())
build(desk, compile_definition(desk), targets=["artefacts", "wheel"], destination=Path(sys.argv[2]))
"""


def test_bytes_depend_on_the_taxonomy_alone(tmp_path: Path) -> None:
    (tmp_path / "definition.json").write_bytes(definitions.dumps(DESK))
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, tmp_path / "definition.json", tmp_path / seed],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=tmp_path,
        )
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()}
        for seed in ("1", "2")
    )
    assert first == second
    for name, content in first.items():
        assert str(REPOSITORY).encode() not in content, name
        assert str(tmp_path).encode() not in content, name


@pytest.mark.parametrize("name", ["record.py", "draft_record.py"])
def test_type_checkers_take_the_modules(tmp_path: Path, name: str) -> None:
    build(DESK, COMPILED, targets=["pydantic"], destination=tmp_path)
    from mypy import api

    cache = f"--cache-dir={tmp_path / 'cache'}"
    said, problems, code = api.run(["--strict", "--config-file=", cache, str(tmp_path / name)])
    assert (code, problems) == (0, ""), said


def test_the_json_schema_is_read_by_its_own_file(tmp_path: Path) -> None:
    import jsonschema_rs

    build(DESK, COMPILED, targets=["json-schema"], destination=tmp_path)
    schema = jsonschema_rs.Draft202012Validator(
        json.loads((tmp_path / "record.schema.json").read_text("utf-8"))
    )
    assert schema.is_valid(record(schema="desk@1.0.0"))
