"""How the taxonomy of a conformance case becomes tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source

DESK = Path(__file__).parent / "taxonomies" / "desk.yaml"


@cache
def compiled(path: Path) -> CompiledTaxonomy:
    """The tables of the taxonomy in that file."""
    source = read_source(path)
    assert source.model is not None, source.findings
    return compile_definition(flatten(source.model, {}))


@pytest.fixture(scope="session")
def taxonomy_of() -> Callable[[Path], CompiledTaxonomy]:
    """The taxonomy that the cases of a rule's folder are checked under."""

    def find(folder: Path) -> CompiledTaxonomy:
        own = folder / "taxonomy.yaml"
        return compiled(own if own.exists() else DESK)

    return find
