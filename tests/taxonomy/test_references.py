"""References and nodes: the same label in the words of a person and of the graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.taxonomy.references import node_of, prefix_of, prefixed, reference_of, split

MEANINGS = [
    # reference, home, node
    ("option", "entity", "entity/option"),
    ("entity/option", "entity", "entity/option"),
    ("event/trade", "entity", "event/trade"),
    ("intent/rfq", "entity", "intent/rfq"),
    ("core:amount", "entity", "entity/core:amount"),
    ("core:event/trade", "entity", "event/core:trade"),
    ("core:intent/rfq", "entity", "core:intent/rfq"),
    ("bids_on", "relation", "relation/bids_on"),
    ("core:bids_on", "relation", "relation/core:bids_on"),
    ("rfq", "intent", "intent/rfq"),
    ("rfq", "core:intent", "core:intent/rfq"),
    ("core:amount", "intent", "entity/core:amount"),
]


@pytest.mark.parametrize(("reference", "home", "node"), MEANINGS)
def test_a_reference_means_one_node(reference: str, home: str, node: str) -> None:
    assert node_of(reference, home=home) == node


@pytest.mark.parametrize(
    ("node", "home", "reference"),
    [
        ("entity/option", "entity", "option"),
        ("entity/option", "relation", "entity/option"),
        ("entity/core:amount", "intent", "core:entity/amount"),
        ("event/core:trade", "entity", "core:event/trade"),
        ("core:intent/rfq", "core:intent", "rfq"),
        ("core:intent/rfq", "entity", "core:intent/rfq"),
    ],
)
def test_a_node_is_written_as_short_as_its_place_allows(
    node: str, home: str, reference: str
) -> None:
    assert reference_of(node, home=home) == reference


ids = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,5}", fullmatch=True)
prefixes = st.one_of(st.just(""), ids.map(lambda name: f"{name}:"))
kinds = st.sampled_from(["entity", "relation", "event"])
sets = ids.filter(lambda name: name not in ("entity", "relation", "event"))
nodes = st.builds("{}/{}{}".format, kinds, prefixes, ids) | st.builds(
    "{}{}/{}".format, prefixes, sets, ids
)
homes = kinds | st.builds("{}{}".format, prefixes, sets)


@given(nodes, homes)
def test_writing_and_reading_a_reference_changes_nothing(node: str, home: str) -> None:
    assert node_of(reference_of(node, home=home), home=home) == node


@pytest.mark.parametrize(
    ("reference", "home", "imported"),
    [
        ("amount", "entity", "core:amount"),
        ("event/trade", "entity", "core:event/trade"),
        ("other:amount", "entity", "other:amount"),
        ("rfq", "intent", "rfq"),
        ("intent/rfq", "entity", "core:intent/rfq"),
    ],
)
def test_an_importer_writes_a_prefix_once(reference: str, home: str, imported: str) -> None:
    assert prefixed(reference, "core", home=home) == imported


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("option", None),
        ("entity/option", None),
        ("core:amount", "core"),
        ("entity/core:amount", "core"),
        ("core:intent/rfq", "core"),
    ],
)
def test_a_prefix_names_the_taxonomy(name: str, prefix: str | None) -> None:
    assert prefix_of(name) == prefix


def test_a_node_splits_into_set_and_label() -> None:
    assert split("entity/core:amount") == ("entity", "core:amount")
    assert split("core:intent/rfq") == ("core:intent", "rfq")
