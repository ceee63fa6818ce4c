"""Labels that are gone and new ones that may be the same: suggestions, never more.

Two labels are compared only where something uncommon leads from one to the other (the same
definition, name, attributes or children, or a word of id or name that few labels have), so that
many removed and many added labels take no longer than their number.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from acoe_spec.taxonomy.definition import Label
from acoe_spec.taxonomy.references import node, split
from acoe_spec.versions.changes import Change, Suggestion
from acoe_spec.versions.diff.pair import Pair, Side

LEAST = 0.5
"""The likelihood below which nothing is suggested."""
_COMMON = 12  # labels that share a trait; a trait that more have leads nowhere
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")


class _Described(NamedTuple):
    """What a label is known by, besides its id."""

    label: Label
    words: frozenset[str]
    spelt: str
    definition: str
    children: frozenset[str]


def suggestions(pair: Pair, changes: Iterable[Change]) -> tuple[Suggestion, ...]:
    """Probable renames between the labels that `changes` removes and those that it adds.

    Each label is suggested once, with the most likely counterpart of its set; likeliest first.
    Labels of imports are left to a comparison of the imported taxonomy.
    """
    gone = _labels(changes, "remove-label")
    come = _labels(changes, "add-label")
    if not gone or not come:
        return ()
    before = {name: _described(pair.old, name) for name in gone}
    after = {name: _described(pair.new, name) for name in come}
    scored = sorted(
        (
            (*_likelihood(before[one], after[other]), one, other)
            for one, other in _candidates(before, after)
        ),
        key=lambda each: (-each[0], each[2], each[3]),
    )
    taken: set[str] = set()
    found = []
    for likelihood, reason, one, other in scored:
        if likelihood >= LEAST and f"-{one}" not in taken and f"+{other}" not in taken:
            taken |= {f"-{one}", f"+{other}"}
            label_set, label = split(one)
            found.append(
                Suggestion(
                    set=label_set,
                    from_=label,
                    to=split(other)[1],
                    likelihood=round(likelihood, 2),
                    reason=reason,
                )
            )
    return tuple(found)


def _labels(changes: Iterable[Change], op: str) -> list[str]:
    return [
        node(change.set, change.label)
        for change in changes
        if change.op == op and change.set and change.label and change.because is None
    ]


def _described(side: Side, name: str) -> _Described:
    label = side.labels[name]
    bare = split(name)[1]
    spelt = f"{bare} {label.name or ''}"
    below = (other for other, said in side.graph.pred[name].items() if "is_a" in said)
    return _Described(
        label,
        frozenset(word.casefold() for word in _WORD.findall(spelt)),
        bare.casefold(),
        " ".join((label.definition or "").casefold().split()),
        frozenset(below),
    )


def _traits(name: str, each: _Described) -> Iterator[tuple[str, str, object]]:
    label_set = name.partition("/")[0]
    yield from ((label_set, "word", word) for word in each.words)
    yield from ((label_set, "child", child) for child in each.children)
    if each.definition:
        yield label_set, "definition", each.definition
    if each.label.attributes:
        yield label_set, "attributes", frozenset(each.label.attributes)


def _candidates(
    before: dict[str, _Described], after: dict[str, _Described]
) -> Iterator[tuple[str, str]]:
    """Pairs of labels that share a trait which few have, each once."""
    having: dict[object, list[str]] = defaultdict(list)
    for name, each in after.items():
        for trait in _traits(name, each):
            having[trait].append(name)
    held: dict[object, int] = defaultdict(int)
    for name, each in before.items():
        for trait in _traits(name, each):
            held[trait] += 1
    for name, each in before.items():
        others = dict.fromkeys(
            other
            for trait in _traits(name, each)
            if len(having.get(trait, ())) <= _COMMON and held[trait] <= _COMMON
            for other in having.get(trait, ())
        )
        yield from ((name, other) for other in others)


def _likelihood(one: _Described, other: _Described) -> tuple[float, str]:
    """How likely the two are the same, from 0 to 1, and why."""
    reasons: list[tuple[float, str]] = []
    if one.definition and one.definition == other.definition:
        reasons.append((0.6, "the same definition"))
    elif one.definition and other.definition:
        alike = _alike(set(one.definition.split()), set(other.definition.split()))
        if alike >= 0.5:
            reasons.append((0.4 * alike, "a similar definition"))
    if one.label.name and one.label.name == other.label.name:
        reasons.append((0.4, "the same name"))
    shared = _alike(one.words, other.words)
    if one.words == other.words:
        reasons.append((0.5, "the same words in its id"))
    else:
        spelling = difflib.SequenceMatcher(None, one.spelt, other.spelt).ratio()
        if max(shared, spelling) >= 0.5:
            reasons.append((0.4 * max(shared, spelling), "a similar id"))
    if one.label.attributes and one.label.attributes == other.label.attributes:
        reasons.append((0.2, "the same attributes"))
    if one.children and one.children == other.children:
        reasons.append((0.3, "the same sub-labels"))
    elif one.children & other.children:
        reasons.append((0.15, "some of its sub-labels"))
    if one.label.is_a is not None and one.label.is_a == other.label.is_a:
        reasons.append((0.1, "the same parent"))
    return min(0.99, sum(weight for weight, _ in reasons)), ", ".join(said for _, said in reasons)


def _alike(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of words that both have among all of them."""
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first or second else 0.0
