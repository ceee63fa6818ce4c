"""A new id and the draft migration, which then leads from the release to the head."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from released import migration, release
from renaming_desk import DESK, TODAY, declared, desk, done, followed, operations, said

from acoe_spec.errors import TaxonomyBroken, UsageError
from acoe_spec.project.renaming import rename
from acoe_spec.taxonomy.layout import formatted
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.declared.declaring import check_declared, read_migration
from acoe_spec.versions.renaming import renamed
from acoe_spec.workspace.resolver import WorkspaceResolver


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
