"""A head written from a definition says what the definition says."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from referenced import HEADS, resolver
from taxonomy_strategies import Head, definition_of, head, heads

from acoe_spec.models.taxonomy import Taxonomy
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.taxonomy.source import read_block, shaped
from acoe_spec.taxonomy.unflattening import head_text


def read_back(text: str, imports: Mapping[str, Definition]) -> Definition:
    model, flaws = shaped(read_block(text, path="taxonomy.yaml", line=1), Taxonomy)
    assert list(flaws) == []
    assert model is not None
    return flatten(model, imports)


def without_history(definition: Definition) -> Definition:
    """The labels that earlier versions had follow from releases, and from no head."""
    return msgspec.structs.replace(definition, retired={})


@given(heads())
def test_written_and_read_it_is_the_same(drawn: Head) -> None:
    definition = definition_of(drawn)
    assert read_back(head_text(definition, {}), {}) == definition


@pytest.mark.parametrize("taxonomy", HEADS)
def test_reference_taxonomies_come_back_with_their_imports(taxonomy: str) -> None:
    definition = without_history(resolver().definition(f"{taxonomy}@head"))
    imports = {each: without_history(resolver().definition(each)) for each in definition.imports}
    text = head_text(definition, imports)
    assert formatted(text) == text
    back = read_back(text, imports)
    assert without_hashes(back) == without_hashes(definition)


def without_hashes(definition: Definition) -> Definition:
    """Imports were stripped of their history here, so their hashes are others."""
    return msgspec.structs.replace(definition, origins={})


def test_what_an_import_brings_is_not_written() -> None:
    core = definition_of(
        head(
            "core",
            entities={"sum": {}, "day": {}},
            knowledge_bases={"lei": {"title": "LEI", "scheme": "lei"}},
            overlap={"pairs": [{"of": ["sum", "day"], "allow": []}]},
        )
    )
    desk = head(
        imports=["core@1.0.0"],
        entities={"fee": {"is_a": "core:sum", "definition": "What it costs."}},
        overlap={"pairs": [{"of": ["fee", "core:day"], "allow": ["crosses"]}]},
    )
    text = head_text(definition_of(desk, {"core@1.0.0": core}), {"core@1.0.0": core})
    assert "lei" not in text
    assert text.partition("overlap:")[2] == (
        "\n  pairs:\n    - {of: [core:day, fee], allow: [crosses]}\n"
        "entities:\n  fee:\n    is_a: core:sum\n    definition: What it costs.\n"
    )
