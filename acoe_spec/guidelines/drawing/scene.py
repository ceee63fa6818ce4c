"""What there is to draw of one record: annotations by id, marks by unit, and their names.

A *mark* is what one annotation covers of one unit's text: an entity, or the trigger of an event.
Tolerates records that break rules, since examples of what to avoid are drawn too: what lies
outside of a text is cut off, and what leads nowhere is shown by its id.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from acoe_spec.guidelines.drawing.colours import colour_class
from acoe_spec.guidelines.drawing.lanes import lanes
from acoe_spec.guidelines.drawing.widths import clusters, shortened
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.references import node

Json = Mapping[str, Any]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one annotation covers of one unit.

    `stretches` are half-open, in code points and in order, and cut no user-perceived character.
    The first of them is stretch number `first` of the `total` that the annotation has in all
    units, counted from 1. `lane` is counted from 1, which is nearest to the text.
    """

    id: str
    name: str
    spoken: str
    colour: str
    href: str | None
    is_trigger: bool
    number: int | None
    stretches: tuple[Stretch, ...]
    first: int
    total: int
    lane: int

    @property
    def hull(self) -> Stretch:
        """From its first character to its last, gaps included."""
        return self.stretches[0][0], self.stretches[-1][1]


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One record with everything that drawing it takes."""

    record: Json
    taxonomy: CompiledTaxonomy
    prefix: str
    href: Callable[[str], str | None]
    picture: Callable[[str], str | None]

    @cached_property
    def units(self) -> dict[str, Json]:
        """The units by id; of two with one id the first."""
        return {unit["id"]: unit for unit in reversed(self.record["units"])}

    @cached_property
    def anchors(self) -> dict[str, str]:
        """The id in the page of each unit, by its id in the record."""
        units = enumerate(self.record["units"], start=1)
        return {unit["id"]: f"{self.prefix}-u{n}" for n, unit in units if self.is_first(unit)}

    def is_first(self, unit: Json) -> bool:
        """Whether a unit is the one that its id means."""
        return self.units[unit["id"]] is unit

    def anchor(self, unit: Json) -> str | None:
        """The id in the page of a unit; None of a second unit with its id."""
        return self.anchors[unit["id"]] if self.is_first(unit) else None

    @cached_property
    def annotations(self) -> dict[str, Json]:
        """The annotations by id; of two with one id the first."""
        return {annotation["id"]: annotation for annotation in reversed(self.record["annotations"])}

    @cached_property
    def categories(self) -> dict[str | None, list[Json]]:
        """The categories by what they are said of; None is the record."""
        found: dict[str | None, list[Json]] = {}
        for annotation in self.of_type("category"):
            found.setdefault(annotation.get("target"), []).append(annotation)
        return found

    @cached_property
    def spoken(self) -> dict[str, str]:
        """What annotations are called aloud: by label, with a number where that is not enough."""
        named = (a for a in self.record["annotations"] if _is_named(a))
        names = {annotation["id"]: self.name(annotation) for annotation in named}
        several = Counter(names.values())
        seen: Counter[str] = Counter()
        called = {}
        for id_, name in names.items():
            seen[name] += 1
            called[id_] = f"{name} {seen[name]}" if several[name] > 1 else name
        return called

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Numbers of what is drawn beside the text: on a page or on a time axis."""
        placed = [a["id"] for a in self.of_type("entity") if a.get("boxes") or a.get("times")]
        return {id_: n for n, id_ in enumerate(placed, start=1)}

    @cached_property
    def marks(self) -> dict[str, tuple[Mark, ...]]:
        """The marks by unit, those that begin first first and of these the longest first."""
        found: dict[str, list[tuple[Json, list[Stretch], int, int]]] = {}
        for annotation in self.record["annotations"]:
            spans = _spans(annotation)
            by_unit: dict[str, list[Stretch]] = {}
            for span in spans:
                by_unit.setdefault(span["unit"], []).append((span["start"], span["end"]))
            first = 1
            for id_, stretches in by_unit.items():
                whole = self._whole(id_, stretches)
                if whole:
                    found.setdefault(id_, []).append((annotation, whole, first, len(spans)))
                first += len(stretches)
        return {id_: self._laid_out(marks) for id_, marks in found.items()}

    def _whole(self, unit: str, stretches: list[Stretch]) -> list[Stretch]:
        """Stretches without what is outside of the text, widened to whole characters."""
        content = self.units[unit].get("text", "") if unit in self.units else ""
        starts = self._clusters(unit, content)
        whole: list[Stretch] = []
        for start, end in sorted(stretches):
            if 0 <= start < min(end, len(content)):
                start = starts[bisect_right(starts, start) - 1]
                end = starts[bisect_left(starts, min(end, len(content)))]
                if whole and start <= whole[-1][1]:
                    whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
                else:
                    whole.append((start, end))
        return whole

    def _clusters(self, unit: str, content: str) -> range | list[int]:
        if content.isascii() and "\r" not in content:
            return range(len(content) + 1)
        if unit not in self._cut:
            self._cut[unit] = clusters(content)
        return self._cut[unit]

    @cached_property
    def _cut(self) -> dict[str, list[int]]:
        return {}

    def _laid_out(self, found: list[tuple[Json, list[Stretch], int, int]]) -> tuple[Mark, ...]:
        found.sort(key=lambda each: (each[1][0][0], -each[1][-1][1]))
        taken = lanes([(stretches[0][0], stretches[-1][1]) for _, stretches, _, _ in found])
        return tuple(
            Mark(
                id=annotation["id"],
                name=self.name(annotation),
                spoken=self.spoken[annotation["id"]],
                colour=self.colour(annotation),
                href=self.href(node_of(annotation)),
                is_trigger=annotation["type"] == "event",
                number=self.numbers.get(annotation["id"]),
                stretches=tuple(stretches),
                first=first,
                total=total,
                lane=lane + 1,
            )
            for (annotation, stretches, first, total), lane in zip(found, taken, strict=True)
        )

    def of_type(self, kind: str) -> Iterator[Json]:
        """The annotations of one type, in their order."""
        return (a for a in self.record["annotations"] if a["type"] == kind)

    def name(self, annotation: Json) -> str:
        """The name of its label, or its label as it stands where the taxonomy has no such."""
        label = self.taxonomy.label(*_set_and_label(annotation))
        return label.name if label is not None else str(annotation["label"])

    def colour(self, annotation: Json) -> str:
        """The colour class of its label."""
        return colour_class(self.taxonomy, node_of(annotation))

    def surface(self, id_: str, limit: int = 40) -> str:
        """What stands for an annotation where another one leads to it: its words, or its name."""
        annotation = self.annotations.get(id_)
        if annotation is None:
            return id_
        words = annotation.get("text") or annotation.get("trigger", {}).get("text")
        return shortened(words, limit) if words and words.strip() else self.spoken.get(id_, id_)

    def speaker(self, id_: str) -> str:
        """The name of a participant, or the id where there is none."""
        for participant in self.record.get("participants", ()):
            if participant["id"] == id_:
                return str(participant.get("name", id_))
        return id_

    def link_address(self, link: Json) -> str | None:
        """Where its knowledge base shows an identifier."""
        base = self.taxonomy.knowledge_bases.get(link["kb"])
        if base is None or base.url is None or "id" not in link:
            return None
        return base.url.replace("{id}", quote(link["id"], safe=""))


def node_of(annotation: Json) -> str:
    """The node of its label."""
    return node(*_set_and_label(annotation))


def _set_and_label(annotation: Json) -> tuple[str, str]:
    kind = annotation["type"]
    if kind == "category":
        return annotation["set"], annotation["label"]
    return "relation" if kind == "cluster" else kind, annotation["label"]


def _is_named(annotation: Json) -> bool:
    return annotation["type"] in ("entity", "event", "relation")


def _spans(annotation: Json) -> list[Json]:
    if annotation["type"] == "event":
        return list(annotation.get("trigger", {}).get("spans", ()))
    return list(annotation.get("spans", ())) if annotation["type"] == "entity" else []
