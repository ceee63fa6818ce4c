"""Whether the taxonomy has a label, and whether it may still be given.

What a label may be combined with is not known here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from msgspec import UNSET

from acoe_spec.findings import Finding, Level, Rule, pointer, printable_id
from acoe_spec.models.record_structs import Annotation, Category, Cluster, Entity, Event
from acoe_spec.rules.indexed import IndexedRecord, qualified
from acoe_spec.rules.pins import migrate
from acoe_spec.rules.spelling import any_of, did_you_mean, either
from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Deprecation, Label
from acoe_spec.taxonomy.references import node_of, split


def run_out(deprecated: Deprecation, today: datetime.date | None) -> bool:
    """Whether what is deprecated may not be used any more on that day."""
    return (
        today is not None
        and deprecated.valid_until is not None
        and today.isoformat() > deprecated.valid_until
    )


def deprecation(
    what: str, deprecated: Deprecation, today: datetime.date | None
) -> tuple[Level, str, str | None]:
    """Level, message and hint for the use of something deprecated; `what` starts the sentence."""
    hint = None
    if deprecated.replaced_by:
        hint = f"use {any_of(deprecated.replaced_by)}"
    elif deprecated.reason is not None:
        hint = deprecated.reason
    if run_out(deprecated, today):
        until = deprecated.valid_until
        return "error", f"{what} is deprecated, and was to be used until {until} only", hint
    message = f"{what} is deprecated since {deprecated.since}"
    if deprecated.valid_until is not None:
        message += f", and may be used until {deprecated.valid_until}"
    return "warning", message, hint


def check_unknown_label(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The taxonomy has the label, in the table that the annotation's type says."""
    for position, annotation, label in record.labelled:
        if label is not None or _retired(annotation, taxonomy) is not None:
            continue
        if isinstance(annotation, Category):
            label_set = taxonomy.sets.get(annotation.set)
            if label_set is None:
                continue
            known: Mapping[str, Label] = label_set.labels
            kind = f"label of the set {printable_id(annotation.set)}"
        else:
            known, kind = _table(annotation, taxonomy)
        yield record.finding(
            "unknown-label",
            position,
            "label",
            message=f"{printable_id(annotation.label)} is no {kind} in {taxonomy.schema}",
            hint=_hint(annotation, known, taxonomy),
        )


def check_retired_label(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The label was not removed from the taxonomy in an earlier version."""
    if not taxonomy.retired:
        return
    for position, annotation, label in record.labelled:
        successors = None if label is not None else _retired(annotation, taxonomy)
        if successors is None:
            continue
        yield record.finding(
            "retired-label",
            position,
            "label",
            message=f"{printable_id(annotation.label)} is no longer a label of {taxonomy.schema}",
            hint=(
                f"use {either(tuple(_given(each, annotation) for each in successors))}"
                if successors
                else "it was removed without successor"
            )
            + "; a file of an older version pins that one, and is migrated: "
            + migrate(taxonomy.schema),
        )


def check_abstract_label(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """Abstract labels group others and are never given themselves."""
    for position, annotation, label in record.labelled:
        if label is None or not label.abstract:
            continue
        if isinstance(annotation, Category):
            known: Mapping[str, Label] = taxonomy.sets[annotation.set].labels
        else:
            known, _ = _table(annotation, taxonomy)
        concrete = tuple(
            name
            for name, other in known.items()
            if not other.abstract and annotation.label in other.ancestors
        )
        yield record.finding(
            "abstract-label",
            position,
            "label",
            message=f"{printable_id(annotation.label)} is abstract: it groups other labels",
            hint=f"use {any_of(concrete)}" if concrete else "it has no sub-label to use instead",
        )


def check_deprecated_label(record: IndexedRecord, _taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A deprecated label may be used until its day; after that it is an error."""
    for position, annotation, label in record.labelled:
        if label is not None and label.deprecated is not None:
            level, message, hint = deprecation(
                f"the label {printable_id(annotation.label)}", label.deprecated, record.today
            )
            yield record.finding(
                "deprecated-label", position, "label", level=level, message=message, hint=hint
            )


def check_deprecated_set(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A deprecated question may be answered until its day; after that it is an error."""
    for position, category, _ in record.categories:
        label_set = taxonomy.sets.get(category.set)
        if label_set is not None and label_set.deprecated is not None:
            level, message, hint = deprecation(
                f"the set {printable_id(category.set)}", label_set.deprecated, record.today
            )
            yield record.finding(
                "deprecated-set", position, "set", level=level, message=message, hint=hint
            )


def check_unknown_set(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A category answers a set of the taxonomy, and so does every entry of the scope."""
    for position, category, _ in record.categories:
        if category.set not in taxonomy.sets:
            yield record.finding(
                "unknown-set",
                position,
                "set",
                message=f"{printable_id(category.set)} is no category set of {taxonomy.schema}",
                hint=did_you_mean(category.set, tuple(taxonomy.sets)),
            )
    scope = record.record.scope
    if scope is UNSET:
        return
    for number, name in enumerate(scope):
        if name not in taxonomy.sets and name not in ("entity", "relation", "event"):
            known = ("entity", "relation", "event", *taxonomy.sets)
            yield Finding(
                rule="unknown-set",
                message=f"{printable_id(name)} is no label set of {taxonomy.schema}",
                hint=did_you_mean(name, known),
                pointer=pointer("scope", number),
                field="scope",
            )


def check_modality_mismatch(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The taxonomy was made for content of this kind."""
    modality = record.record.modality
    if taxonomy.modalities and modality not in taxonomy.modalities:
        yield Finding(
            rule="modality-mismatch",
            message=f"the record is {modality}, which {taxonomy.schema} is not for",
            hint=f"it is for {' and '.join(taxonomy.modalities)}",
            pointer="/modality",
            field="modality",
        )


def _table(annotation: Annotation, taxonomy: CompiledTaxonomy) -> tuple[Mapping[str, Label], str]:
    """The labels that an annotation other than a category may bear, and what they are called."""
    if isinstance(annotation, Entity):
        return taxonomy.entities, "entity label"
    if isinstance(annotation, Event):
        return taxonomy.events, "event label"
    if isinstance(annotation, Cluster):
        return taxonomy.relations, "relation label, as a cluster needs one,"
    return taxonomy.relations, "relation label"


def _retired(annotation: Annotation, taxonomy: CompiledTaxonomy) -> tuple[str, ...] | None:
    """The successors of a label that the taxonomy once had; None if it never had it."""
    return taxonomy.retired.get(qualified(_set_of(annotation), annotation.label))


def _set_of(annotation: Annotation) -> str:
    """The label set that an annotation answers."""
    if isinstance(annotation, Entity):
        return "entity"
    if isinstance(annotation, Category):
        return annotation.set
    return "event" if isinstance(annotation, Event) else "relation"


def _given(reference: str, annotation: Annotation) -> str:
    """A label as a record has it, with its set where that is another than the annotation's."""
    label_set, label = split(node_of(reference))
    name = printable_id(label)
    is_other = label_set != _set_of(annotation)
    return f"{name} of the set {printable_id(label_set)}" if is_other else name


def _hint(
    annotation: Annotation, known: Mapping[str, Label], taxonomy: CompiledTaxonomy
) -> str | None:
    written = annotation.label
    if not isinstance(annotation, Category):
        for kind, table in (
            ("an entity", taxonomy.entities),
            ("a relation", taxonomy.relations),
            ("an event", taxonomy.events),
        ):
            if written in table:
                return f"it is {kind} label: give the annotation that type"
    prefix, _, bare = written.partition(":")
    if prefix == taxonomy.id and bare in known:
        return f"a taxonomy's own labels stand without its name: {printable_id(bare)}"
    for name, label in known.items():
        if written in label.aliases.values():
            return f"did you mean {printable_id(name)}, of which it is an alias?"
    return did_you_mean(written, tuple(known))


_CHAT = '{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS bid"}],'
_SPAN = '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"}]}'

RULES = (
    Rule(
        id="unknown-label",
        level="error",
        theme="labels",
        summary="A label that the taxonomy does not have.",
        why="Nobody can say what such a label means, and a model trained on it learns a class of "
        "one. Mostly it is a slip of the pen, another case, or an imported label without its "
        "prefix.",
        fix="Write the label as the taxonomy does. If it is missing there, add it there first.",
        failing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"Counterparty",{_SPAN}',
        passing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"counterparty",{_SPAN}',
        check=check_unknown_label,
    ),
    Rule(
        id="retired-label",
        level="error",
        theme="labels",
        summary="A label that the taxonomy had once and has no more.",
        why="Ids are never reused, so the meaning is clear; but the label was given up, and what "
        "is labelled with it today drops out of every count.",
        fix="Use a successor. If the record was labelled under an older version, pin that one and "
        "migrate the file: `acoe migrate FILE --to ID@VERSION`.",
        failing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"dealer",{_SPAN}',
        passing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"counterparty",{_SPAN}',
        check=check_retired_label,
    ),
    Rule(
        id="abstract-label",
        level="error",
        theme="labels",
        summary="An abstract label is given, which only groups others.",
        why="An abstract label exists for its sub-labels. Given itself, it says that the question "
        "was not answered to the end.",
        fix="Choose one of the sub-labels that the hint names.",
        failing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"instrument",{_SPAN}',
        passing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"bond",{_SPAN}',
        check=check_abstract_label,
    ),
    Rule(
        id="deprecated-label",
        level="warning",
        theme="labels",
        summary="A label that is on its way out.",
        why="It will be removed in a later version. New work with it is work to be done twice; "
        "after the day that the taxonomy names it is an error.",
        fix="Use the replacement that the hint names.",
        failing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"firm",{_SPAN}',
        passing=f'{_CHAT}"annotations":[{{"type":"entity","id":"e1","label":"counterparty",{_SPAN}',
        check=check_deprecated_label,
    ),
    Rule(
        id="deprecated-set",
        level="warning",
        theme="labels",
        summary="A category set that is on its way out.",
        why="The question will no longer be asked in a later version; after the day that the "
        "taxonomy names it is an error to answer it.",
        fix="Answer the question that the hint names, or leave the category out.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"tone",'
        '"label":"calm"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"mood",'
        '"label":"calm"}]}',
        check=check_deprecated_set,
    ),
    Rule(
        id="unknown-set",
        level="error",
        theme="labels",
        summary="A category set, or an entry of the scope, that the taxonomy does not have.",
        why="A set is a question. An answer to a question that nobody asked counts nowhere, and a "
        "scope that names none hides what was not attempted.",
        fix="Write the set as the taxonomy does, with its prefix if it is imported.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"Mood",'
        '"label":"calm"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"mood",'
        '"label":"calm"}]}',
        check=check_unknown_set,
    ),
    Rule(
        id="modality-mismatch",
        level="error",
        theme="labels",
        summary="A record of a modality that the taxonomy is not for.",
        why="Labels are defined for a kind of content. On another kind their definitions say "
        "nothing, and most likely the record pins the wrong taxonomy.",
        fix="Pin the taxonomy that is for this content, or add the modality to this one.",
        failing='{"id":"r1","modality":"chat",'
        '"units":[{"type":"turn","id":"t1","text":"ok"}],"annotations":[]}',
        passing='{"id":"r1","modality":"email",'
        '"units":[{"type":"part","id":"p1","role":"body","text":"ok"}],"annotations":[]}',
        check=check_modality_mismatch,
    ),
)
