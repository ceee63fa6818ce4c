"""What a migration declares and a diff takes as it is said, held against the two versions.

A diff cannot see that values became one, or that a label lost a part of its meaning: it sees words.
What both versions plainly contradict, or say nothing at all of, is found here. That a label is
redefined is never doubted: what is meant may change without a word of the taxonomy, as where a law
that the definition names is another one now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from acoe_spec.findings import pointer
from acoe_spec.rules.values import type_problem, value_problem
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.declared.names import Flaw, Pair
from acoe_spec.versions.renaming import renamed


def unseen(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """The position of each operation that the versions contradict, or say nothing of."""
    operations = pair.migration.operations
    yield from _unfit_values(pair)
    yield from _staying_values(pair)
    if any(operation.op == "carve-out" for operation in operations):
        yield from _unsaid(pair)


def _unfit_values(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """Values that annotations would get, and that their attribute does not permit."""
    given = [
        (position, operation, operation.value)
        for position, operation in enumerate(pair.migration.operations)
        if operation.op == "require-attribute" and operation.value is not None
    ]
    if not given:
        return
    compiled = compile_definition(pair.new.definition)
    for position, operation, value in given:
        later = split(pair.naming.node(node(operation.set, operation.label)))
        label = compiled.label(*later)
        attribute = None if label is None else label.attributes.get(operation.attribute)
        if attribute is None:
            continue
        problem = type_problem(attribute, value) or value_problem(attribute, value)
        if problem is not None:
            message = f"annotations cannot get this value: {problem[0]}"
            at = pointer("operations", position, "value")
            yield position, Flaw("migration-label-unknown", at, message, problem[1])


def _staying_values(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """Merges and splits of values that the new version still has, and nothing else became."""
    operations = pair.migration.operations
    renamed_to = {
        (each.set, each.label, each.attribute, each.to)
        for each in operations
        if each.op == "rename-value"
    }
    for position, operation in enumerate(operations):
        if operation.op not in ("merge-values", "split-value"):
            continue
        several = not isinstance(operation.from_, str)
        to = (operation.to,) if isinstance(operation.to, str) else operation.to
        later = pair.values("new", node(operation.set, operation.label), operation.attribute)
        for number, value in enumerate(operation.from_ if several else (operation.from_,)):
            place = (operation.set, operation.label, operation.attribute, value)
            if value in later and value not in to and place not in renamed_to:
                version = pair.new.definition.version
                message = f"version {version} still has the value '{value}', which becomes another"
                hint = (
                    f"take '{value}' out of 'from' if it stays, or out of the taxonomy"
                    if several
                    else f"name '{value}' in 'to' if some stay what they are, or take it out of "
                    "the taxonomy"
                )
                steps = ("from", number) if several else ("from",)
                at = pointer("operations", position, *steps)
                yield position, Flaw("declared-change-not-observed", at, message, hint)


def _unsaid(pair: Pair) -> Iterator[tuple[int, Flaw]]:
    """Carve-outs where neither the label nor what takes the part is new, or says anything else."""
    before = _labels(renamed(pair.old.definition, pair.migration))
    after = _labels(pair.new.definition)
    said = {
        pair.naming.node(node(each.set, each.label))
        for each in pair.migration.operations
        if each.op in ("redefine", "set-guideline", "flip-example")
    }

    def is_silent(later: str) -> bool:
        return later not in said and later in before and before[later] == after.get(later)

    for position, operation in enumerate(pair.migration.operations):
        if operation.op != "carve-out":
            continue
        label = pair.naming.node(node(operation.set, operation.label))
        home = split(label)[0]
        for number, name in enumerate(operation.to):
            if is_silent(label) and is_silent(node(home, name)):
                message = (
                    f"neither '{operation.label}' nor '{name}' says anything else than before, and "
                    f"'{name}' takes a part of its meaning"
                )
                hint = "word the definitions so that annotators know, or name another label"
                at = pointer("operations", position, "to", number)
                yield position, Flaw("carve-out-unsaid", at, message, hint)


def _labels(definition: Definition) -> dict[str, Any]:
    return {node(label_set, label): said for label_set, label, said in definition.labels()}
