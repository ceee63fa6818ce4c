"""The rules that reading a YAML file of ours holds it to: rows without a function of their own.

Their findings come with the `Source`; here is what is to be said about each. Examples of the theme
`yaml` are whole files; those of the theme `taxonomy`, here and in the other tables, leave out the
first keys of a taxonomy unless they matter.
"""

from __future__ import annotations

from acoe_spec.findings import Rule

_START = "format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\n"


def _yaml(
    rule: str, summary: str, *, why: str, fix: str, failing: str, passing: str = _START
) -> Rule:
    return Rule(
        id=rule,
        level="error",
        theme="yaml",
        summary=summary,
        why=why,
        fix=fix,
        failing=failing,
        passing=passing,
    )


def _shape(rule: str, summary: str, *, why: str, fix: str, failing: str, passing: str) -> Rule:
    return Rule(
        id=rule,
        level="error",
        theme="taxonomy",
        summary=summary,
        why=why,
        fix=fix,
        failing=failing,
        passing=passing,
    )


RULES = (
    _yaml(
        "yaml-syntax",
        "The file is not YAML.",
        why="Nothing in it can be read.",
        fix="Correct the line; indent with spaces, and put text with ': ' or ' #' in quotes.",
        failing=_START + "description: Quotes: orders and trades\n",
        passing=_START + 'description: "Quotes: orders and trades"\n',
    ),
    _yaml(
        "yaml-character",
        "The file has a control character, or a line break that only some readers see.",
        why="It cannot be seen in an editor, and readers disagree about the lines that follow.",
        fix="Remove it, or write it as an escape inside double quotes.",
        failing=_START + "description: Quotes\x07\n",
        passing=_START + 'description: "Quotes\\a"\n',
    ),
    _yaml(
        "yaml-encoding",
        "The file is not UTF-8.",
        why="Its letters could be read as others.",
        fix="Save it as UTF-8.",
        failing="(a file in another encoding)",
    ),
    _yaml(
        "yaml-size",
        "The file is larger than 32 MiB.",
        why="No taxonomy that people maintain has that size; it is probably another file.",
        fix="Split it into taxonomies that import each other.",
        failing="(a very large file)",
    ),
    _yaml(
        "yaml-empty",
        "The file holds nothing.",
        why="It is probably unfinished, or was not saved.",
        fix="Begin it with 'format: 1'.",
        failing="# A taxonomy.\n",
    ),
    _yaml(
        "yaml-documents",
        "The file holds more than one document.",
        why="Only the first would be read.",
        fix="Remove the line '---', or make two files.",
        failing=_START + "---\n" + _START,
    ),
    _yaml(
        "yaml-root",
        "The document is no mapping of keys to values.",
        why="All our files are.",
        fix="Write keys with values, 'format: 1' first.",
        failing="- format: 1\n- id: desk\n",
    ),
    _yaml(
        "yaml-depth",
        "Something is nested more than 64 levels deep.",
        why="No file of ours needs that; probably a bracket is not closed.",
        fix="Look for the bracket.",
        failing=_START + f"description: {'[' * 70}{']' * 70}\n",
    ),
    _yaml(
        "yaml-duplicate-key",
        "A key is given twice in one mapping.",
        why="Most readers keep the last one silently, and a definition is lost.",
        fix="Keep one of the two, or rename one.",
        failing=_START + "entities:\n  bond: {definition: A debt security.}\n"
        "  bond: {definition: A promise under seal.}\n",
        passing=_START + "entities:\n  bond: {definition: A debt security.}\n",
    ),
    _yaml(
        "yaml-key",
        "A key is read as something else than text.",
        why="A label 123, 1.0 or true would be a number or a truth value.",
        fix="Put it in quotes.",
        failing=_START + "entities:\n  10: {definition: The number ten.}\n",
        passing=_START + 'entities:\n  "10": {definition: The number ten.}\n',
    ),
    _yaml(
        "yaml-number",
        "A number is infinite, or larger than is kept exactly.",
        why="Other readers would see another number.",
        fix="Put it in quotes.",
        failing=_START + "entities:\n  bond:\n    definition: A debt security.\n"
        "    attributes: {size: {range: integer, maximum: 9007199254740993}}\n",
        passing=_START + "entities:\n  bond:\n    definition: A debt security.\n"
        '    attributes: {size: {range: integer, maximum: "9007199254740993"}}\n',
    ),
    _yaml(
        "yaml-alias",
        "The file uses anchors or aliases.",
        why="What stands at one place would change with another, and small files can expand to "
        "huge ones.",
        fix="Write the value out; to share attributes between labels, use mixins.",
        failing=_START + "entities:\n  bond: &bond {definition: A debt security.}\n  note: *bond\n",
        passing=_START + "entities:\n  bond: {definition: A debt security.}\n"
        "  note: {is_a: bond, definition: A shorter debt security.}\n",
    ),
    _yaml(
        "yaml-tag",
        "The file uses tags.",
        why="Tags make readers construct objects; our files hold data only.",
        fix="Remove the tag; to keep a value as text, put it in quotes.",
        failing=_START + "description: !!str 2026\n",
        passing=_START + 'description: "2026"\n',
    ),
    _yaml(
        "format-missing",
        "The file does not say which format it has.",
        why="Later versions of the format could not be told from this one.",
        fix="Write 'format: 1' as the first line.",
        failing="id: desk\ntitle: Desk\nversion: 1.0.0\n",
    ),
    _yaml(
        "format-unknown",
        "The file has a format that this version does not read.",
        why="It would be misunderstood.",
        fix="Install a newer acoe-spec, or write 'format: 1'.",
        failing=_START.replace("1", "2", 1),
    ),
    _shape(
        "unknown-key",
        "A key is not known at its place.",
        why="What it says would have no effect; most often it is a misspelling.",
        fix="Correct the spelling, or move it to where it belongs.",
        failing="entities:\n  bond: {defintion: A debt security.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n",
    ),
    _shape(
        "missing-key",
        "A key that must be there is missing.",
        why="Without it the rest has no meaning.",
        fix="Add it.",
        failing="categories:\n  tone:\n    applies_to: {record: true}\n"
        "    labels: {calm: {definition: Unhurried.}}\n",
        passing="categories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {record: true}\n    labels: {calm: {definition: Unhurried.}}\n",
    ),
    _shape(
        "invalid-value",
        "A value is not of the kind that its key takes.",
        why="It cannot be used.",
        fix="Correct it; text that YAML reads as a number or truth value needs quotes.",
        failing="entities:\n  bond: {abstract: yes, definition: A debt security.}\n",
        passing="entities:\n  bond: {abstract: false, definition: A debt security.}\n",
    ),
    _shape(
        "invalid-id",
        "A key that must be an id is none.",
        why="Ids stand in references, file names and generated code.",
        fix="Use letters, digits, '_', '.' and '-'; what people read is the 'name'.",
        failing="entities:\n  credit note: {definition: A structured debt security.}\n",
        passing="entities:\n  credit_note: {name: Credit note, definition: A debt security.}\n",
    ),
)
