"""The committed models are what the metamodel gives, to the byte and everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from acoe_spec.generate import metamodel

PROGRAM = """
import hashlib
from acoe_spec.generate.metamodel import generated
print(*(f"{name} {hashlib.sha256(text.encode()).hexdigest()}" for name, text in generated()))
"""


def test_committed_models_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert metamodel.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_nothing_else_lies_among_the_models() -> None:
    committed = {path.name for path in metamodel.MODELS.iterdir() if path.is_file()}
    assert committed == {name for name, _ in metamodel.generated()} | {"__init__.py"}


def test_generation_depends_on_no_hash_seed_folder_or_locale(tmp_path: Path) -> None:
    def digests(seed: str, folder: Path) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C"}
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=True
        ).stdout

    assert digests("1", tmp_path) == digests("2", Path(__file__).parent)


def test_generated_files_hold_no_path_of_this_machine() -> None:
    for _, text in metamodel.generated():
        assert str(metamodel.PACKAGE.parent) not in text
        assert str(Path.home()) not in text


def test_a_difference_is_shown_and_not_mended_by_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(metamodel, "MODELS", tmp_path)
    assert metamodel.main([]) == 0
    assert metamodel.main(["--check"]) == 0
    record = tmp_path / "record.py"
    record.write_text(record.read_text("utf-8").replace("class Turn", "class Torn"), "utf-8")
    assert metamodel.main(["--check"]) == 1
    shown = capsys.readouterr().out
    assert "--- committed/record.py\n+++ generated/record.py\n" in shown
    assert "-class Torn(Closed):\n+class Turn(Closed):\n" in shown
    assert shown.endswith("is not what metamodel/ gives: run `make generate`\n")
    assert "class Torn" in record.read_text("utf-8")


def test_every_schema_is_a_schema() -> None:
    for name, text in metamodel.generated():
        if name.endswith(".schema.json"):
            Draft202012Validator.check_schema(json.loads(text))


def test_the_metamodel_is_linkml_to_its_own_linter() -> None:
    linter = pytest.importorskip("linkml.linter.linter").Linter()
    for path in sorted(metamodel.source_folder().glob("*.yaml")):
        problems = linter.lint(str(path), validate_schema=True)
        errors = [problem.message for problem in problems if problem.level.text == "error"]
        assert errors == []
