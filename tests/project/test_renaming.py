"""A new id for something of a head, wherever the workspace says the old one.

What each renaming changes in heads is shown as files before and after; either all files that it
concerns are written, or none.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from released import release
from renaming_desk import DESK, TODAY, declared, desk, difference, done
from taxonomy_strategies import head

from acoe_spec.errors import TaxonomyBroken, UsageError
from acoe_spec.files import FileProblem
from acoe_spec.project.renaming import rename
from acoe_spec.project.renaming_files import Asked, Changed, write
from acoe_spec.project.renaming_heads import renamed_head
from acoe_spec.project.renaming_pages import Remark
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.taxonomy.lint_head import Head as Lintable
from acoe_spec.taxonomy.lint_head import Surroundings
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.naming import Naming
from acoe_spec.workspace.resolver import WorkspaceResolver


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
