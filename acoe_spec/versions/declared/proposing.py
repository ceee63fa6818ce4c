"""The operation that declares an observed change, in the words of the version that is left.

Knows changes and definitions, and no files; what only an author can know is for `questions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, get_args

import msgspec

from acoe_spec.models import migration as shapes
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.changes import Change, Diff
from acoe_spec.versions.declared.matching import in_old_words, told
from acoe_spec.versions.declared.questions import ANSWERS, Asked
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.vocabulary import Vocabulary


class Proposal(NamedTuple):
    """An operation as plain data, without its question, and that question if there is one.

    `instead` are other operations that it may really have been.
    """

    operation: dict[str, Any]
    question: str | None = None
    instead: tuple[dict[str, Any], ...] = ()

    @property
    def written(self) -> dict[str, Any]:
        """The operation as it is written into a draft, with its question."""
        return self.operation | ({"question": self.question} if self.question else {})


def written_once(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """The operations of a draft, each once: one may declare several changes of the same thing.

    So a question that has to be answered is narrowed where it is asked of other units than before:
    it is asked of fewer, and of more. Of several questions the first is kept.
    """
    found: dict[bytes, Proposal] = {}
    for proposal in proposals:
        text = msgspec.json.encode(proposal.operation, order="deterministic")
        if found.setdefault(text, proposal).question is None:
            found[text] = proposal
    return [each.written for each in found.values()]


class Proposals:
    """The operations that declare the changes of `diff`, in the words of the version that is left.

    `old` is that version in the words of the new one (`renaming.renamed`), `naming` the way back.
    """

    def __init__(self, diff: Diff, old: Definition, new: Definition, naming: Naming | None) -> None:
        self.diff = diff
        self.old = old
        self.new = new
        self.naming = naming

    @cached_property
    def words(self) -> Vocabulary:
        """The names of the new version."""
        return Vocabulary(self.new)

    def spelt(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        """An operation in the words of the version that is left."""
        return dict(operation) if self.naming is None else in_old_words(operation, self.naming)

    def of(self, change: Change) -> Proposal:
        """The operation that declares `change`."""
        permitted = _FIELDS[change.op]
        operation: dict[str, Any] = {"op": change.op}
        for key, value in told(change).items():
            if key in permitted:
                operation[key] = list(value) if isinstance(value, tuple) else value
        answer = ANSWERS.get(change.op)
        if answer is None:
            return Proposal(self.spelt(operation))
        asked = Asked(change, self)
        said, question = answer(asked)
        operation |= said
        operation = {key: value for key, value in operation.items() if value is not None}
        renames = tuple(rename for rename, _ in asked.renames)
        return Proposal(self.spelt(operation), question, renames)


def _keys(shape: Any) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in shape.model_fields.items())


_FIELDS: Mapping[str, frozenset[str]] = {
    get_args(shape.model_fields["op"].annotation)[0]: _keys(shape)
    for shape in get_args(get_args(shapes.Operation)[0])
}
