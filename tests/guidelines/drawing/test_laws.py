"""What holds of every drawing, whatever the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from dense_texts import dense_records
from drawn_markup import Element, parse, shown
from gallery import CASES, chats, taxonomy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records

from acoe_spec.guidelines.drawing import draw
from acoe_spec.guidelines.drawing.widths import clusters
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

Json = dict[str, Any]
ELEMENTS = {
    "div",
    "p",
    "span",
    "a",
    "bdi",
    "dl",
    "dt",
    "dd",
    "q",
    "ul",
    "ol",
    "li",
    "time",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "text",
    "title",
    "image",
}
ATTRIBUTES = {
    "class",
    "id",
    "href",
    "dir",
    "lang",
    "role",
    "tabindex",
    "scope",
    "datetime",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "focusable",
    "viewbox",
    "width",
    "height",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "rx",
    "d",
    "textlength",
    "font-size",
    "lengthadjust",
    "preserveaspectratio",
}


@cache
def compiled() -> CompiledTaxonomy:
    return taxonomy()


def drawn(record: Json, prefix: str = "x1") -> str:
    return draw(
        record,
        compiled(),
        prefix=prefix,
        href=lambda node: f"../{node}",
        picture=lambda unit: f"pictures/{len(unit)}.png",
    )


def known() -> list[Json]:
    return [*CASES.values(), *chats()]


@pytest.mark.parametrize("record", known(), ids=lambda record: str(record["id"]))
def test_the_laws_hold_of_real_records(record: Json) -> None:
    the_laws_hold(record)


@settings(max_examples=150, deadline=None)
@given(records())
def test_the_laws_hold_of_any_record(record: Json) -> None:
    the_laws_hold(record)


@settings(max_examples=150, deadline=None)
@given(dense_records())
def test_the_laws_hold_of_crowded_texts(record: Json) -> None:
    the_laws_hold(record)


def the_laws_hold(record: Json) -> None:
    html = drawn(record)
    root = parse(html)
    assert html == drawn(record), "the same record gives the same bytes"
    only_harmless_markup(root)
    ids_are_unique(root)
    text_is_whole(record, root)
    everything_is_in_the_table(record, root)
    starts_and_ends_are_heard(record, root)


def only_harmless_markup(root: Element) -> None:
    for element in root.every():
        assert element.name in ELEMENTS, element.name
        assert set(element.attributes) <= ATTRIBUTES, element.attributes
        href = element.attributes.get("href")
        if href is not None:
            assert re.match(r"\.\./|#x1-|pictures/|https://", href), href


def ids_are_unique(root: Element) -> None:
    ids = [each.attributes["id"] for each in root.every() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert all(id_ is not None and id_.startswith("x1") for id_ in ids)
    for element in root.every():
        for name in ("aria-labelledby",):
            assert element.attributes.get(name, ids[0]) in ids
        href = element.attributes.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids


def text_is_whole(record: Json, root: Element) -> None:
    """What is seen of the running text, without labels, is the text to the last space."""
    texts = [each.text("acoe-heard", "acoe-slot") for each in root.of_class("acoe-text")]
    assert texts == [shown(unit["text"]) for unit in record["units"] if unit.get("text")]


def everything_is_in_the_table(record: Json, root: Element) -> None:
    heads = [
        each.text("acoe-number")
        for table in root.of_class("acoe-annotations")
        for each in table.every()
        if each.name == "th" and each.attributes["scope"] == "row"
    ]
    assert heads == [shown(annotation["id"]) for annotation in record["annotations"]]


def starts_and_ends_are_heard(record: Json, root: Element) -> None:
    """Between what is heard of a start and of its end are the words, and each is heard once."""
    texts = iter(root.of_class("acoe-text"))
    heard: dict[str, list[str]] = {}
    for unit in record["units"]:
        if unit.get("text"):
            for name, words in stretches_heard(next(texts)):
                heard.setdefault(name, []).append(words)
    assert sorted(words for each in heard.values() for words in each) == sorted(
        shown(words) for words in stretches_covered(record)
    )


def stretches_heard(text: Element) -> Iterator[tuple[str, str]]:
    """Names of stretches and the words between their starts and ends."""
    open_: dict[str, str] = {}
    for kind, said in events(text):
        if kind == "text":
            open_ = {name: words + said for name, words in open_.items()}
        elif kind == "start":
            assert said not in open_, f"{said} starts twice"
            open_[said] = ""
        else:
            for name in said.split(")  ("):
                yield name, open_.pop(name)
    assert not open_, f"never ends: {open_}"


def events(element: Element) -> Iterator[tuple[str, str]]:
    if "acoe-heard" in element.classes:
        said = element.text()
        ends = re.findall(r" \(end of (.*?)\) (?=\Z| \(end of )", said, re.S)
        assert ends, said
        for name in ends:
            yield "end", name
        return
    if "acoe-slot" in element.classes:
        chips = "".join(re.sub(r"(\d+)/\d+\Z", r"\1", said) for said in labels(element))
        names = [name for name in chips.split("start of ") if name]
        for name in names:
            yield "start", name
        return
    for child in element.children:
        if isinstance(child, str):
            yield "text", child
        else:
            yield from events(child)


def labels(slot: Element) -> Iterator[str]:
    """What is heard of each label: `start of`, its name and its part."""
    said = ""
    for child in slot.children:
        assert isinstance(child, Element)
        said += child.text("acoe-number")
        if "acoe-tag" in child.classes:
            yield said
            said = ""


def stretches_covered(record: Json) -> Iterator[str]:
    """The words under each stretch, widened to whole characters; touching ones become one."""
    texts = {unit["id"]: unit.get("text", "") for unit in record["units"]}
    for annotation in record["annotations"]:
        spans = annotation.get("spans") or annotation.get("trigger", {}).get("spans", ())
        by_unit: dict[str, list[tuple[int, int]]] = {}
        for span in spans:
            text = texts[span["unit"]]
            cuts = clusters(text)
            start = max(cut for cut in cuts if cut <= span["start"])
            end = min(cut for cut in cuts if cut >= span["end"])
            mine = by_unit.setdefault(span["unit"], [])
            if mine and start <= mine[-1][1]:
                mine[-1] = (mine[-1][0], max(end, mine[-1][1]))
            else:
                mine.append((start, end))
        for unit, stretches in by_unit.items():
            yield from (texts[unit][start:end] for start, end in stretches)


@given(st.text(), st.text())
def test_hostile_words_stay_words(name: str, value: str) -> None:
    record = CASES["One span in another"]
    attribute = {"attributes": {name or "x": f"<script>{value}</script>"}, "comment": value}
    first = record["annotations"][0] | attribute
    parse(drawn(record | {"annotations": [first, *record["annotations"][1:]]}))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", " data:x"]
)
def test_addresses_that_could_run_script_are_left_out(address: str) -> None:
    html = draw(
        CASES["Page of a filing"],
        compiled(),
        prefix="x1",
        href=lambda node: address,
        picture=lambda unit: address,
    )
    assert "alert" not in html
    assert "data:" not in html


@pytest.mark.parametrize(("height", "wide"), [(842, False), (595, False), (335, True)])
def test_the_picture_of_a_slide_stands_above_its_text(height: int, wide: bool) -> None:
    page = {"type": "page", "id": "u1", "number": 3, "width": 595, "height": height, "text": ""}
    root = parse(drawn(CASES["Nothing annotated"] | {"units": [page], "annotations": []}))
    assert bool(root.of_class("acoe-sheet-wide")) is wide
    assert len(root.of_class("acoe-sheet")) == 1


@pytest.mark.parametrize(("cells", "shown"), [(4, "0 0 600 849.08"), (5, "0 0 600 159.08")])
def test_a_picture_with_many_small_boxes_is_shown_from_near(cells: int, shown: str) -> None:
    """What is around the boxes, in the full width; a few of them are seen on the whole page."""
    page = {"type": "page", "id": "u1", "number": 3, "width": 595, "height": 842}
    boxes = [
        {
            "type": "entity",
            "id": f"e{n}",
            "label": "size",
            "boxes": [{"unit": "u1", "x": 50, "y": 40 + 20 * n, "width": 60, "height": 8}],
        }
        for n in range(cells)
    ]
    record = CASES["Nothing annotated"] | {"units": [page], "annotations": boxes}
    (sheet,) = parse(drawn(record)).of_class("acoe-sheet")
    assert ("acoe-sheet-near" in sheet.classes) is (cells > 4)
    assert sheet.attributes["viewbox"] == shown


def test_spans_that_lie_nowhere_are_told_in_the_table_only() -> None:
    outside = {
        "type": "entity",
        "id": "e9",
        "label": "size",
        "spans": [{"unit": "u1", "start": 500, "end": 900}],
        "text": "beyond",
    }
    record = CASES["Nothing annotated"] | {"annotations": [outside]}
    root = parse(drawn(record))
    assert root.of_class("acoe-text")[0].text() == "no interest, thanks"
    assert "beyond" in root.of_class("acoe-annotations")[0].text()


def test_hundreds_of_spans_in_each_other_are_drawn() -> None:
    text = "ab " * 700
    spans = [{"unit": "u1", "start": n, "end": len(text) - n} for n in range(600)]
    entities = [
        {
            "type": "entity",
            "id": f"e{n}",
            "label": "size",
            "spans": [span],
            "text": text[span["start"] : span["end"]],
        }
        for n, span in enumerate(spans)
    ]
    unit = {"type": "passage", "id": "u1", "text": text}
    the_laws_hold(CASES["Nothing annotated"] | {"units": [unit], "annotations": entities})


def test_ids_that_stand_twice_are_drawn_twice() -> None:
    record = CASES["Relations and an event"]
    (unit,) = record["units"]
    annotations = [{**each, "id": "e1"} for each in record["annotations"]]
    twice = record | {"units": [unit, {**unit, "text": "sold"}], "annotations": annotations}
    root = parse(drawn(twice))
    ids_are_unique(root)
    everything_is_in_the_table(twice, root)


def test_what_leads_nowhere_is_shown_by_its_id() -> None:
    tie = {"type": "relation", "id": "r1", "label": "size_of", "subject": "e1", "object": "gone"}
    record = CASES["Short spans, two on the same words"]
    root = parse(drawn(record | {"annotations": [*record["annotations"], tie]}))
    (note,) = root.of_class("acoe-notes--ties")
    assert "gone" in note.text()
