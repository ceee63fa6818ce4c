"""Records become worked examples and come back as they were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from strategies import contents, records
from worked_examples import DESK, block_of

from acoe_spec import load
from acoe_spec.guidelines.examples.formatting.record import format_example, not_held
from acoe_spec.guidelines.examples.formatting.yaml_text import Block, block
from acoe_spec.guidelines.examples.reading import read_example
from acoe_spec.guidelines.examples.verdicts import check_example
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.composing import composed
from acoe_spec.taxonomy.source import read_block

Json = dict[str, Any]
ROOT = Path(__file__).parents[3]
CHATS = ROOT / "taxonomies" / "trade-chat" / "examples" / "chats.jsonl"

line = st.text(alphabet='ab #@={}[]"\\é漢😀', max_size=8)
typed = st.fixed_dictionaries(
    {},
    optional={
        "venue": line,
        "count": st.integers(1 - 2**53, 2**53 - 1),
        "firm": st.booleans(),
        "tags": st.lists(line, min_size=1, max_size=3),
        "sizes": st.lists(st.integers(-5, 5), min_size=1, max_size=3),
    },
)


odd = st.dictionaries(
    st.text(alphabet='ab =#"{}\\n,é', min_size=1, max_size=4),
    contents | st.integers(-5, 5) | st.booleans() | st.lists(contents, max_size=2),
    max_size=2,
)


def without(record: Json, pointers: Sequence[str]) -> Json:
    """The record without what the pointers lead to."""
    left: Json = json.loads(json.dumps(record))
    for each in reversed(pointers):
        *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in each.split("/")[1:]]
        here: Any = left
        for step in steps:
            here = here[int(step)] if isinstance(here, list) else here[step]
        del here[int(last) if isinstance(here, list) else last]
        if steps[-1:] == ["attributes"] and not here:
            del left["annotations"][int(steps[1])]["attributes"]
    return left


@st.composite
def held(draw: st.DrawFn) -> Json:
    """A record without what an example has no words for."""
    record = draw(records() | tangled())
    for annotation in record["annotations"]:
        annotation.pop("attributes", None)
        if annotation["type"] != "cluster" and (values := draw(typed | odd)):
            annotation["attributes"] = values
    return without(record, not_held(record, DESK)) | {"schema": DESK.schema, "state": "complete"}


@st.composite
def tangled(draw: st.DrawFn) -> Json:
    """A record whose entities and triggers nest, cross, touch and lie in several pieces."""
    units = [
        {
            "type": "passage",
            "id": f"p{n}",
            "text": draw(st.text('ab []{}\\\\\n"#é😀', min_size=4, max_size=14)),
        }
        for n in range(draw(st.integers(1, 2)))
    ]
    annotations: list[Json] = []
    for number in range(draw(st.integers(2, 6))):
        spans = []
        for unit in units:
            edges = sorted(draw(st.sets(st.integers(0, len(unit["text"])), max_size=4)))
            pairs = zip(edges[::2], edges[1::2], strict=False)
            spans += [{"unit": unit["id"], "start": a, "end": b} for a, b in pairs]
        if not spans:
            continue
        texts = {unit["id"]: unit["text"] for unit in units}
        text = " ".join(texts[each["unit"]][each["start"] : each["end"]] for each in spans)
        anchor = {"spans": spans, "text": text}
        annotations.append(
            {
                "type": "event",
                "id": f"x{number}",
                "label": "trade",
                "trigger": anchor,
                "arguments": [],
            }
            if draw(st.booleans())
            else {"type": "entity", "id": f"x{number}", "label": "bond", **anchor}
        )
    return {"id": "x", "modality": "text", "units": units, "annotations": annotations}


def read_back(text: str, taxonomy: CompiledTaxonomy) -> Json:
    found = block_of(text)
    assert found.findings == (), text
    example = read_example(found, taxonomy)
    assert example.findings == (), text
    assert example.record is not None
    return dict(example.record)


def ordered(record: Json) -> Json:
    """The record with its annotations by id: their order says nothing."""
    annotations = sorted(record["annotations"], key=lambda each: each["id"])
    return record | {"annotations": annotations}


@given(held(), st.booleans())
def test_a_record_comes_back_from_its_example(record: Json, renumbered: bool) -> None:
    """But for the order of its annotations, which is that of examples from then on."""
    if renumbered:
        record = with_given_ids(record)
    again = read_back(format_example(record, DESK, example="x"), DESK)
    expected = record | {"id": "x"}
    expected.setdefault("scope", ["entity", "relation", "event", "intent", "tone"])
    assert ordered(again) == ordered(expected)
    assert read_back(format_example(again, DESK), DESK) == again


@given(records())
def test_what_is_not_held_is_all_that_is_lost(record: Json) -> None:
    """Whatever labels and attributes there are."""
    kept = without(record, not_held(record, DESK)) | {"id": "x", "state": "complete"}
    kept |= {"schema": DESK.schema}
    kept.setdefault("scope", ["entity", "relation", "event", "intent", "tone"])
    again = read_back(format_example(kept, DESK, example="x"), DESK)
    assert ordered(again) == ordered(kept)


def with_given_ids(record: Json) -> Json:
    """The record with ids such as reading gives, so that some need not be written."""
    ids = {unit["id"]: f"u{n}" for n, unit in enumerate(record["units"], 1)}
    ids |= {each["id"]: f"a{n}" for n, each in enumerate(record["annotations"], 1)}
    text = json.dumps(record)
    known = json.loads(text)

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: ids.get(each, each)
                if key in ("id", "unit", "subject", "object", "target", "reply_to")
                and isinstance(each, str)
                else [ids.get(one, one) for one in each]
                if key == "members"
                else renamed(each)
                for key, each in value.items()
            }
        return [renamed(each) for each in value] if isinstance(value, list) else value

    return {
        **known,
        "units": renamed(known["units"]),
        "annotations": renamed(known["annotations"]),
    }


@pytest.mark.parametrize("number", range(63))
def test_a_chat_of_the_reference_taxonomy_comes_back(number: int) -> None:
    """And is clean as an example, as it is as a record."""
    taxonomy = load("trade-chat@2.0.0", workspace=ROOT)
    record = json.loads(CHATS.read_text(encoding="utf-8").splitlines()[number])
    kept = without(record, not_held(record, taxonomy))
    text = format_example(record, taxonomy)
    example = read_example(block_of(text), taxonomy)
    assert check_example(example, taxonomy) == ()
    assert example.record is not None
    every_set = ["entity", "relation", "event", *taxonomy.sets]
    assert ordered(dict(example.record)) == ordered(
        {"scope": every_set, "state": "complete", **kept}
    )


def test_an_example_reads_as_a_person_would_write_it() -> None:
    record = {
        "schema": DESK.schema,
        "id": "firm-quote",
        "modality": "chat",
        "units": [
            {"type": "turn", "id": "u1", "speaker": "A", "text": "UBS bid 5mm T 2.5 05/34"},
            {"type": "turn", "id": "u2", "speaker": "B", "text": "done \\o/ [smiles]\nthanks"},
        ],
        "annotations": [
            {"type": "entity", "id": "b", "label": "counterparty", "text": "UBS",
             "spans": [{"unit": "u1", "start": 0, "end": 3}],
             "links": [{"kb": "lei", "id": "BFM8T61CT2L1QCEMIK50"}]},
            {"type": "entity", "id": "a1", "label": "size", "text": "5mm",
             "spans": [{"unit": "u1", "start": 8, "end": 11}]},
            {"type": "entity", "id": "i", "label": "bond", "text": "T 2.5 05/34",
             "spans": [{"unit": "u1", "start": 12, "end": 23}],
             "attributes": {"coupon": "2.5", "venue": "big desk"}},
            {"type": "relation", "id": "a2", "label": "bids_on", "subject": "b", "object": "i"},
            {"type": "category", "id": "a3", "set": "intent", "label": "firm_quote"},
            {"type": "category", "id": "a4", "set": "intent", "label": "request", "target": "u2"},
        ],
        "state": "complete",
        "scope": ["entity", "relation", "intent"],
    }  # fmt: skip
    assert format_example(record, DESK, why="A size and a side\nmake it firm.") == (
        "id: firm-quote\n"
        "verdict: annotate\n"
        "why: |-\n"
        "  A size and a side\n"
        "  make it firm.\n"
        "units:\n"
        "  - A: '[UBS]{counterparty #b @lei=BFM8T61CT2L1QCEMIK50} bid [5mm]{size} "
        '[T 2.5 05/34]{bond #i coupon=2.5 venue="big desk"}\'\n'
        "  - B: |-\n"
        "      done \\\\o/ [smiles]\n"
        "      thanks\n"
        "relations:\n"
        '  - "#b bids_on #i"\n'
        "categories:\n"
        "  - {intent: firm_quote}\n"
        "  - {intent: request, on: u2}\n"
    )


def test_spans_that_cross_become_fragments_and_one_again() -> None:
    def entity(identifier: str, start: int, end: int) -> Json:
        spans = [{"unit": "u1", "start": start, "end": end}]
        return {"type": "entity", "id": identifier, "label": "bond", "spans": spans,
                "text": "abcdef"[start:end]}  # fmt: skip

    record = {
        "schema": DESK.schema,
        "id": "x",
        "modality": "text",
        "units": [{"type": "passage", "id": "u1", "text": "abcdef"}],
        "annotations": [entity("x", 0, 4), entity("y", 2, 6)],
        "state": "complete",
        "scope": ["entity"],
    }
    text = format_example(record, DESK)
    assert "[ab[cd]{bond #y}]{bond #x}[ef]{bond #y}" in text
    assert read_back(text, DESK) == record


def test_what_an_example_has_no_words_for_is_named() -> None:
    record = {
        "id": "x", "modality": "text", "view": "second", "state": "draft",
        "units": [{"type": "passage", "id": "u1", "text": "a"}],
        "annotations": [
            {"type": "category", "id": "c", "set": "intent", "label": "request", "comment": "hm"}
        ],
    }  # fmt: skip
    assert not_held(record, DESK) == ("/view", "/state", "/annotations/0/comment")


values = st.recursive(
    contents | st.text(max_size=8) | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=4), values, min_size=1, max_size=4))
def test_yaml_is_read_as_the_values_that_were_written(data: Json) -> None:
    text = block(data)
    found = composed(text)
    assert found.problems == [], text
    assert found.data == data
    assert json.dumps(found.data) == json.dumps(data)


@given(st.text(alphabet="a b\n\t#:-|>'\"é\u2028\x85\ufeff", max_size=20))
def test_text_of_several_lines_is_kept(text: str) -> None:
    written = block({"units": [Block({"A": text, "b": 1})], "why": text})
    assert composed(written).data == {"units": [{"A": text, "b": 1}], "why": text}
    assert read_block(written, path=None, line=1).findings == ()


def test_other_readers_of_yaml_agree() -> None:
    written = block({"units": [Block({"A": "one\ntwo", "n": 1.5})], "breaks": ["no", "a-b"]})
    assert yaml.safe_load(written)["units"] == [{"A": "one\ntwo", "n": 1.5}]


def test_what_braces_cannot_say_is_named() -> None:
    said = {"venue": "x" * 9_000, "count": 1}
    relation = {"type": "relation", "subject": "a", "object": "b", "label": "bids_on"}
    record = {
        "id": "x", "modality": "text", "units": [{"type": "passage", "id": "u1", "text": "a"}],
        "annotations": [
            {**relation, "id": "r1", "attributes": said},
            {**relation, "id": "r2", "attributes": {**said, "of two words": "a", "tags": []}},
            {**relation, "id": "r3", "attributes": {"venue": "x" * 20_000}},
            {**relation, "id": "r4", "label": "two words", "comment": "hm"},
            {"type": "category", "id": "c", "set": "intent", "label": "request",
             "attributes": {"venue": 1}},
        ],
    }  # fmt: skip
    assert not_held(record, DESK) == (
        "/annotations/1/attributes/of two words",
        "/annotations/1/attributes/tags",
        "/annotations/2/attributes",
        "/annotations/3",
        "/annotations/4/attributes/venue",
    )
