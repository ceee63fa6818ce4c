"""Which relations and events of a record are drawn as arcs, in which unit.

An arc is drawn in the unit of what it goes out from, if that has words there. What goes out from
something without words is told in a list instead, and so is what is on a page, whose text stands
beside its picture, or in a unit that is written from right to left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from acoe_spec.guidelines.drawing.arcs import Tie
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.widths import is_right_to_left


@dataclass(frozen=True, slots=True)
class Ties:
    """The arcs by unit, and the ids of the relations and events that arcs tell wholly."""

    by_unit: dict[str, list[Tie]]
    drawn: frozenset[str]


def ties(scene: Scene) -> Ties:
    """The arcs of a record."""
    homes = _homes(scene)
    order = [unit["id"] for unit in scene.record["units"]]
    by_unit: dict[str, list[Tie]] = {}
    drawn = set()
    for annotation, links in _links(scene):
        source = links[0][0]
        if source not in homes or not all(target in scene.annotations for _, target, _ in links):
            continue
        drawn.add(annotation["id"])
        unit = homes[source]
        for _, target, name in links:
            home = homes.get(target)
            by_unit.setdefault(unit, []).append(
                Tie(
                    name=name,
                    colour=scene.colour(annotation),
                    source=source,
                    target=target if home == unit else None,
                    is_directed=_is_directed(scene, annotation),
                    outside="" if home == unit else scene.surface(target, 24),
                    way=_way(order, unit, home),
                )
            )
    return Ties(by_unit, frozenset(drawn))


def _way(order: list[str], here: str, there: str | None) -> str:
    """An arrow to an earlier unit, to a later one, or to what has no words."""
    if there is None:
        return "→"
    return "↑" if order.index(there) < order.index(here) else "↓"


def _homes(scene: Scene) -> dict[str, str]:
    """The unit in which an entity or event is anchored: where its words begin."""
    homes: dict[str, str] = {}
    for unit in scene.units:
        content = scene.units[unit].get("text", "")
        if scene.units[unit]["type"] == "page" or is_right_to_left(content):
            continue
        for mark in scene.marks.get(unit, ()):
            homes.setdefault(mark.id, unit)
    return homes


def _links(scene: Scene) -> Iterator[tuple[Json, list[tuple[str, str, str]]]]:
    """Relations and events, each with where its arcs go out, where they lead and their names."""
    for annotation in scene.record["annotations"]:
        id_ = annotation["id"]
        if annotation["type"] == "relation":
            name = scene.name(annotation)
            yield annotation, [(annotation["subject"], annotation["object"], name)]
        elif annotation["type"] == "event" and annotation["arguments"]:
            yield annotation, [(id_, a["target"], a["role"]) for a in annotation["arguments"]]


def _is_directed(scene: Scene, annotation: Json) -> bool:
    label = scene.taxonomy.label("relation", annotation["label"])
    sides = label.relation if label is not None else None
    return annotation["type"] == "event" or sides is None or not sides.symmetric
