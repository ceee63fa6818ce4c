"""An import that goes on by two versions while its importer goes on by one.

What the second version of the import declares is said in the words of the first: so it is read, by
the labels that inherit from the import as well. Whoever took the versions of the importer one by
one gets the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from released import migration, release
from running import acoe
from taxonomy_strategies import Head

from acoe_spec.taxonomy.definition import Definition

Operation = Mapping[str, Any]

KINDS = {"values": {"cash": {"definition": "At once."}, "credit": {"definition": "Later."}}}
TEXT = "UBS pays GFI 5 dollars"


def label(definition: str, **more: Any) -> dict[str, Any]:
    return {"definition": definition, **more}


def core(version: str, *, money: str, unit: str, kinds: Mapping[str, Any], **more: Any) -> Head:
    """The import: sums of money, and who has them."""
    entities = {
        money: label("Money.", attributes={unit: {"range": "string"}, "kind": kinds}),
        "party": label("Who deals.", attributes={"rank": {"range": "string"}}),
        "broker": label("Who deals for others.", attributes={"rank": {"range": "string"}}),
    }
    relations = {"owes": label("Has to pay.", domain=["party", "broker"], range=[money])}
    return {
        "format": 1, "id": "core", "title": "Core", "version": version,
        "entities": entities | more.pop("entities", {}),
        "relations": relations | more.pop("relations", {}),
        **more,
    }  # fmt: skip


def desk(version: str, imports: str, *, money: str, owing: str = "owes") -> Head:
    """The importer: a price is a sum of money, and to be late is to owe."""
    return {
        "format": 1, "id": "desk", "title": "Desk", "version": version, "modalities": ["chat"],
        "imports": [f"core@{imports}"],
        "entities": {"price": label("What it costs.", is_a=f"core:{money}")},
        "relations": {"late": label("Has not paid in time.", is_a=f"core:{owing}")},
    }  # fmt: skip


FIRST = core("1.0.0", money="amount", unit="currency", kinds=KINDS)
SECOND = core("2.0.0", money="sum", unit="unit", kinds=KINDS, based_on=["1.0.0"])
TO_SECOND: Sequence[Operation] = (
    {"op": "rename-label", "set": "entity", "from": "amount", "to": "sum"},
    {"op": "rename-attribute", "set": "entity", "label": "amount", "from": "currency",
     "to": "unit"},
)  # fmt: skip


def entity(identifier: str, label: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "entity", "id": identifier, "label": label, "text": TEXT[start:end],
        "spans": [{"unit": "t1", "start": start, "end": end}], **more,
    }  # fmt: skip


def relation(identifier: str, label: str, subject: str, object_: str) -> dict[str, Any]:
    return {
        "type": "relation", "id": identifier, "label": label, "subject": subject, "object": object_,
    }  # fmt: skip


UBS = entity("e1", "core:party", 0, 3, attributes={"rank": "first"})
GFI = entity("e2", "core:broker", 9, 12, attributes={"rank": "second"})
PRICE = entity("e3", "price", 13, 22, attributes={"currency": "USD", "kind": "cash"})
SUM = entity("e4", "core:amount", 15, 22, attributes={"currency": "USD", "kind": "cash"})
LATE = relation("r1", "late", "e1", "e3")


def migrated(
    folder: Path,
    third: Head,
    *operations: Operation,
    annotations: Sequence[Any],
    money: str = "sum",
    owing: str = "owes",
    second: Head = SECOND,
    to_second: Sequence[Operation] = TO_SECOND,
) -> dict[str, Any]:
    """The record of desk@1.0.0 under desk@2.0.0, which imports the `third` version of core.

    `money` and `owing` are what that calls the parents of the labels of the desk. The
    record is the same by way of desk@1.1.0, which imports the second.
    """
    one_by_one, at_once = folder / "one-by-one", folder / "at-once"
    results = []
    for root in (one_by_one, at_once):
        migration(root, "core@1.0.0", "2.0.0", *to_second)
        migration(root, "core@2.0.0", "3.0.0", *operations)
        versions = {
            f"core@{each['version']}": release(root, each) for each in (FIRST, second, third)
        }
        heads = [desk("1.0.0", "1.0.0", money="amount")]
        if root is one_by_one:
            heads.append(desk("1.1.0", "2.0.0", money="sum", owing=owing))
        heads.append(desk("2.0.0", "3.0.0", money=money, owing=owing))
        _desk(root, heads, versions)
        results.append(_migrate(root, annotations))
    one, other = (json.dumps(each).replace("desk@1.1.0", "desk@1.0.0") for each in results)
    assert json.loads(one) == json.loads(other)
    return results[1]


def _desk(root: Path, heads: Sequence[Head], imports: Mapping[str, Definition]) -> None:
    before: Head | None = None
    for each in heads:
        more: Head = {}
        if before is not None:
            more = {"based_on": [before["version"]]}
            was, now = (one["imports"][0].partition("@")[2] for one in (before, each))
            update = {"op": "update-import", "taxonomy": "core", "from": was, "to": now}
            migration(root, f"desk@{before['version']}", each["version"], update)
        (reference,) = each["imports"]
        release(root, each | more, {reference: imports[reference]})
        before = each


def _migrate(
    root: Path, annotations: Sequence[Any], *, source: str = "1.0.0", target: str = "2.0.0"
) -> dict[str, Any]:
    labels, out = root / "labels.jsonl", root / "out" / target
    labels.write_text(json.dumps(record(annotations, source)) + "\n", encoding="utf-8")
    ran = acoe("--workspace", root, "migrate", labels, "--to", f"desk@{target}", "-o", out)
    assert ran.code == 0, ran.out + ran.err
    after: dict[str, Any] = json.loads((out / "labels.jsonl").read_text(encoding="utf-8"))
    assert after["schema"] == f"desk@{target}"
    return after


def record(annotations: Sequence[Any], version: str = "1.0.0") -> dict[str, Any]:
    return {
        "schema": f"desk@{version}", "id": "r", "modality": "chat",
        "units": [{"type": "turn", "id": "t1", "text": TEXT}], "annotations": annotations,
    }  # fmt: skip


def said(record: Mapping[str, Any]) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """The label and the attributes of each annotation that is decided."""
    return {
        each["id"]: (each["label"], each.get("attributes", {})) for each in record["annotations"]
    }


def third(**more: Any) -> Head:
    parts: dict[str, Any] = {"money": "sum", "unit": "unit", "kinds": KINDS} | more
    return core("3.0.0", based_on=["2.0.0"], **parts)


def test_an_attribute_that_was_renamed_is_renamed_again(tmp_path: Path) -> None:
    again = {"op": "rename-attribute", "set": "entity", "label": "sum", "from": "unit", "to": "iso"}

    after = migrated(tmp_path, third(unit="iso"), again, annotations=[PRICE, SUM])

    assert "unresolved" not in after
    assert said(after) == {
        "e3": ("price", {"iso": "USD", "kind": "cash"}),
        "e4": ("core:sum", {"iso": "USD", "kind": "cash"}),
    }


def test_a_value_is_renamed(tmp_path: Path) -> None:
    kinds = {"values": {"spot": {"definition": "At once."}, "credit": {"definition": "Later."}}}
    rename = {"op": "rename-value", "set": "entity", "label": "sum", "attribute": "kind",
              "from": "cash", "to": "spot"}  # fmt: skip

    after = migrated(tmp_path, third(kinds=kinds), rename, annotations=[PRICE, SUM])

    assert "unresolved" not in after
    assert said(after) == {
        "e3": ("price", {"unit": "USD", "kind": "spot"}),
        "e4": ("core:sum", {"unit": "USD", "kind": "spot"}),
    }


def test_an_attribute_is_converted(tmp_path: Path) -> None:
    new = third(entities={"sum": label(
        "Money.", attributes={"unit": {"range": "string", "multivalued": True}, "kind": KINDS}
    )})  # fmt: skip
    convert = {"op": "convert-attribute", "set": "entity", "label": "sum", "attribute": "unit",
               "to": "string", "multivalued": True}  # fmt: skip

    after = migrated(tmp_path, new, convert, annotations=[PRICE, SUM])

    assert "unresolved" not in after
    assert said(after) == {
        "e3": ("price", {"unit": ["USD"], "kind": "cash"}),
        "e4": ("core:sum", {"unit": ["USD"], "kind": "cash"}),
    }


def test_an_attribute_is_removed(tmp_path: Path) -> None:
    new = third(entities={"sum": label("Money.", attributes={"kind": KINDS})})
    remove = {"op": "remove-attribute", "set": "entity", "label": "sum", "attribute": "unit",
              "values": "kept"}  # fmt: skip

    after = migrated(tmp_path, new, remove, annotations=[PRICE, SUM])

    assert "unresolved" not in after
    assert said(after) == {"e3": ("price", {"kind": "cash"}), "e4": ("core:sum", {"kind": "cash"})}
    assert [each["previous"] for each in after["annotations"]] == [
        [{"schema": "desk@1.0.0", "label": "price", "attributes": {"unit": "USD"}}],
        [{"schema": "desk@1.0.0", "label": "core:sum", "attributes": {"unit": "USD"}}],
    ]


@pytest.mark.parametrize(
    ("rule", "to"),
    [
        ({"attributes": {"unit": ["USD"]}}, "core:dollars"),
        ({"attributes": {"unit": ["EUR"]}}, "core:coins"),
        ({"roles": [{"of": "relation/owes", "as": "object"}]}, "core:dollars"),
        ({"surface": "^dollars$"}, "core:coins"),
    ],
)
def test_a_label_divides_by_what_it_was_renamed_to(
    tmp_path: Path, rule: Mapping[str, Any], to: str
) -> None:
    attributes = {"unit": {"range": "string"}, "kind": KINDS}
    new = third(
        entities={
            "dollars": label("Of the Fed.", attributes=attributes),
            "coins": label("Others.", attributes=attributes),
        },
        relations={
            "owes": label("Has to pay.", domain=["party", "broker"], range=["dollars", "coins"])
        },
    )
    del new["entities"]["sum"]
    split = {"op": "split-label", "set": "entity", "from": "sum", "to": ["dollars", "coins"],
             "rules": [{"to": "dollars"} | rule], "otherwise": "coins"}  # fmt: skip
    five = entity("e4", "core:amount", 13, 22, attributes={"currency": "USD"})

    after = migrated(
        tmp_path,
        new,
        split,
        money="dollars",
        annotations=[UBS, five, relation("r", "late", "e1", "e4")],
    )

    assert "unresolved" not in after
    assert said(after)["e4"] == (to, {"unit": "USD"})


def test_labels_become_one_that_calls_its_attributes_otherwise_later(tmp_path: Path) -> None:
    """Here the first step is lossy, and the second renames."""
    new = third(entities={"party": label("Who deals.", attributes={"grade": {"range": "string"}})})
    del new["entities"]["broker"]
    new["relations"]["owes"]["domain"] = ["party"]
    merge = {"op": "merge-labels", "set": "entity", "from": ["broker"], "to": "party"}
    rename = {"op": "rename-attribute", "set": "entity", "label": "party", "from": "rank",
              "to": "grade"}  # fmt: skip
    also = {**rename, "label": "broker"}

    after = migrated(tmp_path, new, merge, rename, also, annotations=[UBS, GFI])

    assert said(after) == {
        "e1": ("core:party", {"grade": "first"}),
        "e2": ("core:party", {"grade": "second"}),
    }


def test_a_value_that_the_first_step_fills_in_is_called_otherwise_by_the_second(
    tmp_path: Path,
) -> None:
    attributes = {"unit": {"range": "string"}, "kind": KINDS}
    second = SECOND | {
        "entities": SECOND["entities"]
        | {
            "sum": label(
                "Money.", attributes=attributes | {"sign": {"range": "string", "required": True}}
            )
        }
    }
    new = third(
        entities={
            "sum": label(
                "Money.", attributes=attributes | {"pole": {"range": "string", "required": True}}
            )
        }
    )
    add = {
        "op": "require-attribute",
        "set": "entity",
        "label": "amount",
        "attribute": "sign",
        "value": "plus",
    }
    rename = {
        "op": "rename-attribute",
        "set": "entity",
        "label": "sum",
        "from": "sign",
        "to": "pole",
    }

    after = migrated(
        tmp_path, new, rename, annotations=[PRICE, SUM], second=second, to_second=(*TO_SECOND, add)
    )

    assert "unresolved" not in after
    assert said(after) == {
        "e3": ("price", {"unit": "USD", "kind": "cash", "pole": "plus"}),
        "e4": ("core:sum", {"unit": "USD", "kind": "cash", "pole": "plus"}),
    }


def test_the_second_step_asks_about_a_relation_by_its_new_name(tmp_path: Path) -> None:
    owes = SECOND["relations"]["owes"]
    second = SECOND | {"relations": {"due": owes}}
    new = third(
        entities={"bank": label("Who lends.", attributes={"rank": {"range": "string"}})},
        relations={"due": label("Has to pay.", domain=["party", "broker", "bank"], range=["sum"])},
    )
    del new["relations"]["owes"]
    rename = {"op": "rename-label", "set": "relation", "from": "owes", "to": "due"}
    carve = {
        "op": "carve-out",
        "set": "entity",
        "label": "party",
        "to": ["bank"],
        "rules": [{"to": "bank", "roles": [{"of": "relation/due", "as": "subject"}]}],
        "otherwise": "party",
    }
    other = entity("e2", "core:party", 9, 12)

    after = migrated(
        tmp_path,
        new,
        carve,
        annotations=[UBS, other, PRICE, LATE],
        second=second,
        to_second=(*TO_SECOND, rename),
        owing="due",
    )

    assert "unresolved" not in after
    assert {name: each for name, (each, _) in said(after).items()} == {
        "e1": "core:bank",
        "e2": "core:party",
        "e3": "price",
        "r1": "late",
    }


def test_what_the_second_step_forbids_is_open(tmp_path: Path) -> None:
    new = third(relations={"owes": label("Has to pay.", domain=["broker"], range=["sum"])})
    narrow = {"op": "narrow", "set": "relation", "label": "owes", "property": "domain"}

    after = migrated(tmp_path, new, narrow, annotations=[UBS, PRICE, LATE])

    assert [each["annotation"]["id"] for each in after["unresolved"]] == ["r1"]


def test_there_and_back_again(tmp_path: Path) -> None:
    kinds = {"values": {"spot": {"definition": "At once."}, "credit": {"definition": "Later."}}}
    new = third(kinds=kinds, unit="iso")
    operations = (
        {
            "op": "rename-value",
            "set": "entity",
            "label": "sum",
            "attribute": "kind",
            "from": "cash",
            "to": "spot",
        },
        {"op": "rename-attribute", "set": "entity", "label": "sum", "from": "unit", "to": "iso"},
        {"op": "swap", "set": "entity", "labels": ["party", "broker"]},
    )
    annotations = [UBS, GFI, PRICE, SUM, LATE]

    after = migrated(tmp_path, new, *operations, annotations=annotations)
    back = _migrate(tmp_path / "at-once", after["annotations"], source="2.0.0", target="1.0.0")

    assert said(after)["e3"] == ("price", {"iso": "USD", "kind": "spot"})
    assert said(after)["e1"] == ("core:broker", {"rank": "first"})
    assert "unresolved" not in back
    assert back["annotations"] == annotations


def test_what_the_importer_declares_itself_is_in_the_words_of_the_last_step(tmp_path: Path) -> None:
    new = third(unit="iso")
    rename = {
        "op": "rename-attribute",
        "set": "entity",
        "label": "sum",
        "from": "unit",
        "to": "iso",
    }
    for each in (FIRST, SECOND, new):
        imported = release(tmp_path, each)
        if each is FIRST:
            release(tmp_path, desk("1.0.0", "1.0.0", money="amount"), {"core@1.0.0": imported})
    later = desk("2.0.0", "3.0.0", money="sum")
    later["entities"] = {
        name: label("What it costs.", is_a="core:sum") for name in ("price", "dollars")
    }
    release(tmp_path, later | {"based_on": ["1.0.0"]}, {"core@3.0.0": imported})
    migration(tmp_path, "core@1.0.0", "2.0.0", *TO_SECOND)
    migration(tmp_path, "core@2.0.0", "3.0.0", rename)
    carve = {"op": "carve-out", "set": "entity", "label": "price", "to": ["dollars"],
             "rules": [{"to": "dollars", "attributes": {"iso": ["USD"]}}],
             "otherwise": "price"}  # fmt: skip
    update = {"op": "update-import", "taxonomy": "core", "from": "1.0.0", "to": "3.0.0"}
    migration(tmp_path, "desk@1.0.0", "2.0.0", update, carve)

    after = _migrate(tmp_path, [PRICE])

    assert said(after) == {"e3": ("dollars", {"iso": "USD", "kind": "cash"})}


def test_the_files_that_an_import_touches_are_counted(tmp_path: Path) -> None:
    """By what each step of it touches, in whatever words the step is told."""
    kinds = {"values": {"spot": {"definition": "At once."}, "credit": {"definition": "Later."}}}
    operations = (
        {"op": "rename-label", "set": "entity", "from": "sum", "to": "money"},
        {"op": "rename-attribute", "set": "entity", "label": "sum", "from": "unit", "to": "iso"},
        {"op": "rename-value", "set": "entity", "label": "sum", "attribute": "kind",
         "from": "cash", "to": "spot"},
    )  # fmt: skip
    new = core("3.0.0", money="money", unit="iso", kinds=kinds, based_on=["2.0.0"])
    migrated(tmp_path, new, *operations, annotations=[PRICE, SUM, UBS], money="money")

    ran = acoe(
        "--workspace", tmp_path / "at-once", "diff", "desk@1.0.0", "desk@2.0.0", "--report", "json",
        "--files", str(tmp_path / "at-once" / "labels.jsonl"),
    )  # fmt: skip

    assert {
        (each["op"], each.get("from"), each.get("to")): each["annotations"]
        for each in ran.json["changes"]
    } == {
        ("update-import", "1.0.0", "3.0.0"): 1,
        ("rename-label", "core:amount", "core:sum"): 1,
        ("rename-attribute", "currency", "unit"): 1,
        ("rename-label", "core:sum", "core:money"): 1,
        ("rename-attribute", "unit", "iso"): 1,
        ("rename-value", "cash", "spot"): 1,
    }
