"""The order of version numbers, and which of them a requirement lets pass."""

from __future__ import annotations

import pytest

from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.numbering import Level, at_least, bump, precedence, requirement


def test_versions_are_ordered_as_semver_says() -> None:
    ordered = [
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0",
    ]  # fmt: skip

    assert sorted(ordered, key=precedence) == ordered


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("1.0.0", "1.0.1", "patch"),
        ("1.0.9", "1.1.0", "minor"),
        ("1.9.9", "2.0.0", "major"),
        ("0.1.0", "0.1.1", "minor"),
        ("0.1.0", "0.2.0", "major"),
        ("1.0.0", "1.0.0", None),
        ("1.1.0", "1.0.9", None),
        ("1.0.0", "1.0.0-rc.1", None),
        ("2.0.0-rc.1", "2.0.0-rc.2", "major"),
        ("2.0.0-rc.1", "2.0.0", "major"),
        ("2.0.0-rc.1", "2.0.1", "major"),
        ("2.1.0-rc.1", "2.1.0", "minor"),
        ("2.1.0-rc.1", "3.0.0", "major"),
        ("2.1.1-rc.1", "2.1.1", "patch"),
        ("0.2.0-rc.1", "0.2.0", "major"),
        ("0.2.1-rc.1", "0.2.1", "minor"),
    ],
)
def test_which_part_was_raised(before: str, after: str, level: str | None) -> None:
    assert bump(before, after) == level


@pytest.mark.parametrize(
    ("before", "level", "version"),
    [
        ("2.0.0-rc.1", "major", "2.0.0"),
        ("2.0.0-rc.1", "patch", "2.0.0"),
        ("2.1.0-rc.1", "minor", "2.1.0"),
        ("2.1.0-rc.1", "major", "3.0.0"),
        ("2.1.1-rc.1", "minor", "2.2.0"),
        ("0.2.0-rc.1", "major", "0.2.0"),
        ("0.2.1-rc.1", "major", "0.3.0"),
    ],
)
def test_what_a_pre_release_announces_may_still_change(
    before: str, level: Level, version: str
) -> None:
    assert at_least(before, level) == version


@pytest.mark.parametrize("before", ["0.1.2", "1.0.0", "1.2.3", "10.20.30"])
def test_the_lowest_version_for_a_level_raises_it(before: str) -> None:
    assert bump(before, at_least(before, "major")) == "major"
    assert bump(before, at_least(before, "minor")) == "minor"


@pytest.mark.parametrize(
    ("text", "will_do", "will_not"),
    [
        ("desk>=2,<3", ("2.0.0", "2.9.1"), ("1.9.9", "3.0.0", "3.0.0-rc.1")),
        ("desk>=2.1", ("2.1.0", "3.0.0", "2.1.1-rc.1"), ("2.0.9", "2.1.0-rc.1")),
        ("desk<2.0.0-rc.2", ("1.0.0", "2.0.0-rc.1"), ("2.0.0-rc.2", "2.0.0")),
        ("desk>1,!=2", ("1.0.1", "2.0.1"), ("1.0.0", "2.0.0")),
        ("desk<=2", ("2.0.0", "2.0.0-rc.1"), ("2.0.1",)),
        ("desk==1.2", ("1.2.0",), ("1.2.1", "1.2.0-rc.1")),
        (" desk >= 2 , < 3 ", ("2.5.0",), ("3.0.0",)),
        ("desk", ("0.0.1", "9.9.9"), ()),
    ],
)
def test_a_requirement(text: str, will_do: tuple[str, ...], will_not: tuple[str, ...]) -> None:
    wanted = requirement(text)

    assert wanted.taxonomy == "desk"
    assert [each for each in will_do if not wanted.holds(each)] == []
    assert [each for each in will_not if wanted.holds(each)] == []


def test_a_requirement_is_written_with_whole_numbers() -> None:
    assert str(requirement("desk >=2, <3.1-rc.1")) == "desk>=2.0.0,<3.1.0-rc.1"


@pytest.mark.parametrize(
    "text", ["", ">=2", "desk 2", "desk=2", "desk>=", "desk>=2,", "desk>=2 3", "desk>=x", "a/b>=1"]
)
def test_what_is_no_requirement(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        requirement(text)
    assert caught.value.message == "this is no requirement of a taxonomy version"
