"""Regenerates `acoe_spec/models/` from `metamodel/`; `make generate` runs it.

    python -m acoe_spec.generate.metamodel            write what has changed
    python -m acoe_spec.generate.metamodel --check    write nothing; exit 1 and show the difference

What is written depends on nothing but the metamodel: no time, no path, no order of a hash.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from acoe_spec.generate import json_schema, pydantic_code, struct_code
from acoe_spec.generate.linkml_source import read_model
from acoe_spec.generate.shapes import Model

PACKAGE = Path(__file__).parent.parent
MODELS = PACKAGE / "models"
NAMES = ("guideline", "migration", "record", "taxonomy", "waiver")


def source_folder() -> Path:
    """The folder of the metamodel: inside the package where it is installed, else beside it."""
    installed = PACKAGE / "metamodel"
    return installed if installed.is_dir() else PACKAGE.parent / "metamodel"


@cache
def load(name: str) -> Model:
    """The shapes of one of `NAMES`, read once."""
    return read_model(source_folder() / f"{name}.yaml")


def generated() -> Iterator[tuple[str, str]]:
    """Name and text of every generated file, in one order."""
    for name in NAMES:
        model = load(name)
        yield f"{name}.py", pydantic_code.module(model)
        if name == "record":
            yield f"{name}_structs.py", struct_code.module(model)
        for root in model.roots:
            yield f"{_file_name(root)}.schema.json", json_schema.text(model, root)


def _file_name(root: str) -> str:
    """`WorkedExample` as `worked-example`."""
    return "".join("-" * (i > 0) + c.lower() if c.isupper() else c for i, c in enumerate(root))


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the generated files; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m acoe_spec.generate.metamodel",
        description="Regenerate acoe_spec/models/ from metamodel/.",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 on a difference"
    )
    check = parser.parse_args(arguments).check
    differing = False
    for name, text in generated():
        path = MODELS / name
        old = path.read_text("utf-8") if path.exists() else ""
        if old == text:
            continue
        differing = True
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
            continue
        sys.stdout.writelines(
            difflib.unified_diff(
                old.splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"committed/{name}",
                f"generated/{name}",
            )
        )
    if check and differing:
        sys.stdout.write("acoe_spec/models/ is not what metamodel/ gives: run `make generate`\n")
    return int(check and differing)


if __name__ == "__main__":
    sys.exit(main())
