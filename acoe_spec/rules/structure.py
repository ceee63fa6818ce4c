"""What is wrong with the shape of a JSON value that should be a record: Pydantic's errors, retold.

One finding for each error, at the exact place, in our words. Pydantic is loaded only when this is
called, which is when a line is not certainly a record. Knows no taxonomy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from acoe_spec.files import MAX_LINE
from acoe_spec.findings import Finding, Rule, pointer, printable_id
from acoe_spec.rules.spelling import any_of, did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

# Lists whose items Pydantic tells apart by a tag, which it then puts into locations.
_TAGGED = {"units", "annotations"}
_KEY = "[key]"  # what Pydantic adds to the location of a key that is itself wrong

_JSON_TYPES: dict[str, str] = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "float_type": "a number",
    "int_from_float": "an integer",
    "int_type": "an integer",
    "list_type": "an array",
    "model_attributes_type": "an object",
    "model_type": "an object",
    "string_type": "a string",
}


def structure_findings(value: Any) -> Iterator[Finding]:
    """Every structural error of `value`, a JSON value that has passed the text gate.

    Rules: `unknown-field`, `missing-field`, `wrong-type`, `wrong-value`. A missing field is
    reported at the object that it is missing from, an unknown one at its key.
    """
    from pydantic import ValidationError

    from acoe_spec.models.record import Record

    try:
        Record.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            yield _finding(detail, value)


def line_too_long() -> Finding:
    """For a line that is longer than may be read."""
    return Finding(
        rule="line-too-long",
        message=f"the line is longer than {MAX_LINE // (1024 * 1024)} MiB and was not read",
        hint="one record a line; keep pictures and audio outside and name them in media",
    )


def _finding(detail: ErrorDetails, value: Any) -> Finding:
    path, tag = _path(detail["loc"])
    kind, given = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(path[-1])
        return _at(
            value,
            path,
            "unknown-field",
            f"there is no field {printable_id(name)} here",
            did_you_mean(name, _fields(path[:-1], tag)),
        )
    if kind == "missing":
        return _missing(value, path[:-1], str(path[-1]))
    if kind == "union_tag_not_found" and isinstance(given, dict):
        return _missing(value, path, "type")
    if kind == "union_tag_invalid" and isinstance(given, dict) and "type" in given:
        path = (*path, "type")
        given = given["type"]
        if isinstance(given, str):
            return _wrong_choice(value, path, given, _quoted(context["expected_tags"]))
        return _wrong_type(value, path, given, "a string")
    if kind in ("json_type_mismatch", "union_tag_not_found"):
        single = "a string, an integer, true or false"
        inside = isinstance(path[-1], int)
        return _wrong_type(value, path, given, single if inside else f"{single}, or an array")
    if kind == "literal_error":
        if isinstance(given, str):
            return _wrong_choice(value, path, given, _quoted(context["expected"]))
        return _wrong_type(value, path, given, "a string")
    if kind in _JSON_TYPES:
        return _wrong_type(value, path, given, _JSON_TYPES[kind])
    message = _BOUNDS[kind](context) if kind in _BOUNDS else "the value is not permitted here"
    if detail["loc"][-1] == _KEY:
        message = message.replace("the string", "the name")
    hint = _PATTERN_HINTS.get(str(path[-1])) if kind == "string_pattern_mismatch" else None
    return _at(value, path, "wrong-value", message, hint)


_BOUNDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than_equal": lambda context: f"the number is less than {_plain(context['ge'])}",
    "less_than_equal": lambda context: f"the number is more than {_plain(context['le'])}",
    "string_pattern_mismatch": lambda _context: "the string has not the form that is needed here",
    "string_too_long": lambda context: (
        f"the string is longer than {context['max_length']} code points"
    ),
    "string_too_short": lambda context: "the string is empty",
    "too_short": lambda context: "the array is empty",
}
_PATTERN_HINTS = {
    "created": "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
    "date": "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
    "time": "write it as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
    "language": "write a tag of BCP 47, such as en or en-GB",
    "sha256": "write 64 hexadecimal digits in lower case",
}


def _missing(value: Any, path: Path, name: str) -> Finding:
    return _at(value, path, "missing-field", f"the field '{name}' is missing", None, absent=(name,))


def _wrong_choice(value: Any, path: Path, given: str, permitted: tuple[str, ...]) -> Finding:
    hint = did_you_mean(given, permitted) or f"write {any_of(permitted)}"
    return _at(value, path, "wrong-value", f"the value is not {any_of(permitted)}", hint)


def _wrong_type(value: Any, path: Path, given: Any, expected: str) -> Finding:
    hint = None
    if not path:
        hint = "each line is one record, an object in braces"
    elif given is None:
        hint = "leave an optional field out instead of null"
    elif isinstance(given, float) and "attributes" in path:
        hint = "write decimals as strings: they keep their digits in every reader"
        expected = "a decimal as a string"
    return _at(value, path, "wrong-type", f"this is {_json_type(given)}, not {expected}", hint)


def _json_type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "an integer" if isinstance(value, int) else "a number with a fraction"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def _at(
    value: Any, path: Path, rule: str, message: str, hint: str | None, *, absent: Path = ()
) -> Finding:
    """A finding at `path`, with the id of the annotation that it is in, if that has one.

    `absent` are steps further on, to what is missing there.
    """
    annotation = None
    names = _names((*path, *absent))
    if path[:1] == ("annotations",) and len(path) > 1:
        annotation = _id_of(value["annotations"][path[1]])
        names = _names((*path[2:], *absent))
    elif path[:1] == ("units",) and len(path) > 1:
        unit = _id_of(value["units"][path[1]])
        names = ["units", *([unit] if unit else []), *_names((*path[2:], *absent))]
    return Finding(
        rule=rule,
        message=message,
        hint=hint,
        annotation=annotation,
        pointer=pointer(*path),
        field="/".join(names) or None,
    )


def _plain(bound: float) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _names(path: Path) -> list[str]:
    return [step for step in path if isinstance(step, str)]


def _id_of(item: Any) -> str | None:
    identifier = item.get("id") if isinstance(item, dict) else None
    return identifier if isinstance(identifier, str) and 0 < len(identifier) <= 256 else None


def _path(location: tuple[int | str, ...]) -> tuple[Path, str | None]:
    """The steps into the JSON value, without Pydantic's tags; and the tag nearest to the end."""
    path: Path = ()
    tag = None
    steps = iter(location)
    for step in steps:
        if step == _KEY:
            continue
        path = (*path, step)
        if _is_tagged(path):
            tag = str(next(steps, "")) or None
    return path, tag


def _is_tagged(path: Path) -> bool:
    """Whether the value at `path` is told from others by a tag, which follows in a location."""
    if len(path) == 2 and path[0] in _TAGGED:
        return True
    if len(path) == 3 and path[0] == "unresolved" and path[2] == "annotation":
        return True
    inner = {"annotations": path[2:], "unresolved": path[3:]}.get(str(path[0]), ()) if path else ()
    if inner[:1] == ("previous",):
        inner = inner[2:]
    return len(inner) in (2, 3) and inner[0] == "attributes"


def _fields(path: Path, tag: str | None) -> tuple[str, ...]:
    """The names of the fields that an object at `path` may have."""
    from acoe_spec.models import record

    if _is_tagged(path):
        name = str(tag)
    else:
        last = next((step for step in reversed(path) if isinstance(step, str)), "record")
        name = _CLASSES.get(last, last)
    return _fields_of(getattr(record, name.capitalize() if name.islower() else name))


_CLASSES = {
    "spans": "Span",
    "boxes": "Box",
    "times": "TimeRange",
    "links": "Link",
    "previous": "Previous",
    "arguments": "Argument",
    "participants": "Participant",
    "unresolved": "Unresolved",
}


@cache
def _fields_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _quoted(listed: str) -> tuple[str, ...]:
    """The names in Pydantic's list `'one', 'two' or 'three'`."""
    return tuple(re.findall(r"'([^']*)'", listed))


_UNITS = '"units":[{"type":"turn","id":"t1","text":"UBS bid"}]'
_GOOD = f'{{"id":"r1","modality":"chat",{_UNITS},"annotations":[]}}'
_FIELDS = "the page of the record format lists the fields of each object"

RULES = (
    Rule(
        id="not-utf8",
        level="error",
        theme="structure",
        summary="A line is not UTF-8.",
        why="In another encoding the same bytes are other characters, and every offset behind the "
        "first of them is wrong.",
        fix="Save the file as UTF-8: `iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`.",
        failing="a line with the byte E9 for an e with an acute accent, as Windows-1252 has it",
        passing=_GOOD,
    ),
    Rule(
        id="not-json",
        level="error",
        theme="structure",
        summary="A line is no JSON text.",
        why="Nothing in the line can be read. NaN and Infinity count too: JSON has no such "
        "numbers, and readers differ on them.",
        fix="Write each record with a JSON library, on one line of its own.",
        failing=_GOOD[:-1],
        passing=_GOOD,
    ),
    Rule(
        id="duplicate-key",
        level="error",
        theme="structure",
        summary="A key stands twice in one object.",
        why="Most readers take the last one and say nothing, some take the first: two programs "
        "read two different records.",
        fix="Keep one of the two.",
        failing=_GOOD.replace('"id":"r1"', '"id":"r1","id":"r2"'),
        passing=_GOOD,
    ),
    Rule(
        id="lone-surrogate",
        level="error",
        theme="structure",
        summary="An escape is half of a surrogate pair, which is no character.",
        why="It cannot be written as UTF-8, so the text cannot be stored or compared; it comes "
        "from cutting a string in the middle of an emoji.",
        fix="Write the character itself, or both halves of it.",
        failing=_GOOD.replace("UBS bid", "UBS \\ud83d"),
        passing=_GOOD.replace("UBS bid", "UBS \\ud83d\\ude00"),
    ),
    Rule(
        id="number-out-of-range",
        level="error",
        theme="structure",
        summary="A number is larger than a double can hold.",
        why="Readers turn it into infinity, or refuse the line.",
        fix="Write decimals of any size as strings.",
        failing=_GOOD[:-1] + ',"metadata":{"size":1e999}}',
        passing=_GOOD[:-1] + ',"metadata":{"size":"1e999"}}',
    ),
    Rule(
        id="nested-too-deep",
        level="error",
        theme="structure",
        summary="Arrays and objects are nested deeper than 128.",
        why="Readers give up at depths of their own, or run out of memory. No record needs it.",
        fix="Keep `metadata` flat, or store what is deep outside of the record.",
        failing=_GOOD[:-1] + ',"metadata":{"a":' + "[" * 130 + "]" * 130 + "}}",
        passing=_GOOD[:-1] + ',"metadata":{"a":[[[]]]}}',
    ),
    Rule(
        id="line-too-long",
        level="error",
        theme="structure",
        summary="A line is longer than 16 MiB.",
        why="It would have to be held in memory as a whole. Mostly the file is no JSON Lines at "
        "all: an array of records on one line.",
        fix="Write one record a line; put binary content elsewhere and name it in `media`.",
        failing="[{...}, {...}, ...] on one line of more than 16 MiB",
        passing=_GOOD,
    ),
    Rule(
        id="unknown-field",
        level="error",
        theme="structure",
        summary="A field that records do not have.",
        why="It would be dropped without a word by whoever reads the file; and where it is a slip "
        "of the pen, the field that was meant is missing.",
        fix=f"Mend its name ({_FIELDS}), or put what is your own into `metadata`.",
        failing=_GOOD.replace('"modality"', '"lang":"en","modality"'),
        passing=_GOOD.replace('"modality"', '"metadata":{"lang":"en"},"modality"'),
    ),
    Rule(
        id="missing-field",
        level="error",
        theme="structure",
        summary="A field that must be there is missing.",
        why="Without it the rest of the object has no meaning.",
        fix=f"Add it: {_FIELDS}.",
        failing=f'{{"id":"r1",{_UNITS},"annotations":[]}}',
        passing=_GOOD,
    ),
    Rule(
        id="wrong-type",
        level="error",
        theme="structure",
        summary="A value is of the wrong JSON type.",
        why="A number as a string is not a number to whoever computes with it. `null` is the "
        "wrong type everywhere: an optional field is absent, never null.",
        fix="Write numbers bare, decimals in attributes as strings, and leave out what is not "
        "known.",
        failing=_GOOD.replace('"modality"', '"view":null,"modality"'),
        passing=_GOOD,
    ),
    Rule(
        id="wrong-value",
        level="error",
        theme="structure",
        summary="A value is of the right type, but out of bounds, of another form or no choice.",
        why="The format fixes what each field may hold, so that nobody has to guess.",
        fix="Write what the message asks for.",
        failing=_GOOD.replace('"chat"', '"chats"'),
        passing=_GOOD,
    ),
)
