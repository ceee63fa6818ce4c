"""Hypothesis strategies for texts crowded with spans: nested, crossing, in parts, tied by arcs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

PIECES = st.sampled_from(
    [
        *("a", "bid", "5mm", " ", "  ", "\t", "\n", "\r\n", "T 4.25 05/35", "/", "(", ")", ", "),
        *(
            "e\u0301",
            "漢字",
            "😀",
            "👩‍👩‍👧",
            "🇳🇴",
            "אג״ח",
            "سندات",
            "\u202e",
            "&lt;",
            "<b>",
            '"',
            "\x00",
        ),
        *("averyveryverylongwordthatnobodywouldwrite", "\u2028", "\u0301", "\u200d"),
    ]
)
LABELS = {
    "entity": ("counterparty", "government_bond", "finance-core:tenor", "no-such-label"),
    "relation": ("size_of", "same_as"),
    "event": ("trade",),
}


def span(start: int, end: int) -> Json:
    return {"unit": "u1", "start": start, "end": end}


@st.composite
def stretches(draw: st.DrawFn, text: str) -> list[Json]:
    """One to three parts of a text, neither empty nor touching, in order."""
    count = draw(st.integers(1, 3))
    ends = st.lists(st.integers(0, len(text)), min_size=2 * count, max_size=2 * count, unique=True)
    points = sorted(draw(ends)) if len(text) >= 2 * count else [0, len(text)]
    return [span(a, b) for a, b in zip(points[::2], points[1::2], strict=True)]


@st.composite
def dense_records(draw: st.DrawFn) -> Json:
    """One passage with up to eight entities and events, and relations between them."""
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=40)))
    annotations: list[Json] = []
    for n in range(draw(st.integers(1, 8))):
        spans = draw(stretches(text))
        surface = " ".join(text[each["start"] : each["end"]] for each in spans)
        if draw(st.integers(0, 4)):
            label = draw(st.sampled_from(LABELS["entity"]))
            annotations.append(
                {"type": "entity", "id": f"e{n}", "label": label, "spans": spans, "text": surface}
            )
        else:
            annotations.append(
                {
                    "type": "event",
                    "id": f"e{n}",
                    "label": "trade",
                    "trigger": {"spans": spans, "text": surface},
                    "arguments": [
                        {"role": "traded", "target": f"e{draw(st.integers(0, n))}"}
                        for _ in range(draw(st.integers(0, 2)))
                    ],
                }
            )
    marks = [each["id"] for each in annotations]
    relations = [
        {
            "type": "relation",
            "id": f"r{n}",
            "label": draw(st.sampled_from(LABELS["relation"])),
            "subject": draw(st.sampled_from(marks)),
            "object": draw(st.sampled_from(marks)),
        }
        for n in range(draw(st.integers(0, 5)))
    ]
    return {
        "schema": "trade-chat@2.0.0",
        "id": "r",
        "modality": "text",
        "units": [{"type": "passage", "id": "u1", "text": text}],
        "annotations": [*annotations, *relations],
    }
