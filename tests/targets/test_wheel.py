"""A taxonomy as a package: what is in the wheel, and that it works once it is installed."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest
from taxonomy_strategies import definition_of, head

import acoe_spec
from acoe_spec.targets.table import build
from acoe_spec.targets.wheel import GROUP, Package, python_version, wheel
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.workspace.installed import GROUP as WHERE_ACOE_SPEC_LOOKS

DESK = definition_of(
    head(
        "Trade.desk-2",
        title="Desk – «trading»",
        licence="CC-BY-4.0",
        entities={
            "bond": {
                "definition": "A debt security.",
                "attributes": {"coupon": {"range": "decimal"}},
            }
        },
    )
)
NAME = "acoe_taxonomy_trade_desk_2-1.0.0"


def built(folder: Path, definition: Definition = DESK) -> Path:
    (path,) = build(
        definition, compile_definition(definition), targets=["wheel"], destination=folder
    )
    return path


def test_the_members(tmp_path: Path) -> None:
    path = built(tmp_path)
    assert path.name == f"{NAME}-py3-none-any.whl"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "acoe_taxonomy_trade_desk_2/__init__.py",
            "acoe_taxonomy_trade_desk_2/draft_record.py",
            "acoe_taxonomy_trade_desk_2/py.typed",
            "acoe_taxonomy_trade_desk_2/record.py",
            "acoe_taxonomy_trade_desk_2/versions/1.0.0/compiled.json",
            "acoe_taxonomy_trade_desk_2/versions/1.0.0/definition.json",
            "acoe_taxonomy_trade_desk_2/versions/1.0.0/draft-record.schema.json",
            "acoe_taxonomy_trade_desk_2/versions/1.0.0/record.schema.json",
            "acoe_taxonomy_trade_desk_2/versions/1.0.0/taxonomy.linkml.yaml",
            f"{NAME}.dist-info/METADATA",
            f"{NAME}.dist-info/WHEEL",
            f"{NAME}.dist-info/entry_points.txt",
            f"{NAME}.dist-info/RECORD",
        ]
        entries = archive.read(f"{NAME}.dist-info/entry_points.txt").decode()
        assert entries == f"[{GROUP}]\nTrade.desk-2 = acoe_taxonomy_trade_desk_2\n"
        assert GROUP == WHERE_ACOE_SPEC_LOOKS
        metadata = BytesParser().parsebytes(archive.read(f"{NAME}.dist-info/METADATA"))
        assert metadata["Name"] == "acoe-taxonomy-trade-desk-2"
        assert metadata["Version"] == "1.0.0"
        assert metadata["License"] == "CC-BY-4.0"
        assert metadata["Requires-Dist"].startswith("acoe-spec>=")


def test_the_record_hashes_every_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(built(tmp_path)) as archive:
        rows = list(csv.reader(io.StringIO(archive.read(f"{NAME}.dist-info/RECORD").decode())))
        assert [row[0] for row in rows] == archive.namelist()
        for name, digest, size in rows[:-1]:
            content = archive.read(name)
            hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()
            assert digest == f"sha256={hashed.rstrip('=')}"
            assert int(size) == len(content)
        assert rows[-1][1:] == ["", ""]


def test_equal_content_gives_equal_bytes() -> None:
    package = Package(
        taxonomy="desk",
        version="1.0.0",
        summary="two\nlines",
        description="About.\n",
        licence=None,
        requires=(),
        generator="test",
    )
    assert wheel(package, {"a": b"1", "b": b"2"}) == wheel(package, {"b": b"2", "a": b"1"})


@pytest.mark.parametrize(
    ("semantic", "python"),
    [
        ("1.0.0", "1.0.0"),
        ("1.0.0-rc.1", "1.0.0rc1"),
        ("1.0.0-alpha", "1.0.0a0"),
        ("1.0.0-beta2", "1.0.0b2"),
        ("1.0.0-draft.2", "1.0.0.dev0+draft.2"),
        ("1.0.0-2026-03", "1.0.0.dev0+2026.03"),
    ],
)
def test_versions(semantic: str, python: str) -> None:
    assert python_version(semantic) == python


_USE = """
import json, sys
from acoe_spec import Validator, load
import acoe_taxonomy_trade_desk_2
assert load("Trade.desk-2@1.0.0").entities.keys() == {"bond"}
validator = Validator("Trade.desk-2@1.0.0")
line = {"id": "r1", "modality": "text",
        "units": [{"type": "passage", "id": "p1", "text": "a 5% bond"}],
        "annotations": [{"type": "entity", "id": "e1", "label": "bond", "text": "bond",
                         "spans": [{"unit": "p1", "start": 5, "end": 9}]}]}
clean = validator.check(json.dumps(line).encode())
line["annotations"][0]["label"] = "bnod"
spoilt = validator.check(json.dumps(line).encode())
heavy = sorted({"linkml", "linkml_runtime", "networkx", "ruamel", "pydantic"} & set(sys.modules))
from acoe_taxonomy_trade_desk_2.record import Record
print(json.dumps([len(clean), [each.rule for each in spoilt], heavy, Record.__name__]))
"""


def test_it_works_once_it_is_installed(tmp_path: Path) -> None:
    """In an environment of its own, with no workspace; acoe-spec's own libraries are borrowed."""
    path = built(tmp_path / "dist")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            python,
            "install",
            "--no-index",
            "--no-deps",
            path,
        ],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    site = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    home = Path(acoe_spec.__file__).parents[1]
    borrowed = f"{sysconfig.get_path('purelib')}\n{home}\n"
    (site / "borrowed.pth").write_text(borrowed, encoding="utf-8")
    said = subprocess.run(
        [python, "-c", _USE], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert json.loads(said.stdout) == [0, ["unknown-label"], [], "Record"]
