"""What can be wrong with a declared change: one row a rule, with prose and examples.

In the examples `desk` 1.0.0 has the entities `bond`, `bill` and `note`; a comment says what 2.0.0
has instead. Their first keys are left out unless they matter. Nothing here looks at a migration:
`declaring` does, and names these rows.
"""

from __future__ import annotations

from acoe_spec.findings import Level, Rule

THEME = "migrations"

_RENAMED = "# 2.0.0 has 'treasury_bill' in the place of 'bill'.\n"
_RENAME = "{op: rename-label, set: entity, from: bill, to: treasury_bill}"
_DIVIDED = "# 2.0.0 has 'short_note' and 'long_note' in the place of 'note'.\n"
_SPLIT = "  - op: split-label\n    set: entity\n    from: note\n    to: [short_note, long_note]\n"


def _row(
    identifier: str,
    summary: str,
    *,
    why: str,
    fix: str,
    failing: str,
    passing: str,
    level: Level = "error",
) -> Rule:
    return Rule(
        id=identifier,
        level=level,
        theme=THEME,
        summary=summary,
        why=why,
        fix=fix,
        failing=failing,
        passing=passing,
    )


MIGRATION_RULES: tuple[Rule, ...] = (
    _row(
        "migration-versions",
        "A migration is of another taxonomy, or of other versions, than its place says.",
        why="Migrations are found by their names: label files would be migrated by another one.",
        fix="Correct 'taxonomy', 'from' and 'to', or the name of the file.",
        failing="# desk/migrations/1.0.0--2.0.0.yaml\nformat: 1\ntaxonomy: desk\nfrom: 1.0.0\n"
        "to: 2.1.0\noperations:\n  - " + _RENAME + "\n",
        passing="# desk/migrations/1.0.0--2.0.0.yaml\nformat: 1\ntaxonomy: desk\nfrom: 1.0.0\n"
        "to: 2.0.0\noperations:\n  - " + _RENAME + "\n",
    ),
    _row(
        "migration-label-unknown",
        "An operation names something that its version has not.",
        why="Nothing would be done, and what was meant would stay as it is.",
        fix="Correct the name. Operations are told in the words of the version that is left; only "
        "what is new has its new name.",
        failing=f"{_RENAMED}operations:\n  - {_RENAME.replace('bill,', 'bil,')}\n",
        passing=f"{_RENAMED}operations:\n  - {_RENAME}\n",
    ),
    _row(
        "migration-conflict",
        "Two operations cannot both hold, or one contradicts itself.",
        why="All operations apply at the same time: nobody could say which of them comes first.",
        fix="Keep the one that was meant. Two labels that become one are merged, not renamed.",
        failing="# 2.0.0 has 'paper' in the place of 'bill' and 'note'.\noperations:\n"
        "  - {op: rename-label, set: entity, from: bill, to: paper}\n"
        "  - {op: rename-label, set: entity, from: note, to: paper}\n",
        passing="# 2.0.0 has 'paper' in the place of 'bill' and 'note'.\noperations:\n"
        "  - {op: merge-labels, set: entity, from: [bill, note], to: paper}\n",
    ),
    _row(
        "split-rule-unknown",
        "A rule of a split names something that the old version has not, or leads elsewhere.",
        why="It would never apply, and annotations would go where a later rule sends them.",
        fix="Correct the name; a rule leads to one of the labels in 'to'.",
        failing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenr: [short]}}\n    otherwise: long_note\n",
        passing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenor: [short]}}\n    otherwise: long_note\n",
    ),
    _row(
        "split-pattern-invalid",
        "The surface pattern of a rule is no regular expression, or one that can take for ever.",
        why="Label files could not be migrated with it.",
        fix="Mend the pattern; it is one of Python's, searched in the annotated words.",
        failing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        '      - {to: short_note, surface: "([0-9]+ ?)+m"}\n    otherwise: long_note\n',
        passing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        '      - {to: short_note, surface: "[0-9]+m"}\n    otherwise: long_note\n',
    ),
    _row(
        "split-falls-through",
        "The rules of a split leave annotations of which none of them holds.",
        why="Those go to people. That may be what is meant, and should be known before.",
        fix="Add a rule, or say with 'otherwise' where the rest goes; or leave it to people.",
        level="info",
        failing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenor: [short]}}\n",
        passing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenor: [short]}}\n    otherwise: long_note\n",
    ),
    _row(
        "split-rules-overlap",
        "Two rules of a split hold of the same annotations and lead to different labels.",
        why="The first one decides; whoever reads the second alone takes it the other way.",
        fix="Narrow one of them, so that it does not matter which comes first.",
        level="warning",
        failing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenor: [short]}}\n"
        "      - {to: long_note, attributes: {tenor: [short, long]}}\n    otherwise: long_note\n",
        passing=f"{_DIVIDED}operations:\n{_SPLIT}    rules:\n"
        "      - {to: short_note, attributes: {tenor: [short]}}\n"
        "      - {to: long_note, attributes: {tenor: [long]}}\n    otherwise: long_note\n",
    ),
    _row(
        "open-question",
        "A question of the draft is not answered yet.",
        why="What becomes of old annotations would be a guess.",
        fix="Correct the operation as the answer demands, and remove 'question'.",
        failing=f"{_RENAMED}operations:\n"
        "  - op: rename-label\n    set: entity\n    from: bill\n    to: treasury_bill\n"
        "    question: Does it still mean the same?\n",
        passing=f"{_RENAMED}operations:\n  - {_RENAME}\n",
    ),
    _row(
        "declared-change-not-observed",
        "A change is declared that the two versions do not show.",
        why="Either the taxonomy lacks a change that was agreed on, or old annotations would be "
        "migrated for one that never happened.",
        fix="Make the change in the taxonomy, or remove the operation. Only that a label is "
        "redefined, a guideline reworded or the verdict of an example the opposite is "
        "taken as it is said: what is meant may change without a word of the taxonomy, as where a "
        "law that a definition names is another one now.",
        failing=f"{_RENAMED}operations:\n  - {_RENAME}\n"
        "  - {op: deprecate-label, set: entity, label: note, replaced_by: [bond]}\n",
        passing=f"{_RENAMED}operations:\n  - {_RENAME}\n",
    ),
    _row(
        "carve-out-unsaid",
        "A label loses a part of its meaning to another one, and neither of them says so.",
        why="Annotators read what they read before and go on as before, or another label is meant.",
        fix="Word the definition of one of the two, or correct the operation. What somebody else "
        "published may be so all the same: codes of a classification change their meaning and keep "
        "their titles.",
        level="warning",
        failing="# 2.0.0 says of 'bond' and of 'note' what 1.0.0 said.\noperations:\n"
        "  - {op: carve-out, set: entity, label: note, to: [bond]}\n",
        passing="# 2.0.0 has 'short_note' besides.\noperations:\n"
        "  - {op: carve-out, set: entity, label: note, to: [short_note]}\n",
    ),
    _row(
        "observed-change-not-declared",
        "The two versions differ in something that is not declared.",
        why="Nobody has said what becomes of old annotations, or that it was meant at all.",
        fix="Add the operation that the hint gives, or take the change back. "
        "`acoe migration draft --update` adds all that is missing.",
        failing=f"{_RENAMED}operations: []\n",
        passing=f"{_RENAMED}operations:\n  - {_RENAME}\n",
    ),
    _row(
        "id-reused",
        "A new label has the id of one that an earlier version had.",
        why="The same id says two things: an annotation, a query or a model that knows the old "
        "meaning takes it for the new one.",
        fix="Give the new label an id that was never used.",
        failing="# 2.0.0 has 'treasury_bill' in the place of 'bill', and another 'bill'.\n"
        f"operations:\n  - {_RENAME}\n  - {{op: add-label, set: entity, label: bill}}\n",
        passing="# 2.0.0 has 'treasury_bill' in the place of 'bill', and 'invoice' besides.\n"
        f"operations:\n  - {_RENAME}\n  - {{op: add-label, set: entity, label: invoice}}\n",
    ),
    _row(
        "version-bump-too-small",
        "The version number says less than what changed.",
        why="Users read from the number whether their label files must be migrated.",
        fix="Raise the version to the one that is named, or take the change back.",
        failing=f"# 1.1.0 has 'treasury_bill' in the place of 'bill'.\nto: 1.1.0\noperations:\n"
        f"  - {_RENAME}\n",
        passing=f"{_RENAMED}to: 2.0.0\noperations:\n  - {_RENAME}\n",
    ),
)  # fmt: skip

BY_ID = {rule.id: rule for rule in MIGRATION_RULES}
