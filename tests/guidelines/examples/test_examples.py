"""Worked examples as records: every kind of unit and annotation, and what cannot be read where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from worked_examples import DESK, block_of, example_of, told

from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples.formatting.record import format_example
from acoe_spec.guidelines.examples.reading import read_example
from acoe_spec.guidelines.examples.verdicts import check_example
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.reading.parts import read_part

Json = dict[str, Any]


def record_of(text: str) -> Json:
    example = example_of("id: x\nverdict: annotate\n" + text)
    assert example.findings == ()
    assert example.record is not None
    return dict(example.record)


def test_a_dialogue() -> None:
    example = example_of(
        "id: firm-quote\n"
        "verdict: annotate\n"
        "units:\n"
        '  - A: "[Barclays]{counterparty #b @lei=G5GSEF7VJP5I7OUK5573} bid 5mm '
        '[T 2.5 05/34]{bond #i coupon=2.5}"\n'
        'relations: ["#b bids_on #i"]\n'
        "categories: [{intent: firm_quote}]\n"
        "why: A size and a side make it firm.\n"
    )
    assert example.findings == ()
    assert (example.title, example.why) == ("firm quote", "A size and a side make it firm.")
    assert example.instead is None
    assert example.record == {
        "schema": "desk@1.2.0",
        "id": "firm-quote",
        "modality": "chat",
        "units": [
            {"type": "turn", "id": "u1", "speaker": "A", "text": "Barclays bid 5mm T 2.5 05/34"}
        ],
        "annotations": [
            {"type": "entity", "id": "b", "label": "counterparty",
             "spans": [{"unit": "u1", "start": 0, "end": 8}], "text": "Barclays",
             "links": [{"kb": "lei", "id": "G5GSEF7VJP5I7OUK5573"}]},
            {"type": "entity", "id": "i", "label": "bond",
             "spans": [{"unit": "u1", "start": 17, "end": 28}], "text": "T 2.5 05/34",
             "attributes": {"coupon": "2.5"}},
            {"type": "relation", "id": "a1", "label": "bids_on", "subject": "b", "object": "i"},
            {"type": "category", "id": "a2", "set": "intent", "label": "firm_quote"},
        ],
        "state": "complete",
        "scope": ["entity", "relation", "intent"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("units", "modality", "read"),
    [
        ("- text: ok", "text", [{"type": "passage", "id": "u1", "text": "ok"}]),
        (
            "- {A: ok, id: t, time: 2026-03-02T09:31:05Z}\n- {B: 'yes', reply_to: t}",
            "chat",
            [
                {"type": "turn", "id": "t", "speaker": "A", "time": "2026-03-02T09:31:05Z",
                 "text": "ok"},
                {"type": "turn", "id": "u2", "speaker": "B", "reply_to": "t", "text": "yes"},
            ],
        ),
        (
            ("- {role: subject, text: Order}\n- role: body\n  language: en\n"
            "  text: |\n    Hi\n    all"),
            "email",
            [
                {"type": "part", "id": "u1", "role": "subject", "text": "Order"},
                {"type": "part", "id": "u2", "role": "body", "language": "en", "text": "Hi\nall"},
            ],
        ),
        (
            "- {number: 3, width: 595.5, height: 842, unit: pt, picture: pictures/p.png}",
            "document",
            [{"type": "page", "id": "u1", "number": 3, "width": 595.5, "height": 842,
              "unit": "pt", "text": ""}],
        ),
        (
            "- {Chair: welcome, start: 0, end: 2.5, channel: 1}\n- {start: 2.5, end: 3}",
            "audio",
            [
                {"type": "segment", "id": "u1", "speaker": "Chair", "start": 0, "end": 2.5,
                 "channel": 1, "text": "welcome"},
                {"type": "segment", "id": "u2", "start": 2.5, "end": 3},
            ],
        ),
        ("- {type: turn, text: ok}", "chat", [{"type": "turn", "id": "u1", "text": "ok"}]),
        ("- A: 98.50", "chat", [{"type": "turn", "id": "u1", "speaker": "A", "text": "98.50"}]),
        ("- A: true", "chat", [{"type": "turn", "id": "u1", "speaker": "A", "text": "true"}]),
        (
            "- text: a\n- {number: 1, text: b}",
            "document",
            [{"type": "passage", "id": "u1", "text": "a"},
             {"type": "page", "id": "u2", "number": 1, "text": "b"}],
        ),
    ],
)  # fmt: skip
def test_units_and_the_modality_that_they_make(units: str, modality: str, read: list[Json]) -> None:
    record = record_of("units:\n" + "\n".join(f"  {line}" for line in units.split("\n")))
    assert (record["modality"], record["units"]) == (modality, read)


@pytest.mark.parametrize(
    ("made_for", "modality"),
    [
        (("document",), "document"),
        (("document", "audio"), "document"),
        (("document", "text"), "text"),
        (("chat",), "text"),
    ],
)
def test_passages_are_of_the_document_that_the_taxonomy_is_for(
    made_for: tuple[str, ...], modality: str
) -> None:
    filings = replace(DESK, modalities=made_for)
    text = "id: x\nverdict: annotate\nunits:\n  - text: '[Acme]{counterparty}'\n"
    record = example_of(text, filings).record
    assert record is not None
    assert record["modality"] == modality
    assert "modality" not in format_example(record, filings)


def test_a_page_may_have_a_picture_and_boxes() -> None:
    example = example_of(
        "id: x\nverdict: annotate\n"
        "units:\n  - {number: 1, width: 600, height: 800, picture: pictures/p.png, id: p}\n"
        "entities:\n  - {label: size, boxes: [{unit: p, x: 10, y: 20.5, width: 30, height: 5}]}\n"
    )
    assert example.pictures == {"p": "pictures/p.png"}
    assert example.record is not None
    assert example.record["annotations"] == [
        {"type": "entity", "id": "a1", "label": "size",
         "boxes": [{"unit": "p", "x": 10, "y": 20.5, "width": 30, "height": 5}]}
    ]  # fmt: skip
    assert check_example(example, DESK) == ()


def test_audio_has_times_and_media() -> None:
    text = (
        "media: {uri: call.wav, duration: 4}\n"
        "units:\n  - {Chair: '[UBS]{counterparty #b} pays', start: 0, end: 2.5}\n"
        "entities:\n  - {id: b, times: [{start: 0.2, end: 0.8}]}\n"
    )
    record = record_of(text)
    assert record["media"] == {"uri": "call.wav", "duration": 4}
    assert record["annotations"] == [
        {"type": "entity", "id": "b", "label": "counterparty",
         "spans": [{"unit": "u1", "start": 0, "end": 3}], "text": "UBS",
         "times": [{"start": 0.2, "end": 0.8}]}
    ]  # fmt: skip
    assert told("id: x\nverdict: annotate\n" + text) == []


def test_an_email_has_a_sender_and_a_date() -> None:
    record = record_of(
        "sender: a@b.c\nrecipients: [d@e.f]\ndate: 2026-03-02T09:31:05Z\n"
        "units: [{role: body, text: Hi}]\n"
    )
    head = {key: record[key] for key in ("sender", "recipients", "date")}
    assert head == {"sender": "a@b.c", "recipients": ["d@e.f"], "date": "2026-03-02T09:31:05Z"}


def test_marks_that_share_an_id_are_one_and_merge_where_they_touch() -> None:
    record = record_of(
        'units:\n  - A: "[T]{bond #i} and [[05]{bond #i}/]{size}[34]{bond #i} [x]{bond #i}"\n'
    )
    bond, size = record["annotations"]
    assert bond["spans"] == [
        {"unit": "u1", "start": 0, "end": 1},
        {"unit": "u1", "start": 6, "end": 8},
        {"unit": "u1", "start": 9, "end": 11},
        {"unit": "u1", "start": 12, "end": 13},
    ]
    assert bond["text"] == "T 05 34 x"
    assert (size["label"], size["text"]) == ("size", "05/")


def test_crossing_spans_are_written_as_fragments_that_touch() -> None:
    record = record_of("units: [{A: '[a[b]{bond #y}]{bond #x}[c]{bond #y}'}]\n")
    spans = {each["id"]: (each["spans"], each["text"]) for each in record["annotations"]}
    assert spans == {
        "x": ([{"unit": "u1", "start": 0, "end": 2}], "ab"),
        "y": ([{"unit": "u1", "start": 1, "end": 3}], "bc"),
    }


def test_a_fragment_may_lie_in_another_unit_and_leave_out_the_label() -> None:
    record = record_of("units: [{A: '[T 05]{bond #i}'}, {A: '[of 34]{#i}'}]\n")
    (bond,) = record["annotations"]
    assert [span["unit"] for span in bond["spans"]] == ["u1", "u2"]
    assert bond["text"] == "T 05 of 34"


def test_values_are_of_the_types_that_are_declared() -> None:
    record = record_of(
        'units:\n  - A: \'[T]{bond coupon=2.50 count=12 firm=true tags=a tags="b c" sizes=1}'
        " [U]{bond count=many firm=1 venue=7 other=1 other=2}'\n"
    )
    first, second = record["annotations"]
    assert first["attributes"] == {
        "coupon": "2.50", "count": 12, "firm": True, "tags": ["a", "b c"], "sizes": [1]
    }  # fmt: skip
    assert second["attributes"] == {
        "count": "many", "firm": "1", "venue": "7", "other": ["1", "2"]
    }  # fmt: skip


def test_links_are_nil_or_identifiers_and_entries_add_others() -> None:
    record = record_of(
        "units: [{A: '[T]{bond #i @isin=nil @isin=X}'}]\n"
        "entities: [{id: i, links: [{kb: isin, status: ambiguous, candidates: [A, B]}]}]\n"
    )
    assert record["annotations"][0]["links"] == [
        {"kb": "isin", "status": "nil"},
        {"kb": "isin", "id": "X"},
        {"kb": "isin", "status": "ambiguous", "candidates": ["A", "B"]},
    ]


def test_events_have_triggers_in_the_text_or_none() -> None:
    record = record_of(
        "units: [{A: '[UBS]{counterparty #b} [lifts]{event/trade #t firm=true} [T]{bond #i}'}]\n"
        "events:\n"
        "  - {id: t, arguments: [{role: buyer, target: b}, {role: traded, target: '#i'}]}\n"
        "  - {label: trade, arguments: [{role: traded, target: t}]}\n"
        "  - {label: event/trade}\n"
    )
    assert [each for each in record["annotations"] if each["type"] == "event"] == [
        {"type": "event", "id": "t", "label": "trade",
         "trigger": {"spans": [{"unit": "u1", "start": 4, "end": 9}], "text": "lifts"},
         "arguments": [{"role": "buyer", "target": "b"}, {"role": "traded", "target": "i"}],
         "attributes": {"firm": True}},
        {"type": "event", "id": "a1", "label": "trade",
         "arguments": [{"role": "traded", "target": "t"}]},
        {"type": "event", "id": "a2", "label": "trade", "arguments": []},
    ]  # fmt: skip


def test_relations_and_categories_may_have_ids_and_attributes() -> None:
    record = record_of(
        "units: [{A: '[UBS]{counterparty #b} [T]{bond #i}'}]\n"
        "relations: ['#b bids_on #i {#r venue=\"the desk\" sizes=5 count=2}', b bids_on i]\n"
        "categories: [{intent: 'request {#c tags=x}', on: i}]\n"
    )
    relation, second, category = record["annotations"][2:]
    assert relation == {
        "type": "relation", "id": "r", "label": "bids_on", "subject": "b", "object": "i",
        "attributes": {"venue": "the desk", "sizes": [5], "count": 2},
    }  # fmt: skip
    assert (second["id"], second["subject"], second["object"]) == ("a1", "b", "i")
    assert category == {
        "type": "category", "id": "c", "set": "intent", "label": "request",
        "target": "i", "attributes": {"tags": ["x"]},
    }  # fmt: skip


def test_a_category_is_of_the_only_unit_of_the_kind_that_its_set_is_asked_of() -> None:
    email = record_of(
        "units:\n  - {role: subject, text: a}\n  - {role: body, text: b}\n"
        "  - {role: quoted, text: c}\ncategories: [{tone: calm}]\n"
    )
    call = record_of(
        "media: {uri: call.wav, duration: 4}\n"
        "units:\n  - {start: 0, end: 1, text: a}\n  - {start: 1, end: 2}\n"
        "  - {start: 2, end: 3, text: ''}\ncategories: [{tone: calm}]\n"
    )
    assert email["annotations"][0]["target"] == "u2"
    assert call["annotations"][0]["target"] == "u3"


def test_imported_labels_keep_their_prefix() -> None:
    record = record_of(
        "units: [{A: '[5]{finance-core:amount #a} [done]{finance-core:event/deal #d}'}]\n"
        "relations: ['#a finance-core:part_of #d', '#a finance-core:relation/x #d']\n"
        "clusters: [{label: finance-core:same_as, members: [a, '#d']}]\n"
        "categories: [{'finance-core:topic': rates, on: a}]\n"
    )
    said = [(each["type"], each["label"]) for each in record["annotations"]]
    assert said == [
        ("entity", "finance-core:amount"),
        ("event", "finance-core:deal"),
        ("relation", "finance-core:part_of"),
        ("relation", "finance-core:x"),
        ("cluster", "finance-core:same_as"),
        ("category", "rates"),
    ]
    assert record["annotations"][4]["members"] == ["a", "d"]
    assert record["annotations"][5]["set"] == "finance-core:topic"


def test_ids_that_are_not_written_are_the_next_ones_free() -> None:
    record = record_of(
        "units: [{A: '[a]{size} [b]{size #a1} [c]{size}', id: a3}]\n"
        "relations: ['#a1 bids_on #a2 {#a4}']\n"
        "categories: [{intent: request}]\n"
    )
    assert [each["id"] for each in record["annotations"]] == ["a2", "a1", "a5", "a4", "a6"]


def test_a_category_without_on_is_of_the_only_thing_that_it_can_be_of() -> None:
    record = record_of(
        "units: [{text: '[done]{event/trade}'}]\ncategories: [{tone: calm}, {intent: request}]\n"
    )
    event, tone, intent = record["annotations"]
    assert tone["target"] == event["id"]
    assert "target" not in intent, "a set that is for the record is asked of the record"


def test_the_scope_is_what_is_used_on_either_side_unless_it_is_said() -> None:
    text = "id: x\nverdict: avoid\nunits: [{A: '[a]{bond}'}]\ninstead:\n  units: [{A: a}]\n"
    example = example_of(text + "  categories: [{intent: request}]\n")
    assert example.record is not None
    assert example.instead is not None
    assert example.record["scope"] == example.instead["scope"] == ["entity", "intent"]
    assert record_of("scope: [tone]\nunits: [{A: a}]\n")["scope"] == ["tone"]


def test_a_block_with_defects_has_no_record() -> None:
    block = block_of("id: x\nverdict: maybe\nunits: [{A: a}]\n")
    assert block.findings
    example = read_example(block, DESK)
    assert (example.id, example.record, check_example(example, DESK)) == ("x", None, ())
    assert read_example(block_of("- nothing\n"), DESK).record is None


START = "id: x\nverdict: annotate\nunits:\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "rule", "message"),
    [
        ("  - A: 'a [b]{bond c=}'\n", 4, 22, "example-markup", "a value is missing here"),
        ("  - A: |\n      a\n      [b]{bond\n", 6, 10, "example-markup",
         "this '{' is never closed"),
        ('  - A: "\\u00e9 \\" [b]{bond x}"\n', 4, 28, "example-markup",
         "this is a second label for the same text"),
        ("  - A: '[b]{intent/request}'\n", 4, 13, "example-markup",
         "'intent/request' is no label for a stretch of text"),
        ("  - A: 'a [b]{#i}'\n", 4, 11, "example-markup", "this text is marked without a label"),
        ("  - A: '" + "[" * 40 + "b" + "]{bond}" * 40 + "'\n", 4, 41, "example-markup",
         "more than 32 marks are around this text"),
        ("  - {A: a, B: b}\n", 4, 12, "example-unit",
         "'A' and another key of the unit could both be who speaks"),
        ("  - {A: a, B: b, C: c}\n", 4, 12, "example-unit",
         "'A' and another key of the unit could both be who speaks"),
        ("  - {A: a, picture: p.png}\n", 4, 21, "example-unit",
         "only pages have a picture, and this unit is none"),
        ("  - A: a\ncategories: [{on: u1}]\n", 5, 14, "example-target",
         "this entry says no category"),
        ("  - {A: a, text: b}\n", 4, 12, "example-unit",
         "'A' says who speaks and what, and so does 'text'"),
        ("  - {A: a, picture: p.png, type: turn}\n", 4, 21, "example-unit",
         "only pages have a picture, and this unit is none"),
        ("  - A: '[a]{bond #i} [b]{size #i}'\n", 4, 26, "example-conflict",
         "this has the same id as the entity 'bond'"),
        ("  - A: '[a]{bond #i count=1}'\nentities: [{id: i, attributes: {count: 2}}]\n", 5, 33,
         "example-conflict", "the attribute 'count' is given in the text already"),
        ("  - A: '[a]{bond #i}'\nentities: [{id: i, spans: []}]\n", 5, 20, "example-conflict",
         "'spans' is said of 'i' already"),
        ("  - A: '[a]{bond #i}'\nevents: [{id: i}]\n", 5, 15, "example-conflict",
         "'i' is marked as an entity"),
        ("  - A: a\nrelations: ['#b bids_on']\n", 5, 24, "example-relation",
         "the object is missing"),
        ("  - A: a\nrelations:\n  - \"#b bids_on #i too\"\n", 6, 20, "example-relation",
         "something stands behind the object of the relation"),
        ("  - A: a\nrelations: ['#i, bids_on, #j']\n", 5, 16, "example-relation",
         "a comma stands here"),
        ("  - A: a\nrelations: ['#i -> #j']\n", 5, 17, "example-relation",
         "this is no label of a relation"),
        ("  - A: a\nrelations: ['#b bids_on #i {@lei=nil}']\n", 5, 29, "example-markup",
         "these braces hold an id and attributes only"),
        ("  - A: a\n  - B: b\ncategories:\n  - tone: calm\n", 7, 5, "example-target",
         "'tone' could be said of 2 things, and 'on' does not say of which"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_at_its_place(
    text: str, line: int, column: int, rule: str, message: str
) -> None:
    assert told(START + text) == [(line, column, rule, f"in the example 'x', {message}")]


@pytest.mark.parametrize(
    ("text", "line", "column", "rule"),
    [
        ("  - A: 'a [b]{bnd}'\n", 4, 15, "unknown-label"),
        ("  - A: 'a [b]{bond\n      cupon=1}'\n", 5, 7, "unknown-attribute"),
        ("  - A: 'a [b]{bond coupon=x}'\n", 4, 20, "attribute-value"),
        ("  - A: 'a [b]{bond tags=x count=1 count=2}'\n", 4, 27, "attribute-type"),
        ("  - A: 'a [b]{note}'\n", 4, 15, "deprecated-label"),
        ("  - A: 'a [b]{bond @isn=X}'\n", 4, 20, "unknown-knowledge-base"),
        ("  - A: 'a []{bond}'\n", 4, 11, "span-empty"),
        ("  - A: 'a'\n  - role: body\n    text: b\n", 5, 5, "unit-modality"),
        ("  - {A: a, tme: 1}\n", 4, 12, "example-unit"),
        ("  - {A: a, time: now}\n", 4, 18, "wrong-value"),
        ("  - {text: a, number: 1.5}\n", 4, 23, "wrong-type"),
        ("  - {A: a, id: u2}\n  - B: b\n", 5, 5, "duplicate-id"),
        ("  - A: '[a]{size #s} [b]{bond #i}'\nrelations:\n  - '#s bids_on #i'\n", 6, 6,
         "subject-not-in-domain"),
        ("  - A: '[a]{bond #i}'\nrelations:\n  - 'i bid_on i'\n", 6, 8, "unknown-label"),
        ("  - A: a\ncategories:\n  - {intend: request}\n", 6, 6, "unknown-set"),
        ("  - A: a\ncategories:\n  - {intent: ask}\n", 6, 14, "unknown-label"),
        ("  - A: a\ncategories:\n  - {intent: request, on: z}\n", 6, 27, "dangling-reference"),
        ("  - A: a\nentities:\n  - label: size\n", 6, 5, "anchor-missing"),
        ("  - A: a\nclusters:\n  - {label: same_as, members: [b, c]}\n", 6, 32,
         "dangling-reference"),
        ("  - A: '[a]{event/trade #t}'\nevents:\n  - {id: t, arguments: [{role: x, target: t}]}\n",
         6, 32, "unknown-role"),
        ("  - A: a\nscope: [entity, tune]\n", 5, 17, "unknown-set"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_rule_at_its_place(
    text: str, line: int, column: int, rule: str
) -> None:
    found = told(START + text)
    assert (line, column, rule) in [each[:3] for each in found], found


def test_a_place_is_that_of_the_nearest_part_that_was_written() -> None:
    example = example_of(START + "  - A: 'a [b]{bond\n      coupon=1}'\n")
    file = "guidelines/desk/bonds.md"
    assert example.place_of("/record/annotations/0/attributes/coupon") == Place(file, 14, 7)
    assert example.place_of("/record/annotations/0/attributes/strike") == Place(file, 13, 11)
    assert example.place_of("/record/metadata") == Place(file, 9)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("  - A: [T]{bond} bid\n", 4, 8, "text that begins with '[' is a list to YAML",
         "put the whole text in quotes"),
        ("  - A: a\nwhy: [[bond]] it is\n", 5, 6, "text that begins with '[' is a list to YAML",
         "put the whole text in quotes"),
        ('  - A: "[T]{bond venue="x y"}"\n', 4, 24, "this quotation mark ends the text",
         "put the whole text in single quotes, or write a backslash in front of each '\"' in it"),
        ('  - A: "a \\[b"\n', 4, 11,
         "this is not YAML: found unknown escape character",
         "inside of double quotes a backslash is written twice; or use single quotes"),
        ("  - A: a\nrelations: [#b bids_on #i]\n", 5, 13,
         "what begins with '#' is a comment to YAML", "put it in quotes, as in '#b bids_on #i'"),
        ("  - A: a\nrelations:\n  - #b bids_on #i\n  - '#b #c'\n", 6, 5,
         "what begins with '#' is a comment to YAML", "put it in quotes, as in '#b bids_on #i'"),
        ("  - A: a\nevents: [{id: #t, arguments: []}]\n", 5, 15,
         "what begins with '#' is a comment to YAML", "put it in quotes, as in '#b bids_on #i'"),
    ],
)  # fmt: skip
def test_what_lacks_quotation_marks_is_told_where_they_are_missing(
    read_page: Callable[[str], list[Finding]], text: str, line: int, column: int, message: str,
    hint: str,
) -> None:  # fmt: skip
    (finding,) = read_page(START + text)
    assert (finding.line, finding.column) == (line + 1, column)
    assert (finding.message, finding.hint) == (message, hint)


@pytest.fixture
def read_page() -> Callable[[str], list[Finding]]:
    """The findings of reading an example that begins on line 2 of a part."""

    def read(text: str) -> list[Finding]:
        return [*read_part(f"```example\n{text}```\n".encode(), path="x.md", shown="x.md").findings]

    return read


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("'[T] {bond}'", r"remove it, or write '\{' for the text"),
        ('"[T] {bond}"', r"remove it, or write '\\{' for the text"),
        ("|\n      [T] {bond}", r"remove it, or write '\{' for the text"),
    ],
)
def test_a_backslash_is_written_twice_where_yaml_has_its_own(text: str, hint: str) -> None:
    (finding,) = check_example(example_of(f"{START}  - A: {text}\n"), DESK)
    assert finding.hint == hint


def test_text_cut_off_by_a_comment_of_yaml_is_told_to_need_quotes() -> None:
    (finding,) = check_example(example_of(START + "  - A: bid [T]{bond #i}\n"), DESK)
    assert finding.message == "in the example 'x', this '{' is never closed"
    assert finding.hint == "put the text in quotes: to YAML, ' #' begins a comment"
