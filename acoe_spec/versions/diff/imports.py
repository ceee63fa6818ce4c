"""What comes with an import, gathered under the one change that brings it.

The author of a taxonomy wrote `imports`, and nothing of what changed in there: so the edits of all
that change belong to the change of the import, and the rest follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from acoe_spec.taxonomy.numbering import LEVELS, Level, bump
from acoe_spec.taxonomy.references import prefix_of
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.pair import Pair
from acoe_spec.versions.operations import Effect

_GRAVITY: tuple[Effect, ...] = (
    "as they are", "warning", "automatic", "automatic, lossy", "by rule", "re-checked", "human",
)  # fmt: skip
_OPS = ("update-import", "add-import", "remove-import")


def gathered(pair: Pair, changes: Iterable[Change]) -> list[Change]:
    """`changes` where each that an import brings names it as its cause, and hands its edits over.

    The change of an import demands as much as the gravest that it brings, and no less than the
    number of its new version says: that a label means something else there is seen by nobody here.
    """
    listed = list(changes)
    imports = {each.taxonomy: each for each in listed if each.op in _OPS and each.taxonomy}
    if not imports:
        return listed
    direct = _direct(pair, imports)
    brought: dict[str, list[Change]] = {name: [] for name in direct}
    done: list[Change] = []
    for change in listed:
        cause = _cause(pair, change, imports, direct)
        if cause is None:
            done.append(change)
            continue
        brought[cause].append(change)
        because = change.because if change.because and not change.edits else imports[cause].name
        done.append(replace(change, because=because, edits=()))
    return with_effects(
        _bringing(each, brought[each.taxonomy]) if each.taxonomy in brought else each
        for each in done
    )


def with_effects(changes: Iterable[Change]) -> list[Change]:
    """`changes` where another version of an import does to records the gravest that it brings."""
    listed = list(changes)
    brought: dict[str, Effect] = {}
    for each in listed:
        if each.because is not None:
            known = brought.get(each.because, _GRAVITY[0])
            brought[each.because] = max(known, each.effect, key=_GRAVITY.index)
    return [
        replace(each, effect=brought.get(each.name, _GRAVITY[0]))
        if each.op == "update-import"
        else each
        for each in listed
    ]


def _bringing(change: Change, brought: list[Change]) -> Change:
    every = (*change.edits, *(edit for each in brought for edit in each.edits))
    by_path = {edit.path: edit for edit in every}
    levels: list[Level] = ["patch", *(each.level for each in brought)]
    if change.op == "update-import" and change.from_ != change.to:
        before, after = str(change.from_), str(change.to)
        levels.append(bump(before, after) or bump(after, before) or "patch")
    level = max(levels, key=LEVELS.index)
    return replace(change, edits=tuple(by_path.values()), level=level)


def _direct(pair: Pair, imports: Iterable[str]) -> list[str]:
    """Those that the taxonomy itself imports; where none of them changed, all."""
    written = {
        reference.partition("@")[0]
        for side in (pair.old, pair.new)
        for reference in side.definition.imports
    }
    return sorted(set(imports) & written) or sorted(imports)


def _cause(pair: Pair, change: Change, imports: Iterable[str], direct: list[str]) -> str | None:
    """The import that brings a change about; None for the taxonomy's own."""
    if change.op in _OPS:
        return None if change.taxonomy in direct else direct[0]
    prefix = prefix_of(change.label or "") or prefix_of(change.set or "")
    if change.property_ == "overlap" and change.other and prefix_of(change.other) is None:
        return None
    if change.property_ == "knowledge_bases" and change.other is not None:
        prefix = next(_linking(pair, change.other), None)
    if prefix is None or prefix not in imports:
        return None
    return prefix if prefix in direct else direct[0]


def _linking(pair: Pair, base: str) -> Iterator[str]:
    """The imports of which a label links to a knowledge base, so that it came with them.

    What own labels link to may be of an import too; where both declare it, they agree.
    """
    for side in (pair.old, pair.new):
        for name, label in side.definition.entities.items():
            prefix = prefix_of(name)
            if prefix is not None and label.links is not None and base in (label.links.to or ()):
                yield prefix
