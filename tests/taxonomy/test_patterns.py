"""Which expressions can keep the matching of one value busy for years, and which cannot."""

import pytest

from acoe_spec.taxonomy.patterns import explodes


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a*)*b",
        "(?:a|a)+b",
        "(?:aa|aa|b)+c",
        "(?:(?:a?|b?)x)+y",
        "(?:a|ab?)+b?c",
        r"(\w+\s?)*;",
        r"(?:[A-Z]+-?)+",
        "(?:[a-f]1?|[e-z])*0",
        "(?:[^x]|y)+",
        "(?P<word>[a-z]+)*?!",
        "x{2}(?:a{1,}){1,50}",
        "(?:ab|a|b)+c",
        "(.*)*",
        "(?:é+|ü+)+\u4ea4(?:[\u4e00-\u9fff]+)*",
    ],
)
def test_these_explode(pattern: str) -> None:
    assert explodes(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[A-D]{1,3}[+-]?",
        r"(?:[A-Z]+-)*[A-Z]+",
        r"\d{4}(?:-\d{2}(?:-\d{2})?)?",
        r"(?:\d{1,3},)*\d{1,3}(?:\.\d+)?",
        r"[a-z]+(?:[ .-][a-z]+)*",
        "(?:ab|cd)+",
        "(?:a?|b?)x",
        "(?:[^,]*,)*",
        "(?:a{3})+",
        "(?:[0-9]{3}){4}",
        r"(?!x)\w+(?<!y)",
        "^(?:[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{4}){2,7}[A-Z0-9]{1,2})$",
        "[A-Z ]*[A-Z]*x",
        r"(\w)\1",
        "(?>a+)+b",
        "(?:a++)+b",
    ],
)
def test_these_do_not(pattern: str) -> None:
    assert not explodes(pattern)
