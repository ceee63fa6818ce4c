"""How the taxonomy of a conformance case becomes tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from plain_compile import compile_yaml

from acoe_spec.taxonomy.compiled import CompiledTaxonomy

DESK = Path(__file__).parent / "taxonomies" / "desk.yaml"


@cache
def compiled(path: Path) -> CompiledTaxonomy:
    """The tables of the taxonomy in that file."""
    return compile_yaml(path)


@pytest.fixture(scope="session")
def taxonomy_of() -> Callable[[Path], CompiledTaxonomy]:
    """The taxonomy that the cases of a rule's folder are checked under."""

    def find(folder: Path) -> CompiledTaxonomy:
        own = folder / "taxonomy.yaml"
        return compiled(own if own.exists() else DESK)

    return find
