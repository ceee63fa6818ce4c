"""What `finance-core` has instead of a programme of its own: a file of mentions in all modalities.

Nobody annotates with it alone, so that the tests of `test_reference_taxonomies` about example
files are not asked of it.
"""

from __future__ import annotations

from referenced import HEADS, SHARED, TAXONOMIES, Json, records, resolver

from acoe_spec.bulk.checking import Plan
from acoe_spec.bulk.runs import check_files
from acoe_spec.rules.identifiers import identifier_problem

MENTIONS = TAXONOMIES / "finance-core" / "examples" / "mentions.jsonl"
PIN = "finance-core@1.2.0"


def mentions() -> list[Json]:
    return [each for record in records(MENTIONS) for each in record["annotations"]]


def links_of(record: Json) -> list[Json]:
    return [link for each in record["annotations"] for link in each.get("links", ())]


def links() -> list[Json]:
    return [link for record in records(MENTIONS) for link in links_of(record)]


def test_it_is_what_the_others_import() -> None:
    for taxonomy in HEADS.keys() - SHARED:
        (imported,) = resolver().definition(f"{taxonomy}@head").imports
        assert imported.partition("@")[0] in SHARED, taxonomy


def test_the_mentions_are_clean_and_of_every_modality() -> None:
    outcome = check_files([str(MENTIONS)], resolver(), Plan())
    assert outcome.problems == ()
    assert outcome.tally.totals == {}
    modalities = {record["modality"] for record in records(MENTIONS)}
    assert modalities == {"text", "chat", "email", "document", "audio"}


def test_the_mentions_use_every_label() -> None:
    concrete = {each[1] for each in resolver().definition(PIN).labels() if not each[2].abstract}
    assert concrete == {each["label"] for each in mentions()}


def test_the_mentions_use_every_attribute_and_every_value() -> None:
    for _, identifier, label in resolver().definition(PIN).labels():
        for name, attribute in label.attributes.items():
            used = {each["attributes"][name] for each in _with(name)}
            assert used, (identifier, name)
            assert set(attribute.values or ()) <= used, (identifier, name)


def test_the_mentions_use_every_knowledge_base_with_valid_codes() -> None:
    bases = resolver().resolve(PIN).knowledge_bases
    assert {link["kb"] for link in links()} == set(bases)
    for link in links():
        for code in (link.get("id"), *link.get("candidates", ())):
            if code is not None:
                assert identifier_problem(str(bases[link["kb"]].scheme), code) is None, code
    assert {link.get("status") for link in links()} == {None, "nil", "ambiguous"}


def test_records_with_codes_say_where_they_come_from() -> None:
    for record in records(MENTIONS):
        if any("id" in link or "candidates" in link for link in links_of(record)):
            assert "identifiers" in record["metadata"], record["id"]


def test_the_mentions_have_every_kind_of_anchor() -> None:
    entities = [each for each in mentions() if each["type"] == "entity"]
    assert any(len(each.get("spans", ())) > 1 for each in entities)
    assert any("boxes" in each and "spans" in each for each in entities)
    assert any("boxes" in each and "spans" not in each for each in entities)
    assert any("times" in each for each in entities)
    assert any(each["type"] == "cluster" for each in mentions())


def _with(attribute: str) -> list[Json]:
    return [each for each in mentions() if attribute in each.get("attributes", {})]
