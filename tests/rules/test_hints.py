"""What is said of wrong labels, spans and references, word by word."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.models.record_structs import Record
from acoe_spec.rules import pins
from acoe_spec.rules.spelling import any_of, did_you_mean, nearest
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.compiled import (
    CategorySet,
    CompiledTaxonomy,
    Deprecation,
    Label,
)

OLDER = (
    "a file of an older version pins that one, and is migrated: acoe migrate FILE --to desk@2.0.0"
)
IN_TIME = "the label 'firm' is deprecated since 1.1.0"


def label(name: str, label_set: str = "entity", **more: Any) -> Label:
    return Label(id=name, set=label_set, name=name, **more)


TAXONOMY = CompiledTaxonomy(
    id="desk",
    version="2.0.0",
    title="Desk",
    hash="",
    entities={
        "bond": label("bond", ancestors=("instrument",), aliases={"brat": "Debt_security"}),
        "swap": label("swap", ancestors=("instrument",)),
        "instrument": label("instrument", abstract=True),
        "finance-core:amount": label("finance-core:amount"),
        "firm": label(
            "firm",
            deprecated=Deprecation(
                since="1.1.0", replaced_by=("bond", "swap"), valid_until="2026-06-30"
            ),
        ),
        "venue": label("venue", deprecated=Deprecation(since="1.2.0", reason="Nobody used it.")),
    },
    relations={"bids_on": label("bids_on", "relation")},
    sets={
        "intent": CategorySet(
            id="intent", units=frozenset(("turn",)), labels={"rfq": label("rfq", "intent")}
        ),
        "tone": CategorySet(
            id="tone",
            units=frozenset(("turn", "part/body", "segment/silent")),
            labels={"dry": label("dry", "tone")},
        ),
        "finance-core:mood": CategorySet(
            id="finance-core:mood",
            record=True,
            labels={"calm": label("calm", "finance-core:mood")},
        ),
    },
    retired={
        "loan": ("bond",),
        "finance-core:event/sale": (),
        "intent/quote": ("intent/rfq",),
        "mood/dry": ("mood/firm", "finance-core:tone/wry"),
    },
)


def said(
    text: str, *annotations: dict[str, Any], today: str | None = None, **fields: Any
) -> list[Any]:
    """Rule, message and hint of each finding."""
    record = msgspec.convert(
        {
            "id": "r1",
            "modality": "chat",
            "units": [{"type": "turn", "id": "t1", "text": text}],
            "annotations": list(annotations),
            **fields,
        },
        Record,
    )
    day = None if today is None else datetime.date.fromisoformat(today)
    found = record_findings(record, TAXONOMY, today=day)
    return [(finding.rule, finding.message, finding.hint) for finding in found]


def entity(name: str, start: int = 0, end: int = 3, text: str = "UBS") -> dict[str, Any]:
    spans = [{"unit": "t1", "start": start, "end": end}]
    return {"type": "entity", "id": "e1", "label": name, "spans": spans, "text": text}


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        (
            "Bond",
            "'Bond' is no entity label in desk@2.0.0",
            "did you mean 'bond'? Names are case-sensitive",
        ),
        ("bnod", "'bnod' is no entity label in desk@2.0.0", "did you mean 'bond'?"),
        (
            "amount",
            "'amount' is no entity label in desk@2.0.0",
            "did you mean 'finance-core:amount'? What is imported carries its taxonomy's name",
        ),
        (
            "desk:bond",
            "'desk:bond' is no entity label in desk@2.0.0",
            "a taxonomy's own labels stand without its name: 'bond'",
        ),
        (
            "bids_on",
            "'bids_on' is no entity label in desk@2.0.0",
            "it is a relation label: give the annotation that type",
        ),
        (
            "Debt_security",
            "'Debt_security' is no entity label in desk@2.0.0",
            "did you mean 'bond', of which it is an alias?",
        ),
        ("galaxy", "'galaxy' is no entity label in desk@2.0.0", None),
        (
            "sell all of it",
            "(a string that has not the form of an id) is no entity label in desk@2.0.0",
            None,
        ),
    ],
)
def test_unknown_labels(name: str, message: str, hint: str | None) -> None:
    assert said("UBS bid", entity(name)) == [("unknown-label", message, hint)]


def test_an_abstract_label_names_what_to_use() -> None:
    assert said("UBS bid", entity("instrument")) == [
        (
            "abstract-label",
            "'instrument' is abstract: it groups other labels",
            "use 'bond' or 'swap'",
        )
    ]


def test_a_successor_in_another_set_is_named_with_it() -> None:
    category = {"type": "category", "id": "c1", "set": "mood", "label": "dry", "target": "t1"}

    (found,) = [each for each in said("UBS bid", category) if each[0] == "retired-label"]
    assert found[2] == f"use 'firm' or 'wry' of the set 'finance-core:tone'; {OLDER}"


def test_a_retired_label_names_its_successors() -> None:
    event = {"type": "event", "id": "v1", "label": "finance-core:sale", "arguments": []}
    category = {"type": "category", "id": "c1", "set": "intent", "label": "quote", "target": "t1"}

    assert said("UBS bid", entity("loan"), event, category) == [
        ("retired-label", "'loan' is no longer a label of desk@2.0.0", f"use 'bond'; {OLDER}"),
        (
            "retired-label",
            "'finance-core:sale' is no longer a label of desk@2.0.0",
            f"it was removed without successor; {OLDER}",
        ),
        (
            "retired-label",
            "'quote' is no longer a label of desk@2.0.0",
            f"use 'rfq'; {OLDER}",
        ),
    ]


@pytest.mark.parametrize(
    ("today", "message"),
    [
        (None, f"{IN_TIME}, and may be used until 2026-06-30"),
        ("2026-06-30", f"{IN_TIME}, and may be used until 2026-06-30"),
        (
            "2026-07-01",
            "the label 'firm' is deprecated, and was to be used until 2026-06-30 only",
        ),
    ],
)
def test_a_deprecated_label_runs_out(today: str | None, message: str) -> None:
    assert said("UBS bid", entity("firm"), today=today) == [
        ("deprecated-label", message, "use 'bond' or 'swap'")
    ]


def test_a_deprecated_label_without_replacement_gives_the_reason() -> None:
    assert said("UBS bid", entity("venue")) == [
        ("deprecated-label", "the label 'venue' is deprecated since 1.2.0", "Nobody used it.")
    ]


@pytest.mark.parametrize(
    ("parts", "message", "hint"),
    [
        (
            {},
            "the migration from 'desk@1.0.0' could not decide this annotation",
            "decide what becomes of it: acoe review export FILE lists what is to be decided",
        ),
        (
            {"candidates": ["bond", "swap"]},
            "the migration from 'desk@1.0.0' could not decide this annotation",
            "choose 'bond' or 'swap': acoe review export FILE lists what is to be decided",
        ),
        (
            {"attribute": "style", "candidates": ["barrier", "asian"]},
            "the migration from 'desk@1.0.0' could not decide the value of 'style'",
            "choose 'barrier' or 'asian': acoe review export FILE lists what is to be decided",
        ),
        (
            {"schema": "what our client said"},
            (
                "the migration from a name that has not the form ID@VERSION could not decide "
                "this annotation"
            ),
            "decide what becomes of it: acoe review export FILE lists what is to be decided",
        ),
    ],
)
def test_what_a_migration_left_open_says_what_to_do(
    parts: dict[str, Any], message: str, hint: str
) -> None:
    item = {"schema": "desk@1.0.0", "reason": "split", "annotation": entity("product")} | parts

    assert said("UBS bid", unresolved=[item]) == [("unresolved-annotation", message, hint)]


def test_what_waits_for_another_says_for_which() -> None:
    relation = {"type": "relation", "id": "r1", "label": "bids_on", "subject": "e1", "object": "e2"}
    first = {"schema": "desk@1.0.0", "reason": "split", "annotation": entity("product")}
    waiting = first | {"annotation": relation, "because": "e1"}
    other = entity("bond") | {"id": "e2"}

    assert said("UBS bid", other, unresolved=[first, waiting])[1] == (
        "unresolved-annotation",
        "the migration from 'desk@1.0.0' could not decide this annotation",
        "decide about 'e1' first: this one follows it",
    )


@pytest.mark.parametrize(
    ("pin", "hint"),
    [
        (
            "desk@1.0.0",
            "migrate it: acoe migrate FILE --to desk@2.0.0; or check it against its own pin",
        ),
        ("filings@2.0.0", "check it against its own pin"),
    ],
)
def test_another_version_can_be_migrated_and_another_taxonomy_cannot(pin: str, hint: str) -> None:
    finding = pins.schema_version(pin, "desk@2.0.0")

    assert finding.message == f"the record pins '{pin}', and is checked against desk@2.0.0"
    assert finding.hint == hint


def test_an_imported_set_carries_its_prefix() -> None:
    category = {"type": "category", "id": "c1", "set": "mood", "label": "calm"}

    assert said("UBS", category) == [
        (
            "unknown-set",
            "'mood' is no category set of desk@2.0.0",
            "did you mean 'finance-core:mood'? What is imported carries its taxonomy's name",
        )
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "surface", "hint"),
    [
        ("👍 UBS", 3, 6, "UBS", "offsets count code points; these look like UTF-16 units"),
        ("Zü UBS", 4, 7, "UBS", "offsets count code points; these look like bytes of UTF-8"),
        (
            "UBS",
            20,
            23,
            "UBS",
            "offsets count code points from the start of the unit, not of the document",
        ),
    ],
)
def test_spans_beyond_the_end(text: str, start: int, end: int, surface: str, hint: str) -> None:
    ((rule, _, given_hint),) = said(text, entity("bond", start, end, surface))

    assert (rule, given_hint) == ("span-out-of-bounds", hint)


@pytest.mark.parametrize(
    ("text", "end", "surface", "hint"),
    [
        ("bid UBS", 3, "UBS", "this text stands at 4:7 of the unit"),
        (
            "UBS\nbid",
            7,
            "UBS bid",
            "only white space differs: line breaks are kept, fragments are joined by one space",
        ),
        ("ubs", 3, "UBS", "only upper and lower case differ: the text is copied as it is"),
        (
            "DB",
            2,
            "UBS",
            "mend the offsets, or let `acoe check --fix` write the text that they cover",
        ),
    ],
)
def test_other_texts(text: str, end: int, surface: str, hint: str) -> None:
    assert said(text, entity("bond", 0, end, surface)) == [
        ("surface-mismatch", "the text is not what the spans cover", hint)
    ]


def test_dangling_references() -> None:
    category = {"type": "category", "id": "c1", "set": "intent", "label": "rfq", "target": "t9"}

    assert said("UBS", category) == [
        (
            "dangling-reference",
            "there is no unit or annotation with the id 't9'",
            "mend the id, or remove what refers to it",
        )
    ]


def test_a_question_that_is_not_asked_of_a_kind_of_unit() -> None:
    category = {"type": "category", "id": "c1", "set": "tone", "label": "dry", "target": "p1"}
    units = [{"type": "part", "id": "p1", "role": "quoted", "text": "> UBS"}]
    assert said("", category, modality="email", units=units) == [
        (
            "category-target",
            "the set 'tone' is not for this part (quoted)",
            "it is for units of kind part/body, units of kind segment/silent, units of type turn",
        )
    ]


def test_lists_of_names_end() -> None:
    assert any_of(("a",)) == "'a'"
    assert any_of(("a", "b")) == "'a' or 'b'"
    assert any_of(("a", "b", "c")) == "'a', 'b' or 'c'"
    assert any_of(tuple("abcdefgh")) == "'a', 'b', 'c', 'd', 'e', 'f' or one of 2 more"


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=20)).map(tuple))
def test_only_known_names_are_proposed(written: str, known: tuple[str, ...]) -> None:
    meant = nearest(written, known)

    assert meant is None or meant in known
    assert (did_you_mean(written, known) is None) == (meant is None)
