"""A new id in guidelines: front matter, prose, worked examples, decision tables, glossary."""

from __future__ import annotations

from pathlib import Path

import pytest
from renaming_desk import DESK, desk, difference, done

from acoe_spec.project.renaming import naming_of
from acoe_spec.project.renaming_names import read_renaming
from acoe_spec.project.renaming_pages import Remark, rewritten, rewritten_glossary
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source

PAGE = """\
---
title: Options   # and what is none
labels: [option, "event/trade", intent/rfq]
---

Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
An `option` in backticks, `[[option]]` too, and an option in words.

```example
id: option
verdict: avoid
units:
  - option: "[an [option\\\\]{option x}]{option #o strike=2 style=\\"vanilla\\"} on [x]{bond #b}"
  - {type: passage, id: p1, text: 'literally \\]{option} and [y]{option #x level=1 strike=3}'}
relations: ["#o names #b", "#names names #option"]
events:
  - {label: trade, arguments: [{role: buyer, target: b}], attributes: {style: vanilla}}
entities:
  - label: option
    attributes: {strike: "2", style: [vanilla, barrier]}
categories: [{intent: rfq, on: rfq}]
why: An option is meant, [[option]], not `[[option]]`.
scope: [intent]
breaks: [missing-attribute]
instead:
  units:
    - A: "[it]{call_option #o strike=1}"
```

```decision
between: [option, intent/rfq]
rows:
  - {when: "Is it [[option]]?", take: option, because: An option is one.}
  - {when: It asks., take: intent/rfq}
```

```yaml
option: [[option]]
```
"""

GLOSSARY = """format: 1
terms:
  option:   # the word
    definition: A right, as an [[option]] is.
    labels: [option, intent/rfq]
"""


def page_after(old: str, new: str) -> tuple[str, tuple[Remark, ...]]:
    source = read_source(DESK.encode())
    assert source.model is not None
    definition = flatten(source.model, {})
    renaming = read_renaming(old, new, definition)
    spelt = frozenset((renaming.old,))
    found = rewritten(PAGE, naming_of(renaming, definition), old=renaming.old, spelt=spelt)
    return difference(PAGE, found.text), found.remarks


def test_what_changes_in_a_glossary() -> None:
    source = read_source(DESK.encode())
    assert source.model is not None
    definition = flatten(source.model, {})

    def after(old: str, new: str) -> str:
        naming = naming_of(read_renaming(old, new, definition), definition)
        return difference(GLOSSARY, rewritten_glossary(GLOSSARY, naming).text)

    assert after("option", "right") == (
        "-     definition: A right, as an [[option]] is.\n"
        "-     labels: [option, intent/rfq]\n"
        "+     definition: A right, as an [[right]] is.\n"
        "+     labels: [right, intent/rfq]"
    )
    assert after("intent/", "aim") == (
        "-     labels: [option, intent/rfq]\n+     labels: [option, aim/rfq]"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "option",
            "right",
            """\
- labels: [option, "event/trade", intent/rfq]
+ labels: [right, "event/trade", intent/rfq]
- Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
+ Take [[right]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
-   - option: "[an [option\\\\]{option x}]{option #o strike=2 style=\\"vanilla\\"} on [x]{bond #b}"
-   - {type: passage, id: p1, text: 'literally \\]{option} and [y]{option #x level=1 strike=3}'}
+   - option: "[an [option\\\\]{option x}]{right #o strike=2 style=\\"vanilla\\"} on [x]{bond #b}"
+   - {type: passage, id: p1, text: 'literally \\]{option} and [y]{right #x level=1 strike=3}'}
-   - label: option
+   - label: right
- why: An option is meant, [[option]], not `[[option]]`.
+ why: An option is meant, [[right]], not `[[option]]`.
- between: [option, intent/rfq]
+ between: [right, intent/rfq]
-   - {when: "Is it [[option]]?", take: option, because: An option is one.}
+   - {when: "Is it [[right]]?", take: right, because: An option is one.}""",
        ),
        (
            "event/trade",
            "deal",
            """\
- labels: [option, "event/trade", intent/rfq]
+ labels: [option, "event/deal", intent/rfq]
- Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
+ Take [[option]] and not [[bond]], see [[ event/deal ]] and [[intent/rfq|asking]].
-   - {label: trade, arguments: [{role: buyer, target: b}], attributes: {style: vanilla}}
+   - {label: deal, arguments: [{role: buyer, target: b}], attributes: {style: vanilla}}""",
        ),
        (
            "intent/rfq",
            "ask",
            """\
- labels: [option, "event/trade", intent/rfq]
+ labels: [option, "event/trade", intent/ask]
- Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
+ Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/ask|asking]].
- categories: [{intent: rfq, on: rfq}]
+ categories: [{intent: ask, on: rfq}]
- between: [option, intent/rfq]
+ between: [option, intent/ask]
-   - {when: It asks., take: intent/rfq}
+   - {when: It asks., take: intent/ask}""",
        ),
        (
            "intent/",
            "purpose",
            """\
- labels: [option, "event/trade", intent/rfq]
+ labels: [option, "event/trade", purpose/rfq]
- Take [[option]] and not [[bond]], see [[ event/trade ]] and [[intent/rfq|asking]].
+ Take [[option]] and not [[bond]], see [[ event/trade ]] and [[purpose/rfq|asking]].
- categories: [{intent: rfq, on: rfq}]
+ categories: [{purpose: rfq, on: rfq}]
- scope: [intent]
+ scope: [purpose]
- between: [option, intent/rfq]
+ between: [option, purpose/rfq]
-   - {when: It asks., take: intent/rfq}
+   - {when: It asks., take: purpose/rfq}""",
        ),
        (
            "relation/names",
            "says",
            """\
- relations: ["#o names #b", "#names names #option"]
+ relations: ["#o says #b", "#names says #option"]""",
        ),
        (
            "event/trade#buyer",
            "purchaser",
            """\
-   - {label: trade, arguments: [{role: buyer, target: b}], attributes: {style: vanilla}}
+   - {label: trade, arguments: [{role: purchaser, target: b}], attributes: {style: vanilla}}""",
        ),
        (
            "option#strike",
            "price",
            """\
-   - option: "[an [option\\\\]{option x}]{option #o strike=2 style=\\"vanilla\\"} on [x]{bond #b}"
-   - {type: passage, id: p1, text: 'literally \\]{option} and [y]{option #x level=1 strike=3}'}
+   - option: "[an [option\\\\]{option x}]{option #o price=2 style=\\"vanilla\\"} on [x]{bond #b}"
+   - {type: passage, id: p1, text: 'literally \\]{option} and [y]{option #x level=1 price=3}'}
-     attributes: {strike: "2", style: [vanilla, barrier]}
+     attributes: {price: "2", style: [vanilla, barrier]}
-     - A: "[it]{call_option #o strike=1}"
+     - A: "[it]{call_option #o price=1}\"""",
        ),
        (
            "option#style=vanilla",
            "plain",
            """\
-   - option: "[an [option\\\\]{option x}]{option #o strike=2 style=\\"vanilla\\"} on [x]{bond #b}"
+   - option: "[an [option\\\\]{option x}]{option #o strike=2 style=\\"plain\\"} on [x]{bond #b}"
-     attributes: {strike: "2", style: [vanilla, barrier]}
+     attributes: {strike: "2", style: [plain, barrier]}""",
        ),
        (
            "call_option",
            "call",
            """\
-     - A: "[it]{call_option #o strike=1}"
+     - A: "[it]{call #o strike=1}\"""",
        ),
    ],
)
def test_what_changes_in_a_guideline(old: str, new: str, expected: str) -> None:
    assert page_after(old, new)[0] == expected


@pytest.mark.parametrize(
    ("old", "back"),
    [
        ("option", "fresh"),
        ("event/trade", "event/fresh"),
        ("intent/rfq", "intent/fresh"),
        ("intent/", "fresh/"),
        ("relation/names", "relation/fresh"),
        ("event/trade#buyer", "event/trade#fresh"),
        ("option#style", "option#fresh"),
        ("option#style=barrier", "option#style=fresh"),
    ],
)
def test_a_page_renamed_there_and_back_is_the_page(old: str, back: str, tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    path = tmp_path / "guidelines" / "desk" / "deep" / "page.md"
    path.parent.mkdir(parents=True)
    path.write_text(PAGE, "utf-8")
    done(workspace, old, "fresh")
    assert path.read_text("utf-8") != PAGE
    done(workspace, back, old.rstrip("/").rpartition("=")[2].rpartition("#")[2].rpartition("/")[2])
    assert path.read_text("utf-8") == PAGE


def test_a_page_that_lies_elsewhere_is_not_written(tmp_path: Path) -> None:
    workspace = desk(tmp_path / "workspace")
    other = tmp_path / "page.md"
    other.write_text("[[option]]\n", "utf-8")
    folder = tmp_path / "workspace" / "guidelines" / "desk"
    folder.mkdir(parents=True)
    (folder / "page.md").symlink_to(other)
    done(workspace, "option", "right")
    assert other.read_text("utf-8") == "[[option]]\n"


def test_what_prose_says_in_backticks_is_told_and_not_changed() -> None:
    assert page_after("option", "right")[1] == (
        Remark(7, "`option` in backticks was left as it is"),
    )
    assert page_after("intent/rfq", "ask")[1] == ()


def test_what_an_answer_is_about_is_no_set() -> None:
    text = DESK.replace("  intent:\n", "  'on':\n")
    source = read_source(text.encode())
    assert source.model is not None
    definition = flatten(source.model, {})
    page = "```example\ncategories: [{on: rfq}]\n```\n[[on/rfq]]\n"
    naming = naming_of(read_renaming("on/rfq", "ask", definition), definition)
    found = rewritten(page, naming, old="rfq", spelt=frozenset())
    assert found.text == page.replace("[[on/rfq]]", "[[on/ask]]")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("intent/rfq", "ask", "intent: 'ask {#c kind=soft kind=\"hard\"}'"),
        ("intent/rfq#kind", "sort", "intent: 'rfq {#c sort=soft sort=\"hard\"}'"),
        ("intent/rfq#kind=soft", "mild", "intent: 'rfq {#c kind=mild kind=\"hard\"}'"),
        ("relation/names", "calls", "'#o calls #b {where=soft}'"),
        ("relation/names#where", "place", "'#o names #b {place=soft}'"),
    ],
)
def test_braces_behind_categories_and_relations_follow(old: str, new: str, expected: str) -> None:
    says = "range: string, definition: Said."
    text = DESK.replace(
        "is_a: request, definition",
        "is_a: request, attributes: {kind: {values: "
        "{soft: {definition: Kind.}, hard: {definition: Not.}}}}, definition",
    )
    text = text.replace(
        "{definition: Names", f"{{attributes: {{where: {{{says}}}}}, definition: Names"
    )
    source = read_source(text.encode())
    assert source.model is not None
    definition = flatten(source.model, {})
    page = (
        "```example\nrelations: ['#o names #b {where=soft}']\n"
        "categories:\n  - intent: 'rfq {#c kind=soft kind=\"hard\"}'\n```\n"
    )
    naming = naming_of(read_renaming(old, new, definition), definition)
    assert expected in rewritten(page, naming, old="x", spelt=frozenset()).text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("option#strike", "price", "'an [x]{option #o} and [y]{#o price=2}'"),
        ("option#strike", "price", "{id: '#o', attributes: {price: 2}}"),
        ("event/trade#buyer", "purchaser", "{id: '#t', arguments: [{role: purchaser, target: o}]}"),
        ("option", "right", "'an [x]{right #o} and [y]{#o strike=2}'"),
        ("option", "right", '"\\u005bz]{right}"'),
        ("option", "right", "      folded [z\n       y]{right} ]{option}\n"),
    ],
)
def test_what_an_id_stands_for_follows(old: str, new: str, expected: str) -> None:
    """Fragments and entries that say no label are of the label that another with their id has."""
    source = read_source(DESK.encode())
    assert source.model is not None
    definition = flatten(source.model, {})
    page = (
        "```example\nunits:\n  - A: 'an [x]{option #o} and [y]{#o strike=2}'\n"
        "  - B: '[done]{event/trade #t}'\n"
        '  - C: "\\u005bz]{option}"\n'
        "  - D: >-\n      folded [z\n       y]{option} ]{option}\n"
        "entities:\n  - {id: '#o', attributes: {strike: 2}}\n"
        "events:\n  - {id: '#t', arguments: [{role: buyer, target: o}]}\n```\n"
    )
    naming = naming_of(read_renaming(old, new, definition), definition)
    assert expected in rewritten(page, naming, old="x", spelt=frozenset()).text


@pytest.mark.parametrize(
    "page",
    [
        "",
        "no front matter, [[option]]\n",
        "---\ntitle: [\n---\n[[option]]\n",
        "---\nlabels: option\n---\n[[option]]\n",
        "```example\nunits: [\n```\n[[option]]\n",
        "```example\n- a\n```\n[[option]]\n",
        "```example\nunits: 3\nrelations: [3]\nentities: [x]\nevents: {a: 1}\ninstead: 4\n",
        "~~~example\nunits: [{A: '[x]{option}'}]\n~~~~\n[[option]]",
        "---\r\nlabels: [option]\r\n---\r\n[[option]]\r\n",
    ],
)
def test_broken_pages_are_carried_as_far_as_they_can_be_read(page: str) -> None:
    source = read_source(DESK.encode())
    assert source.model is not None
    definition = flatten(source.model, {})
    naming = naming_of(read_renaming("option", "right", definition), definition)
    found = rewritten(page, naming, old="option", spelt=frozenset(("option",)))
    assert found.text.count("right") == len(found.lines)
    assert found.text.replace("right", "option") == page
    assert ("[[option]]" in page) == ("[[right]]" in found.text)
