"""The canonical layout of our YAML: `acoe fmt`, and edits that keep what a person wrote.

The order of keys is a table (`ORDERS`); everything else is one way to write a tree down: two
spaces a level, `key: value`, flow collections on one line where they fit and opened where they do
not, long text folded, comments where they belong, never more than one blank line. What a scalar
looks like stays as its author wrote it, quotes included, as long as it fits on its line. Laying
out changes no data, loses no comment, and laying out twice changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from acoe_spec.taxonomy.composing import UNWRITABLE, composed
from acoe_spec.taxonomy.outline import Branch, Comment, Outline, Scalar, Slot, drafted, outline

WIDTH = 100  # code points

Kind = Literal["taxonomy", "migration", "waivers", "other"]

# A key maps to the order inside its value; EACH is for every entry of a map or list, whose own
# order is the author's.
Order = Mapping[str, Any]
EACH = "*"


def _keys(names: str, **inside: Order) -> Order:
    return {name: inside.get(name, {}) for name in names.split()}


def _each(order: Order) -> Order:
    return {EACH: order}


_DEPRECATED = _keys("since replaced_by reason valid_until")
_VALUE = _keys("name definition deprecated aliases", deprecated=_DEPRECATED)
_ATTRIBUTE = _keys(
    "name definition range values multivalued required pattern max_length minimum maximum"
    " precision when deprecated",
    values=_each(_VALUE),
    deprecated=_DEPRECATED,
)
_CARDINALITY = _keys("min max")
_ROLE = _keys("name definition range min max")
_LABEL = _keys(
    "is_a mixins abstract name definition use_when avoid_when confusable_with"
    " domain range symmetric transitive per_subject per_object trigger roles"
    " attributes links colour hints aliases deprecated",
    per_subject=_CARDINALITY,
    per_object=_CARDINALITY,
    roles=_each(_ROLE),
    attributes=_each(_ATTRIBUTE),
    links=_keys("to required"),
    deprecated=_DEPRECATED,
)
_CATEGORY_SET = _keys(
    "question definition applies_to select required deprecated labels",
    applies_to=_keys("record units labels"),
    deprecated=_DEPRECATED,
    labels=_each(_LABEL),
)
TAXONOMY = _keys(
    "format id title version based_on description licence owner modalities imports"
    " knowledge_bases overlap entities relations events categories",
    knowledge_bases=_each(_keys("title scheme url")),
    overlap=_keys("default pairs", pairs=_each(_keys("of allow"))),
    entities=_each(_LABEL),
    relations=_each(_LABEL),
    events=_each(_LABEL),
    categories=_each(_CATEGORY_SET),
)
_SPLIT_RULE = _keys(
    "to attributes surface links unit roles modality",
    unit=_keys("type role speaker language"),
    roles=_each(_keys("of as")),
)
_OPERATION = _keys(
    "op set label attribute value role property other taxonomy example labels from becomes to"
    " multivalued values rules otherwise replaced_by reason question",
    rules=_each(_SPLIT_RULE),
)
MIGRATION = _keys(
    "format taxonomy from to description reviewed_by operations", operations=_each(_OPERATION)
)
WAIVERS = _keys(
    "format waivers",
    waivers=_each(_keys("rule label files fingerprint versions reason owner expires")),
)
ORDERS: Mapping[Kind, Order] = {
    "taxonomy": TAXONOMY,
    "migration": MIGRATION,
    "waivers": WAIVERS,
    "other": _keys("format"),
}
# The keys by which a file is told to be of a kind.
_TOLD_BY: Mapping[Kind, frozenset[str]] = {
    "taxonomy": frozenset(("entities", "relations", "events", "categories")),
    "migration": frozenset(("operations",)),
    "waivers": frozenset(("waivers",)),
}


def kind_of(data: object) -> Kind:
    """Which of our files holds `data`, as far as its keys tell."""
    keys = data.keys() if isinstance(data, dict) else frozenset[str]()
    return next((kind for kind, told in _TOLD_BY.items() if not told.isdisjoint(keys)), "other")


def formatted(text: str, *, kind: Kind = "taxonomy") -> str:
    """`text` in canonical order and layout: the same data, every comment kept, LF line ends.

    Raises `errors.TaxonomyBroken` where `text` is not clean YAML of ours (`read_yaml` says why).
    """
    return written(outline(text), order=ORDERS[kind])


def from_data(data: dict[str, Any], *, kind: Kind = "taxonomy") -> str:
    """The text of plain data (dict, list, str, int, float, bool) in canonical order and layout."""
    root = drafted(data)
    assert isinstance(root, Branch)
    return written(Outline([], root), order=ORDERS[kind])


def on_one_line(data: dict[str, Any], *, order: Order) -> str:
    """The text of plain data as it may be pasted behind `- `, in canonical order on one line."""
    root = drafted(data)
    assert isinstance(root, Branch)
    _arrange(root, order)
    return _flow(root)


def written(tree: Outline, *, order: Order) -> str:
    """The text of `tree`, which is put into `order` on the way."""
    lines: list[str] = []
    for comment in tree.header:
        lines += _spacing(comment.spaced and bool(lines), comment.text, 0)
    if lines:
        lines.append("")
    _arrange(tree.root, order)
    lines += _block(tree.root, 0) if tree.root.slots else [_flow(tree.root)]
    return "\n".join(lines) + "\n"


def _arrange(branch: Branch, order: Order) -> None:
    if branch.mapping and EACH not in order:
        ranks = {name: rank for rank, name in enumerate(order)}
        branch.slots.sort(key=lambda slot: ranks.get(slot.name or "", len(ranks)))
    for slot in branch.slots:
        if isinstance(slot.value, Branch):
            _arrange(slot.value, order.get(EACH) or order.get(slot.name or "") or {})
            if not branch.mapping and slot.value.slots:
                _hoist(slot, slot.value.slots[0])


def _hoist(item: Slot, first: Slot) -> None:
    """Comments above the first key of a list item are comments above the item."""
    item.above += first.above
    first.above = []


def _block(branch: Branch, indent: int) -> Iterator[str]:
    """The lines of a branch in block style, each slot on lines of its own."""
    for position, slot in enumerate(branch.slots):
        above = [*slot.above, *(Comment(text, False) for text in slot.behind[1:])]
        if isinstance(slot.value, Branch) and not slot.value.slots:
            above += slot.value.tail  # inside an empty collection they would make it a null
        for number, comment in enumerate(above):
            spaced = comment.spaced and position + number > 0
            yield from _spacing(spaced, comment.text, indent)
        if slot.spaced and (position or above):
            yield ""
        yield from _slot(slot, branch.mapping, indent)
    for comment in branch.tail:
        yield from _spacing(comment.spaced, comment.text, indent)


def _slot(slot: Slot, keyed: bool, indent: int) -> Iterator[str]:
    value = slot.value
    lead = " " * indent + (f"{_key(slot)}:" if keyed else "-")
    behind = f"  {slot.behind[0]}" if slot.behind else ""
    if isinstance(value, Scalar):
        yield from _scalar_lines(value, lead, indent + 2, behind)
        return
    if not value.slots:
        yield f"{lead} {_flow(value)}{behind}"
        return
    whole = f"{lead} {_flow(value)}" if value.flow and not value.commented else None
    if whole is not None and len(whole) <= WIDTH:
        yield whole + behind
    elif keyed or slot.behind:
        yield lead + behind
        yield from _block(value, indent + 2)
    else:
        lines = _block(value, indent + 2)
        yield f"{lead} {next(lines).lstrip(' ')}"
        yield from lines


def _spacing(spaced: bool, text: str, indent: int) -> list[str]:
    line = " " * indent + text
    return ["", line] if spaced else [line]


def _key(slot: Slot) -> str:
    spelling = slot.spelling
    if spelling is None or "\n" in spelling or "\r" in spelling or spelling.startswith(("|", ">")):
        return spelled(slot.name or "", flow=True)
    return spelling


def _flow(value: Branch | Scalar) -> str:
    """A value on one line. What is in it must have no comments."""
    if isinstance(value, Scalar):
        return _inline(value, flow=True)
    if value.mapping:
        inside = ", ".join(f"{_key(slot)}: {_flow(slot.value) or 'null'}" for slot in value.slots)
        return f"{{{inside}}}"
    return f"[{', '.join(_flow(slot.value) for slot in value.slots)}]"


def _inline(value: Scalar, *, flow: bool) -> str:
    """A scalar on one line, in its author's spelling where that has one line."""
    spelling = value.spelling
    if spelling is None:
        return spelled(value.value, flow=flow)
    if spelling.startswith(("|", ">")):
        return _quoted(value.value)
    if "\n" not in spelling and "\r" not in spelling:
        return spelling
    if spelling.startswith('"'):
        return _quoted(value.value)
    if spelling.startswith("'") and "\n" not in value.value:
        doubled = value.value.replace("'", "''")
        return f"'{doubled}'"
    return spelled(value.value, flow=flow)


def _scalar_lines(value: Scalar, lead: str, indent: int, behind: str) -> list[str]:
    """A scalar behind `lead`, folded where it is too long; `indent` is for further lines."""
    spelling = value.spelling or ""
    start = f"{lead} "
    if spelling.startswith(("|", ">")) and (kept := _reindented(value, spelling, indent)):
        return [f"{start}{kept[0]}{behind}", *kept[1:]]
    line = (start + _inline(value, flow=False)).rstrip()
    if len(line) > WIDTH and _foldable(value.value):
        return [f"{start}>-{behind}", *_folded(value.value, indent)]
    return [line + behind]


def _foldable(value: Any) -> bool:
    """Whether folding at single spaces gives the same text back."""
    return (
        isinstance(value, str)
        and value.isprintable()
        and " " in value
        and value == value.strip()
        and not value.startswith("#")
    )


def _folded(text: str, indent: int) -> list[str]:
    """Lines of at most `WIDTH` code points, broken at single spaces between words only."""
    lines: list[str] = []
    line = ""
    for word in re.split(r"(?<! ) (?! )", text):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [" " * indent + each for each in [*lines, line]]


def _reindented(value: Scalar, spelling: str, indent: int) -> list[str] | None:
    """A block scalar at a new depth; None where its white space is too delicate to be moved."""
    header, *body = re.split(r"\r\n|\r|\n", spelling)
    indicators = header.partition("#")[0].strip()
    content = [line for line in body if line.strip(" ")]
    if (
        not content
        or indicators not in ("|", "|-", ">", ">-")
        or value.value[0] in " \n"
        or value.value.endswith("\n\n")
    ):
        return None
    depth = min(len(line) - len(line.lstrip(" ")) for line in content)
    while not body[-1].strip(" "):
        if len(body.pop()) > depth:
            return None  # spaces beyond the depth of the others are content
    lines = (" " * indent + line[depth:] if len(line) > depth else "" for line in body)
    return [indicators, *lines]


def spelled(value: Any, *, flow: bool = False) -> str:
    """The spelling of a plain value: without quotes where YAML then reads the same, else in quotes.

    With `flow`, as it may stand between brackets.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return json.dumps(value)
    trial = f"[{value}]" if flow else f"- {value}"
    simple = value.isprintable() and value.lower() not in _TRUTH_OF_YAML_1_1
    result = composed(trial) if simple else None
    if result is not None and not result.problems and result.data == [value] and "#" not in value:
        return value
    return _quoted(value)


def _quoted(text: str) -> str:
    """`text` in double quotes. JSON's escapes are YAML's, but it leaves more as it is."""
    written_out = json.dumps(text, ensure_ascii=False)
    return UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written_out)


# Older readers take these for true and false.
_TRUTH_OF_YAML_1_1 = frozenset(("y", "n", "yes", "no", "on", "off"))
