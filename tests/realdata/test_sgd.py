"""Schema-guided dialogue: the variant that renames every slot and intent, as a migration.

A service is an abstract entity and its slots are sub-labels of it, `Restaurants_2.time`; its
intents are answers of the set `intent`. The variant renames all of them, the services too, and
words every description anew. 64 services stand in three files, 45 of them different ones: those
that stand in two files are the same in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from histories import definition, workspace
from running import acoe

from acoe_spec.formats.concordances import read
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.declared.concordance import declared

PARTS = ("train", "dev", "test")
VARIANT = "sgd_x/data/v1"

Service = dict[str, Any]


@cache
def services(realdata: Path) -> tuple[tuple[Service, Service], ...]:
    """Every service of every file, with its counterpart in the variant."""
    return tuple(
        pair
        for part in PARTS
        for pair in zip(
            _schema(realdata / "sgd" / part),
            _schema(realdata / "sgd" / VARIANT / part),
            strict=True,
        )
    )


def _schema(folder: Path) -> list[Service]:
    schema: list[Service] = json.loads((folder / "schema.json").read_text("utf-8"))
    return schema


def named(service: Service, part: Service) -> str:
    return f"{service['service_name']}.{part['name']}"


def taxonomy(services: Iterable[Service], version: str) -> Definition:
    """The services as one taxonomy; what stands in two files is there once."""
    entities: dict[str, Any] = {}
    intents: dict[str, Any] = {}
    for service in services:
        name = service["service_name"]
        entities[name] = {"abstract": True, "definition": service["description"]}
        for slot in service["slots"]:
            entities[named(service, slot)] = {"is_a": name, "definition": slot["description"]}
        for intent in service["intents"]:
            intents[named(service, intent)] = {"definition": intent["description"]}
    answers = {
        "question": "What does the user want?",
        "applies_to": {"units": ["turn"]},
        "select": "one",
        "labels": intents,
    }
    based_on = {} if version == "1.0.0" else {"based_on": ["1.0.0"]}
    head = {"format": 1, "id": "sgd", "title": "Services", "version": version, **based_on}
    return definition({**head, "entities": entities, "categories": {"intent": answers}})


@cache
def versions(realdata: Path) -> tuple[Definition, Definition]:
    before, after = zip(*services(realdata), strict=True)
    return taxonomy(before, "1.0.0"), taxonomy(after, "2.0.0")


def concordance(realdata: Path) -> str:
    """Old and new ids, each service once."""
    rows = ["old,new"]
    once = {before["service_name"]: (before, after) for before, after in services(realdata)}
    for before, after in once.values():
        rows.append(f"{before['service_name']},{after['service_name']}")
        for kind, prefix in (("slots", ""), ("intents", "intent/")):
            rows += [
                f"{prefix}{named(before, one)},{prefix}{named(after, other)}"
                for one, other in zip(before[kind], after[kind], strict=True)
            ]
    return "\n".join(rows) + "\n"


def test_the_variant_renames_every_slot_and_intent(realdata: Path, tmp_path: Path) -> None:
    pairs = services(realdata)
    assert len(pairs) == 64
    assert sum(len(before["slots"]) for before, _ in pairs) == 511
    assert sum(len(before["intents"]) for before, _ in pairs) == 121
    path = tmp_path / "variant.csv"
    path.write_text(concordance(realdata), "utf-8")
    found = declared(read(path).pairs, *versions(realdata))
    assert found.findings == ()
    assert {each["op"] for each in found.operations} == {"rename-label"}
    of_intents = [each for each in found.operations if each["set"] == "intent"]
    assert (len(of_intents), len(found.operations)) == (88, 45 + 365 + 88)
    assert found.cardinality["1:1"] == 45 + 365 + 88


def dialogues(realdata: Path) -> Iterator[dict[str, Any]]:
    """The dialogues of the development set as records: slots are spans, intents categories."""
    source = realdata / "sgd" / "dev" / "dialogues_001.json"
    for dialogue in json.loads(source.read_text("utf-8")):
        units: list[dict[str, Any]] = []
        annotations: list[dict[str, Any]] = []
        for number, turn in enumerate(dialogue["turns"]):
            unit, text = f"t{number}", turn["utterance"]
            units.append({"type": "turn", "id": unit, "speaker": turn["speaker"], "text": text})
            for frame in turn["frames"]:
                annotations += list(_annotations(frame, unit, text, len(annotations)))
        yield {
            "schema": "sgd@1.0.0",
            "id": dialogue["dialogue_id"],
            "modality": "chat",
            "state": "complete",
            "units": units,
            "annotations": annotations,
        }


def _annotations(
    frame: dict[str, Any], unit: str, text: str, taken: int
) -> Iterator[dict[str, Any]]:
    service = frame["service"]
    for number, slot in enumerate(frame["slots"], start=taken):
        start, end = slot["start"], slot["exclusive_end"]
        yield {
            "type": "entity",
            "id": f"a{number}",
            "label": f"{service}.{slot['slot']}",
            "spans": [{"unit": unit, "start": start, "end": end}],
            "text": text[start:end],
        }
    intent = frame.get("state", {}).get("active_intent", "NONE")
    if intent != "NONE":
        yield {
            "type": "category",
            "id": f"a{taken + len(frame['slots'])}",
            "set": "intent",
            "label": f"{service}.{intent}",
            "target": unit,
        }


def test_dialogues_are_identical_after_a_way_there_and_back(realdata: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "workspace", versions(realdata))
    mapping = tmp_path / "variant.csv"
    mapping.write_text(concordance(realdata), "utf-8")
    made = acoe(
        *("-w", folder, "migration", "import", "sgd@1.0.0", "sgd@2.0.0"),
        *("--mapping", mapping, "--report", "json"),
    )
    assert made.code == 0, made.err
    assert made.json["cardinality"]["1:1"] == 45 + 365 + 88
    assert made.json["operations"]["rename-label"] == 45 + 365 + 88
    assert made.json["operations"].keys() == {"rename-label", "set-definition"}
    checked = acoe("-w", folder, "migration", "check", "sgd")
    assert checked.code == 0, checked.out

    source = tmp_path / "dialogues.jsonl"
    lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in dialogues(realdata)]
    source.write_text("".join(lines), "utf-8")
    assert acoe("-w", folder, "check", source).code == 0
    there = _migrate(folder, source, "sgd@2.0.0", tmp_path / "there")
    variant = list(map(json.loads, there.read_text("utf-8").splitlines()))
    known = {label for _, label, _ in versions(realdata)[1].labels()}
    assert len(variant) == len(lines) == 128
    assert {label["label"] for record in variant for label in record["annotations"]} <= known
    assert acoe("-w", folder, "check", there).code == 0
    back = _migrate(folder, there, "sgd@1.0.0", tmp_path / "back")
    assert list(map(json.loads, back.read_text("utf-8").splitlines())) == [*map(json.loads, lines)]


def _migrate(folder: Path, source: Path, target: str, output: Path) -> Path:
    """The file in version `target`, in which every annotation has another label."""
    ran = acoe(
        *("-w", folder, "migrate", source, "--to", target, "-o", output, "--report", "json"),
    )
    assert ran.code == 0, ran.err
    assert ran.json["annotations_in"] == ran.json["migrated"] == ran.json["annotations_out"]
    assert ran.json["unresolved"] == 0
    return output / source.name
