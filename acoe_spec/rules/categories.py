"""Categories: what a question may be asked of, and how often it is answered."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.models.record_structs import Category
from acoe_spec.rules.duplicates import content
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.spelling import any_of
from acoe_spec.rules.waiting import waiting_answers
from acoe_spec.taxonomy.compiled import CategorySet, CompiledTaxonomy
from acoe_spec.taxonomy.unit_kinds import kind_of, shortest


def check_category_target(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """The set's question may be asked of what the category is about."""
    for position, category, _ in record.categories:
        label_set = taxonomy.sets.get(category.set)
        if label_set is None:
            continue
        target = category.target
        if target is UNSET:
            if not label_set.record:
                yield record.finding(
                    "category-target",
                    position,
                    message=f"the set {printable_id(category.set)} is not for the record as a "
                    "whole",
                    hint=f"give a target: it is for {_eligible(label_set)}",
                    field="target",
                )
            continue
        unit = record.units.get(target)
        annotation = record.annotation(target)
        if unit is not None:
            what = kind_of(unit)
            fits = what in label_set.units
        elif annotation is None or (
            target not in record.references and annotation.__struct_config__.tag in _WITH_REFERENCE
        ):
            continue  # dangling, or of a label that is unknown: said already
        else:
            what = str(annotation.__struct_config__.tag)
            fits = record.references.get(target) in label_set.targets
        if not fits:
            yield record.finding(
                "category-target",
                position,
                "target",
                message=f"the set {printable_id(category.set)} is not for this {_words(what)}",
                hint=f"it is for {_eligible(label_set)}",
            )


def check_category_exclusive(
    record: IndexedRecord, taxonomy: CompiledTaxonomy
) -> Iterator[Finding]:
    """A question with one answer is answered once for each target.

    The same answer twice is a `duplicate-annotation`, not two answers.
    """
    first: dict[tuple[str, str | None], Category] = {}
    for position, category, _ in record.categories:
        label_set = taxonomy.sets.get(category.set)
        if label_set is None or label_set.select != "one":
            continue
        earlier = first.setdefault((category.set, category.target or None), category)
        if earlier is not category and content(earlier) != content(category):
            yield record.finding(
                "category-exclusive",
                position,
                message=f"a second answer to {printable_id(category.set)} for the same target",
                hint=f"keep this one or {printable_id(earlier.id)}",
                field="target",
            )


def check_category_required(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A required question is answered for every eligible target of a record that is no draft."""
    if not record.complete:
        return
    for name, label_set in taxonomy.sets.items():
        if not label_set.required or not record.attempted(name):
            continue
        answered = {category.target for _, category, _ in record.categories if category.set == name}
        answered.update(waiting_answers(record.record, name, taxonomy))
        message = f"the question '{name}' is not answered"
        hint = f"add a category of the set '{name}', or leave it out of the scope"
        place = f"category/{name}"
        if label_set.record and UNSET not in answered:
            yield Finding(
                rule="category-required", message=message, hint=hint, pointer="", field=place
            )
        for position, unit in enumerate(record.record.units):
            if kind_of(unit) in label_set.units and unit.id not in answered:
                yield record.unit_finding(
                    "category-required", position, message=message, hint=hint, field=place
                )
        if not label_set.targets:
            continue
        for position, annotation in enumerate(record.record.annotations):
            eligible = record.references.get(annotation.id) in label_set.targets
            if eligible and annotation.id not in answered:
                yield record.finding(
                    "category-required", position, message=message, hint=hint, field=place
                )


_WITH_REFERENCE = ("entity", "relation", "event")


def _words(what: str) -> str:
    """`turn`; of one kind among others, `part (quoted)`."""
    name, _, kind = what.partition("/")
    return f"{name} ({kind})" if kind else name


def _eligible(label_set: CategorySet) -> str:
    kinds = [
        f"units of {'kind' if '/' in name else 'type'} {name}" for name in shortest(label_set.units)
    ]
    if label_set.record:
        kinds.insert(0, "the record as a whole")
    if label_set.declared_targets:
        kinds.append(f"annotations of {any_of(label_set.declared_targets)}")
    return ", ".join(kinds)


_CHAT = '{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"offer?"}],'

RULES = (
    Rule(
        id="category-target",
        level="error",
        theme="categories",
        summary="A category is about something that its question is not asked of.",
        why="An answer in the wrong place is counted nowhere, or counted as the answer to another "
        "question.",
        fix="Point the category at what its set applies to; leave the target out for the record.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq","target":"t1"}]}',
        check=check_category_target,
    ),
    Rule(
        id="category-exclusive",
        level="error",
        theme="categories",
        summary="Two answers for one target, where the question has one.",
        why="Programs take the first answer, or the last; people cannot tell which was meant.",
        fix="Keep one of the two. If both are right, the set should say `select: many`.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq","target":"t1"},{"type":"category","id":"c2","set":"intent",'
        '"label":"firm_quote","target":"t1"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"intent",'
        '"label":"rfq","target":"t1"}]}',
        check=check_category_exclusive,
    ),
    Rule(
        id="category-required",
        level="error",
        theme="categories",
        summary="A required question is not answered, in a record that is no draft.",
        why="Where an answer is missing nobody can tell 'none of these' from 'not looked at'.",
        fix="Answer it for every eligible target; or name the sets that were attempted in "
        "`scope`, or mark the record as a draft.",
        failing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"mood",'
        '"label":"calm"}]}',
        passing=f'{_CHAT}"annotations":[{{"type":"category","id":"c1","set":"mood",'
        '"label":"calm"},{"type":"category","id":"c2","set":"intent","label":"rfq",'
        '"target":"t1"}]}',
        check=check_category_required,
    ),
)
