"""A pattern keeps its meaning in every dialect, or is left to `acoe check`."""

from __future__ import annotations

import re
from typing import Annotated

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import Field, TypeAdapter, ValidationError

from acoe_spec.generate.portable import portable

SPELT = [
    ("[A-Z]{3}", "^[A-Z]{3}$"),
    ("([01][0-9]|2[0-3]):[0-5][0-9]", "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"),
    (r"\d+", "^[0-9]+$"),
    (r"\w", "^[0-9A-Z_a-z]$"),
    (r"^a$|^b$", "^(?:a|b)$"),
    (r"(?P<ccy>[A-Z]+)/(?:x)?", r"^(?:[A-Z]+)\/(?:x)?$"),
    ("a.c", r"^a[^\n]c$"),
    ("a*?b+?c??", "^a*b+c?$"),
    ("x{,3}y{2,}z{1,2}", "^x{0,3}y{2,}z{1,2}$"),
    ("x{", r"^x\{$"),
    ("x{}y{,}", r"^x\{\}y{0,}$"),
    ("[]a-]", r"^[\-\]a]$"),
    (r"[^\n,]+", r"^[^\n,]+$"),
    (r"[&~|&-]", r"^[&\-|~]$"),
    (r"\x41\u00e9", "^Aé$"),
    ("", "^$"),
]
NOT_PORTABLE = [
    *("(?=a)a", "(?!a)b", "(?<=a)b", r"(a)\1", r"\bword\b", "(?i)usd", "a++", "(?>a)"),
    *("[^,]+", r"\s", r"a\nb", r"\D", r"\Aa", r"a\Z", "a^b", "a$b", "(?#x)a"),
    *("(?:a{1000}){1000}", "a{1000000}"),
]


@pytest.mark.parametrize(("pattern", "spelt"), SPELT)
def test_the_shared_spelling(pattern: str, spelt: str) -> None:
    assert portable(pattern) == spelt


@pytest.mark.parametrize("pattern", NOT_PORTABLE)
def test_left_to_check(pattern: str) -> None:
    re.compile(pattern)
    assert portable(pattern) is None


ATOMS = [
    "a",
    "-",
    "&",
    "é",
    ".",
    r"\d",
    r"\w",
    r"\.",
    "[a-c]",
    r"[^\n\d]",
    "[]&^-]",
    r"\S",
    "(?:a|b)",
]
patterns = st.lists(
    st.tuples(st.sampled_from(ATOMS), st.sampled_from(["", "*", "+", "?", "{2}", "{,2}", "*?"])),
    max_size=4,
).map(lambda parts: "".join(atom + times for atom, times in parts))
values = st.text(alphabet="abcd-&é.^]1٣_ \n😀", max_size=5)


@given(pattern=patterns, value=values)
@settings(max_examples=150, deadline=None)
def test_all_dialects_match_what_python_matches(pattern: str, value: str) -> None:
    expected = re.compile(pattern, re.ASCII).fullmatch(value) is not None
    spelt = portable(pattern)
    assert spelt is not None
    schema = {"pattern": spelt, "not": {"pattern": "\n"}}
    assert Draft202012Validator(schema).is_valid(value) is expected
    # Its default engine lets `^[0-9]+a*[0-9]+$` match "1" (0.60); the other one is Rust's regex.
    linear = jsonschema_rs.RegexOptions()
    rust = jsonschema_rs.Draft202012Validator(schema, pattern_options=linear)
    assert rust.is_valid(value) is expected
    adapter = TypeAdapter(Annotated[str, Field(pattern=spelt)])
    try:
        adapter.validate_python(value)
    except ValidationError:
        assert not expected
    else:
        assert expected
