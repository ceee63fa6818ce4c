"""Hypothesis strategies for valid records, as plain JSON values.

`records()` covers every type of unit and annotation and every optional field. What it draws is
sound inside itself, too: ids are unique, references lead somewhere, spans are normalised, lie in
their unit's text and carry their surface. Labels are whatever the caller says there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Labels = Mapping[str, Sequence[str]]

LABELS: Labels = {
    "entity": ("counterparty", "bond", "finance-core:amount"),
    "relation": ("bids_on",),
    "event": ("trade",),
    "cluster": ("same_as",),
    "intent": ("request", "firm_quote"),
}
"""Label ids by label set; a key besides the four kinds is a category set."""

_PROSE = 'ab \n\té漢😀\u0301\u200d\u2028"\\[]{}0'  # what breaks offsets, escapes and line splitting

contents = st.text(alphabet=_PROSE, max_size=12) | st.text(max_size=6)
names = st.text(alphabet="abcXYZ09_.-é漢😀", min_size=1, max_size=8)
languages = st.sampled_from(["en", "de-CH", "zh-Hant-TW", "sl-rozaj-biske"])
timestamps = st.builds(
    lambda moment, fraction, zone: moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + zone,
    st.datetimes(min_value=datetime(1990, 1, 1)),
    st.sampled_from(["", ".5", ".123456789"]),
    st.sampled_from(["Z", "+00:00", "-05:30"]),
)
seconds = st.integers(0, 3600) | st.floats(0, 3600)
lengths = st.integers(0, 2000) | st.floats(0, 2000)
fractions = st.sampled_from([0, 1, 0.0, 0.25, 1.0]) | st.floats(0, 1)
integers = st.sampled_from([0, 1, -1, 2**53 - 1, 1 - 2**53]) | st.integers(-1000, 1000)
schemas = st.sampled_from(["trade-chat@1.0.0", "trade-chat@2.0.0-rc.1"])
json_values = st.recursive(
    st.none()
    | st.booleans()
    | integers
    | st.floats(allow_nan=False, allow_infinity=False)
    | contents,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
metadata = st.dictionaries(names, json_values, max_size=2)
single_values = contents | integers | st.booleans()
attributes = st.dictionaries(
    st.sampled_from(["strike", "style", "maturity", "metadata"]),
    single_values | st.lists(single_values, max_size=3),
    max_size=3,
)


@st.composite
def records(draw: st.DrawFn, labels: Labels = LABELS) -> Json:
    """One valid record with one to three units and up to five annotations."""
    units = [draw(_units(f"u{n}")) for n in range(draw(st.integers(1, 3)))]
    annotations: list[Json] = []
    for n in range(draw(st.integers(0, 5))):
        annotations.append(draw(_annotations(f"a{n}", units, annotations, labels)))
    sets = ["entity", "relation", "event", *(name for name in labels if name not in _KINDS)]
    return {
        "id": draw(names),
        "modality": draw(st.sampled_from(["text", "chat", "email", "document", "audio"])),
        "units": units,
        "annotations": annotations,
    } | draw(
        _some(
            schema=schemas,
            view=names,
            annotator=names,
            state=st.sampled_from(["draft", "complete", "adjudicated"]),
            scope=st.lists(st.sampled_from(sets), max_size=2, unique=True),
            annotated_with=schemas,
            media=_media,
            participants=st.lists(_participants, max_size=2),
            sender=names,
            recipients=st.lists(names, max_size=2),
            date=timestamps,
            thread=names,
            unresolved=st.lists(_unresolved("x", units, annotations, labels), max_size=1),
            metadata=metadata,
        )
    )


_KINDS = frozenset({"entity", "relation", "event", "cluster"})


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Any of the given fields, each absent about as often as present."""
    return st.fixed_dictionaries({}, optional=fields)


_media = st.builds(
    lambda uri, rest: {"uri": uri, **rest},
    st.sampled_from(["call.wav", "https://example.org/call%201.wav"]),
    _some(
        sha256=st.sampled_from(["0" * 64, "0123456789abcdef" * 4]),
        duration=seconds,
        sample_rate=st.sampled_from([8000, 44100]),
        channels=st.integers(1, 2),
    ),
)
_participants = st.builds(
    lambda id_, rest: {"id": id_, **rest},
    names,
    _some(name=names, role=names, language=languages, accent=names),
)


@st.composite
def _units(draw: st.DrawFn, id_: str) -> Json:
    unit: Json = {
        "type": draw(st.sampled_from(["passage", "turn", "part", "page", "segment"])),
        "id": id_,
    }
    if unit["type"] != "segment" or draw(st.booleans()):
        unit["text"] = draw(contents)
    match unit["type"]:
        case "passage":
            return unit | draw(_some(language=languages))
        case "turn":
            return unit | draw(
                _some(speaker=names, time=timestamps, reply_to=names, language=languages)
            )
        case "part":
            roles = ["subject", "body", "quoted", "signature", "attachment"]
            return unit | {"role": draw(st.sampled_from(roles))} | draw(_some(language=languages))
        case "page":
            rest = _some(
                width=lengths,
                height=lengths,
                unit=st.sampled_from(["px", "pt"]),
                language=languages,
            )
            return unit | {"number": draw(st.integers(0, 999))} | draw(rest)
        case _:
            start, end = sorted((draw(seconds), draw(seconds)))
            rest = _some(speaker=names, channel=st.integers(0, 7), accent=names, language=languages)
            return unit | {"start": start, "end": end} | draw(rest)


@st.composite
def _annotations(
    draw: st.DrawFn, id_: str, units: list[Json], others: list[Json], labels: Labels
) -> Json:
    """An annotation of any type that has something to point at."""
    entities = [other["id"] for other in others if other["type"] == "entity"]
    targets = [other["id"] for other in others if other["type"] in ("entity", "event")]
    kinds = ["entity", "category"] + ["relation", "event", "cluster"] * bool(entities)
    annotation: Json = {"type": draw(st.sampled_from(kinds)), "id": id_}
    match annotation["type"]:
        case "entity":
            annotation["label"] = draw(st.sampled_from(labels["entity"]))
            annotation |= draw(_anchors(units))
            annotation |= draw(_some(links=st.lists(_links, max_size=2)))
        case "relation":
            annotation["label"] = draw(st.sampled_from(labels["relation"]))
            annotation["subject"] = draw(st.sampled_from(entities))
            annotation["object"] = draw(st.sampled_from(entities))
        case "event":
            annotation["label"] = draw(st.sampled_from(labels["event"]))
            argument = st.fixed_dictionaries(
                {"role": st.sampled_from(["buyer", "traded"]), "target": st.sampled_from(targets)}
            )
            annotation["arguments"] = draw(st.lists(argument, max_size=2))
            spans = draw(_spans(units))
            if spans:
                annotation["trigger"] = {"spans": spans, "text": surface(spans, units)}
        case "category":
            set_ = draw(st.sampled_from([name for name in labels if name not in _KINDS]))
            annotation["set"] = set_
            annotation["label"] = draw(st.sampled_from(labels[set_]))
            places = [unit["id"] for unit in units] + targets
            annotation |= draw(_some(target=st.sampled_from(places)))
        case _:
            annotation["label"] = draw(st.sampled_from(labels["cluster"]))
            annotation["members"] = draw(
                st.lists(st.sampled_from(entities), min_size=1, max_size=3, unique=True)
            )
    return annotation | draw(
        _some(
            attributes=attributes,
            confidence=fractions,
            annotator=names,
            created=timestamps,
            origin=st.sampled_from(["human", "model"]),
            comment=contents,
            previous=st.lists(_previous(labels), max_size=1),
            metadata=metadata,
        )
    )


def _previous(labels: Labels) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda schema, label, rest: {"schema": schema, "label": label, **rest},
        schemas,
        st.sampled_from(labels["entity"]),
        _some(id=names, attributes=attributes),
    )


@st.composite
def _unresolved(
    draw: st.DrawFn, id_: str, units: list[Json], others: list[Json], labels: Labels
) -> Json:
    item: Json = {
        "annotation": draw(_annotations(id_, units, others, labels)),
        "schema": draw(schemas),
        "reason": "split",
    }
    return item | draw(
        _some(
            attribute=names,
            candidates=st.lists(st.sampled_from(labels["entity"]), max_size=2),
            because=names,
        )
    )


_links = st.one_of(
    st.fixed_dictionaries({"kb": names, "id": names}, optional={"confidence": fractions}),
    st.fixed_dictionaries({"kb": names, "status": st.just("nil")}),
    st.fixed_dictionaries(
        {"kb": names, "status": st.just("ambiguous"), "candidates": st.lists(names, max_size=2)}
    ),
)


@st.composite
def _anchors(draw: st.DrawFn, units: list[Json]) -> Json:
    """Spans with their surface, boxes, times, or several of them; at least one."""
    anchors: Json = {}
    spans = draw(_spans(units))
    if spans:
        anchors = {"spans": spans, "text": surface(spans, units)}
    if draw(st.booleans()):
        box = {"unit": st.sampled_from([unit["id"] for unit in units])}
        box |= dict.fromkeys(("x", "y", "width", "height"), lengths)
        anchors["boxes"] = draw(st.lists(st.fixed_dictionaries(box), min_size=1, max_size=2))
    if not anchors or draw(st.booleans()):
        start, end = sorted((draw(seconds), draw(seconds)))
        anchors["times"] = [{"start": start, "end": end}]
    return anchors


@st.composite
def _spans(draw: st.DrawFn, units: list[Json]) -> list[Json]:
    """Up to two spans in each unit: in order, not empty, not touching; perhaps none at all."""
    spans: list[Json] = []
    for unit in units:
        size = len(unit.get("text", ""))
        if size == 0 or not draw(st.booleans()):
            continue
        cuts = sorted(draw(st.sets(st.integers(0, size), min_size=2, max_size=4)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        spans.extend({"unit": unit["id"], "start": start, "end": end} for start, end in pairs)
    return spans


def surface(spans: Sequence[Json], units: Sequence[Json]) -> str:
    """The slices of the spans joined by one space, as a record has to carry them."""
    texts = {unit["id"]: unit.get("text", "") for unit in units}
    return " ".join(texts[span["unit"]][span["start"] : span["end"]] for span in spans)
