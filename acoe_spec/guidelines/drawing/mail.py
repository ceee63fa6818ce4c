"""An email: a head that says what it is about, who wrote to whom and when, and then its parts.

What is quoted is set back, a signature is faint, an attachment has an edge of its own. The style
sheet does that; the role of each part is said besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from acoe_spec.guidelines.drawing.html import EMPTY, Html, element, join, span, text
from acoe_spec.guidelines.drawing.scene import Json, Scene
from acoe_spec.guidelines.drawing.ties import Ties
from acoe_spec.guidelines.drawing.units import body, unit_chips

_PARTS = {
    "subject": "Subject",
    "body": "Body",
    "quoted": "Quoted",
    "signature": "Signature",
    "attachment": "Attachment",
}
_NAME = "acoe-part-name"
_SHOWN = frozenset({"quoted", "signature", "attachment"})  # the others are known by their look


def email(scene: Scene, units: list[Json], found: Ties) -> Html:
    """The parts in the order of the record; a subject that comes first stands in the head."""
    first = units[:1] if units[0]["role"] == "subject" else []
    parts = [_part(scene, unit, found) for unit in units]
    envelope = join(_envelope(scene.record))
    if envelope:
        envelope = element("dl", envelope, class_="acoe-envelope")
    head = Html(join(parts[: len(first)]) + envelope)
    if head:
        head = element("div", head, class_="acoe-mail-head")
    return element("div", Html(head + join(parts[len(first) :])), class_="acoe-mail")


def _part(scene: Scene, unit: Json, found: Ties) -> Html:
    role = unit["role"]
    name = span(_NAME if role in _SHOWN else "acoe-heard", text(f"{_PARTS[role]} "))
    return element(
        "div",
        Html(name + body(scene, unit, found) + unit_chips(scene, unit)),
        class_=f"acoe-mail-part acoe-mail-{role}",
    )


def _envelope(record: Json) -> Iterator[Html]:
    day, _, clock = record.get("date", "").partition("T")
    date = (
        element("time", text(f"{day} {clock}".strip()), datetime=record["date"]) if day else EMPTY
    )
    for name, said in (
        ("From", _name(record["sender"]) if record.get("sender") else EMPTY),
        ("To", _names(record.get("recipients", ()))),
        ("Date", date),
    ):
        if said:
            yield element("div", Html(element("dt", text(name)) + element("dd", said)))


def _names(names: Sequence[str]) -> Html:
    """Names with the comma beside each that another follows, on whatever line that is."""
    ends = [*("," for _ in names[1:]), ""]
    return join(
        (
            span("acoe-party", Html(_name(name) + text(end)))
            for name, end in zip(names, ends, strict=False)
        ),
        " ",
    )


def _name(name: str) -> Html:
    return element("bdi", text(name))
