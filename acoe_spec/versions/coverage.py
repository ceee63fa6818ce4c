"""What the rules of one split leave to people, and which of them hold of the same annotations.

What a rule asks is laid out in dimensions: an attribute, a field of the unit, the modality, a
knowledge base, a part in a relation. Each has the values that some rule names, and the rest; a rule
covers a box. Surface patterns cannot be compared: a rule with one is taken to cover nothing for
certain. Knows rules and the attributes that they ask about, and no records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from acoe_spec.taxonomy.definition import Attribute
from acoe_spec.taxonomy.references import node
from acoe_spec.versions.splitting import texts
from acoe_spec.versions.vocabulary import Vocabulary

if TYPE_CHECKING:
    from acoe_spec.models.migration import SplitRule

MAX_CELLS = 20_000  # boxes of more are not looked into: nobody could read what is left of them
MAX_GAPS = 3

_NONE = ""  # no value at all
_OTHER = "*"  # any value that no rule names; neither can be written in a condition as a label
_Dimension = tuple[str, ...]
_Box = Mapping[_Dimension, frozenset[str]]


class Coverage(NamedTuple):
    """What rules leave and share.

    `gaps` say, to follow "where", what no rule holds of, a few at most, and `more` how many others
    there are; `total` is whether there are none. `overlaps` are positions of rules that hold of the
    same and lead to different labels.
    """

    total: bool
    gaps: tuple[str, ...]
    overlaps: tuple[tuple[int, int], ...]
    more: int = 0

    @property
    def left(self) -> str | None:
        """What no rule holds of, in words; None where all is covered or nobody can say."""
        if not self.gaps:
            return None
        more = [f"in {self.more} other cases" if self.more > 1 else "in another case"]
        return f"no rule holds where {'; or '.join([*self.gaps, *more[: self.more]])}"


def subject(operation: Any) -> str:
    """The node of the label whose annotations a split or a carve-out divides."""
    label = operation.from_ if operation.op == "split-label" else operation.label
    return node(operation.set, label)


def coverage_of(operation: Any, old: Vocabulary) -> Coverage:
    """What the rules of a split or a carve-out leave and share, in the words of `old`.

    With `otherwise` nothing is left.
    """
    found = coverage(
        operation.rules or (),
        old.attributes(subject(operation)),
        modalities=old.definition.modalities,
    )
    if operation.otherwise is None:
        return found
    return found._replace(total=True, gaps=(), more=0)


def coverage(
    rules: Sequence[SplitRule],
    attributes: Mapping[str, Attribute],
    *,
    modalities: Collection[str] = (),
) -> Coverage:
    """What `rules` leave of the annotations of a label that has `attributes`, and what they share.

    `modalities` are those of the taxonomy; none: all.
    """
    boxes = [_box(rule, attributes) for rule in rules]
    overlaps = tuple(
        (first, second)
        for first, second in combinations(range(len(rules)), 2)
        if rules[first].to != rules[second].to
        and _is_certain(rules[first], rules[second])
        and boxes[second]  # a rule without conditions is for all that is left
        and _meet(boxes[first], boxes[second], attributes)
    )
    domains = _domains(boxes, attributes, modalities)
    certain = [box for rule, box in zip(rules, boxes) if rule.surface is None]
    total, gaps = _left(certain, domains)
    more = max(0, len(gaps) - MAX_GAPS)
    return Coverage(total, tuple(gaps[:MAX_GAPS]), overlaps, more)


def _box(rule: SplitRule, attributes: Mapping[str, Attribute]) -> _Box:
    found: dict[_Dimension, frozenset[str]] = {}
    for name, values in (rule.attributes or {}).items():
        kind = attributes[name].type if name in attributes else None
        number = kind in ("integer", "decimal")
        found["attribute", name] = frozenset(texts(list(values), number=number))
    if rule.modality is not None:
        found["modality",] = frozenset(rule.modality)
    if rule.links is not None:
        found["links",] = frozenset(rule.links)
    if rule.roles is not None:
        found["roles",] = frozenset(f"{part.as_} of {part.of}" for part in rule.roles)
    unit = rule.unit
    for field in ("type", "role", "speaker", "language"):
        wanted: Iterable[str] | None = None if unit is None else getattr(unit, field)
        if wanted is not None:
            found["unit", field] = frozenset(wanted)
    return found


def _is_certain(first: SplitRule, second: SplitRule) -> bool:
    return first.surface is None and second.surface is None


def _meet(first: _Box, second: _Box, attributes: Mapping[str, Attribute]) -> bool:
    """Whether one annotation may be in both boxes."""
    return all(
        _is_several(dimension, attributes) or first[dimension] & second[dimension]
        for dimension in first.keys() & second.keys()
    )


def _is_several(dimension: _Dimension, attributes: Mapping[str, Attribute]) -> bool:
    """Whether an annotation may have several values of a dimension at once."""
    if dimension[0] == "attribute":
        attribute = attributes.get(dimension[1])
        return attribute is not None and bool(attribute.multivalued)
    return dimension[0] in ("links", "roles")


def _domains(
    boxes: Sequence[_Box], attributes: Mapping[str, Attribute], modalities: Collection[str]
) -> dict[_Dimension, tuple[str, ...]]:
    """All values of each dimension that some box is bounded in, as far as rules tell them apart."""
    found: dict[_Dimension, tuple[str, ...]] = {}
    for dimension in dict.fromkeys(each for box in boxes for each in box):
        named = sorted({value for box in boxes for value in box.get(dimension, ())})
        found[dimension] = (*named, *_rest(dimension, named, attributes, modalities))
    return found


def _rest(
    dimension: _Dimension,
    named: Collection[str],
    attributes: Mapping[str, Attribute],
    modalities: Collection[str],
) -> Iterable[str]:
    """The values of a dimension besides those that are named; `_OTHER` where there is no end."""
    if dimension == ("modality",):
        known: Iterable[str] = modalities or ("text", "chat", "email", "document", "audio")
        return [each for each in known if each not in named]
    if dimension == ("unit", "type"):
        known = ("passage", "turn", "part", "page", "segment")
        return [each for each in known if each not in named]
    if dimension[0] != "attribute":
        return (_OTHER, _NONE) if dimension[0] == "unit" else (_NONE,)
    attribute = attributes.get(dimension[1])
    if attribute is None:
        return (_OTHER, _NONE)
    rest: list[str] = [_OTHER]
    if attribute.values is not None:
        rest = [each for each in attribute.values if each not in named]
    elif attribute.type == "boolean":
        rest = [each for each in ("true", "false") if each not in named]
    always = bool(attribute.required) and attribute.when is None
    return rest if always else [*rest, _NONE]


def _left(
    boxes: Sequence[_Box], domains: Mapping[_Dimension, tuple[str, ...]]
) -> tuple[bool, list[str]]:
    """Whether the boxes cover everything, and what they leave in a few words each."""
    if prod(map(len, domains.values())) > MAX_CELLS:
        return False, []
    dimensions = list(domains)
    open_cells = [
        cell
        for cell in product(*domains.values())
        if not any(_within(dict(zip(dimensions, cell)), box) for box in boxes)
    ]
    if not open_cells:
        return True, []
    if len(open_cells) == prod(map(len, domains.values())):
        return False, []
    return False, _told(dimensions, open_cells, domains)


def _within(cell: Mapping[_Dimension, str], box: _Box) -> bool:
    return all(cell[dimension] in wanted for dimension, wanted in box.items())


def _told(
    dimensions: Sequence[_Dimension],
    cells: Sequence[tuple[str, ...]],
    domains: Mapping[_Dimension, tuple[str, ...]],
) -> list[str]:
    """What is left, told by one value where everything with it is left, else by all of them."""
    size = prod(map(len, domains.values()))
    alone: set[tuple[int, str]] = set()
    for position, dimension in enumerate(dimensions):
        for value in domains[dimension]:
            count = sum(cell[position] == value for cell in cells)
            if count == size // len(domains[dimension]):
                alone.add((position, value))
    found = [_said(dimensions[position], value) for position, value in sorted(alone)]
    rest = (cell for cell in cells if alone.isdisjoint(enumerate(cell)))
    return [*found, *(" and ".join(map(_said, dimensions, cell)) for cell in rest)]


def _said(dimension: _Dimension, value: str) -> str:
    """One value of a dimension in words, to follow "where"."""
    match dimension:
        case ("attribute", name):
            thing = f"'{name}'"
        case ("unit", field):
            thing = f"the unit's '{field}'"
        case ("links",):
            return f"it is linked into '{value}'" if value else "it is linked into none of them"
        case ("roles",):
            return f"it is {value}" if value else "it takes part in none of these ways"
        case _:
            thing = "the modality"
    if value == _NONE:
        return f"{thing} has no value"
    return f"{thing} is another one" if value == _OTHER else f"{thing} is '{value}'"
