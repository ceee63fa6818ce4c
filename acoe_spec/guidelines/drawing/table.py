"""All annotations of a record as a table, which holds everything that is known of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, link, span, text
from acoe_spec.guidelines.drawing.notes import link_value, value_text
from acoe_spec.guidelines.drawing.scene import Json, Scene, node_of
from acoe_spec.guidelines.drawing.widths import shortened

_COLUMNS = ("Id", "Kind", "Label", "Text or place", "More")
_PLAIN = ("confidence", "annotator", "origin", "created", "comment")


def table(scene: Scene) -> Html:
    """The table, folded; empty where there are no annotations."""
    annotations = scene.record["annotations"]
    if not annotations:
        return EMPTY
    head = element("tr", join(element("th", text(name), scope="col") for name in _COLUMNS))
    rows = join(_row(scene, annotation) for annotation in annotations)
    whole = element(
        "table", Html(element("thead", head) + element("tbody", rows)), class_="acoe-rows"
    )
    count = len(annotations)
    title = text(f"{count} annotation{'' if count == 1 else 's'} as a table")
    scrolled = element(
        "div",
        whole,
        class_="acoe-wide",
        role="group",
        tabindex=0,
        aria_label="Annotations as a table",
    )
    return element("details", Html(element("summary", title) + scrolled), class_="acoe-annotations")


def _row(scene: Scene, annotation: Json) -> Html:
    label = link(scene.href(node_of(annotation)), text(scene.name(annotation)))
    kind = annotation["type"]
    if kind == "category":
        label = Html(text(f"{annotation['set']}: ") + label)
    cells = (
        element("td", text(kind)),
        element("td", label),
        element("td", join(_places(scene, annotation), "\n"), class_="acoe-verbatim"),
        element("td", join(_more(scene, annotation))),
    )
    number = scene.numbers.get(annotation["id"])
    shown = EMPTY if number is None else span("acoe-number", text(str(number)))
    id_ = element("th", Html(shown + text(annotation["id"])), scope="row")
    return element("tr", Html(id_ + join(cells)))


def _places(scene: Scene, annotation: Json) -> Iterator[Html]:
    match annotation["type"]:
        case "relation":
            arrow = text(" → ")
            yield Html(
                _named(scene, annotation["subject"]) + arrow + _named(scene, annotation["object"])
            )
        case "cluster":
            yield join((_named(scene, member) for member in annotation["members"]), " = ")
        case "category":
            target = annotation.get("target")
            yield text("the record") if target is None else _named(scene, target)
        case _:
            yield from _anchors(annotation)


def _anchors(annotation: Json) -> Iterator[Html]:
    words = annotation.get("text") or annotation.get("trigger", {}).get("text")
    if words is not None:
        yield element("bdi", text(words))
    for box in annotation.get("boxes", ()):
        corner = f"{box['x']:g}, {box['y']:g}"
        yield text(f"{box['unit']}: {box['width']:g} × {box['height']:g} at {corner}")
    for time in annotation.get("times", ()):
        yield text(f"{time['start']:g} to {time['end']:g} s")


def _named(scene: Scene, id_: str) -> Html:
    unit = scene.units.get(id_)
    if unit is not None:
        start = shortened(unit.get("text", ""), 40)
        return Html(text(id_) + (Html(" " + element("bdi", text(start))) if start else EMPTY))
    surface = scene.surface(id_)
    return text(id_) if surface == id_ else Html(text(f"{id_} ") + element("bdi", text(surface)))


def _more(scene: Scene, annotation: Json) -> Iterator[Html]:
    for key, value in annotation.get("attributes", {}).items():
        yield _line(key, text(value_text(value)))
    for each in annotation.get("links", ()):
        sure = f" ({each['confidence']:g} sure)" if "confidence" in each else ""
        yield _line(each["kb"], Html(link_value(scene, each) + text(sure)))
    for each in annotation.get("arguments", ()):
        yield _line(each["role"], _named(scene, each["target"]))
    for key in _PLAIN:
        if key in annotation:
            yield _line(key, text(value_text(annotation[key])))
    for each in annotation.get("previous", ()):
        yield _line("previous", text(_previous(each)))
    if "metadata" in annotation:
        yield _line("metadata", text(json.dumps(annotation["metadata"], ensure_ascii=False)))


def _previous(each: Json) -> str:
    parts = [f"{each['label']} in {each['schema']}"]
    if "id" in each:
        parts.append(f"as {each['id']}")
    parts.extend(f"{key} {value_text(value)}" for key, value in each.get("attributes", {}).items())
    return ", ".join(parts)


def _line(key: str, value: Html) -> Html:
    name = element("span", text(key), class_="acoe-key")
    return element("div", Html(f"{name} {element('bdi', value)}"))
