"""Rules for worked examples as parts of guidelines; what they annotate is judged by `verdicts`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from acoe_spec.findings import Rule
from acoe_spec.guidelines.guideline import Place
from acoe_spec.guidelines.lint.documentation import Defect, Documentation

PINNED = "example-pinned"


def check_pinned(said: Documentation) -> Iterator[Defect]:
    """No example names the version that it is annotated under: it is that of its folder."""
    for page in said.guidelines.pages:
        for block in page.blocks:
            data = block.source.data
            if block.kind == "example" and isinstance(data, dict) and "schema" in data:
                place = Place(block.place.file, *block.source.place("/schema", key=True))
                pin = data["schema"] if isinstance(data["schema"], str) else "a version"
                current = said.taxonomy.schema
                yield Defect(
                    place,
                    "schema",
                    f"this example is pinned to {pin}, and is checked under {current}",
                    "take 'schema' out: examples follow the taxonomy of their folder",
                    pointer="/schema",
                )


def check_repeated(said: Documentation) -> Iterator[Defect]:
    """No two examples show the same words; one that several pages include is one."""
    first: dict[tuple[str, ...], tuple[str, Place]] = {}
    for example in said.examples:
        texts = () if example.record is None else _texts(example.record)
        if not any(texts):
            continue
        place = example.block.place
        identifier, other = first.setdefault(texts, (example.id, place))
        if other != place:
            yield Defect(
                Place(place.file, *example.block.source.place("/units", key=True)),
                example.id,
                f"the example '{identifier}', at {other.file}:{other.line}, has the same text",
                "use words of their own, or show what is wrong and what is right in one example, "
                "with 'instead'",
                pointer="/units",
            )


def _texts(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of each unit, without regard to case and white space."""
    units = record.get("units", ())
    return tuple(" ".join(str(each.get("text") or "").casefold().split()) for each in units)


_EXAMPLE = "```example\nid: name\nverdict: annotate\n"
_AVOID = "\n```example\nid: verb\nverdict: avoid\n"

RULES = (
    Rule(
        id=PINNED,
        level="error",
        theme="guidelines",
        summary="A worked example is pinned to a version of the taxonomy.",
        why="It is shown beside the labels of this version and checked under them. One that holds "
        "under an old version only teaches the old labels.",
        fix="Take 'schema' out and annotate it under the version that it stands beside. The "
        "guidelines of each release keep its examples as they were.",
        failing=_EXAMPLE + 'schema: desk@1.0.0\nunits: [{A: "[Barclays]{firm} bids"}]\n```\n',
        passing=_EXAMPLE + 'units: [{A: "[Barclays]{firm} bids"}]\n```\n',
        check=check_pinned,
    ),
    Rule(
        id="example-repeated",
        level="warning",
        theme="guidelines",
        summary="Two worked examples of a taxonomy have the same text.",
        why="The second teaches nothing that the first does not, and two teams measured on the "
        "examples have seen the text before. Where the two say different things, people wonder "
        "which one holds.",
        fix="Write another text. What is wrong and what is right of one text is one example of "
        "verdict avoid, with 'instead'.",
        failing=_EXAMPLE + 'units: [{A: "[Nomura]{firm} bids"}]\n```\n' + _AVOID + "units: [{A: "
        '"[Nomura bids]{firm}"}]\ninstead: {units: [{A: "[Nomura]{firm} bids"}]}\n```\n',
        passing=_EXAMPLE + 'units: [{A: "[Nomura]{firm} bids"}]\n```\n' + _AVOID + "units: [{A: "
        '"[UBS offers]{firm}"}]\ninstead: {units: [{A: "[UBS]{firm} offers"}]}\n```\n',
        check=check_repeated,
    ),
)
