"""Events: their triggers, and what plays which role in them, how often.

Where a trigger is in the text is a matter of `anchors`; a target that dangles one of `identity`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Event
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.permitted import misfit, permitted_hint
from acoe_spec.rules.spelling import any_of, did_you_mean
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, EventShape


def check_trigger(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A trigger where the taxonomy requires one, and none where it knows none."""
    demanded = record.complete and record.attempted("event")
    for position, event, shape in _events(record):
        if shape.trigger == "required" and not event.trigger and demanded:
            yield record.finding(
                "trigger-missing",
                position,
                message=f"'{event.label}' needs a trigger, the words that name the event",
                hint="add the trigger with its spans and text",
                field="trigger",
            )
        elif shape.trigger == "none" and event.trigger:
            yield record.finding(
                "trigger-not-allowed",
                position,
                "trigger",
                message=f"'{event.label}' has no trigger by its definition",
                hint="remove the trigger; the arguments alone make this event",
            )


def check_roles(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Known roles, each filled by what it permits and as often as it permits.

    Different targets count: the same argument twice is a `repeated-argument` and fills once.
    """
    demanded = record.complete and record.attempted("event")
    for position, event, shape in _events(record):
        targets: dict[str, set[str]] = defaultdict(set)
        for place, argument in enumerate(event.arguments):
            role = shape.roles.get(argument.role)
            if role is None:
                yield record.finding(
                    "unknown-role",
                    position,
                    "arguments",
                    place,
                    "role",
                    message=f"'{event.label}' has no role {printable_id(argument.role)}",
                    hint=did_you_mean(argument.role, tuple(shape.roles))
                    or (f"it has {any_of(tuple(shape.roles))}" if shape.roles else None),
                )
                continue
            filled = targets[argument.role]
            if argument.target in filled:
                yield record.finding(
                    "repeated-argument",
                    position,
                    "arguments",
                    place,
                    message=f"{printable_id(argument.target)} is '{argument.role}' already",
                    hint="remove one of the two",
                    level="warning",
                )
                continue
            filled.add(argument.target)
            if what := misfit(record, argument.target, role.range):
                yield record.finding(
                    "role-range",
                    position,
                    "arguments",
                    place,
                    "target",
                    message=f"the '{argument.role}' of '{event.label}' is {what}",
                    hint=permitted_hint(role.declared),
                )
            if role.max is not None and len(filled) > role.max:
                yield record.finding(
                    "role-cardinality",
                    position,
                    "arguments",
                    place,
                    message=f"'{event.label}' takes at most {role.max} '{argument.role}'",
                    hint="keep the right one, or make another event of the rest",
                )
        if demanded:
            for name, role in shape.roles.items():
                found = len(targets[name])
                if found < role.min:
                    yield record.finding(
                        "missing-role",
                        position,
                        "arguments",
                        message=f"'{event.label}' has {found} '{name}' and needs at least "
                        f"{role.min}",
                        hint="add the argument; a record that is not finished has state draft",
                        field=f"arguments/{name}",
                    )


def check_cycle(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """No event is, through its arguments, an argument of itself.

    A depth-first walk from each event in record order; the argument that leads back to an event
    still on the path is named. Without recursion, since chains may be long.
    """
    finished: set[str] = set()
    for position, root, _ in record.events:
        if root.id in finished or record.annotations[root.id] != position:
            continue
        path = {root.id: None}
        walk = [(root, iter(enumerate(root.arguments)))]
        while walk:
            event, arguments = walk[-1]
            step = next(arguments, None)
            if step is None:
                walk.pop()
                del path[event.id]
                finished.add(event.id)
                continue
            place, argument = step
            if argument.target in path:
                yield record.finding(
                    "event-cycle",
                    record.annotations[event.id],
                    "arguments",
                    place,
                    "target",
                    message=_round(list(path), argument.target),
                    hint="remove or redirect one argument of the cycle",
                )
            elif argument.target not in finished:
                target = record.annotation(argument.target)
                if isinstance(target, Event):
                    path[target.id] = None
                    walk.append((target, iter(enumerate(target.arguments))))


def _round(path: list[str], target: str) -> str:
    """The cycle in words; a long one is shortened in its middle."""
    cycle = [printable_id(step) for step in path[path.index(target) :]]
    if len(cycle) == 1:
        return f"{cycle[0]} is an argument of itself"
    if len(cycle) > 6:
        cycle[3:-2] = ["..."]
    return f"{' > '.join((*cycle, cycle[0]))}: an event is part of itself"


def _events(record: IndexedRecord) -> Iterator[tuple[int, Event, EventShape]]:
    for position, event, label in record.events:
        if label is not None and label.event is not None:
            yield position, event, label.event


RULES = (
    Rule(
        id="trigger-missing",
        level="error",
        theme="events",
        summary="An event that needs a trigger has none.",
        why="Where the taxonomy requires a trigger, the event is found by its words: a model "
        "is trained on them and a reader looks for them. It counts only in records that "
        "are no drafts and whose scope includes events.",
        fix="Add the words that name the event as its trigger, or set the state of an "
        "unfinished record to `draft`.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        check=check_trigger,
    ),
    Rule(
        id="trigger-not-allowed",
        level="error",
        theme="events",
        summary="An event has a trigger, and its label is defined without one.",
        why="Such an event is made of its arguments alone. A trigger that some annotators add "
        "and others do not makes their work incomparable.",
        fix="Remove the trigger. If the words matter, annotate them as an entity.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"event","id":"v1","label":"package",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"event","id":"v1","label":"package",'
        '"arguments":[]}]}',
        check=check_trigger,
    ),
    Rule(
        id="unknown-role",
        level="error",
        theme="events",
        summary="An argument plays a role that the event does not have.",
        why="What reads the event asks for its roles by name; an argument under another name "
        "is lost.",
        fix="Correct the spelling, choose one of the roles that the hint names, or add the "
        "role to the taxonomy.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"},'
        '{"role":"seller","target":"e1"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        check=check_roles,
    ),
    Rule(
        id="missing-role",
        level="error",
        theme="events",
        summary="A role that must be filled is not, or not often enough.",
        why="A trade without its buyer is half a fact. It counts only in records that are no "
        "drafts and whose scope includes events.",
        fix="Add the argument. If the text does not say it, the role should not be mandatory. "
        "The state of an unfinished record is `draft`.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"traded","target":"e2"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        check=check_roles,
    ),
    Rule(
        id="role-cardinality",
        level="error",
        theme="events",
        summary="A role is filled more often than the event permits.",
        why="Whoever reads the event takes the first argument and loses the rest, or counts "
        "one deal twice.",
        fix="Keep the right argument, or make an event of its own for each.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS and '
        'DB bought it"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"firm","spans":[{"unit":"t1","start":8,"end":10}],"text":"DB"},'
        '{"type":"entity","id":"e3","label":"bond","spans":[{"unit":"t1","start":18,'
        '"end":20}],"text":"it"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":11,"end":17}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"buyer","target":"e2"},'
        '{"role":"traded","target":"e3"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS and '
        'DB bought it"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"firm","spans":[{"unit":"t1","start":8,"end":10}],"text":"DB"},'
        '{"type":"entity","id":"e3","label":"bond","spans":[{"unit":"t1","start":18,'
        '"end":20}],"text":"it"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":11,"end":17}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e3"}]},'
        '{"type":"event","id":"v2","label":"trade","trigger":{"spans":[{"unit":"t1",'
        '"start":11,"end":17}],"text":"bought"},"arguments":[{"role":"buyer",'
        '"target":"e2"},{"role":"traded","target":"e3"}]}]}',
        check=check_roles,
    ),
    Rule(
        id="role-range",
        level="error",
        theme="events",
        summary="What fills a role is nothing that the role permits.",
        why="A role says what kind of thing fills it. A wrong one is usually a swapped pair "
        "of arguments or an entity with the wrong label.",
        fix="Choose the right target or the right role. If the taxonomy is too narrow, widen "
        "the range of the role there.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e2"},{"role":"traded","target":"e2"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        check=check_roles,
    ),
    Rule(
        id="repeated-argument",
        level="warning",
        theme="events",
        summary="The same target fills the same role of an event twice.",
        why="It is one fact said twice, and counts of arguments come out too high.",
        fix="Remove one of the two.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"},'
        '{"role":"traded","target":"e2"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"event","id":"v1","label":"trade",'
        '"trigger":{"spans":[{"unit":"t1","start":4,"end":10}],"text":"bought"},'
        '"arguments":[{"role":"buyer","target":"e1"},{"role":"traded","target":"e2"}]}]}',
        check=check_roles,
    ),
    Rule(
        id="event-cycle",
        level="error",
        theme="events",
        summary="An event is, directly or through others, an argument of itself.",
        why="Events with events in them are read from the inside out. A cycle has no inside: "
        "programs that follow it do not end.",
        fix="Remove or redirect one argument of the cycle.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"event",'
        '"id":"v1","label":"rumour","arguments":[{"role":"about","target":"v2"}]},'
        '{"type":"event","id":"v2","label":"rumour","arguments":[{"role":"about",'
        '"target":"v1"}]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"event",'
        '"id":"v1","label":"rumour","arguments":[{"role":"about","target":"v2"}]},'
        '{"type":"event","id":"v2","label":"rumour","arguments":[{"role":"about",'
        '"target":"e1"}]}]}',
        check=check_cycle,
    ),
)
