"""What can be wrong with a published concordance, or should be known of it: one row a rule.

The examples map the labels `bond`, `option` and `warrant` of one version to `bond` and `derivative`
of the next. Nothing here looks at a concordance: `concordance` does, and names these rows.
"""

from __future__ import annotations

from acoe_spec.findings import Level, Rule

_GOOD = "old,new\nbond,bond\noption,derivative\nwarrant,derivative"


def _row(
    identifier: str, level: Level, summary: str, why: str, fix: str, failing: str, passing: str = ""
) -> Rule:
    return Rule(
        id=identifier,
        level=level,
        summary=summary,
        why=why,
        fix=fix,
        failing=failing,
        passing=passing or _GOOD,
        theme="concordances",
    )


RULES: tuple[Rule, ...] = (
    _row(
        "mapping-unknown-source",
        "error",
        "A row maps an id that the old version has not.",
        "It is a slip of the pen, or the concordance belongs to another version.",
        "Correct the id in the concordance; the hint names what it may be.",
        "old,new\nbonds,bond\nbond,bond\noption,derivative\nwarrant,derivative",
    ),
    _row(
        "mapping-unknown-target",
        "error",
        "A row maps to an id that the new version has not.",
        "Nothing can be labelled with it: the row counts as one without a target.",
        "Correct the id in the concordance, or add the label to the new version.",
        "old,new\nbond,bond\noption,derivatives\nwarrant,derivative",
    ),
    _row(
        "mapping-other-set",
        "error",
        "A row maps a label to one of another label set.",
        "An entity cannot become an answer, nor the answer to another question.",
        "Map within each set.",
        "old,new\nbond,bond\noption,topic/macro\nwarrant,derivative",
    ),
    _row(
        "mapping-no-target",
        "warning",
        "An old label has no new one.",
        "Its annotations go to people, each of them.",
        "Nothing if that is meant; else name the label that takes it in.",
        "old,new\nbond,bond\noption,derivative\nwarrant,",
    ),
    _row(
        "mapping-no-source",
        "warning",
        "A row names no old label.",
        "It says nothing of old annotations; often the id stands in another column.",
        "Complete the row, or take it out.",
        "old,new\nbond,bond\noption,derivative\nwarrant,derivative\n,derivative",
    ),
    _row(
        "mapping-duplicate-row",
        "warning",
        "Two rows map the same old id to the same new one, or deny each other.",
        "One of them was probably to say something else. The first one counts.",
        "Take one out.",
        "old,new\nbond,bond\noption,derivative\nwarrant,derivative\noption,derivative",
    ),
    _row(
        "mapping-not-covered",
        "warning",
        "No row maps an old label.",
        "Where its id goes on it is taken to mean the same; else people decide on each annotation.",
        "Add a row for it.",
        "old,new\nbond,bond\noption,derivative",
    ),
    _row(
        "mapping-id-reused",
        "warning",
        "An old label becomes another one, and its id goes on with another meaning.",
        "The same id says two things: an annotation is understood only with its version.",
        "Give the new label an id of its own.",
        "old,new\nbond,derivative\noption,bond\nwarrant,derivative",
    ),
    _row(
        "mapping-not-exact",
        "info",
        "A row of SSSOM says that two labels are close or related, or nothing that is known.",
        "That is not enough to relabel anything: people decide on each annotation.",
        "Write `skos:exactMatch` or `skos:broadMatch` where that holds.",
        "subject_id\tpredicate_id\tobject_id\nd:bond\tskos:exactMatch\tn:bond\n"
        "d:option\tskos:closeMatch\tn:derivative\nd:warrant\tskos:broadMatch\tn:derivative",
        "subject_id\tpredicate_id\tobject_id\nd:bond\tskos:exactMatch\tn:bond\n"
        "d:option\tskos:broadMatch\tn:derivative\nd:warrant\tskos:broadMatch\tn:derivative",
    ),
)

BY_ID = {rule.id: rule for rule in RULES}
