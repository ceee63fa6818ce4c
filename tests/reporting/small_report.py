"""The one small report that every style is shown with, and the rules that it speaks of."""

from __future__ import annotations

from acoe_spec.findings import Finding, Rule
from acoe_spec.reporting.report import Report, Tally

RULES = {
    rule.id: rule
    for rule in (
        Rule(
            id="unknown-label",
            level="error",
            summary="A label is not in the taxonomy.",
            why="Nobody can say what the annotation means.",
            fix="Correct the spelling, or add the label to the taxonomy.",
            failing='{"label": "optoin"}',
            passing='{"label": "option"}',
            theme="labels",
        ),
        Rule(
            id="surface-mismatch",
            level="error",
            summary="An entity's `text` is not what its spans cover.",
            why="Either the offsets or the text are wrong, and a reader cannot tell which.",
            fix="Run `acoe check --fix` if the offsets are right.",
            failing='{"text": "Barclay"}',
            passing='{"text": "Barclays"}',
            theme="anchors",
        ),
        Rule(
            id="deprecated-label",
            level="warning",
            summary="A label is on its way out.",
            why="It will be gone after the date that the taxonomy gives.",
            fix="Use the label that replaces it.",
            failing='{"label": "rfq_old"}',
            passing='{"label": "rfq"}',
            theme="labels",
        ),
    )
}

SOURCE = {
    ("taxonomies/trade-chat/taxonomy.yaml", 12): "    is_a: instrumnet",
}


def source_line(file: str, line: int) -> str | None:
    return SOURCE.get((file, line))


def small_report() -> Report:
    tally = Tally()
    tally.add(
        [
            Finding(
                rule="unknown-label",
                message="'e1' has the label 'optoin', which is not in the taxonomy",
                file="chats/desk.jsonl",
                line=3,
                column=41,
                record="chat-0003",
                view="main",
                annotation="e1",
                pointer="/annotations/0/label",
                field="label",
                schema="trade-chat@1.0.0",
                hint="did you mean 'option'?",
                text="optoin",
            ),
            *(
                Finding(
                    rule="surface-mismatch",
                    message="the text of an entity is not what its spans cover",
                    file="chats/desk.jsonl",
                    line=line,
                    record=f"chat-{line:04}",
                    view="second",
                    annotation="e2",
                    pointer="/annotations/1/text",
                    field="text",
                    schema="trade-chat@1.0.0",
                    reference="guidelines/trade-chat/entities.md#spans",
                )
                for line in (5, 6)
            ),
            Finding(
                rule="deprecated-label",
                level="warning",
                message="'intent/rfq_old' is deprecated since 1.0.0",
                file="chats/desk.jsonl",
                record=None,
                schema="trade-chat@1.0.0",
                hint="use 'intent/rfq'",
                count=1200,
            ),
            Finding(
                rule="missing-parent",
                message="'option' is a 'instrumnet', which is not in the taxonomy",
                file="taxonomies/trade-chat/taxonomy.yaml",
                line=12,
                column=11,
                pointer="/entities/option/is_a",
                hint="did you mean 'instrument'?",
            ),
            Finding(rule="label-unused", level="info", message="no file uses the label 'swap'"),
        ],
        files=2,
        records=40,
        annotations=1512,
        suppressed=3,
        structural_only=1,
        fixed=[
            Finding(
                rule="spans-unnormalised",
                message="put the spans into document order",
                file="chats/desk.jsonl",
                line=9,
                record="chat-0009",
                annotation="e4",
                pointer="/annotations/3/spans",
                field="spans",
            )
        ],
    )
    return tally.report()
