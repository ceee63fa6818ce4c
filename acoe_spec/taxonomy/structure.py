"""Whether the data of a taxonomy file has the shape of a taxonomy, and where it has not.

The generated Pydantic model decides; its errors become findings in the words of somebody who edits
YAML, with the key that was probably meant. Knows the shape only, not whether labels make sense
together.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from acoe_spec.findings import pointer, printable_id
from acoe_spec.models import taxonomy as shapes

MAX_FLAWS = 100  # more would say the same again

_Steps = tuple[str | int, ...]
_KEY = "[key]"  # how Pydantic says that the key is wrong and not its value


class Flaw(NamedTuple):
    """One place where the shape is wrong: the value at `pointer`, or with `key` its key."""

    rule: str
    pointer: str
    message: str
    hint: str | None
    key: bool = False


def structure(data: Any) -> tuple[shapes.Taxonomy | None, list[Flaw]]:
    """The taxonomy that `data` is, or None and what is wrong with it."""
    try:
        return shapes.Taxonomy.model_validate(data), []
    except ValidationError as errors:
        found = errors.errors(include_url=False)[:MAX_FLAWS]
    return None, [_flaw(data, error) for error in found]


def _flaw(data: Any, error: ErrorDetails) -> Flaw:
    steps = _steps(data, error["loc"])
    here, kind = pointer(*steps), error["type"]
    if error["loc"][-1:] == (_KEY,):
        hint = (
            "choose another id; what people read is the 'name', and what a tool calls it goes "
            "into 'aliases'"
        )
        return Flaw("invalid-id", here, f"the key must be {_expected(error)}", hint, key=True)
    if kind == "extra_forbidden":
        return _unknown_key(steps)
    if kind == "missing":
        key = error["loc"][-1]
        return Flaw("missing-key", here, f"the key '{key}' is missing here", f"add '{key}'", True)
    if error["input"] is None:
        hint = "give it a value, or remove the key"
        return Flaw("invalid-value", here, "the value is missing", hint)
    return Flaw("invalid-value", here, f"the value must be {_expected(error)}", _hint(error))


def _steps(data: Any, location: _Steps) -> _Steps:
    """The part of a Pydantic location that leads through the data; tags of unions do not."""
    steps: list[str | int] = []
    for step in location:
        if isinstance(data, dict):
            within = step in data
        else:
            within = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if within:
            data = data[step]
            steps.append(step)
    return tuple(steps)


def _unknown_key(steps: _Steps) -> Flaw:
    key = str(steps[-1])
    model = _model_at(steps[:-1])
    known = sorted(model.model_fields) if model is not None else []
    near = nearest(key, known)
    hint = f"did you mean '{near}'?" if near else f"known here: {', '.join(known)}"
    message = f"the key {printable_id(key)} is not known here"
    return Flaw("unknown-key", pointer(*steps), message, hint, key=True)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is probably a misspelling of, or None."""
    folded = {each.casefold(): each for each in known}
    cutoff = (
        0.7 if len(word) > 4 else 0.6
    )  # one exchange of letters counts for more in a short word
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def _model_at(steps: _Steps) -> type[BaseModel] | None:
    """The class of the object that `steps` lead to."""
    annotation: Any = shapes.Taxonomy
    for step in steps:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields.get(str(step))
            annotation = None if field is None else field.annotation
        else:
            arguments = get_args(annotation)
            annotation = arguments[-1] if arguments else None
    annotation = _bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None


def _bare(annotation: Any) -> Any:
    """An annotation without `Annotated` and without its `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            members = [each for each in get_args(annotation) if each is not type(None)]
            if len(members) != 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


_FORMS: tuple[tuple[Any, str], ...] = (
    (
        shapes.LabelId,
        "an id of letters, digits, '_', '.' and '-' that does not begin with '.' or '-'",
    ),
    (shapes.AttributeId, "an attribute id of a-z, 0-9 and '_' that begins with a letter"),
    (shapes.LabelReference, "a label, such as option, event/trade or finance-core:amount"),
    (shapes.Version, "a version of three numbers, such as 1.2.0"),
    (shapes.TaxonomyReference, "a taxonomy with a version, such as finance-core@1.0.0"),
    (shapes.Day, "a day, such as 2027-06-30"),
    (shapes.Colour, "a colour, such as '#2F6FDE'"),
    (shapes.Line, "one line of text, without control characters"),
)


def _patterns() -> Iterator[tuple[str, str]]:
    for annotation, words in _FORMS:
        for part in get_args(annotation)[1:]:
            for constraint in getattr(part, "metadata", ()):
                if pattern := getattr(constraint, "pattern", None):
                    yield str(pattern), words


_PATTERNS = dict(_patterns())
_TYPES: Mapping[str, str] = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
}
_BOUNDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": lambda said: f"one of {said['expected']}".replace(" or ", ", "),
    "greater_than_equal": lambda said: f"at least {said['ge']:.0f}",
    "less_than_equal": lambda said: f"at most {said['le']:.0f}",
    "too_short": lambda said: f"a list of at least {said['min_length']}",
    "too_long": lambda said: f"a list of at most {said['max_length']}",
    "string_too_short": lambda said: f"{said['min_length']} or more characters long",
    "string_too_long": lambda said: f"at most {said['max_length']} characters long",
}


def _expected(error: ErrorDetails) -> str:
    """What should stand there, to follow 'must be'."""
    kind, said = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(said["pattern"], "text of another form")
    if kind in _BOUNDS:
        return _BOUNDS[kind](said)
    if kind in _TYPES:
        return _TYPES[kind]
    return error["msg"].removeprefix("Input should be ").replace("valid string", "text")


def _hint(error: ErrorDetails) -> str | None:
    kind, value = error["type"], error["input"]
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "YAML reads it as something else than text: put it in quotes"
    if kind in ("list_type", "too_short") and isinstance(value, str):
        return "put it in brackets: a list of one is [x]"
    if kind == "list_type":
        return "lists are written [a, b], or one item a line behind '- '"
    if kind == "bool_type":
        return "in YAML 1.2 only true and false are truth values; yes and no are text"
    if kind == "literal_error" and isinstance(value, str):
        near = nearest(
            value, error["ctx"]["expected"].replace(" or ", ", ").strip("'").split("', '")
        )
        return f"did you mean '{near}'?" if near else None
    return None
