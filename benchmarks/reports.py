"""Filings under a small taxonomy of their own: much text, few annotations, made from a seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.compiling import compile_definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source
from benchmarks.identifiers import lei

SCHEMA = "reports@1.0.0"
Json = dict[str, Any]

_NAMES = ("Aldgate Holdings plc", "Bramley Foods AG", "Corvus Energy SA", "Dunmore Rail NV")
_PEOPLE = ("Anna Keller", "José Álvarez", "Mary O'Connor", "Lars Østergård")
_PROSE = (
    ("The increase was driven mainly by higher volumes in the domestic market and by prices that "
     "were raised at the start of the year, while costs of raw materials fell for the third time."),
    ("Management expects demand to remain firm in the second half, although the outlook depends on "
     "energy costs, on the course of interest rates and on the timing of several large orders."),
    ("As described in the notes to the consolidated statements, the group changed how it accounts "
     "for leases, and figures of the previous period have been restated to make them comparable."),
    ("Net debt fell because working capital was released, partly offset by the acquisition of the "
     "remaining shares in a distribution company in the north, which closed after approval."),
)  # fmt: skip


def taxonomy() -> CompiledTaxonomy:
    """The tables of `reports.yaml`."""
    source = read_source(Path(__file__).with_name("reports.yaml"))
    assert source.model is not None
    return compile_definition(flatten(source.model, {}))


def reports(count: int, *, seed: int = 2) -> Iterator[bytes]:
    """So many lines of JSON, each a clean record of six passages and about 19 annotations."""
    random = Random(seed)
    companies = [(name, lei(random)) for name in _NAMES for _ in range(25)]
    for number in range(count):
        record = _record(number, random, companies)
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _record(number: int, random: Random, companies: list[tuple[str, str]]) -> Json:
    units: list[Json] = []
    annotations: list[Json] = []
    relations: list[Json] = []
    for position in range(1, 7):
        unit = f"p{position}"
        name, identifier = random.choice(companies)
        day = date(2024, 1, 1) + timedelta(days=random.randrange(800))
        value = f"{random.randrange(100, 99_999) / 10:.1f}"
        pieces: list[tuple[str, str, Json]] = [
            (name, "company", {"links": [{"kb": "lei", "id": identifier}]}),
            (" reported revenue of ", "", {}),
            (f"EUR {value}", "amount", {"attributes": {"value": value, "currency": "EUR"}}),
            (" for the period that ended on ", "", {}),
            (day.strftime("%d %B %Y"), "date", {"attributes": {"value": day.isoformat()}}),
            (". " + " ".join(random.sample(_PROSE, 3)), "", {}),
        ]
        if position == 6:
            pieces += [(" Signed by ", "", {}), (random.choice(_PEOPLE), "person", {})]
        text = ""
        for words, label, fields in pieces:
            if label:
                span = {"unit": unit, "start": len(text), "end": len(text) + len(words)}
                entity = {"type": "entity", "id": f"e{len(annotations) + 1}", "label": label}
                annotations.append(entity | {"spans": [span], "text": words} | fields)
            text += words
        units.append({"type": "passage", "id": unit, "language": "en", "text": text})
        ends = {"subject": f"e{3 * position - 2}", "object": f"e{3 * position - 1}"}
        relations.append({"type": "relation", "id": f"r{position}", "label": "reports"} | ends)
    topic = {"type": "category", "id": "c1", "set": "topic", "label": "earnings"}
    return {
        "schema": SCHEMA,
        "id": f"filing-{number:07}",
        "modality": "document",
        "state": "complete",
        "units": units,
        "annotations": [*annotations, *relations, topic],
    }
