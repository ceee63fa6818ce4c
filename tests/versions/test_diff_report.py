"""A diff told to people: names beside ids that say little, figures, and what is demanded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from taxonomy_strategies import definition_of, head
from version_pairs import attribute_pairs, pairs

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.diff.markdown import markdown
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.diff.report import (
    Impact,
    Names,
    Report,
    Touched,
    by_level,
    demanded,
    groups,
    names,
)
from acoe_spec.versions.diff.text import text


def version(number: str, **parts: Any) -> Definition:
    return definition_of(head(version=number, title="desk", **parts))


def told(old: Definition, new: Definition) -> Report:
    return Report(diff(old, new), names=Names(names(old), names(new)))


OLD = version(
    "1.0.0",
    entities={
        "150": {"name": "Events and Attractions"},
        "162": {"is_a": "150", "name": "Awards Shows"},
        "9": {"name": "Coupe,  two-door and fast, with a roof that does not open"},
        "fx_option": {"name": "FX option"},
    },
)
NEW = version(
    "2.0.0",
    entities={
        "150": {"name": "Attractions"},
        "8VZ": {"name": "Events"},
        "162": {"is_a": "8VZ", "name": "Awards Shows"},
    },
)
TEXT = """\
desk@1.0.0 -> desk@2.0.0  5 changes

major
  9 (Coupe, two-door and fast, with a roof t…), fx_option: the label is gone
      remove-label: people decide [label-removed]
  162 (Awards Shows): moves from '150' (Attractions) to '8VZ' (Events)
      move-label: people decide where files no longer fit [parent-changed]

minor
  8VZ (Events): a new label
      add-label: files stay as they are [label-added]

patch
  150: the name is reworded
      set-name: files stay as they are [name-changed]
      150: 'Attractions', and 'Events and Attractions' before

the version number has to be raised by a major step at least: 2.0.0 will do
"""


def test_names_stand_beside_ids_that_say_less() -> None:
    assert text(told(OLD, NEW)) == TEXT
    said = markdown(told(OLD, NEW))
    assert "- `162` (Awards Shows): moves from `150` (Attractions) to `8VZ` (Events)." in said
    assert text(Report(diff(OLD, NEW))).count("(Events)") == 0


def test_what_is_quoted_and_is_no_label_has_no_name() -> None:
    """An attribute may have the id of a label, and a role that of what plays it."""
    labels: dict[str, Any] = {"size": {"name": "Trade size"}, "seller": {"name": "Who sells"}}
    event = {"trigger": "none", "roles": {"seller": {"range": ["size"]}}}
    old = version("1.0.0", entities=labels, events={"trade": event})
    entities = labels | {
        "seller": {"name": "Who sells", "attributes": {"size": {"range": "string"}}}
    }
    event = {"trigger": "none", "roles": {"seller": {"range": ["seller", "size"]}}}
    new = version("1.1.0", entities=entities, events={"trade": event})
    said = text(told(old, new))
    assert "seller (Who sells): has an attribute 'size' (string)\n" in said
    assert "event/trade: the role 'seller' takes 'seller'\n" in said


def test_a_name_cannot_turn_the_direction_of_writing() -> None:
    new = version("1.1.0", entities={"a": {"name": "Red \u202e alert"}})
    said = text(told(version("1.0.0"), new))
    assert r"a (Red \u202e alert)" in said


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("2.0.0", "the version number has to be raised by a major step at least: 2.0.0 will do"),
        (
            "1.9.0",
            (
                "the version number has to be raised by a major step at least: 1.9.0 will not do,"
                " 2.0.0 would"
            ),
        ),
        ("0.9.0", "desk@0.9.0 comes before desk@1.0.0: the changes are told backwards"),
    ],
)
def test_the_sentence_about_the_version_number_judges_the_one_there_is(
    number: str, sentence: str
) -> None:
    new = version(number, entities={"b": {}})
    assert demanded(told(version("1.0.0", entities={"a": {}}), new)) == sentence


def test_two_taxonomies_have_no_version_number_in_common() -> None:
    other = definition_of(head("other", "3.0.0", entities={"b": {}}))
    assert demanded(told(version("1.0.0"), other)) == (
        "these are two taxonomies, of which each has its own version numbers"
    )


def test_figures_are_those_of_the_group_and_only_what_is_grave_says_that_it_touches_nothing() -> (
    None
):
    old = version("1.0.0", entities={"a": {}, "b": {}, "c": {}})
    found = diff(old, version("2.0.0", entities={"c": {"abstract": True}, "d": {}}))
    assert [each.name for each in found.changes] == [
        "add-label entity/d", "remove-label entity/a", "remove-label entity/b",
        "make-abstract entity/c",
    ]  # fmt: skip
    impact = Impact(
        files=1, records=2, annotations=9, others=0, unreadable=0,
        touched=(Touched(), Touched(2, 2), Touched(3, 1), Touched()),
        together={(1, 2): Touched(5, 2)},
    )  # fmt: skip
    said = text(Report(found, impact))
    assert (
        "remove-label: people decide [label-removed]; touches 5 annotations in 2 records\n" in said
    )
    assert "make-abstract: people decide [abstract-set]; touches nothing in the files\n" in said
    assert "add-label: files stay as they are [label-added]\n" in said


def test_answers_that_are_missing_are_told() -> None:
    asked = {"question": "What?", "applies_to": {"units": ["turn"]}, "labels": {"x": {}}}
    old = version("1.0.0", categories={"mood": asked})
    found = diff(old, version("2.0.0", categories={"mood": asked | {"required": True}}))
    impact = Impact(
        files=1, records=2, annotations=0, others=0, unreadable=0, touched=(Touched(0, 1, 3),)
    )
    assert "; touches 1 record, which lacks 3 answers\n" in text(Report(found, impact))


@given(pairs() | attribute_pairs())
def test_every_change_stands_in_one_group(pair: tuple[Definition, Definition]) -> None:
    found = diff(*pair)
    numbers = [number for group in groups(found) for number in group.numbers]
    assert sorted(numbers) == list(range(len(found.changes)))
    assert [level for level, _ in by_level(found)][:1] == ([found.bump] if found.bump else [])


ROLES: dict[str, Any] = {
    "entities": {"p": {}, "q": {}, "s": {"is_a": "p"}},
    "events": {
        "e": {"trigger": "none", "roles": {"who": {"range": ["p"], "max": 2}}},
        "ee": {"is_a": "e"},
    },
}


def test_what_follows_stands_in_one_place() -> None:
    """That the role is filled less often, and takes less as a label moves, is called alike."""
    entities = ROLES["entities"] | {"s": {"is_a": "q"}}
    event = {"trigger": "none", "roles": {"who": {"range": ["p"], "max": 1}}}
    events = ROLES["events"] | {"e": event}
    said = text(told(version("1.0.0", **ROLES), version("2.0.0", entities=entities, events=events)))
    assert (
        said
        == """\
desk@1.0.0 -> desk@2.0.0  2 changes, from which 3 more follow

major
  s: moves from 'p' to 'q'
      move-label: people decide where files no longer fit [parent-changed]
      so event/e, event/ee: the role 'who' no longer takes 's' (major) [role-narrowed]
  event/e: the role 'who' is filled at most once, and at most twice before
      narrow: people decide where files no longer fit [role-narrowed]
      so event/ee: the role 'who' is filled at most once, and at most twice before (major)
        [role-narrowed]

the version number has to be raised by a major step at least: 2.0.0 will do
"""
    )


def test_what_is_minor_itself_stands_with_the_gravest_that_follows_from_it() -> None:
    parts: dict[str, Any] = {
        "p": {"attributes": {"k": {"range": "string", "required": True}}}, "q": {}, "r": {},
    }  # fmt: skip
    new = version("2.0.0", entities=parts | {"q": {"is_a": "p"}, "s": {}})
    assert (
        text(told(version("1.0.0", entities=parts), new))
        == """\
desk@1.0.0 -> desk@2.0.0  2 changes, from which 1 more follows

major
  q: moves below 'p'
      move-label (minor): people decide where files no longer fit [parent-changed]
      so q: has an attribute 'k' (string), which is required (major) [attribute-required]

minor
  s: a new label
      add-label: files stay as they are [label-added]

the version number has to be raised by a major step at least: 2.0.0 will do
"""
    )


def test_a_knowledge_base_is_of_an_import_if_a_label_of_it_links_to_it() -> None:
    """Whether own labels link to it as well, or none does to one of the taxonomy's own."""

    def importing(number: str, lei: str, own: str | None) -> Definition:
        bases = {"lei": {"title": "LEI", "scheme": lei}}
        firm: dict[str, Any] = {"firm": {"links": {"to": ["lei"]}}}
        core = definition_of(head("core", number, knowledge_bases=bases, entities=firm))
        said = head(
            version=number,
            imports=[f"core@{number}"],
            entities={"bank": {"links": {"to": ["lei"]}}},
            knowledge_bases={"own": {"title": "Own", **({"scheme": own} if own else {})}},
        )
        return definition_of(said, {f"core@{number}": core})

    found = diff(importing("1.0.0", "lei", None), importing("2.0.0", "isin", "lei"))
    assert [(each.name, each.because) for each in found.changes] == [
        ("update-import core", None),
        ("narrow knowledge_bases/own", None),
        ("narrow knowledge_bases/lei", "update-import core"),
        ("loosen knowledge_bases/lei", "update-import core"),
    ]


def test_a_mixin_that_neither_version_has_is_no_cause() -> None:
    """A head that is being edited may name what is not there; its parent is what is gone."""

    def version(number: str, **top: Any) -> Definition:
        below = {"asset": {"is_a": "top"}, "bond": {"is_a": "asset", "mixins": ["missing"]}}
        return definition_of(head(version=number, entities=below | top))

    size = {"attributes": {"size": {"range": "integer"}}}
    found = diff(version("1.0.0", top=size), version("2.0.0"))
    assert [(each.name, each.because) for each in found.changes] == [
        ("remove-label entity/top", None),
        ("remove-attribute entity/asset/size", "remove-label entity/top"),
        ("remove-attribute entity/bond/size", "remove-label entity/top"),
    ]
