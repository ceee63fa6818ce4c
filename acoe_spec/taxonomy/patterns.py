r"""Whether a regular expression can be slow beyond measure.

Python's `re` tries one way of matching after the other. Where a text can be read in several ways by
going round a loop - `(a+)+`, `(\w+\s?)*` - each further character multiplies the number of ways,
and 40 characters that fail in the end keep it busy for years. In the terms of Weber and Seidl (On
the degree of ambiguity of finite automata, 1991) that is exponential ambiguity: in the position
automaton of the expression two different paths lead from a position back to it over one text.

Knows expressions, and nothing of taxonomies.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice, product
from re import _parser  # type: ignore[attr-defined]  # undocumented; a parser of our own would differ
from typing import Any, NamedTuple

import networkx as nx

_MOST = 100  # positions; the pairs of them are what is searched
_STEPS = 50_000  # between pairs; what needs more to be found out is let pass
_SEVERAL = 20  # a repetition that may go round more often counts as endless
_OTHER = 256  # the bit of all characters beyond Latin-1, which are taken for one
_ANY = (1 << (_OTHER + 1)) - 1


class _Part(NamedTuple):
    """In how many ways a part may be empty; the positions that it may begin and end with."""

    empty: int = 1
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


def explodes(pattern: str) -> bool:
    """Whether some texts take time exponential in their length; `pattern` is one that compiles.

    A look-around or back reference is left out of the account, and so is what a possessive or
    atomic part does inside. False for an expression of more than 100 characters to match, which
    is not searched.
    """
    automaton = _Automaton()
    automaton.read(_parser.parse(pattern, re.ASCII))
    return len(automaton.admits) <= _MOST and (automaton.idle or automaton.explodes())


class _Automaton:
    """The position automaton: what each position admits, and how often one follows another.

    `hollow` counts the parts that may be empty in several ways, which positions do not tell;
    `idle` is whether an endless repetition has one inside, as that of `(a|ab?)+` has.
    """

    def __init__(self) -> None:
        self.admits: list[int] = []
        self.follows: Counter[tuple[int, int]] = Counter()
        self.hollow = 0
        self.idle = False

    def read(self, items: Any) -> _Part:
        """Add the positions of a sequence of parsed items."""
        whole = _Part()
        for operator, argument in items:
            part = self._item(str(operator), argument)
            self._join(whole.last, part.first)
            whole = _Part(
                whole.empty * part.empty,
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
            )
            self.hollow += part.empty > 1
        return whole

    def _item(self, operator: str, argument: Any) -> _Part:
        match operator:
            case "BRANCH":
                parts = [self.read(each) for each in argument[1]]
                return _Part(
                    sum(each.empty for each in parts),
                    tuple(position for each in parts for position in each.first),
                    tuple(position for each in parts for position in each.last),
                )
            case "SUBPATTERN":
                return self.read(argument[-1])
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, body = argument
                hollow = self.hollow
                part = self.read(body)
                if most > _SEVERAL and least != most:
                    self._join(part.last, part.first)
                    self.idle = self.idle or self.hollow > hollow
                return part._replace(empty=part.empty + (least == 0))
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                self.admits.append(_admitted(operator, argument))
                place = (len(self.admits) - 1,)
                return _Part(empty=0, first=place, last=place)
        return _Part()

    def _join(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        self.follows.update((one, other) for one in before for other in after)

    def explodes(self) -> bool:
        """Whether two paths lead from a position back to it over the same text."""
        graph: nx.DiGraph[int] = nx.DiGraph(list(self.follows))
        knot = {
            position: number
            for number, positions in enumerate(nx.strongly_connected_components(graph))
            for position in positions
        }
        inside = [edge for edge in self.follows if knot[edge[0]] == knot[edge[1]]]
        if any(self.follows[edge] > 1 for edge in inside):
            return True
        pairs: nx.DiGraph[tuple[int, int]] = nx.DiGraph(list(islice(self._pairs(inside), _STEPS)))
        return any(
            any(one == other for one, other in knotted)
            and any(one != other for one, other in knotted)
            for knotted in nx.strongly_connected_components(pairs)
        )

    def _pairs(
        self, edges: list[tuple[int, int]]
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Steps of two paths over one character, pair to pair, for paths that start as one."""
        after: dict[int, list[int]] = defaultdict(list)
        for start, end in edges:
            after[start].append(end)
        waiting = [(start, start) for start in after]
        seen = set(waiting)
        while waiting:
            pair = waiting.pop()
            for following in product(after[pair[0]], after[pair[1]]):
                if self.admits[following[0]] & self.admits[following[1]]:
                    yield pair, following
                    if following not in seen:
                        seen.add(following)
                        waiting.append(following)


def _admitted(operator: str, argument: Any) -> int:
    """The characters that an item matches, as bits."""
    match operator:
        case "LITERAL":
            return _bit(argument)
        case "NOT_LITERAL":
            return _ANY & ~(_bit(argument) & ~_bit(_OTHER))
        case "IN":
            negated = str(argument[0][0]) == "NEGATE"
            members = 0
            for kind, value in argument[negated:]:
                members |= _member(str(kind), value)
            return _ANY & ~(members & ~_bit(_OTHER)) if negated else members
    return _ANY


def _member(kind: str, value: Any) -> int:
    if kind == "LITERAL":
        return _bit(value)
    if kind == "RANGE":
        low, high = value
        return sum(1 << code for code in range(low, min(high, _OTHER - 1) + 1)) | _bit(high)
    name = str(value).removeprefix("CATEGORY_")
    letter = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[name.removeprefix("NOT_")]
    members = sum(1 << code for code in range(_OTHER) if re.match(letter, chr(code), re.ASCII))
    return _ANY & ~members if name.startswith("NOT_") else members


def _bit(code: int) -> int:
    return 1 << min(code, _OTHER)
