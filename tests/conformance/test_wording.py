"""What rules say of their failing examples, word for word, and what no rule ever says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from acoe_spec.findings import Rule
from acoe_spec.models.record_structs import Record
from acoe_spec.rules import audio, clusters, dialogue, events, links, overlap, pages, relations
from acoe_spec.rules.table import RECORD_RULES, record_findings
from acoe_spec.taxonomy.compiled import CompiledTaxonomy

RULES = tuple(
    rule
    for theme in (relations, events, clusters, links, overlap, dialogue, audio, pages)
    for rule in theme.RULES
)

WORDING = {
    "subject-not-in-domain": (
        "the subject of 'holds' is 'person'",
        "permitted here, with sub-labels: 'firm'",
    ),
    "object-not-in-range": (
        "the object of 'holds' is 'firm'",
        "permitted here, with sub-labels: 'instrument'",
    ),
    "relation-to-itself": (
        "subject and object are both 'e1'",
        "name the other end, or remove the relation",
    ),
    "symmetric-order": (
        "the object comes before the subject in the document, and 'same_as' is symmetric",
        "exchange subject and object",
    ),
    "relation-cardinality": (
        "'e3' is the subject of more than 1 'placed_by'",
        "keep the right one, or move this relation to another end",
    ),
    "trigger-missing": (
        "'trade' needs a trigger, the words that name the event",
        "add the trigger with its spans and text",
    ),
    "trigger-not-allowed": (
        "'package' has no trigger by its definition",
        "remove the trigger; the arguments alone make this event",
    ),
    "unknown-role": (
        "'trade' has no role 'seller'",
        "it has 'broker', 'buyer' or 'traded'",
    ),
    "missing-role": (
        "'trade' has 0 'buyer' and needs at least 1",
        "add the argument; a record that is not finished has state draft",
    ),
    "role-cardinality": (
        "'trade' takes at most 1 'buyer'",
        "keep the right one, or make another event of the rest",
    ),
    "role-range": (
        "the 'buyer' of 'trade' is 'bond'",
        "permitted here, with sub-labels: 'firm'",
    ),
    "repeated-argument": (
        "'e2' is 'traded' already",
        "remove one of the two",
    ),
    "event-cycle": (
        "'v1' > 'v2' > 'v1': an event is part of itself",
        "remove or redirect one argument of the cycle",
    ),
    "cluster-not-symmetric": (
        "'holds' is not symmetric, so a cluster of it says nothing",
        "use 'same_as' or 'works_with'",
    ),
    "cluster-too-small": (
        "a cluster has two members or more, and this has 1",
        "add the other members, or remove the cluster",
    ),
    "cluster-member-repeated": (
        "'e1' is a member already",
        "remove one of the two",
    ),
    "cluster-member": (
        "a member of a 'same_as' cluster is 'bond'",
        "permitted here, with sub-labels: 'firm' or 'person'",
    ),
    "unknown-knowledge-base": (
        "'firm' does not link to 'isin'",
        "it links to 'house', 'lei' or 'swift'",
    ),
    "link-incomplete": (
        "the link has an id and status nil",
        "keep the id or the status",
    ),
    "missing-link": (
        "'issuer' needs a link",
        "give an id in 'lei', or status nil if it has no entry",
    ),
    "identifier-invalid": (
        "this is no valid identifier for 'lei': its check digits do not fit the rest",
        "compare it with its source, character by character",
    ),
    "overlap-not-allowed": (
        "'bond' is nested with 'bond' 'e1'",
        "between these two labels the taxonomy permits no overlap",
    ),
    "unit-modality": (
        "the units of a record of modality text are of type passage",
        "make it a passage, or correct the modality of the record",
    ),
    "reply-to-later": (
        "the turn replies to a later turn",
        "name the earlier turn, or put the turns in the order they were sent",
    ),
    "turn-time-order": (
        "the turn was sent before the one above it",
        "check the offsets from UTC, or put the turns in the order they were sent",
    ),
    "datetime-invalid": (
        "there is no such date, time of day or offset",
        "correct it: YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00",
    ),
    "unknown-speaker": (
        "'B' is not among the participants",
        "add the participant, or correct the speaker; ids are case-sensitive",
    ),
    "several-subjects": (
        "the email has a subject already",
        "give this part the role that it has: body, quoted, ...",
    ),
    "time-empty": (
        "the end is not after the start",
        "correct the times: seconds from the start of the media",
    ),
    "time-outside-media": (
        "the end is after the media, which lasts 60 s",
        "correct the time or the duration; times are in seconds, not in milliseconds",
    ),
    "time-outside-segments": (
        "no segment is at this time",
        "correct the time, or add the segment",
    ),
    "time-without-audio": (
        "a record of modality chat has no time line",
        "anchor the entity by spans or boxes, or correct the modality of the record",
    ),
    "segment-order": (
        "the segment starts before the one above it",
        "sort the segments by start",
    ),
    "speaker-overlaps-self": (
        "the speaker is still speaking in an earlier segment",
        "correct the times or the speaker, or join the segments",
    ),
    "channel-unknown": (
        "there is no channel 2: the media has 2, counted from 0",
        "correct the channel or the number of channels",
    ),
    "box-without-page": (
        "the box is on a passage, not on a page",
        "name the page, or anchor the entity by spans",
    ),
    "box-empty": (
        "the box has no height, so it covers nothing",
        "draw the box again, or remove it",
    ),
    "box-outside-page": (
        "the box passes the right edge of its page",
        "give the box in the unit of its page (px or pt), origin top left",
    ),
    "page-order": (
        "the page has a lower number than the one above it",
        "number the pages of the document in their order",
    ),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_message_and_hint(rule: Rule, taxonomy_of: Callable[[Path], CompiledTaxonomy]) -> None:
    taxonomy = taxonomy_of(Path(__file__).parent / "rules" / rule.id)

    found = [
        (finding.rule, finding.level, finding.message, finding.hint)
        for finding in record_findings(msgspec.json.decode(rule.failing, type=Record), taxonomy)
    ]

    assert found == [(rule.id, rule.level, *WORDING[rule.id])]


def strings(value: object) -> Iterator[str]:
    """All strings in a JSON value, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@pytest.mark.parametrize("rule", RECORD_RULES, ids=lambda rule: rule.id)
def test_no_message_repeats_text_of_a_record(
    rule: Rule, taxonomy_of: Callable[[Path], CompiledTaxonomy]
) -> None:
    """Label files hold client conversations: nothing with a space in it is ever quoted."""
    folder = Path(__file__).parent / "rules" / rule.id
    taxonomy = taxonomy_of(folder)
    for path in folder.glob("fail-*.jsonl"):
        for line in path.read_bytes().split(b"\n"):
            try:
                record = msgspec.json.decode(line, type=Record)
            except msgspec.DecodeError:
                continue
            private = {text for text in strings(msgspec.json.decode(line)) if " " in text.strip()}
            for finding in record_findings(record, taxonomy):
                said = f"{finding.message} {finding.hint}"
                assert not [text for text in private if text in said]
