"""Rules for worked examples as parts of guidelines; what they annotate is judged by `verdicts`."""

from __future__ import annotations

from collections.abc import Iterator

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


_EXAMPLE = "```example\nid: name\nverdict: annotate\n"

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
)
