"""What a change touches in real files: exactly the annotations that it concerns."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from taxonomy_strategies import Head, definition_of, head

from acoe_spec.migration.impact import count_impact
from acoe_spec.models.migration import Migration
from acoe_spec.versions.diff.observing import diff
from acoe_spec.versions.diff.report import Touched
from acoe_spec.versions.naming import Naming

PARTS: Head = {
    "knowledge_bases": {"isin": {"title": "ISIN"}, "figi": {"title": "FIGI"}},
    "entities": {
        "firm": {},
        "bank": {"is_a": "firm"},
        "desk": {},
        "bond": {
            "attributes": {
                "style": {"values": {"fixed": {}, "floating": {}}},
                "coupon": {"range": "decimal"},
            },
            "links": {"to": ["isin", "figi"]},
        },
    },
    "relations": {"holds": {"domain": ["firm"], "range": ["bond"]}},
    "events": {"trade": {"trigger": "optional", "roles": {"buyer": {"range": ["firm"]}}}},
    "categories": {
        "intent": {"question": "What?", "applies_to": {"record": True}, "labels": {"rfq": {}}}
    },
}
SPAN = [{"unit": "t1", "start": 0, "end": 3}]


def entity(identifier: str, label: str, **fields: Any) -> Head:
    found = {"type": "entity", "id": identifier, "label": label, "spans": SPAN, "text": "abc"}
    return found | fields


RECORDS: list[Head] = [
    {
        "schema": "desk@1.0.0",
        "id": f"r{number}",
        "modality": "chat",
        "units": [{"type": "turn", "id": "t1", "text": "abc"}],
        "annotations": annotations,
    }
    for number, annotations in enumerate(
        (
            [
                entity("e1", "bank"),
                entity("e2", "bond", attributes={"style": "fixed", "coupon": "2"}),
                {"type": "relation", "id": "x", "label": "holds", "subject": "e1", "object": "e2"},
                {"type": "event", "id": "v", "label": "trade",
                 "arguments": [{"role": "buyer", "target": "e1"}]},
                {"type": "category", "id": "c", "set": "intent", "label": "rfq"},
            ],
            [
                entity("e1", "bond", attributes={"style": "floating"},
                       links=[{"kb": "figi", "id": "BBG000"}]),
                entity("e2", "bond"),
                entity("e3", "firm"),
                {"type": "relation", "id": "x", "label": "holds", "subject": "e3", "object": "e1"},
            ],
        )
    )
]  # fmt: skip


def changed(**edits: Any) -> Head:
    """The parts with values put at paths: `entities__bond__abstract=True`; None takes away."""
    parts: Head = json.loads(json.dumps(PARTS))
    for path, value in edits.items():
        *way, last = path.split("__")
        place = parts
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return parts


STYLE = "entities__bond__attributes__style"
CASES: list[tuple[Head, str, tuple[int, ...]]] = [
    (changed(entities__bond__name="Bond"), "set-name entity/bond", (3, 2)),
    (changed(entities__bond__abstract=True), "make-abstract entity/bond", (3, 2)),
    (changed(entities__share={}), "add-label entity/share", (0, 0)),
    (changed(**{STYLE: None}), "remove-attribute entity/bond/style", (2, 2)),
    (
        changed(**{f"{STYLE}__values__floating": None}),
        "remove-value entity/bond/style/floating",
        (1, 1),
    ),
    (
        changed(entities__bond__attributes__coupon__required=True),
        "require-attribute entity/bond/coupon",
        (2, 1),
    ),
    (
        changed(entities__bond__attributes__coupon__minimum=1),
        "narrow entity/bond/coupon/attributes",
        (1, 1),
    ),
    (changed(entities__bank__is_a="desk"), "move-label entity/bank", (1, 1)),
    (changed(entities__bank__is_a="desk"), "narrow relation/holds/domain", (1, 1)),
    (changed(entities__bank__is_a="desk"), "narrow event/trade/buyer/roles", (1, 1)),
    (changed(relations__holds__domain=["bank"]), "narrow relation/holds/domain", (1, 1)),
    (changed(relations__holds__domain=["firm", "desk"]), "loosen relation/holds/domain", (0, 0)),
    (changed(entities__bond__links={"to": ["isin"]}), "narrow entity/bond/links", (1, 1)),
    (changed(events__trade__trigger="required"), "require-trigger event/trade", (1, 1)),
    (changed(categories__intent=None), "remove-set intent", (1, 1)),
    (changed(categories__intent__required=True), "require-set intent", (0, 1, 1)),
    (changed(title="The desk"), "set-description title", (0, 0)),
]


def counted(tmp_path: Path, parts: Head, migration: Migration | None = None) -> dict[str, Touched]:
    old, new = definition_of(head(**PARTS)), definition_of(head(version="2.0.0", **parts))
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
    (tmp_path / "labels.jsonl").write_bytes(lines)
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(b""))
    files = [str(tmp_path / name) for name in ("labels.jsonl", "more.jsonl.gz")]
    found = diff(old, new, migration)
    own = () if migration is None else (Naming(old, migration),)
    words = [() if each.rule == "declared" else own for each in found.changes]
    impact = count_impact(files, found, words=words)
    assert (impact.files, impact.records, impact.annotations) == (2, 2, 9)
    assert (impact.others, impact.unreadable) == (0, 0)
    return {change.name: each for change, each in zip(found.changes, impact.touched, strict=True)}


@pytest.mark.parametrize(("parts", "change", "touched"), CASES)
def test_what_a_change_touches(
    tmp_path: Path, parts: Head, change: str, touched: tuple[int, ...]
) -> None:
    parts = {"title": "desk"} | parts
    assert counted(tmp_path, parts)[change] == Touched(*touched)


def test_under_a_migration_files_are_asked_in_their_own_words(tmp_path: Path) -> None:
    migration = Migration.model_validate(
        {"format": 1, "taxonomy": "desk", "from": "1.0.0", "to": "2.0.0", "operations": [
            {"op": "rename-label", "set": "entity", "from": "bank", "to": "lender"},
            {"op": "rename-attribute", "set": "entity", "label": "bond",
             "from": "style", "to": "kind"},
        ]}
    )  # fmt: skip
    parts = changed(entities__lender={"is_a": "desk"}, entities__bank=None)
    bond = parts["entities"]["bond"]
    bond["attributes"]["kind"] = bond["attributes"].pop("style") | {"required": True}
    found = counted(tmp_path, parts, migration)
    assert found == {
        "rename-label entity/bank": Touched(1, 1),
        "rename-attribute entity/bond/style": Touched(2, 2),
        "move-label entity/lender": Touched(1, 1),
        "require-attribute entity/bond/kind": Touched(1, 1),
        "narrow relation/holds/domain": Touched(1, 1),
        "narrow event/trade/buyer/roles": Touched(1, 1),
    }


def test_another_version_of_an_import_touches_what_it_brings(tmp_path: Path) -> None:
    def version(number: str, core: str, **entities: Head) -> Any:
        imported = definition_of(head("core", core, entities=entities))
        own = head(version=number, imports=[f"core@{core}"], entities={"firm": {}})
        return definition_of(own, {f"core@{core}": imported})

    old = version("1.0.0", "1.0.0", bond={}, bank={})
    new = version("2.0.0", "2.0.0", bond={"name": "Bond", "definition": "Debt."}, bank={})
    annotations = [entity("e1", "core:bond"), entity("e2", "core:bank"), entity("e3", "firm")]
    (tmp_path / "labels.jsonl").write_text(
        json.dumps(RECORDS[0] | {"annotations": annotations}) + "\n", encoding="utf-8"
    )
    found = diff(old, new)
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    assert {
        change.name: each for change, each in zip(found.changes, impact.touched, strict=True)
    } == {
        "update-import core": Touched(1, 1),
        "set-name entity/core:bond": Touched(1, 1),
        "set-definition entity/core:bond": Touched(1, 1),
    }


def test_records_of_other_versions_and_lines_that_are_no_record_are_not_counted(
    tmp_path: Path,
) -> None:
    other = RECORDS[0] | {"schema": "desk@0.9.0"}
    (tmp_path / "labels.jsonl").write_bytes(json.dumps(other).encode() + b"\n\n{}\n")
    found = diff(definition_of(head(**PARTS)), definition_of(head(version="2.0.0", **PARTS)))
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    assert (impact.records, impact.others, impact.unreadable) == (0, 1, 1)
    assert impact.pinned == "desk@0.9.0"


def test_the_version_that_most_files_have_is_known(tmp_path: Path) -> None:
    pins = ["desk@0.9.0", "desk@1.1.0", "core@1.0.0", "desk@1.1.0", "core@1.0.0", "core@1.0.0",
            "desk@Joe Smith", "desk@Joe Smith", "desk@Joe Smith"]  # fmt: skip
    (tmp_path / "labels.jsonl").write_text(
        "".join(json.dumps(RECORDS[0] | {"schema": pin}) + "\n" for pin in pins), "utf-8"
    )
    found = diff(definition_of(head(**PARTS)), definition_of(head(version="2.0.0", **PARTS)))
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    assert (impact.records, impact.others, impact.pinned) == (0, 9, "desk@1.1.0")


def question(**fields: Any) -> Head:
    asked = {"question": "What?", "applies_to": {"units": ["turn"], "labels": ["firm"]}}
    return {
        "categories": {"mood": asked | {"select": "many", "labels": {"x": {}, "y": {}}} | fields}
    }


def answer(identifier: str, target: str | None, label: str = "x") -> Head:
    said = {"type": "category", "id": identifier, "set": "mood", "label": label}
    return said if target is None else said | {"target": target}


ASKED = [
    RECORDS[0]
    | {
        "id": "answered",
        "units": [{"type": "turn", "id": f"t{number}", "text": "abc"} for number in (1, 2, 3)],
        "annotations": [
            entity("e1", "bank"),
            entity("e2", "firm"),
            entity("e3", "desk"),
            answer("c1", "t1"),
            answer("c2", "t1", "y"),
            answer("c3", "e1"),
        ],
    },
    RECORDS[0] | {"id": "draft", "state": "draft", "annotations": [entity("e1", "bank")]},
    RECORDS[0] | {"id": "elsewhere", "scope": ["entity"], "annotations": [entity("e1", "desk")]},
]


@pytest.mark.parametrize(
    ("before", "after", "change", "touched"),
    [
        # Turns 2 and 3, and the firm.
        ({}, {"required": True}, "require-set mood", Touched(0, 1, 3)),
        (
            {"required": True},
            {"required": True, "applies_to": {"units": ["turn"], "labels": ["firm", "desk"]}},
            "narrow mood/applies_to",
            Touched(0, 1, 1),
        ),
        ({}, {"applies_to": {"units": ["turn"]}}, "narrow mood/applies_to", Touched(1, 1)),
        ({}, {"applies_to": {"labels": ["bank"]}}, "narrow mood/applies_to", Touched(2, 1)),
        ({}, {"select": "one"}, "narrow mood/select", Touched(2, 1)),
    ],
)
def test_a_question_touches_the_answers_that_no_longer_fit_and_those_that_are_missing(
    tmp_path: Path, before: Head, after: Head, change: str, touched: Touched
) -> None:
    old = definition_of(head(**PARTS | question(**before)))
    new = definition_of(head(version="2.0.0", **PARTS | question(**after)))
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(each) + "\n" for each in ASKED))
    found = diff(old, new)
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    assert dict(zip([each.name for each in found.changes], impact.touched))[change] == touched


@pytest.mark.parametrize(
    ("before", "after", "change", "touched"),
    [
        # The quoted part is answered, and so is the silence.
        ([["part", "segment"], False], [["part/body", "segment"], False], "narrow", Touched(1, 1)),
        (
            [["part", "segment"], False],
            [["part", "segment/transcribed", "segment/untranscribed"], False],
            "narrow",
            Touched(1, 1),
        ),
        ([["part/body"], False], [["part"], False], "loosen", Touched(0, 0)),
        # The subject lacks an answer, and so does what is not transcribed.
        ([["part/body"], True], [["part"], True], "narrow", Touched(0, 1, 1)),
        ([["segment/silent"], True], [["segment"], True], "narrow", Touched(0, 1, 1)),
    ],
)
def test_a_question_of_some_kinds_of_unit_touches_those(
    tmp_path: Path, before: list[Any], after: list[Any], change: str, touched: Touched
) -> None:
    old, new = (
        definition_of(
            head(
                version=version, **PARTS | question(applies_to={"units": units}, required=required)
            )
        )
        for version, (units, required) in (("1.0.0", before), ("2.0.0", after))
    )
    email = {
        "id": "email",
        "modality": "email",
        "units": [
            {"type": "part", "id": role, "role": role, "text": "abc"}
            for role in ("subject", "body", "quoted")
        ],
        "annotations": [answer("c1", "body"), answer("c2", "quoted")],
    }
    call = {
        "id": "call",
        "modality": "audio",
        "units": [
            {"type": "segment", "id": "s1", "start": 0, "end": 1, "text": ""},
            {"type": "segment", "id": "s2", "start": 1, "end": 2},
        ],
        "annotations": [answer("c1", "s1")],
    }
    (tmp_path / "labels.jsonl").write_text(
        "".join(json.dumps(RECORDS[0] | each) + "\n" for each in (email, call))
    )
    found = diff(old, new)
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    named = dict(zip([each.name for each in found.changes], impact.touched, strict=True))
    assert named == {f"{change} mood/applies_to": touched}


def test_overlap_touches_spans_that_share_text(tmp_path: Path) -> None:
    new = definition_of(
        head(
            version="2.0.0",
            **PARTS | {"overlap": {"pairs": [{"of": ["bond", "firm"], "allow": []}]}},
        )
    )
    apart = [{"unit": "t1", "start": 3, "end": 6}]
    unit = {"type": "turn", "id": "t1", "text": "abcabc"}
    both = [entity("e1", "bond"), entity("e2", "bond", spans=apart), entity("e3", "firm")]
    record = RECORDS[0] | {"units": [unit], "annotations": both}
    (tmp_path / "labels.jsonl").write_text(json.dumps(record) + "\n")
    found = diff(definition_of(head(**PARTS)), new)
    impact = count_impact([str(tmp_path / "labels.jsonl")], found)
    touched = dict(zip([each.name for each in found.changes], impact.touched))
    assert touched["narrow entity/bond/overlap/firm"] == Touched(1, 1)


def test_what_changes_that_are_told_together_touch_is_counted_once(tmp_path: Path) -> None:
    old = definition_of(head(entities={"bank": {}, "firm": {}, "desk": {}}))
    new = definition_of(head(version="2.0.0", entities={"desk": {}}))
    some = [entity("e1", "bank"), entity("e2", "firm"), entity("e3", "firm")]
    records = [RECORDS[0] | {"annotations": some}, RECORDS[1] | {"annotations": some[:1]}]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    impact = count_impact([str(tmp_path / "labels.jsonl")], diff(old, new))
    assert impact.touched == (Touched(2, 2), Touched(2, 1))
    assert impact.together == {(0, 1): Touched(4, 2)}
