"""What holds of a label as tables show it: attributes, parts in relations, rules, with origins.

In terms of the taxonomy only; the words are plain text and escaped by templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from acoe_spec.guidelines.pages.site import Chip, Site
from acoe_spec.taxonomy.compiled import Deprecation
from acoe_spec.taxonomy.definition import Attribute, Cardinality, CategorySet
from acoe_spec.taxonomy.inheritance import Effective, Merged, Said
from acoe_spec.taxonomy.references import node_of
from acoe_spec.taxonomy.show import Part
from acoe_spec.taxonomy.unit_kinds import shortest

_TYPES = {
    "string": "text",
    "boolean": "yes or no",
    "integer": "whole number",
    "decimal": "number",
    "date": "date",
    "datetime": "date and time",
    "values": "one of these values",
}
_OVERLAPS = {
    "equal": "cover the same words",
    "contains": "lie inside of each other",
    "crosses": "cross",
}
_UNITS = {
    "passage": "passages",
    "turn": "turns",
    "part": "parts of an email",
    "page": "pages",
    "segment": "audio segments",
    "segment/transcribed": "audio segments with words",
    "segment/untranscribed": "audio segments that are not transcribed",
    "segment/silent": "audio segments in which nothing is said",
}
_PARTS = {
    "part/subject": "subject",
    "part/body": "body",
    "part/quoted": "quoted text",
    "part/signature": "signature",
    "part/attachment": "attachments",
}


class ValueView(NamedTuple):
    """One permitted value of an attribute."""

    id: str
    name: str | None
    definition: str
    deprecated: Deprecation | None


class AttributeView(NamedTuple):
    """An attribute as it finally applies. `origin` is the label that declares it, None for the
    label itself; `refined` are labels, itself left out, that say more of it."""

    id: str
    name: str | None
    definition: str
    type: str
    limits: tuple[str, ...]
    values: tuple[ValueView, ...]
    required: str
    origin: Chip | None
    refined: tuple[Chip, ...]
    deprecated: Deprecation | None


class RoleView(NamedTuple):
    """A role of an event."""

    id: str
    name: str | None
    definition: str
    fillers: list[Chip]
    how_many: str
    origin: Chip | None


class PartView(NamedTuple):
    """What a label may take part in: a relation, an event or a question `of`, as `role`.

    `others` may stand on the other side of a relation; `through` is the ancestor that it is
    declared for, None for the label itself.
    """

    of: Chip
    role: str
    others: list[Chip]
    through: Chip | None


class Fact(NamedTuple):
    """One more thing that holds, in words or as labels; `origin` as above."""

    name: str
    text: str
    chips: list[Chip]
    origin: Chip | None


def attributes(site: Site, here: str, label: Effective) -> Iterator[AttributeView]:
    """The effective attributes, own ones first."""
    ordered = sorted(label.attributes.items(), key=lambda each: each[1].origin != label.id)
    for name, merged in ordered:
        said = merged.value
        others = dict.fromkeys(merged.origins.values())
        yield AttributeView(
            id=name,
            name=said.name,
            definition=said.definition or "",
            type=_type(said),
            limits=tuple(_limits(said)),
            values=value_views(said),
            required=_required(said),
            origin=_origin(site, here, label, merged.origin),
            refined=tuple(
                chip
                for other in others
                if other != merged.origin
                and (chip := _origin(site, here, label, other)) is not None
            ),
            deprecated=said.deprecated,
        )


def value_views(said: Attribute) -> tuple[ValueView, ...]:
    """The values that an attribute may have."""
    return tuple(
        ValueView(key, value.name, value.definition or "", value.deprecated)
        for key, value in (said.values or {}).items()
    )


def _type(said: Attribute) -> str:
    words = _TYPES.get(said.type or "string", "text")
    if said.multivalued:
        return words.replace("one of", "any of") if said.type == "values" else f"{words}, several"
    return words


def _limits(said: Attribute) -> Iterator[str]:
    if said.minimum is not None and said.maximum is not None:
        yield f"from {said.minimum} to {said.maximum}"
    elif said.minimum is not None:
        yield f"at least {said.minimum}"
    elif said.maximum is not None:
        yield f"at most {said.maximum}"
    if said.pattern is not None:
        yield f"matches {said.pattern}"
    if said.max_length is not None:
        yield f"at most {said.max_length} characters"
    if said.precision is not None:
        yield "as exact as " + " or ".join(said.precision)


def _required(said: Attribute) -> str:
    if not said.when:
        return "required" if said.required else "optional"
    conditions = " and ".join(
        f"{other} is {' or '.join(values)}" for other, values in sorted(said.when.items())
    )
    return f"{'required' if said.required else 'only'} where {conditions}"


def roles(site: Site, here: str, label: Effective) -> Iterator[RoleView]:
    """The roles of an event with what may fill them."""
    for name, merged in label.roles.items():
        role = merged.value
        yield RoleView(
            id=name,
            name=role.name,
            definition=role.definition or "",
            fillers=site.chips(here, role.range),
            how_many=_count(role.min or 0, role.max),
            origin=_origin(site, here, label, merged.origin),
        )


def _count(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}" if least else "any number"
    if least == most:
        return f"exactly {least}"
    return f"{least} to {most}" if least else f"at most {most}"


def parts(site: Site, here: str, label: str, said: Sequence[Part]) -> Mapping[str, list[PartView]]:
    """What a label may take part in: as `subject`, as `object`, in `roles`, by `sets`."""
    found: dict[str, list[PartView]] = {"subject": [], "object": [], "roles": [], "sets": []}
    for part in said:
        through = node_of(part.through)
        view = PartView(
            of=_place(site, here, part),
            role=part.as_,
            others=_other_side(site, here, part),
            through=None if through == label else site.chip(here, through),
        )
        if part.of in site.spec.definition.categories:
            kind = "sets"
        else:
            kind = part.as_ if node_of(part.of).startswith("relation/") else "roles"
        found[kind].append(view)
    return found


def _place(site: Site, here: str, part: Part) -> Chip:
    if part.of in site.spec.definition.categories:
        return site.set_chip(here, part.of)
    return site.chip(here, node_of(part.of))


def _other_side(site: Site, here: str, part: Part) -> list[Chip]:
    relation = site.known.described.effective.get(node_of(part.of))
    if relation is None or relation.label_set != "relation":
        return []
    other = relation.range if part.as_ == "subject" else relation.domain
    return [] if other is None else site.chips(here, other.value)


def facts(site: Site, here: str, label: Effective) -> Iterator[Fact]:
    """What else holds of a label: sides and counts, trigger, links, overlaps."""
    yield from _relation_facts(site, here, label)
    if label.trigger is not None:
        words = {
            "required": "Every event has words of its own in the text that name it.",
            "optional": "Mark the words that name the event where there are some.",
            "none": "No words are marked: the event is made of its arguments.",
        }[label.trigger.value]
        yield Fact("Trigger", words, [], _origin(site, here, label, label.trigger.origin))
    if label.links is not None and label.links.value.to:
        bases = site.spec.definition.knowledge_bases
        named = [bases[each].title if each in bases else each for each in label.links.value.to]
        must = "Must link to one of" if label.links.value.required else "May link to"
        text = f"{must}: {', '.join(named)}"
        yield Fact("Knowledge bases", text, [], _origin(site, here, label, label.links.origin))
    for pair in label.overlap:
        one, other = pair.value.of
        words = f"Spans of the two {_overlapping(pair.value.allow)}"
        chips = site.chips(here, [other if one == pair.origin else one])
        yield Fact("Overlap with", words, chips, _origin(site, here, label, pair.origin))


def _relation_facts(site: Site, here: str, label: Effective) -> Iterator[Fact]:
    sides: tuple[tuple[str, Said[tuple[str, ...]] | None], ...] = (
        ("Subject", label.domain),
        ("Object", label.range),
    )
    for name, side in sides:
        if side is not None:
            origin = _origin(site, here, label, side.origin)
            yield Fact(name, "", site.chips(here, side.value), origin)
    if label.symmetric is not None and label.symmetric.value:
        origin = _origin(site, here, label, label.symmetric.origin)
        yield Fact("Symmetric", "Subject and object can be swapped; annotate it once.", [], origin)
    if label.transitive is not None and label.transitive.value:
        origin = _origin(site, here, label, label.transitive.origin)
        yield Fact("Transitive", "What holds from link to link holds from end to end.", [], origin)
    counts: tuple[tuple[str, Merged[Cardinality] | None], ...] = (
        ("Relations of one subject", label.per_subject),
        ("Relations of one object", label.per_object),
    )
    for name, merged in counts:
        if merged is not None:
            count = _count(merged.value.min or 0, merged.value.max)
            yield Fact(name, count, [], _origin(site, here, label, merged.origin))


def set_facts(site: Site, here: str, label_set: str) -> Iterator[Fact]:
    """How a set is used: a category set is said of what, and how often; entities overlap how."""
    category_set = site.spec.definition.categories.get(label_set)
    if category_set is not None:
        yield from _category_facts(site, here, category_set)
    elif label_set == "entity":
        default = site.spec.definition.overlap.default
        allowed = tuple(_OVERLAPS) if default is None else default
        yield Fact("Overlap", f"Spans of two entities {_overlapping(allowed)}, unless a label has "
                   "a rule of its own", [], None)  # fmt: skip


def _overlapping(allowed: Sequence[str]) -> str:
    words = " or ".join(_OVERLAPS[each] for each in allowed)
    return f"may {words}" if words else "must not overlap"


def _category_facts(site: Site, here: str, category_set: CategorySet) -> Iterator[Fact]:
    applies = category_set.applies_to
    said = [*(["the record as a whole"] if applies.record else [])]
    units = shortest(applies.units)
    said += [words for each, words in _UNITS.items() if each in units]
    *others, last = ["", *(words for each, words in _PARTS.items() if each in units)]
    if last:
        said.append(" and ".join(filter(None, (", ".join(others[1:]), last))) + " of an email")
    yield Fact("Said of", ", ".join(said), site.chips(here, applies.labels), None)
    how = "one answer" if category_set.select == "one" else "any number of answers"
    yield Fact("Answers", how, [], None)
    must = "every target needs an answer" if category_set.required else "may be left out"
    yield Fact("Required", must, [], None)


def _origin(site: Site, here: str, label: Effective, origin: str) -> Chip | None:
    """The label that says something, unless it is the label itself."""
    if origin == label.id:
        return None
    return site.chip(here, node_of(origin, home=label.label_set))
