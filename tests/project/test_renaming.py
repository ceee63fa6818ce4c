"""A new id for something of a head, wherever the workspace says the old one.

What each renaming changes is shown as files before and after; that nothing else changes, and that
the head then says what a migration of its release would make of it, are laws.
"""

from __future__ import annotations

import datetime
import difflib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins
from released import migration, release
from taxonomy_strategies import Head, definition_of, head, heads

from acoe_spec.errors import TaxonomyBroken, UsageError
from acoe_spec.files import FileProblem
from acoe_spec.models.migration import Migration
from acoe_spec.project.renaming import Renamed, naming_of, rename
from acoe_spec.project.renaming_files import Asked, Changed, write
from acoe_spec.project.renaming_heads import renamed_head
from acoe_spec.project.renaming_names import Renaming, read_renaming
from acoe_spec.project.renaming_pages import Remark, rewritten, rewritten_glossary
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import effective
from acoe_spec.taxonomy.layout import formatted, from_data
from acoe_spec.taxonomy.lint_head import Head as Lintable
from acoe_spec.taxonomy.lint_head import Surroundings
from acoe_spec.taxonomy.references import node_of
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.naming import Naming
from acoe_spec.versions.renaming import renamed
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

TODAY = datetime.date(2026, 6, 30)

DESK = """\
# What dealers say.
format: 1
id: desk
title: Desk
version: 2.0.0
based_on: [1.0.0]
overlap:
  default: [contains]
  pairs:
    - {of: [option, bond], allow: []}  # an option is no bond

entities:
  bond: {definition: A debt security.}
  # Options of any kind.
  option:
    definition: A right to buy or to sell; a call_option is one.
    confusable_with: [bond]
    attributes:
      strike: {definition: The price agreed., range: decimal}
      style:
        definition: How it is exercised.
        values:
          vanilla: {definition: Plain.}
          barrier: {definition: With a level.}
      level:
        definition: Of the barrier.
        range: decimal
        when: {style: [barrier]}
  call_option:  # the right to buy
    is_a: option
    mixins: [option]
    definition: A right to buy.
    attributes:
      strike: {required: true}
      style:
        values:
          vanilla: {definition: Plain.}
  warrant:
    definition: A certificate.
    deprecated: {since: 1.0.0, replaced_by: [option]}

relations:
  names: {definition: Names the same., domain: [option, event/trade], range: [option]}

events:
  trade:
    definition: A deal.
    roles:
      traded: {range: [option, event/trade]}
      buyer: {range: [bond]}

categories:
  intent:
    question: What is wanted?
    applies_to: {units: [turn], labels: [option, event/trade]}
    labels:
      request: {definition: Something is asked.}
      rfq: {is_a: request, definition: A price is asked., confusable_with: [request]}
"""


def desk(folder: Path, text: str = DESK) -> Workspace:
    """A workspace with this head."""
    path = folder / "taxonomies" / "desk" / "taxonomy.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return Workspace(folder)


def done(workspace: Workspace, old: str, new: str) -> Renamed:
    """Rename something of the desk."""
    found = rename(WorkspaceResolver(workspace), "desk", old, new, today=TODAY)
    assert workspace.root is not None
    write(found.files, root=workspace.root, asked=Asked("desk", old, new))
    return found


def difference(before: str, after: str) -> str:
    """The lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0)
    told = (line for line in lines if not line.startswith(("---", "+++", "@@")))
    return "\n".join(f"{line[0]} {line[1:]}" for line in told)


def test_the_fixture_is_in_canonical_layout() -> None:
    assert formatted(DESK) == DESK


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "option",
            "derivative",
            """\
-     - {of: [option, bond], allow: []}  # an option is no bond
+     - {of: [derivative, bond], allow: []}  # an option is no bond
-   option:
+   derivative:
-     is_a: option
-     mixins: [option]
+     is_a: derivative
+     mixins: [derivative]
-     deprecated: {since: 1.0.0, replaced_by: [option]}
+     deprecated: {since: 1.0.0, replaced_by: [derivative]}
-   names: {definition: Names the same., domain: [option, event/trade], range: [option]}
+   names: {definition: Names the same., domain: [derivative, event/trade], range: [derivative]}
-       traded: {range: [option, event/trade]}
+       traded: {range: [derivative, event/trade]}
-     applies_to: {units: [turn], labels: [option, event/trade]}
+     applies_to: {units: [turn], labels: [derivative, event/trade]}""",
        ),
        (
            "event/trade",
            "event/deal",
            """\
-   names: {definition: Names the same., domain: [option, event/trade], range: [option]}
+   names: {definition: Names the same., domain: [option, event/deal], range: [option]}
-   trade:
+   deal:
-       traded: {range: [option, event/trade]}
+       traded: {range: [option, event/deal]}
-     applies_to: {units: [turn], labels: [option, event/trade]}
+     applies_to: {units: [turn], labels: [option, event/deal]}""",
        ),
        (
            "intent/request",
            "wish",
            """\
-       request: {definition: Something is asked.}
-       rfq: {is_a: request, definition: A price is asked., confusable_with: [request]}
+       wish: {definition: Something is asked.}
+       rfq: {is_a: wish, definition: A price is asked., confusable_with: [wish]}""",
        ),
        ("intent/", "purpose/", "-   intent:\n+   purpose:"),
        (
            "event/trade#buyer",
            "purchaser",
            """\
-       buyer: {range: [bond]}
+       purchaser: {range: [bond]}""",
        ),
        (
            "option#strike",
            "option#exercise_price",
            """\
-       strike: {definition: The price agreed., range: decimal}
+       exercise_price: {definition: The price agreed., range: decimal}
-       strike: {required: true}
+       exercise_price: {required: true}""",
        ),
        (
            "option#style",
            "kind",
            """\
-       style:
+       kind:
-         when: {style: [barrier]}
+         when: {kind: [barrier]}
-       style:
+       kind:""",
        ),
        (
            "option#style=barrier",
            "knock",
            """\
-           barrier: {definition: With a level.}
+           knock: {definition: With a level.}
-         when: {style: [barrier]}
+         when: {style: [knock]}""",
        ),
        (
            "option#style=vanilla",
            "option#style=plain",
            """\
-           vanilla: {definition: Plain.}
+           plain: {definition: Plain.}
-           vanilla: {definition: Plain.}
+           plain: {definition: Plain.}""",
        ),
        (
            "relation/names",
            "says",
            """\
-   names: {definition: Names the same., domain: [option, event/trade], range: [option]}
+   says: {definition: Names the same., domain: [option, event/trade], range: [option]}""",
        ),
    ],
)
def test_what_changes_in_a_head(old: str, new: str, expected: str, tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    [file] = done(workspace, old, new).files
    assert difference(DESK, file.path.read_text("utf-8")) == expected


def test_what_replaces_a_set_an_attribute_or_a_value_follows(tmp_path: Path) -> None:
    old = "deprecated: {since: 1.0.0, replaced_by: [%s]}"
    text = DESK.replace(
        "      strike: {definition: The price agreed., range: decimal}\n",
        "      strike: {definition: The price agreed., range: decimal}\n"
        "      price: {definition: x, range: decimal, " + old % "strike" + "}\n",
    ).replace(
        "          vanilla: {definition: Plain.}\n          barrier:",
        "          vanilla: {definition: Plain.}\n"
        "          plain: {definition: x, " + old % "vanilla" + "}\n          barrier:",
    )
    wish = "  wish:\n    question: What?\n    %s\n    applies_to: {units: [turn]}\n"
    text += wish % (old % "intent") + "    labels:\n      any: {definition: Anything.}\n"
    workspace = desk(tmp_path, formatted(text))
    for renamed_, new in (
        ("intent/", "aim"),
        ("option#strike", "at"),
        ("option#style=vanilla", "v"),
    ):
        done(workspace, renamed_, new)
    data = read_source(tmp_path / "taxonomies/desk/taxonomy.yaml").data
    attributes = data["entities"]["option"]["attributes"]
    assert data["categories"]["wish"]["deprecated"]["replaced_by"] == ["aim"]
    assert attributes["price"]["deprecated"]["replaced_by"] == ["at"]
    assert attributes["style"]["values"]["plain"]["deprecated"]["replaced_by"] == ["v"]


def test_several_things_within_each_other_may_be_renamed_at_once() -> None:
    source = read_source(DESK.encode())
    assert source.model is not None
    several = [
        {"op": "rename-label", "set": "entity", "from": "option", "to": "right"},
        {"op": "rename-attribute", **_STYLES_OF, "from": "style", "to": "kind"},
        {"op": "rename-value", **_STYLES_OF, "attribute": "style", "from": "vanilla", "to": "v"},
    ]
    naming = Naming(flatten(source.model, {}), declared(several))
    text, _ = renamed_head(Lintable(source, Surroundings(today=TODAY)), naming)
    attributes = read_source(text.encode()).data["entities"]["right"]["attributes"]
    assert list(attributes) == ["strike", "kind", "level"]
    assert list(attributes["kind"]["values"]) == ["v", "barrier"]


_STYLES_OF = {"set": "entity", "label": "option"}


def test_prose_that_seems_to_name_the_old_id_is_told(tmp_path: Path) -> None:
    found = done(desk(tmp_path), "call_option", "call")
    assert [(path.name, each) for path, each in found.remarks] == [
        ("taxonomy.yaml", Remark(16, "'call_option' in prose or settings was left as it is"))
    ]


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("optoin", "x", "there is no label 'optoin'", "did you mean 'option'?"),
        ("intent/option", "x", "there is no label 'intent/option'", None),
        ("intnet/", "x", "there is no category set 'intnet'", "did you mean 'intent'?"),
        ("intent/", "event", "there is a set 'event' already", None),
        ("option", "bond", "there is a label 'bond' already",
         "to make one of two, declare a merge in the migration"),
        ("option", "option", "it is called 'option' already", None),
        ("option", "Bond", "afterwards lint would complain of 'desk': the ids 'bond' and 'Bond' ",
         "rename one of the two"),
        ("option", "call-option", "afterwards lint would complain of 'desk': ", None),
        ("option", "an option", "the new id is not one that a label can have",
         "ids are of letters, digits, '_', '.', '-'"),
        ("option", "event/option", "a label stays in its set, which is 'entity'", None),
        ("option#strike", "Strike", "the new id is not one that an attribute can have",
         "ids are of a-z, 0-9 and '_'"),
        ("option#strike", "style", "there is an attribute 'style' already", None),
        ("call_option#strike", "x", "'call_option' has 'strike' from 'option'",
         "rename it there"),
        ("option#strik", "x", "'option' has no attribute or role 'strik'",
         "did you mean 'strike'?"),
        ("option#style=vanila", "x", "the attribute 'style' has no value 'vanila'",
         "did you mean 'vanilla'?"),
        ("option#style=vanilla", "barrier", "there is a value 'barrier' already", None),
        ("event/trade#buyer", "traded", "there is a role 'traded' already", None),
        ("core:amount", "x", "'core:amount' is imported, and has its id from there",
         "rename it where it is written: acoe rename core ..."),
        ("#x", "y", "this names nothing that could be renamed", None),
    ],
)  # fmt: skip
def test_what_is_refused(
    old: str, new: str, message: str, hint: str | None, tmp_path: Path
) -> None:
    workspace = desk(tmp_path)
    with pytest.raises(UsageError) as refused:
        rename(WorkspaceResolver(workspace), "desk", old, new, today=TODAY)
    assert refused.value.message.startswith(message)
    assert hint is None or refused.value.hint == hint


def test_a_role_and_an_attribute_of_one_name_are_told_apart(tmp_path: Path) -> None:
    text = DESK.replace(
        "    roles:\n      traded:", "    attributes:\n      buyer: {range: string}\n"
        "    roles:\n      traded:"
    )  # fmt: skip
    workspace = desk(tmp_path, formatted(text))
    with pytest.raises(UsageError, match="both an attribute and a role 'buyer'"):
        done(workspace, "event/trade#buyer", "purchaser")
    [file] = done(workspace, "event/trade#role:buyer", "purchaser").files
    assert "purchaser: {range: [bond]}" in file.path.read_text("utf-8")


def test_a_head_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    workspace = desk(tmp_path, DESK.replace("title: Desk", "titel: Desk"))
    with pytest.raises(TaxonomyBroken, match="the key 'title' is missing here"):
        done(workspace, "option", "derivative")


def test_a_released_version_keeps_its_ids(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    release(tmp_path, head("desk", "2.0.0", entities={"option": {"definition": "A right."}}))
    desk(tmp_path)
    with pytest.raises(UsageError) as refused:
        done(workspace, "option", "derivative")
    assert refused.value.message == "version 2.0.0 is released, and a release keeps its ids"
    assert refused.value.hint == (
        "begin the next version, then rename: acoe release desk --next major"
    )


# Heads that import the one that is edited.


def test_heads_that_import_the_head_follow_and_others_do_not(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    texts = {
        "rates": "imports: [desk@head]\nentities:\n  swaption:\n    is_a: desk:option\n"
        "    definition: On a swap.\n    attributes:\n      strike: {required: true}\n"
        "categories:\n  mood:\n    question: How?\n"
        "    applies_to: {labels: [desk:option, event/desk:trade]}\n"
        "    labels:\n      calm: {definition: Calm.}\n",
        "notes": "imports: [rates@head]\nrelations:\n"
        "  on: {definition: About., domain: [desk:option], range: [rates:swaption]}\n",
        "other": "entities:\n  option: {definition: Another one.}\n",
    }
    for name, text in texts.items():
        path = tmp_path / "taxonomies" / name / "taxonomy.yaml"
        path.parent.mkdir()
        start = f"format: 1\nid: {name}\ntitle: {name}\nversion: 1.0.0\n"
        path.write_text(formatted(start + text.replace("event/desk:trade", "desk:event/trade")))
    page = tmp_path / "guidelines" / "rates" / "index.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: x\nlabels: [swaption]\n---\nAs [[desk:option]], not [[option]].\n")

    def said(name: str) -> str:
        return (tmp_path / "taxonomies" / name / "taxonomy.yaml").read_text("utf-8")

    before = {name: said(name) for name in texts}
    done(workspace, "option", "derivative")
    assert difference(before["rates"], said("rates")) == (
        "-     is_a: desk:option\n+     is_a: desk:derivative\n"
        "-     applies_to: {labels: [desk:option, desk:event/trade]}\n"
        "+     applies_to: {labels: [desk:derivative, desk:event/trade]}"
    )
    assert "domain: [desk:derivative], range: [rates:swaption]" in said("notes")
    assert said("other") == before["other"]
    assert page.read_text("utf-8").endswith("As [[desk:derivative]], not [[option]].\n")
    done(workspace, "derivative#strike", "price")
    assert "price: {required: true}" in said("rates")


# Guidelines.

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


# The draft migration.


def operations(folder: Path) -> list[dict[str, Any]]:
    path = folder / "taxonomies" / "desk" / "migrations" / "1.0.0--2.0.0.yaml"
    found: list[dict[str, Any]] = read_source(path).data["operations"]
    return found


def followed(folder: Path, *declared: dict[str, Any]) -> Workspace:
    """A desk whose head follows release 1.0.0, which said the same, with a draft migration."""
    source = read_source(DESK.encode())
    release(folder, {**source.data, "version": "1.0.0", "based_on": []})
    if declared:
        migration_of = {"taxonomy": "desk", "from": "1.0.0", "to": "2.0.0"}
        path = folder / "taxonomies" / "desk" / "migrations" / "1.0.0--2.0.0.yaml"
        path.parent.mkdir(parents=True)
        data = {"format": 1, **migration_of, "operations": list(declared)}
        path.write_text(from_data(data, kind="migration"), "utf-8")
    return desk(folder)


def test_the_first_renaming_begins_the_draft_migration(tmp_path: Path) -> None:
    workspace = followed(tmp_path)
    found = done(workspace, "option", "right")
    path = tmp_path / "taxonomies" / "desk" / "migrations" / "1.0.0--2.0.0.yaml"
    assert [(each.path, each.what) for each in found.files if each.before is None] == [
        (path, "new")
    ]
    assert path.read_text("utf-8") == (
        "format: 1\ntaxonomy: desk\nfrom: 1.0.0\nto: 2.0.0\noperations:\n"
        "  - {op: rename-label, set: entity, from: option, to: right}\n"
    )


def test_renaming_twice_is_one_renaming_and_back_is_none(tmp_path: Path) -> None:
    workspace = followed(tmp_path)
    done(workspace, "option", "right")
    done(workspace, "right", "derivative")
    assert operations(tmp_path) == [
        {"op": "rename-label", "set": "entity", "from": "option", "to": "derivative"}
    ]
    done(workspace, "derivative", "option")
    assert operations(tmp_path) == []
    head_file = tmp_path / "taxonomies" / "desk" / "taxonomy.yaml"
    assert head_file.read_text("utf-8") == DESK


def test_everything_renamed_and_renamed_again_is_told_of_the_release(tmp_path: Path) -> None:
    workspace = followed(tmp_path)
    for old, new in (
        ("intent/", "purpose"),
        ("purpose/rfq", "ask"),
        ("option", "right"),
        ("right#style", "kind"),
        ("right#kind=vanilla", "plain"),
        ("right#kind=plain", "simple"),
        ("purpose/ask", "inquiry"),
        ("event/trade", "deal"),
        ("event/deal#buyer", "purchaser"),
        ("right", "derivative"),
        ("purpose/", "aim"),
    ):
        done(workspace, old, new)
    found = operations(tmp_path)
    assert found == [
        {"op": "rename-set", "from": "intent", "to": "aim"},
        {"op": "rename-label", "set": "intent", "from": "rfq", "to": "inquiry"},
        {"op": "rename-label", "set": "entity", "from": "option", "to": "derivative"},
        {"op": "rename-attribute", "set": "entity", "label": "option", "from": "style",
         "to": "kind"},
        {"op": "rename-value", "set": "entity", "label": "option", "attribute": "style",
         "from": "vanilla", "to": "simple"},
        {"op": "rename-label", "set": "event", "from": "trade", "to": "deal"},
        {"op": "rename-role", "set": "event", "label": "trade", "from": "buyer",
         "to": "purchaser"},
    ]  # fmt: skip
    resolver = WorkspaceResolver(workspace)
    before, after = resolver.definition("desk@1.0.0"), resolver.definition("desk@head")
    assert said(renamed(before, declared(found))) == said(after)


def test_the_ids_of_two_labels_may_change_places_by_way_of_a_third(tmp_path: Path) -> None:
    workspace = followed(tmp_path)
    for old, new in (("bond", "between"), ("option", "bond"), ("between", "option")):
        done(workspace, old, new)
    assert operations(tmp_path) == [
        {"op": "rename-label", "set": "entity", "from": "bond", "to": "option"},
        {"op": "rename-label", "set": "entity", "from": "option", "to": "bond"},
    ]


def test_a_swap_that_is_taken_apart_becomes_two_renamings(tmp_path: Path) -> None:
    workspace = followed(tmp_path, {"op": "swap", "set": "entity", "labels": ["option", "bond"]})
    done(workspace, "bond", "right")
    assert operations(tmp_path) == [
        {"op": "rename-label", "set": "entity", "from": "option", "to": "right"},
        {"op": "rename-label", "set": "entity", "from": "bond", "to": "option"},
    ]


def test_an_id_that_a_release_had_is_not_given_to_another_label(tmp_path: Path) -> None:
    source = read_source(DESK.encode())
    old = {**source.data["entities"], "right": {"definition": "Gone since."}}
    release(tmp_path, {**source.data, "version": "1.0.0", "based_on": [], "entities": old})
    workspace = desk(tmp_path)
    migration(
        tmp_path, "desk@1.0.0", "2.0.0",
        {"op": "remove-label", "set": "entity", "label": "right", "becomes": "nothing"},
    )  # fmt: skip
    with pytest.raises(UsageError, match=r"the id 'right' was removed in 2\.0\.0 and is"):
        rename(WorkspaceResolver(workspace), "desk", "option", "right", today=TODAY)


def test_what_the_release_has_not_is_renamed_where_the_migration_names_it(tmp_path: Path) -> None:
    text = DESK.replace(
        "  warrant:\n", "  future: {definition: To be bought.}\n  warrant:\n"
    ).replace(
        "          barrier:", "          asian: {definition: By average.}\n          barrier:"
    )
    workspace = followed(
        tmp_path,
        {"op": "add-label", "set": "entity", "label": "future"},
        {"op": "split-label", "set": "entity", "from": "option", "to": ["option", "future"],
         "rules": [{"to": "future", "surface": "fut"}], "otherwise": "option"},
        {"op": "add-value", "set": "entity", "label": "option", "attribute": "style",
         "value": "asian"},
        {"op": "redefine", "set": "entity", "label": "bond"},
        {"op": "loosen", "set": "entity", "label": "bond", "property": "overlap",
         "other": "future"},
        {"op": "deprecate-label", "set": "intent", "label": "rfq",
         "replaced_by": ["request", "entity/future"]},
    )  # fmt: skip
    desk(tmp_path, text)
    done(workspace, "future", "forward")
    done(workspace, "option#style=asian", "average")
    done(workspace, "intent/request", "wish")
    done(workspace, "intent/", "aim")
    assert operations(tmp_path) == [
        {"op": "add-label", "set": "entity", "label": "forward"},
        {"op": "split-label", "set": "entity", "from": "option", "to": ["option", "forward"],
         "rules": [{"to": "forward", "surface": "fut"}], "otherwise": "option"},
        {"op": "add-value", "set": "entity", "label": "option", "attribute": "style",
         "value": "average"},
        {"op": "redefine", "set": "entity", "label": "bond"},
        {"op": "loosen", "set": "entity", "label": "bond", "property": "overlap",
         "other": "forward"},
        {"op": "deprecate-label", "set": "intent", "label": "rfq",
         "replaced_by": ["wish", "entity/forward"]},
        {"op": "rename-label", "set": "intent", "from": "request", "to": "wish"},
        {"op": "rename-set", "from": "intent", "to": "aim"},
    ]  # fmt: skip


_TO_BOND = {"op": "merge-labels", "set": "entity", "from": ["warrant"], "to": "bond"}
_OF_OPTION = {"op": "split-label", "set": "entity", "from": "option", "to": ["option", "future"],
              "rules": [{"to": "option", "surface": "call"}], "otherwise": "option"}  # fmt: skip
_STYLES = {"set": "entity", "label": "option", "attribute": "style"}


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        (
            {**_TO_BOND, "from": ["bond", "warrant"]}, "bond", "debt",
            {**_TO_BOND, "from": ["bond", "warrant"], "to": "debt"},
        ),
        (
            _OF_OPTION, "option", "right",
            {**_OF_OPTION, "to": ["right", "future"], "otherwise": "right",
             "rules": [{"to": "right", "surface": "call"}]},
        ),
        (
            {"op": "carve-out", "set": "entity", "label": "option", "to": ["future"],
             "rules": [{"to": "option", "surface": "call"}], "otherwise": "option"},
            "option", "right",
            {**_OF_OPTION, "to": ["future", "right"], "otherwise": "right",
             "rules": [{"to": "right", "surface": "call"}]},
        ),
        (
            {"op": "merge-values", **_STYLES, "from": ["barrier", "vanilla"], "to": "vanilla"},
            "option#style=vanilla", "plain",
            {"op": "merge-values", **_STYLES, "from": ["barrier", "vanilla"], "to": "plain"},
        ),
        (
            {"op": "split-value", **_STYLES, "from": "vanilla", "to": ["vanilla", "barrier"]},
            "option#style=vanilla", "plain",
            {"op": "split-value", **_STYLES, "from": "vanilla", "to": ["plain", "barrier"]},
        ),
    ],
)  # fmt: skip
def test_what_a_merge_or_a_split_leaves_is_renamed_there_and_not_twice(
    before: dict[str, Any], old: str, new: str, after: dict[str, Any], tmp_path: Path
) -> None:
    workspace = followed(tmp_path, before)
    done(workspace, old, new)
    assert operations(tmp_path) == [after]
    resolver = WorkspaceResolver(workspace)
    told = read_migration(tmp_path / "taxonomies/desk/migrations/1.0.0--2.0.0.yaml")
    found = check_declared(
        told, resolver.definition("desk@1.0.0"), resolver.definition("desk@head")
    )
    assert "migration-conflict" not in {each.rule for each in found}
    done(workspace, old.rstrip("abcdefghijklmnopqrstuvwxyz") + new, re.split("[/#=]", old)[-1])
    assert {each["op"] for each in operations(tmp_path)} == {after["op"]}


@pytest.mark.parametrize(
    ("merge", "old", "new", "declared"),
    [
        (
            _TO_BOND, "bond", "debt",
            {"op": "rename-label", "set": "entity", "from": "bond", "to": "debt"},
        ),
        (
            {"op": "merge-values", **_STYLES, "from": ["asian"], "to": "vanilla"},
            "option#style=vanilla", "plain",
            {"op": "rename-value", **_STYLES, "from": "vanilla", "to": "plain"},
        ),
    ],
)  # fmt: skip
def test_what_others_are_merged_into_may_have_a_new_id(
    merge: dict[str, Any], old: str, new: str, declared: dict[str, Any], tmp_path: Path
) -> None:
    asian = "          asian: {definition: By average.}\n          barrier:"
    source = read_source(DESK.replace("          barrier:", asian).encode())
    release(tmp_path, {**source.data, "version": "1.0.0", "based_on": []})
    migration(tmp_path, "desk@1.0.0", "2.0.0", merge)
    warrant = DESK[DESK.index("  warrant:") : DESK.index("relations:")]
    without = DESK.replace(warrant, "\n") if merge is _TO_BOND else DESK
    workspace = desk(tmp_path, formatted(without))
    done(workspace, old, new)
    assert operations(tmp_path) == [{**merge, "to": new}, declared]
    told = read_migration(tmp_path / "taxonomies/desk/migrations/1.0.0--2.0.0.yaml")
    resolver = WorkspaceResolver(workspace)
    found = check_declared(
        told, resolver.definition("desk@1.0.0"), resolver.definition("desk@head")
    )
    assert {each.rule for each in found} <= {"observed-change-not-declared"}
    done(workspace, old.removesuffix(declared["from"]) + new, declared["from"])
    assert operations(tmp_path) == [merge]


def test_a_part_of_what_others_were_merged_into_is_renamed_for_each_that_had_it(
    tmp_path: Path,
) -> None:
    head = """\
format: 1
id: desk
title: Desk
version: 2.0.0
based_on: [1.0.0]

entities:
  debt:
    definition: A debt security.
    attributes:
      coupon: {range: decimal}
"""
    label = {"definition": "A debt security."}
    rate = {"coupon": {"range": "decimal"}}
    data = {
        **read_source(head.encode()).data,
        "version": "1.0.0",
        "based_on": [],
        "entities": {
            "bond": {**label, "attributes": rate},
            "bill": {**label, "attributes": rate},
            "note": label,
        },
    }
    merge = {"op": "merge-labels", "set": "entity", "from": ["bond", "bill", "note"], "to": "debt"}
    release(tmp_path, data)
    migration(tmp_path, "desk@1.0.0", "2.0.0", merge)
    workspace = desk(tmp_path, formatted(head))

    def called(to: str) -> list[dict[str, Any]]:
        place = {"op": "rename-attribute", "set": "entity"}
        names = {"from": "coupon", "to": to}
        return [{**place, "label": each, **names} for each in ("bond", "bill")]

    done(workspace, "debt#coupon", "rate")
    assert operations(tmp_path) == [merge, *called("rate")]
    done(workspace, "debt#rate", "interest")
    assert operations(tmp_path) == [merge, *called("interest")]
    done(workspace, "debt#interest", "coupon")
    assert operations(tmp_path) == [merge]


def test_a_draft_for_another_number_is_not_left_behind(tmp_path: Path) -> None:
    workspace = followed(tmp_path)
    path = migration(tmp_path, "desk@1.0.0", "1.1.0")
    with pytest.raises(UsageError) as refused:
        rename(WorkspaceResolver(workspace), "desk", "option", "right", today=TODAY)
    assert refused.value.message == "this migration leads to 1.1.0, and the head works on 2.0.0"
    assert refused.value.path == str(path)
    assert refused.value.hint == "call it 1.0.0--2.0.0.yaml, and let its 'to' be 2.0.0"


def test_a_migration_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    workspace = followed(tmp_path, {"op": "renam-label", "set": "entity"})
    with pytest.raises(TaxonomyBroken, match="the draft migration cannot be read"):
        rename(WorkspaceResolver(workspace), "desk", "option", "right", today=TODAY)


def test_a_version_that_is_not_released_is_told(tmp_path: Path) -> None:
    found = done(desk(tmp_path), "option", "right")
    assert found.notes == (
        "version 1.0.0, which the head follows, is not released: no migration",
        "label files stay as they are: those under desk@2.0.0 need the new id",
    )


# All or nothing.


def test_where_one_file_cannot_be_written_the_others_are_put_back(tmp_path: Path) -> None:
    one, new, bad = tmp_path / "one", tmp_path / "new", tmp_path / "one" / "bad"
    one.write_bytes(b"before")
    with pytest.raises(FileProblem):
        write(
            (
                Changed(one, b"before", b"after", ""),
                Changed(new, None, b"new", ""),
                Changed(bad, None, b"bad", ""),
            ),
            root=tmp_path,
            asked=Asked("desk", "option", "right"),
        )
    assert one.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["one"]


def test_a_file_that_changed_in_the_meantime_is_not_written(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    found = rename(WorkspaceResolver(workspace), "desk", "option", "right", today=TODAY)
    desk(tmp_path, DESK.replace("title: Desk", "title: The desk"))
    with pytest.raises(UsageError, match="this file has changed in the meantime"):
        write(found.files, root=tmp_path, asked=Asked("desk", "option", "right"))
    assert "  option:" in found.files[0].path.read_text("utf-8")


# Laws.


_OF_VERSIONS = ("version", "based_on", "retired")


def said(definition: Definition) -> dict[str, Any]:
    """What a definition says, without what it says of versions."""
    found: dict[str, Any] = to_builtins(definition, order="sorted")
    return {key: value for key, value in found.items() if key not in _OF_VERSIONS}


def declared(found: list[dict[str, Any]]) -> Migration:
    return Migration.model_validate(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": found}
    )


def things(definition: Definition) -> list[str]:
    """Everything in a definition that can be renamed, as people write it.

    What is inherited cannot: it is renamed where it comes from.
    """
    labels = effective(definition, build(definition))
    found = [f"{name}/" for name in definition.categories]
    for label_set, name, label in definition.labels():
        own = f"{label_set}/{name}"
        found.append(own)
        merged = labels[own].attributes
        found += [f"{own}#role:{each}" for each in getattr(label, "roles", ())]
        for each, attribute in label.attributes.items():
            if node_of(merged[each].origin, home=label_set) != own:
                continue
            found.append(f"{own}#attribute:{each}")
            found += [f"{own}#{each}={value}" for value in attribute.values or ()]
    return found


def _id_of(written: str) -> str:
    """The id that stands last in what people write."""
    return re.split("[/#:=]", written.removesuffix("/"))[-1]


def head_after(text: str, renaming: Renaming) -> str:
    source = read_source(text.encode())
    assert source.model is not None
    naming = naming_of(renaming, flatten(source.model, {}))
    return renamed_head(Lintable(source, Surroundings(today=TODAY)), naming)[0]


@given(written=heads(), data=st.data())
def test_a_head_that_is_renamed_says_what_a_release_would_be_migrated_to(
    written: Head, data: st.DataObject
) -> None:
    definition = definition_of(written)
    old = data.draw(st.sampled_from(things(definition)))
    renaming = read_renaming(old, "brand_new", definition)
    before = from_data(written)
    after = head_after(before, renaming)
    model = read_source(after.encode()).model
    assert model is not None
    assert said(flatten(model, {})) == said(renamed(definition, declared([renaming.operation])))
    assert formatted(after) == after


@given(written=heads(), data=st.data())
def test_there_and_back_gives_the_same_bytes(written: Head, data: st.DataObject) -> None:
    definition = definition_of(written)
    old = data.draw(st.sampled_from(things(definition)))
    # Of the same length: a line that grows too long is opened, and stays so.
    new = "z" * len(_id_of(old))
    renaming = read_renaming(old, new, definition)
    before = from_data(written)
    after = head_after(before, renaming)
    model = read_source(after.encode()).model
    assert model is not None
    back = f"{new}/" if old.endswith("/") else f"{old.removesuffix(renaming.old)}{new}"
    again = read_renaming(back, renaming.old, flatten(model, {}))
    assert head_after(after, again) == before
