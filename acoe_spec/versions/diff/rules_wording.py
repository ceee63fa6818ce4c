"""Diff rules about what people read and what tools show: names, definitions, questions, hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from acoe_spec.taxonomy.definition import Event
from acoe_spec.versions.diff.pair import Pair, edit, field_edits, path_of
from acoe_spec.versions.diff.rule import DiffRule, Seen

_DEFINITION = ("definition", "use_when", "avoid_when", "confusable_with")
_HINTS = ("colour", "hints", "aliases")


class _Part(NamedTuple):
    """A label, or an attribute, a value or a role of it, that both versions write about.

    `named` is empty for the label itself, else ` of the attribute 'style'`.
    """

    named: str
    place: Mapping[str, Any]
    path: tuple[str, ...]
    old: Any
    new: Any


def _parts(pair: Pair) -> Iterator[_Part]:
    """Every part that is written otherwise now, the label itself first."""
    for each in pair.reworded:
        place = {"set": each.set, "label": each.label}
        path = path_of(each.set, each.label)
        yield _Part("", place, path, each.old, each.new)
        for name in _both(each.old.attributes, each.new.attributes):
            before, after = each.old.attributes[name], each.new.attributes[name]
            here, way = {**place, "attribute": name}, (*path, "attributes", name)
            named = f" of the attribute '{name}'"
            yield _Part(named, here, way, before, after)
            for value in _both(before.values, after.values):
                yield _Part(
                    f" of the value '{value}'{named}",
                    {**here, "value": value},
                    (*way, "values", value),
                    before.values[value],
                    after.values[value],
                )
        if isinstance(each.new, Event):
            for name in _both(each.old.roles, each.new.roles):
                here, way = {**place, "role": name}, (*path, "roles", name)
                named = f" of the role '{name}'"
                yield _Part(named, here, way, each.old.roles[name], each.new.roles[name])


def _both(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[str]:
    """The keys that both have, where the values differ."""
    if not old or not new:
        return []
    return sorted(key for key in old.keys() & new.keys() if old[key] != new[key])


def _names(pair: Pair) -> Iterator[Seen]:
    for part in _parts(pair):
        if part.old.name != part.new.name:
            yield Seen(
                message=_reworded(f"the name{part.named}", part.old.name, part.new.name),
                before=part.old.name,
                after=part.new.name,
                edits=field_edits(part.path, part.old, part.new, ("name",)),
                **part.place,
            )


def _definitions(pair: Pair) -> Iterator[Seen]:
    yield from _fields(pair, _DEFINITION)


def _hints(pair: Pair) -> Iterator[Seen]:
    yield from _fields(pair, _HINTS)


def _fields(pair: Pair, fields: tuple[str, ...]) -> Iterator[Seen]:
    for part in _parts(pair):
        known = [field for field in fields if field in part.new.__struct_fields__]
        changed = [field for field in known if getattr(part.old, field) != getattr(part.new, field)]
        if changed:
            *most, last = (f"'{field}'" for field in changed)
            listed = f"{', '.join(most)} and {last}" if most else last
            yield Seen(
                message=f"{listed}{part.named} changed",
                before={field: getattr(part.old, field) for field in changed},
                after={field: getattr(part.new, field) for field in changed},
                edits=field_edits(part.path, part.old, part.new, changed),
                **part.place,
            )


def _questions(pair: Pair) -> Iterator[Seen]:
    for name, before, after in pair.common_sets:
        edits = field_edits(("categories", name), before, after, ("question", "definition"))
        if edits:
            asked = before.question != after.question
            yield Seen(
                message="the question is reworded" if asked
                else "what the question is about is reworded",
                set=name,
                before=before.question if asked else before.definition,
                after=after.question if asked else after.definition,
                edits=edits,
            )  # fmt: skip


def _descriptions(pair: Pair) -> Iterator[Seen]:
    before, after = pair.old.definition, pair.new.definition
    for field in ("title", "description", "licence", "owner"):
        one, other = getattr(before, field), getattr(after, field)
        if one != other:
            yield Seen(
                message=_reworded(f"the {field}", one, other),
                property_=field,
                before=one,
                after=other,
                edits=(edit((field,), other),),
            )
    for name in _both(before.knowledge_bases, after.knowledge_bases):
        base, new_base = before.knowledge_bases[name], after.knowledge_bases[name]
        changed = [
            each for each in ("title", "url") if getattr(base, each) != getattr(new_base, each)
        ]
        if changed:
            yield Seen(
                message=f"the knowledge base '{name}' is described otherwise",
                property_="knowledge_bases",
                other=name,
                before={field: getattr(base, field) for field in changed},
                after={field: getattr(new_base, field) for field in changed},
                edits=field_edits(("knowledge_bases", name), base, new_base, changed),
            )


def _reworded(what: str, before: str | None, after: str | None) -> str:
    if not before:
        return f"{what} is given"
    return f"{what} is reworded" if after else f"{what} is no longer given"


RULES = (
    DiffRule(
        id="name-changed",
        op="set-name",
        mirrors=("name-changed",),
        summary="The display text of a label, attribute, value or role changed.",
        why="Annotators see another word. Files hold ids, so they are as good as before.",
        find=_names,
    ),
    DiffRule(
        id="definition-changed",
        op="set-definition",
        mirrors=("definition-changed",),
        summary="A definition, or when to use or avoid a label, changed.",
        why="Whether it says the same in other words only its author knows: a migration says "
        "redefine, or carve-out, where it does not.",
        find=_definitions,
    ),
    DiffRule(
        id="hints-changed",
        op="set-hints",
        mirrors=("hints-changed",),
        summary="Colour, settings for tools or aliases changed.",
        why="Configurations of tools have to be built anew.",
        find=_hints,
    ),
    DiffRule(
        id="question-changed",
        op="set-question",
        mirrors=("question-changed",),
        summary="The question of a category set is reworded.",
        why="Answers stay as they are, as long as the question asks the same.",
        find=_questions,
    ),
    DiffRule(
        id="description-changed",
        op="set-description",
        mirrors=("description-changed",),
        summary="Title, description, licence or owner, or what people read of a knowledge base.",
        why="A licence that changed may say who may use the next files.",
        find=_descriptions,
    ),
)
