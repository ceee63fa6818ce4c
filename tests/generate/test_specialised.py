"""Models of one taxonomy: what they accept, where they complain, and that `check` agrees."""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec
import pytest
from jsonschema import Draft202012Validator
from mutations import mutants, places
from pydantic import BaseModel, ValidationError
from specialised_records import (
    Json,
    annotation,
    annotations,
    module_of,
    record,
    version_of,
)
from taxonomy_strategies import definition_of, head

from acoe_spec.checking.explain import parse
from acoe_spec.findings import Finding
from acoe_spec.generate.artefacts import Version
from acoe_spec.rules.table import record_findings
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

CORE = definition_of(
    head(
        "core",
        entities={
            "amount": {
                "definition": "A sum.",
                "attributes": {"currency": {"range": "string", "pattern": "[A-Z]{2}"}},
            }
        },
        categories={
            "tone": {
                "question": "How is it said?",
                "applies_to": {"record": True},
                "labels": {"calm": {}, "tense": {"attributes": {"why": {"range": "string"}}}},
            }
        },
    )
)
DESK = definition_of(
    head(
        imports=["core@1.0.0"],
        entities={
            "instrument": {
                "definition": "What is traded.",
                "abstract": True,
                "attributes": {
                    "maturity": {
                        "range": "date",
                        "precision": ["year", "month"],
                        "definition": "When it ends.",
                    },
                    "style": {"values": {"a-b": {}, "no": {"definition": "None."}, "mro": {}}},
                },
            },
            "option": {
                "is_a": "instrument",
                "attributes": {
                    "strike": {"range": "decimal", "required": True},
                    "style": {"required": True},
                    "barrier": {"range": "decimal", "required": True, "when": {"style": ["mro"]}},
                },
            },
            "bond": {"is_a": "instrument", "deprecated": {"since": "1.0.0"}},
            "party": {"definition": "Who trades."},
            "desk": {"definition": "Part of a party."},
            "size": {
                "attributes": {
                    "count": {"range": "integer", "minimum": "0.5", "maximum": 12},
                    "exact": {"range": "boolean"},
                    "codes": {
                        "range": "string",
                        "pattern": r"\w{1,3}",
                        "multivalued": True,
                        "required": True,
                    },
                    "seen": {"range": "datetime"},
                    "rank": {"range": "integer"},
                    "note": {"range": "string", "max_length": 4},
                    "free": {"range": "string"},
                    "day": {"range": "date"},
                }
            },
        },
        relations={
            "bids_on": {"domain": ["party"], "range": ["instrument"]},
            "same_as": {
                "domain": ["party"],
                "range": ["party"],
                "symmetric": True,
                "attributes": {"sure": {"range": "boolean", "required": True}},
            },
        },
        events={"trade": {"trigger": "none", "roles": {"buyer": {"range": ["party"]}}}},
        categories={
            "intent": {
                "question": "What is wanted?",
                "applies_to": {"record": True},
                "labels": {"request": {"abstract": True}, "rfq": {"is_a": "request"}},
            }
        },
    ),
    {"core@1.0.0": CORE},
)


class Models(NamedTuple):
    """Both spellings of one root."""

    model: type[BaseModel]
    schema: jsonschema_rs.Draft202012Validator
    plain: Draft202012Validator

    def accepts(self, value: Any) -> bool:
        """The verdict of both, which must be one."""
        try:
            self.model.model_validate(value)
            accepted = True
        except ValidationError:
            accepted = False
        assert self.schema.is_valid(value) is accepted, value
        return accepted

    def errors(self, value: Any) -> list[str]:
        """The places where Pydantic complains, which are those of both JSON Schema engines."""
        try:
            self.model.model_validate(value)
        except ValidationError as caught:
            count = len(caught.errors())
        else:
            count = 0
        found = ["/".join(map(str, e.absolute_path)) for e in self.plain.iter_errors(value)]
        fast = ["/".join(map(str, e.instance_path)) for e in self.schema.iter_errors(value)]
        assert sorted(found) == sorted(fast)
        assert len(found) == count
        return sorted(found)


Load = Callable[[Version], tuple[Models, Models]]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Makes models of complete records and of drafts."""
    names: list[str] = []

    def made(version: Version) -> tuple[Models, Models]:
        folder = tmp_path_factory.mktemp("models")
        found = []
        for text, schema_text, root in (
            (version.record_module(), version.record_schema(), "Record"),
            (version.draft_record_module(), version.draft_record_schema(), "DraftRecord"),
        ):
            names.append(f"specialised_{len(names)}")
            module = module_of(text, folder, names[-1])
            schema = json.loads(schema_text)
            Draft202012Validator.check_schema(schema)
            found.append(
                Models(
                    getattr(module, root),
                    jsonschema_rs.Draft202012Validator(schema),
                    Draft202012Validator(schema),
                )
            )
        return found[0], found[1]

    yield made
    for name in names:
        del sys.modules[name]


@pytest.fixture(scope="module")
def desk() -> Version:
    return version_of(DESK)


@pytest.fixture(scope="module")
def models(load: Load, desk: Version) -> tuple[Models, Models]:
    return load(desk)


@pytest.fixture(scope="module")
def trade_chat() -> Version:
    resolver = WorkspaceResolver(find_workspace(str(Path(__file__).parents[2])))
    pin = "trade-chat@2.0.0"
    return Version(resolver.definition(pin), resolver.resolve(pin))


# What is accepted

OPTION = {
    "type": "entity",
    "id": "e1",
    "label": "option",
    "spans": [{"unit": "t1", "start": 0, "end": 3}],
    "text": "UBS",
    "attributes": {"strike": "2.50", "style": "a-b", "maturity": "2034-05"},
}
PARTY = OPTION | {"label": "party"}
del PARTY["attributes"]
SIZE = PARTY | {
    "label": "size",
    "attributes": {
        "codes": ["AB1"],
        "count": 3,
        "exact": False,
        "note": "abcd",
        "day": "2026-01-31",
    },
}
TONE = {"type": "category", "id": "c1", "set": "core:tone", "label": "calm"}


def with_attributes(label: Json, **attributes: Any) -> Json:
    given = {k: v for k, v in (label.get("attributes", {}) | attributes).items() if v is not ...}
    return record(label | {"attributes": given})


ACCEPTED = [
    record(OPTION, PARTY, SIZE, TONE),
    record(OPTION | {"label": "bond", "attributes": {"maturity": "2034"}}),  # deprecated
    record(PARTY | {"attributes": {}}),
    record(PARTY | {"label": "core:amount", "attributes": {"currency": "EU"}}),
    record(TONE | {"label": "tense", "attributes": {"why": "x"}}),
    with_attributes(OPTION, barrier="1"),  # whether it applies is a rule
    with_attributes(OPTION, style="mro"),  # and so is whether it must be there
    with_attributes(SIZE, count=3.0),
    with_attributes(SIZE, day="2026-02-31"),  # the calendar is a rule
    record(scope=["entity", "core:tone"]),
    record(state="adjudicated"),
    record(
        unresolved=[
            {
                "annotation": OPTION | {"label": "gone", "attributes": {"x": 1}},
                "schema": "desk@1.0.0",
                "reason": "?",
            }
        ]
    ),
]


@pytest.mark.parametrize("value", ACCEPTED)
def test_accepted(models: tuple[Models, Models], value: Json) -> None:
    complete, draft = models
    assert complete.errors(value) == []
    assert draft.errors(value) != []
    assert draft.errors(value | {"state": "draft"}) == []
    assert complete.errors(value | {"state": "draft"}) == ["state"]


ONE_ERROR = [
    (record(OPTION | {"label": "optoin"}), "annotations/0/label"),
    (record(OPTION | {"label": "instrument"}), "annotations/0/label"),
    (record(OPTION | {"label": "desk:option"}), "annotations/0/label"),
    (record(OPTION | {"label": "amount"}), "annotations/0/label"),
    (record(OPTION | {"label": "trade"}), "annotations/0/label"),
    (record(OPTION | {"label": 5}), "annotations/0/label"),
    (record(OPTION | {"label": None}), "annotations/0/label"),
    (record(OPTION | {"type": "entities"}), "annotations/0/type"),
    (record(TONE | {"set": "tone"}), "annotations/0/set"),
    (record(TONE | {"label": "rfq"}), "annotations/0/label"),
    (
        record({"type": "category", "id": "c1", "set": "intent", "label": "request"}),
        "annotations/0/label",
    ),
    (with_attributes(OPTION, strike="2,50"), "annotations/0/attributes/strike"),
    (with_attributes(OPTION, strike=2.5), "annotations/0/attributes/strike"),
    (with_attributes(OPTION, strike=None), "annotations/0/attributes/strike"),
    (with_attributes(OPTION, strike=...), "annotations/0/attributes"),
    (with_attributes(OPTION, strik="1"), "annotations/0/attributes"),
    (with_attributes(OPTION, style="No"), "annotations/0/attributes/style"),
    (with_attributes(OPTION, maturity="2034-13"), "annotations/0/attributes/maturity"),
    (with_attributes(OPTION, maturity="2034-05-01"), "annotations/0/attributes/maturity"),
    (with_attributes(SIZE, count=0), "annotations/0/attributes/count"),
    (with_attributes(SIZE, count=13), "annotations/0/attributes/count"),
    (with_attributes(SIZE, count=True), "annotations/0/attributes/count"),
    (with_attributes(SIZE, count=2.5), "annotations/0/attributes/count"),
    (with_attributes(SIZE, exact=1), "annotations/0/attributes/exact"),
    (with_attributes(SIZE, codes="AB"), "annotations/0/attributes/codes"),
    (with_attributes(SIZE, codes=[]), "annotations/0/attributes/codes"),
    (with_attributes(SIZE, codes=["ABCD"]), "annotations/0/attributes/codes/0"),
    (with_attributes(SIZE, codes=["Ü"]), "annotations/0/attributes/codes/0"),
    (with_attributes(SIZE, codes=["Ü" * 10_001]), "annotations/0/attributes/codes/0"),
    (with_attributes(SIZE, codes=["Ü\n"]), "annotations/0/attributes/codes/0"),
    (with_attributes(SIZE, note="abcde"), "annotations/0/attributes/note"),
    (with_attributes(SIZE, day="2026-01-32"), "annotations/0/attributes/day"),
    (with_attributes(SIZE, seen="2026-01-31"), "annotations/0/attributes/seen"),
    (with_attributes(PARTY, strike="1"), "annotations/0/attributes"),
    (record({k: v for k, v in OPTION.items() if k != "attributes"}), "annotations/0"),
    (record({k: v for k, v in OPTION.items() if k != "label"}), "annotations/0"),
    (record(scope=["entity", "tone"]), "scope/1"),
]


@pytest.mark.parametrize(("value", "place"), ONE_ERROR)
def test_one_wrong_value_is_one_error_at_its_place(
    models: tuple[Models, Models], value: Json, place: str
) -> None:
    assert models[0].errors(value) == [place]


@pytest.mark.parametrize(
    ("label", "kind"), [("rfqs", "union_tag_invalid"), (5, "union_tag_invalid"),
                        (..., "union_tag_not_found")],
)  # fmt: skip
def test_the_only_class_of_a_set_is_told_from_others_like_any(
    models: tuple[Models, Models], label: Any, kind: str
) -> None:
    """Both sets of the taxonomy have one class for their labels or several: the error is one."""
    for label_set in ("intent", "core:tone"):
        given = {"type": "category", "id": "c1", "set": label_set, "label": label}
        spoilt = record({key: value for key, value in given.items() if value is not ...})
        with pytest.raises(ValidationError) as caught:
            models[0].model.model_validate(spoilt)
        (error,) = caught.value.errors()
        assert error["type"] == kind
        assert error["loc"] == ("annotations", 0, "category", label_set)
        assert error["ctx"]["discriminator"] == "'label'"


def test_a_draft_may_lack_what_is_required_and_nothing_else(models: tuple[Models, Models]) -> None:
    complete, draft = models
    lacking = with_attributes(OPTION, strike=..., style=...) | {"state": "draft"}
    assert draft.errors(lacking) == []
    assert draft.errors(with_attributes(OPTION, strike="x") | {"state": "draft"}) == [
        "annotations/0/attributes/strike"
    ]
    assert not complete.accepts(lacking | {"state": "complete"})


def test_attributes_are_typed_and_explained(load: Load, desk: Version) -> None:
    model = load(desk)[0].model
    option = model.model_validate(record(OPTION)).annotations[0]  # type: ignore[attr-defined]
    assert (option.label, option.attributes.strike, option.attributes.barrier) == (
        "option",
        "2.50",
        None,
    )
    assert type(option).__name__ == "EntityOption"
    bond = record(OPTION | {"label": "bond", "attributes": {"maturity": "2034"}})
    inherited = model.model_validate(bond).annotations[0].attributes  # type: ignore[attr-defined]
    assert type(inherited).__name__ == "EntityInstrumentAttributes"
    defined = json.loads(desk.record_schema())["$defs"]
    assert defined["EntityOptionAttributes"]["properties"]["maturity"] == {
        "description": "When it ends.",
        "$ref": "#/$defs/DateYearMonth",
    }
    assert defined["EntityInstrumentStyle"]["enum"] == ["a-b", "mro", "no"]
    assert "Who trades." in defined["PlainEntityLabel"]["description"]


# Agreement with check

STRUCTURAL = frozenset(
    {"unknown-label", "abstract-label", "retired-label", "unknown-set", "unknown-attribute"}
    | {"missing-attribute", "attribute-type", "attribute-value"}
)
FORMS = {
    "decimal": re.compile(r"-?(0|[1-9][0-9]*)([.][0-9]+)?"),
    "date": re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"),
    "datetime": re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})"
    ),
}


def check_accepts(version: Version, value: Json) -> bool:
    """Whether the generic shape and the rules about single values have nothing to say."""
    parsed, structural = parse(json.dumps(value).encode())
    if parsed is None:
        assert structural
        return False
    return not any(
        finding.rule in STRUCTURAL and not beyond_form(version, value, finding)
        for finding in record_findings(parsed, version.taxonomy)
    )


def beyond_form(version: Version, value: Json, finding: Finding) -> bool:
    """Whether a finding needed a calendar, arithmetic on text, or another attribute."""
    if finding.rule == "missing-attribute":
        return " where " in finding.message
    if finding.rule != "attribute-value" or finding.pointer is None:
        return False
    steps = finding.pointer.split("/")[1:]
    said: Any = value
    for step in steps:
        said = said[int(step)] if isinstance(said, list) else said[step]
    found = value["annotations"][int(steps[1])]
    taxonomy = version.taxonomy
    tables = {"entity": taxonomy.entities, "event": taxonomy.events}
    labels = (
        taxonomy.sets[found["set"]].labels
        if found["type"] == "category"
        else tables.get(found["type"], taxonomy.relations)
    )
    attribute = labels[found["label"]].attributes[steps[3]]
    if attribute.type not in FORMS or FORMS[attribute.type].fullmatch(said) is None:
        return False
    precision = {4: "year", 7: "month", 10: "day"}
    return attribute.type != "date" or precision[len(said)] in attribute.precision


def spoilt(version: Version, value: Json, choice: random.Random) -> Iterator[Json]:
    """The record with other labels, sets and values, and with whatever else spoils records."""
    taxonomy = version.taxonomy
    labels = [
        *taxonomy.entities,
        *taxonomy.relations,
        *taxonomy.events,
        *taxonomy.sets,
        "x",
        "calm",
    ]
    attributes = [name for each in taxonomy.entities.values() for name in each.attributes]
    texts = ["1", "AB", "no", "2034", "2034-05", "2034-02-30", "2026-03-02T09:31:05Z", "-1.50", "e"]
    for position, each in enumerate(value["annotations"]):
        changes: list[Json] = [{"label": label} for label in choice.sample(labels, 4)]
        changes += [{"set": name} for name in taxonomy.sets]
        given = each.get("attributes", {})
        for name in dict.fromkeys((*given, choice.choice(attributes))):
            single: Any = choice.choice([*texts, 1, -1, 12, 3.0, 2.5, True, None, {}, []])
            changes.append({"attributes": given | {name: single}})
            changes.append({"attributes": given | {name: [single]}})
            changes.append({"attributes": {k: v for k, v in given.items() if k != name}})
        for change in changes:
            found = deepcopy(value)
            found["annotations"][position] |= change
            yield found
    for place in choice.sample(places(value), 6):
        for mutant in choice.sample(list(mutants(value, place)), 12):
            if mutant.value is not None:
                yield mutant.value


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("draft", [False, True])
def test_models_and_check_agree_on_every_mutant(
    models: tuple[Models, Models], desk: Version, seed: int, draft: bool
) -> None:
    hold_to_check(desk, models[draft], draft=draft, seed=seed)


def hold_to_check(version: Version, found: Models, *, draft: bool, seed: int) -> None:
    choice = random.Random(seed)
    every = list(annotations(version.taxonomy, turn=seed))
    few = choice.sample(every, min(8, len(every)))
    whole = record(*few, **({"state": "draft"} if draft else {}))
    assert found.accepts(whole)
    assert check_accepts(version, whole)
    verdicts = set()
    for value in spoilt(version, whole, choice):
        is_draft = value.get("state") == "draft"
        expected = is_draft is draft and check_accepts(version, value)
        assert found.accepts(value) is expected, value
        verdicts.add(expected)
    assert verdicts == {True, False}


def test_models_and_check_agree_on_the_reference_taxonomy(load: Load, trade_chat: Version) -> None:
    complete, draft = load(trade_chat)
    examples = Path(__file__).parents[2] / "taxonomies/trade-chat/examples/chats.jsonl"
    for line in examples.read_text("utf-8").splitlines():
        assert complete.errors(json.loads(line)) == []
    for seed in range(3):
        hold_to_check(trade_chat, complete, draft=False, seed=seed)
        hold_to_check(trade_chat, draft, draft=True, seed=seed)


# Names

NASTY_LABELS = (
    *("a-b", "a_b", "A.B", "aB", "mro", "no", "class", "schema", "model_config", "__init__", "3m"),
    *(
        "_",
        "__",
        "...",
        "None",
        "Record",
        "Entity",
        "option",
        "option_attributes",
        "Span",
        "о",
        "ﬁ",
    ),
    *("option_Attributes", "Literal", "annotations", "fi"),
)
NASTY_ATTRIBUTES = (
    *("class", "schema", "model_config", "mro", "no", "__init__", "json", "copy", "str", "list"),
    *(
        "a-b",
        "a_b",
        "a.b",
        "Maybe",
        "DecimalText",
        "self",
        "in",
        "field",
        "3m",
        "model_fields",
        "о",
    ),
    *("_", "cast", "core_schema", "Name", "label", "validate", "int_", "int", "model_post_init"),
)
NASTY_VALUES = (
    "a-b",
    "a_b",
    "mro",
    "no",
    "class",
    "1.0",
    "true",
    "__init__",
    "null",
    '"',
    "\\",
    "о",
)


def nasty_definition() -> Definition:
    """Labels, attributes and values whose names are no identifiers, or the same as such."""
    attributes = {name: {"range": "decimal"} for name in NASTY_ATTRIBUTES}
    attributes["style"] = {"values": {value: {"definition": '"""\\'} for value in NASTY_VALUES}}
    labels = {
        name: {
            "definition": 'A bell \x07, \x00, ends in "',
            "attributes": attributes if position % 2 else {},
        }
        for position, name in enumerate(NASTY_LABELS)
    }
    sets = {
        name: {"question": "?", "applies_to": {"record": True}, "labels": labels}
        for name in ("a-b", "a_b", "mro")
    }
    return msgspec.convert(
        {
            "id": "no",
            "version": "1.0.0",
            "title": 'Nasty """ names\\',
            "entities": labels,
            "relations": labels,
            "events": labels,
            "categories": sets,
        },
        Definition,
    )


def test_names_that_are_no_identifiers(load: Load) -> None:
    version = version_of(nasty_definition())
    complete, draft = load(version)
    every = list(annotations(version.taxonomy))
    assert len(every) == 7 * len(NASTY_LABELS)
    assert complete.errors(record(*every)) == []
    assert draft.errors(record(*every, state="draft")) == []
    dumped = complete.model.model_validate(record(*every)).model_dump(exclude_unset=True)
    assert dumped == record(*every)
    label = version.taxonomy.entities["a_b"]
    for value in NASTY_VALUES:
        given = annotation("entity", "entity", label)
        given["attributes"]["style"] = value
        assert complete.errors(record(given)) == []
    for name in NASTY_ATTRIBUTES:
        given = annotation("entity", "entity", label)
        given["attributes"][name] = 1
        assert complete.errors(record(given)) == [f"annotations/0/attributes/{name}"]


def test_a_taxonomy_without_labels_has_records_without_annotations(load: Load) -> None:
    complete, draft = load(version_of(definition_of(head())))
    assert complete.errors(record()) == []
    assert draft.errors(record(state="draft")) == []
    assert complete.errors(record(PARTY)) == ["annotations"]


def test_a_taxonomy_with_one_label(load: Load) -> None:
    only = definition_of(head(entities={"party": {"definition": "Who trades."}}))
    complete, _ = load(version_of(only))
    assert complete.errors(record(PARTY)) == []
    assert complete.errors(record(PARTY | {"label": "x"})) == ["annotations/0/label"]
    assert complete.errors(record(TONE)) == ["annotations/0/type"]


# Size, bytes and imports


def many(count: int) -> Definition:
    attributes = {"size": {"range": "decimal", "required": True}, "code": {"range": "string"}}
    labels = {
        f"label_{number}": {
            "definition": "One of many.",
            "attributes": attributes if number % 2 else {},
        }
        for number in range(count)
    }
    return definition_of(head(entities=labels))


def test_500_labels_give_one_error_at_its_place(load: Load) -> None:
    version = version_of(many(500))
    complete, _ = load(version)
    every = list(annotations(version.taxonomy))
    assert complete.errors(record(*every)) == []
    wrong = deepcopy(every)
    wrong[123]["attributes"] = {"size": "x"} if "attributes" in wrong[123] else {"x": "1"}
    wrong[321]["label"] = "label_500"
    places_ = complete.errors(record(*wrong))
    assert places_[1] == "annotations/321/label"
    assert places_[0].startswith("annotations/123/attributes")
    assert len(places_) == 2


def test_python_reads_a_module_of_thousands_of_labels() -> None:
    module = version_of(many(6000)).record_module()
    assert "class EntityLabel5999(" in module
    compile(module, "record.py", "exec")


def imported(text: str) -> set[str]:
    """The packages that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def test_modules_import_pydantic_alone(desk: Version) -> None:
    # pydantic_core comes with every Pydantic; the kinds of its errors stand nowhere else
    allowed = {"__future__", "typing", "pydantic", "pydantic_core"}
    assert imported(desk.record_module()) <= allowed
    assert imported(desk.draft_record_module()) <= allowed
