"""Why something changed that no author touched: the change further up that brings it about.

A label inherits from its parent and its mixins, so the cause is a change that somebody made to one
of these, or a label between them that has another parent. Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from acoe_spec.taxonomy.references import node
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.pair import Pair

_Key = tuple[str, str]
_PROPERTIES = {"require-trigger": "trigger"}


class Causes:
    """The changes that people made, by what they are about."""

    def __init__(self, pair: Pair, changes: Iterable[Change]) -> None:
        self._pair = pair
        self._about: dict[tuple[str, _Key], list[Change]] = {}
        self._mixins: dict[str, str] = {}
        self._first = ""
        for change in changes:
            if not change.edits:
                continue
            self._first = self._first or change.name
            if change.set is None or change.label is None:
                continue
            name = node(change.set, change.label)
            if change.property_ == "mixins" or change.rule == "mixins-reordered":
                self._mixins.setdefault(name, change.name)
            key = _key(change)
            self._about.setdefault((name, key), []).append(change)
            if change.property_ == "overlap" and change.other is not None:
                self._about.setdefault((node("entity", change.other), key), []).append(change)

    def behind(self, change: Change) -> str:
        """The name of the change that brings about `change`, which has no edits of its own."""
        if change.set is None or change.label is None:
            return self._first
        name = node(change.set, change.label)
        old, new = self._above(name, old=True), self._above(name, old=False)
        lasting = [each for each in new if each in old]
        anywhere = list(dict.fromkeys((*new, *old)))
        return (
            self._spoken(lasting, change)
            or self._moved(anywhere)
            or self._spoken(anywhere, change)
            or self._first
        )

    def _above(self, name: str, *, old: bool) -> list[str]:
        """The label and all that it inherits from, nearest first, in one of the versions."""
        sources = (self._pair.old if old else self._pair.new).sources
        found = dict.fromkeys((name,))
        waiting = [name]
        for each in waiting:
            for above in sources.get(each, ()):
                if above not in found:
                    found[above] = None
                    waiting.append(above)
        return list(found)

    def _spoken(self, labels: Iterable[str], change: Change) -> str:
        """The nearest change of the same thing; of several of one label the likeliest."""
        key = _key(change)
        for name in labels:
            candidates = self._about.get((name, key), ())
            for wanted in _preferred(change):
                for each in candidates:
                    if wanted == each.op:
                        return each.name
        return ""

    def _moved(self, labels: Iterable[str]) -> str:
        """The nearest label that has another parent or other mixins."""
        for name in labels:
            if name in self._pair.moved:
                return f"move-label {name}"
            if name in self._mixins:
                return self._mixins[name]
            # A parent that became another one, as a migration declares. One that neither version
            # has is no cause: a head that is being edited may name what is not there.
            before, after = name in self._pair.old.labels, name in self._pair.new.labels
            if before != after:
                return f"{'add' if after else 'remove'}-label {name}"
        return ""


def _preferred(change: Change) -> Iterator[str]:
    """The operations that may stand behind one of this operation, the likeliest first."""
    yield change.op
    yield from {
        "require-attribute": ("add-attribute",),
        "loosen": ("narrow", "require-attribute", "add-attribute"),
        "narrow": ("loosen", "require-attribute", "remove-attribute"),
    }.get(change.op, ())
    yield from ("add-value", "remove-value", "convert-attribute", "remove-attribute", "restate")


def _key(change: Change) -> _Key:
    if change.attribute is not None:
        return "attribute", change.attribute
    if change.property_ == "roles":
        return "role", change.role or ""
    if change.op == "restate" and change.role is not None:
        return "role", change.role
    return "property", change.property_ or _PROPERTIES.get(change.op, "")
