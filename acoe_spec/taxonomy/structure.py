"""Whether the data of a YAML file of ours has the shape of its model, and where it has not.

The generated Pydantic model (a taxonomy, a migration, waivers) decides; its errors become findings
in the words of somebody who edits YAML, with the key that was probably meant. Knows the shape only,
not whether labels make sense together.
"""

from __future__ import annotations

import difflib
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeGuard,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from acoe_spec.findings import pointer, printable_id

MAX_FLAWS = 100  # more would say the same again

M = TypeVar("M", bound=BaseModel)

_Steps = tuple[str | int, ...]
_KEY = "[key]"  # how Pydantic says that the key is wrong and not its value
_NO_VALUE = "give it a value, or remove the key"


class Flaw(NamedTuple):
    """One place where the shape is wrong: the value at `pointer`, or with `key` its key."""

    rule: str
    pointer: str
    message: str
    hint: str | None
    key: bool = False


def structure(data: Any, model: type[M]) -> tuple[M | None, list[Flaw]]:
    """The `model` that `data` is, or None and what is wrong with it."""
    try:
        return model.model_validate(data), []
    except ValidationError as errors:
        found = errors.errors(include_url=False)[:MAX_FLAWS]
    return None, [_flaw(data, error, model) for error in found]


def _flaw(data: Any, error: ErrorDetails, model: type[BaseModel]) -> Flaw:
    steps = _steps(data, error["loc"])
    here, kind = pointer(*steps), error["type"]
    if error["loc"][-1:] == (_KEY,):
        message = f"the key must be {_expected(error, model)}"
        return Flaw("invalid-id", here, message, _KEY_HINTS.get(model.__name__), key=True)
    if kind == "extra_forbidden":
        return _unknown_key(data, steps, model)
    if kind in ("missing", "union_tag_not_found"):
        # What a union is told by is written as a key like others: 'op' with its quotes.
        key = error["loc"][-1] if kind == "missing" else error["ctx"]["discriminator"].strip("'")
        return Flaw("missing-key", here, f"the key '{key}' is missing here", f"add '{key}'", True)
    if kind == "union_tag_invalid":
        return _unknown_tag(steps, error)
    if error["input"] is None:
        return Flaw("invalid-value", here, "the value is missing", _NO_VALUE)
    message = f"the value must be {_expected(error, model)}"
    return Flaw("invalid-value", here, message, _hint(error))


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


def _unknown_key(data: Any, steps: _Steps, model: type[BaseModel]) -> Flaw:
    key = str(steps[-1])
    owner = _model_at(data, steps[:-1], model)
    known = sorted(_names(owner)) if owner is not None else []
    near = nearest(key, known)
    hint = f"did you mean '{near}'?" if near else f"known here: {', '.join(known)}"
    message = f"the key {printable_id(key)} is not known here"
    return Flaw("unknown-key", pointer(*steps), message, hint, key=True)


def _unknown_tag(steps: _Steps, error: ErrorDetails) -> Flaw:
    """The value that tells which class of a union an object is belongs to none of them."""
    said = error["ctx"]
    key, tag = said["discriminator"].strip("'"), said["tag"]
    if error["input"].get(key) is None:
        return Flaw("invalid-value", pointer(*steps, key), "the value is missing", _NO_VALUE)
    known = said["expected_tags"].strip("'").split("', '")
    near = nearest(tag, known)
    hint = f"did you mean '{near}'?" if near else f"known here: {', '.join(sorted(known))}"
    message = f"there is no '{key}' that is called {printable_id(tag)}"
    return Flaw("invalid-value", pointer(*steps, key), message, hint)


def nearest(word: str, known: Iterable[str], *, cutoff: float | None = None) -> str | None:
    """The one of `known` that `word` is probably a misspelling of, or None.

    `cutoff` is how alike the two have to be, from 0 to 1, if not as usual.
    """
    folded = {each.casefold(): each for each in known}
    if cutoff is None:
        # One exchange of letters counts for more in a short word.
        cutoff = 0.7 if len(word) > 4 else 0.6
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


def _model_at(data: Any, steps: _Steps, model: type[BaseModel]) -> type[BaseModel] | None:
    """The class of the object that `steps` lead to."""
    annotation = _chosen(model, data)
    for step in steps:
        if _is_model(annotation):
            field = _names(annotation).get(str(step))
            annotation = None if field is None else field.annotation
        else:
            arguments = get_args(annotation)
            annotation = arguments[-1] if arguments else None
        data = data[step]
        annotation = _chosen(annotation, data)
    return annotation if _is_model(annotation) else None


def _is_model(annotation: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _names(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a class as they are written in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _chosen(annotation: Any, data: Any) -> Any:
    """What an annotation says of `data`: of a union of classes, the one with the tag of `data`."""
    annotation = _bare(annotation)
    for member in get_args(annotation) if isinstance(data, dict) else ():
        member = _bare(member)
        if _is_model(member) and any(
            get_origin(field.annotation) is Literal and data.get(name) in get_args(field.annotation)
            for name, field in _names(member).items()
        ):
            return member
    return annotation


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


# The kinds of text, by their names in the generated models.
_FORMS: Mapping[str, str] = {
    "LabelId": "an id of letters, digits, '_', '.' and '-' that does not begin with '.' or '-'",
    "AttributeId": "an attribute id of a-z, 0-9 and '_' that begins with a letter",
    "LabelReference": "a label, such as option, event/trade or finance-core:amount",
    "Version": "a version of three numbers, such as 1.2.0",
    "TaxonomyReference": "a taxonomy with a version, such as finance-core@1.0.0",
    "Requirement": "a taxonomy with the versions of it that will do, such as 'trade-chat>=2,<3'",
    "Fingerprint": "a fingerprint of 32 digits and letters a to f, as a JSON report gives it",
    "LanguageTag": "a language tag, such as en or en-GB",
    "Day": "a day, such as 2027-06-30",
    "Colour": "a colour, such as '#2F6FDE'",
    "Line": "one line of text, without control characters",
}
_KEY_HINTS: Mapping[str, str] = {
    "Taxonomy": "choose another id; what people read is the 'name', and what a tool calls it goes "
    "into 'aliases'",
}


@cache
def _patterns(model: type[BaseModel]) -> Mapping[str, str]:
    """What each pattern of the model's module stands for."""
    return dict(_pairs(vars(sys.modules[model.__module__])))


def _pairs(kinds: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, words in _FORMS.items():
        for part in get_args(kinds.get(name))[1:]:
            for constraint in getattr(part, "metadata", ()):
                if pattern := getattr(constraint, "pattern", None):
                    yield str(pattern), words


_TYPES: Mapping[str, str] = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
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


def _expected(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What should stand there, to follow 'must be'."""
    kind, said = error["type"], error.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _patterns(model).get(said["pattern"], "text of another form")
    if kind in _BOUNDS:
        return _BOUNDS[kind](said)
    if kind in _TYPES:
        return _TYPES[kind]
    said_so = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    options = said_so.replace("string", "text").replace("integer", "a whole number")
    return options.replace(" or boolean", ", true or false")


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
