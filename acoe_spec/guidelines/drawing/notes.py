"""What is said of annotations beside the text: values, links, relations, events, categories.

Each is one item of a list, so that all of it can be read on a narrow screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, link, span, text
from acoe_spec.guidelines.drawing.scene import Json, Scene, node_of


def label_chip(scene: Scene, annotation: Json) -> Html:
    """The name of the label of an annotation, with a link to its page."""
    kind = "acoe-tag acoe-tag--event" if annotation["type"] == "event" else "acoe-tag"
    number = scene.numbers.get(annotation["id"])
    shown = text(scene.name(annotation))
    if number is not None:
        shown = Html(span("acoe-number", text(str(number))) + shown)
    address = scene.href(node_of(annotation))
    return link(address, shown, f"{kind} {scene.colour(annotation)}")


def category_chip(scene: Scene, annotation: Json) -> Html:
    """The answer to a category's question: the set, then the label."""
    shown = Html(span("acoe-set", text(f"{annotation['set']}: ")) + text(scene.name(annotation)))
    kind = f"acoe-tag acoe-tag--category {scene.colour(annotation)}"
    return Html(link(scene.href(node_of(annotation)), shown, kind) + pairs(scene, annotation))


def category_chips(scene: Scene, target: str | None) -> Html:
    """The categories of a unit, of an annotation or, with None, of the record."""
    found = scene.categories.get(target, ())
    return join((category_chip(scene, annotation) for annotation in found), " ")


def value_text(value: Any) -> str:
    """A value of an attribute as it is shown."""
    if isinstance(value, list):
        return ", ".join(map(value_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def pairs(scene: Scene, annotation: Json) -> Html:
    """The attributes and links of an annotation as small pairs."""
    found = [
        _pair(key, text(value_text(value)))
        for key, value in annotation.get("attributes", {}).items()
    ]
    found.extend(_pair(each["kb"], link_value(scene, each)) for each in annotation.get("links", ()))
    return Html(" " + join(found, " ")) if found else EMPTY


def _pair(key: str, value: Html) -> Html:
    name = span("acoe-key", text(key))
    return span("acoe-attribute", Html(f"{name} {element('bdi', value, class_='acoe-value')}"))


def link_value(scene: Scene, found: Json) -> Html:
    """What a link leads to: an identifier, none, or one of several."""
    if "id" in found:
        return link(scene.link_address(found), text(found["id"]))
    if found.get("status") == "ambiguous":
        return text("one of " + ", ".join(found.get("candidates", ())))
    return text("nil")


def quoted(scene: Scene, id_: str) -> Html:
    """The words of an annotation, in quotation by form."""
    return element("q", element("bdi", text(scene.surface(id_))), class_="acoe-quote")


def unit_notes(scene: Scene, unit: str) -> Html:
    """A list of the marks of a unit that have more to tell than their label."""
    items: list[Html] = []
    seen = set()
    for mark in scene.marks.get(unit, ()):
        if mark.first == 1 and mark.id not in seen:
            seen.add(mark.id)
            items.extend(_note(scene, scene.annotations[mark.id]))
    return _list(items)


def beside_notes(scene: Scene) -> Html:
    """A list of the entities that have no words: they are on pages or in the recording."""
    marked = {mark.id for marks in scene.marks.values() for mark in marks}
    found = [a for a in scene.of_type("entity") if a["id"] not in marked]
    return _list(item for a in found for item in _note(scene, a, always=True))


def _note(scene: Scene, annotation: Json, *, always: bool = False) -> Iterator[Html]:
    more = Html(pairs(scene, annotation) + _more(scene, annotation))
    if always or more:
        words = annotation.get("text") or annotation.get("trigger", {}).get("text")
        quote = Html(" " + quoted(scene, annotation["id"])) if words else EMPTY
        yield _item(Html(label_chip(scene, annotation) + quote + more), scene.colour(annotation))


def _more(scene: Scene, annotation: Json) -> Html:
    chips = category_chips(scene, annotation["id"])
    parts = [Html(" " + chips)] if chips else []
    if annotation.get("comment"):
        parts.append(Html(" " + element("span", text(annotation["comment"]), class_="acoe-remark")))
    return join(parts)


def ties_notes(scene: Scene, drawn: frozenset[str]) -> Html:
    """A list of relations, events and clusters; those in `drawn` are left out where arcs show."""
    items = []
    for annotation in scene.record["annotations"]:
        kind = annotation["type"]
        if kind == "relation":
            content = _relation(scene, annotation)
        elif kind == "event" and (annotation["arguments"] or "trigger" not in annotation):
            content = _event(scene, annotation)
        elif kind == "cluster":
            content = _cluster(scene, annotation)
        else:
            continue
        told = annotation["id"] in drawn and not (
            kind == "relation" and _has_more(scene, annotation)
        )
        items.append(_item(content, scene.colour(annotation), "acoe-in-arcs" if told else None))
    return _list(items, "acoe-notes acoe-notes--ties")


def _has_more(scene: Scene, annotation: Json) -> bool:
    return bool(annotation.get("attributes") or annotation["id"] in scene.categories)


def _relation(scene: Scene, annotation: Json) -> Html:
    sides = scene.taxonomy.label("relation", annotation["label"])
    symmetric = sides is not None and sides.relation is not None and sides.relation.symmetric
    arrow = span("acoe-direction", text("↔" if symmetric else "→"))
    name = link(
        scene.href(node_of(annotation)),
        text(scene.name(annotation)),
        f"acoe-relation {scene.colour(annotation)}",
    )
    ends = (side(scene, annotation["subject"]), name, arrow, side(scene, annotation["object"]))
    return Html(join(ends, " ") + pairs(scene, annotation) + _more(scene, annotation))


def _event(scene: Scene, annotation: Json) -> Html:
    head = label_chip(scene, annotation)
    more = EMPTY
    if "trigger" in annotation:
        head = Html(f"{head} {quoted(scene, annotation['id'])}")
    else:
        more = Html(pairs(scene, annotation) + _more(scene, annotation))
    roles = (
        span(
            "acoe-argument",
            Html(f"{span('acoe-role', text(each['role']))} {side(scene, each['target'])}"),
        )
        for each in annotation["arguments"]
    )
    return Html(f"{head}{more} {join(roles, ' ')}")


def _cluster(scene: Scene, annotation: Json) -> Html:
    name = link(
        scene.href(node_of(annotation)),
        text(scene.name(annotation)),
        f"acoe-relation {scene.colour(annotation)}",
    )
    members = join((side(scene, member) for member in annotation["members"]), " = ")
    return Html(f"{name} {members}{pairs(scene, annotation)}{_more(scene, annotation)}")


def side(scene: Scene, id_: str) -> Html:
    """One end of a relation: its words, underlined in the colour of its label, and its label."""
    annotation = scene.annotations.get(id_)
    if annotation is None:
        return element("bdi", text(id_), class_="acoe-quote")
    surface = scene.surface(id_)
    name = scene.spoken.get(id_, "")
    kind = span("acoe-called", text(name)) if name != surface and name else EMPTY
    shown = element("bdi", text(surface))
    return span(f"acoe-end {scene.colour(annotation)}", Html(shown + (" " if kind else "") + kind))


def _item(content: Html, colour: str, kind: str | None = None) -> Html:
    return element("li", content, class_=f"acoe-told {colour}" + (f" {kind}" if kind else ""))


def _list(items: Iterable[Html], kind: str = "acoe-notes") -> Html:
    content = join(items)
    return element("ul", content, class_=kind, role="list") if content else EMPTY
