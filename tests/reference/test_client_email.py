"""What `client-email` has besides what all reference taxonomies have: the rules between its sets.

No taxonomy can say that quoted text bears no event, or that a complaint is an event and an answer
at once. The guidelines say it, so the example emails and the worked examples have to keep it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from referenced import EXAMPLES, Json, records, resolver

from acoe_spec.guidelines.lint.linting import read_examples
from acoe_spec.guidelines.reading.folder import read_guidelines

COMPLAINTS = {"raised", "continued"}
NOT_OF_THE_SENDER = {"quoted", "attachment"}  # and a signature, which does nothing


def emails() -> list[Json]:
    return records(EXAMPLES["client-email"])


def right_examples() -> Iterator[Json]:
    """The records of worked examples to follow, on either side."""
    taxonomy = resolver().resolve("client-email@head")
    guidelines = read_guidelines(
        resolver().workspace.guidelines("client-email"), "client-email", str
    )
    for example in read_examples(guidelines, taxonomy):
        right = example.record if example.verdict == "annotate" else example.instead
        if right is not None:
            yield {**right, "id": example.id}


RIGHT = [*emails(), *right_examples()]
each_email = pytest.mark.parametrize("email", emails(), ids=lambda each: each["id"])
each_right = pytest.mark.parametrize("email", RIGHT, ids=lambda each: each["id"])


def of_type(email: Json, kind: str) -> list[Json]:
    return [each for each in email["annotations"] if each["type"] == kind]


def answers(email: Json, category_set: str) -> list[Json]:
    return [each for each in of_type(email, "category") if each["set"] == category_set]


def roles(email: Json) -> dict[str, str]:
    """The role of each part by its id."""
    return {part["id"]: part["role"] for part in email["units"]}


def test_intents_have_three_levels_and_may_be_several_of_the_new_text() -> None:
    intent = resolver().resolve("client-email@2.0.0").sets["intent"]
    assert intent.select == "many"
    assert intent.units == {"part/subject", "part/body"}
    assert {len(each.ancestors) for each in intent.labels.values() if not each.abstract} == {2}


@each_email
def test_an_example_email_has_the_parts_of_one(email: Json) -> None:
    found = list(roles(email).values())
    assert 2 <= len(found) <= 7
    assert found.count("subject") <= 1
    assert "body" in found
    assert {"sender", "recipients", "date", "thread"} <= email.keys()


@each_right
def test_triggers_are_words_of_the_sender(email: Json) -> None:
    part = roles(email)
    for event in of_type(email, "event"):
        bearing = {part[span["unit"]] for span in event["trigger"]["spans"]}
        assert not bearing & {*NOT_OF_THE_SENDER, "signature"}, event["id"]


@each_email
def test_a_complaint_is_an_answer_an_event_and_an_intent(email: Json) -> None:
    (answer,) = answers(email, "complaint")
    is_complaint = answer["label"] in COMPLAINTS
    events = [each for each in of_type(email, "event") if each["label"] == "complaint"]
    intents = {each["label"] for each in answers(email, "intent")}
    assert bool(events) is is_complaint
    assert ("complain" in intents) >= is_complaint


@each_email
def test_quoted_text_holds_only_what_the_new_text_needs(email: Json) -> None:
    part = roles(email)
    needed = {target for each in email["annotations"] for target in targets(each)}
    for entity in of_type(email, "entity"):
        if {part[span["unit"]] for span in entity["spans"]} == {"quoted"}:
            assert entity["id"] in needed, entity["text"]
            assert entity["label"] != "service_failure", entity["text"]


@each_email
def test_each_deadline_is_the_deadline_of_something(email: Json) -> None:
    related = {each["subject"] for each in of_type(email, "relation")}
    deadlines = {each["id"] for each in of_type(email, "entity") if each["label"] == "deadline"}
    assert deadlines <= related


def targets(annotation: Json) -> Iterator[str]:
    """What a relation or an event names."""
    yield from (annotation[end] for end in ("subject", "object") if end in annotation)
    yield from (each["target"] for each in annotation.get("arguments", ()))
