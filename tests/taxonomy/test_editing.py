"""Edits of YAML: what is named changes, and everything else stays as somebody wrote it."""

from __future__ import annotations

import pytest

from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.editing import Edit, Put, Remove, Rename, edited

TEXT = """\
# A desk.

format: 1
id: desk  # never changes
version: 1.0.0  # see the changelog
imports:
  # amounts
  - finance-core@1.0.0
entities:
  # The root.
  bond:
    definition: 'A debt security.'
  # About notes.
  note:  # short ones
    is_a: bond
    definition: A shorter one.
    # Nothing else.
  # About bills.
  bill: {is_a: bond, definition: A still shorter one.}
"""


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (Put("/version", "1.1.0"), "1.0.0  # see", "1.1.0  # see"),
        (Put("/based_on", ["1.0.0"]), "imports:", "based_on: [1.0.0]\nimports:"),
        (Put("/imports/0", "finance-core@2.0.0"), "core@1.0.0", "core@2.0.0"),
        (Put("/imports/-", "rates@1.0.0"), "core@1.0.0\n", "core@1.0.0\n  - rates@1.0.0\n"),
        (
            Put("/entities/bill/links", {"required": True, "to": ["isin"]}),
            "A still shorter one.}",
            "A still shorter one., links: {to: [isin], required: true}}",
        ),
        (
            Put("/entities/note/deprecated", {"since": "1.1.0", "replaced_by": ["bill"]}),
            "A shorter one.\n",
            "A shorter one.\n    deprecated: {since: 1.1.0, replaced_by: [bill]}\n",
        ),
        (
            Put("/entities/gilt", {"definition": "British, in pounds.", "is_a": "bond"}),
            "A still shorter one.}\n",
            "A still shorter one.}\n  gilt:\n    is_a: bond\n    definition: British, in pounds.\n",
        ),
        (
            Remove("/entities/bill"),
            "  # About bills.\n  bill: {is_a: bond, definition: A still shorter one.}\n",
            "",
        ),
        (Remove("/entities/note/is_a"), "is_a: bond\n    definition: A sh", "definition: A sh"),
        (Rename("/entities/note", "short_note"), "  note:  # short", "  short_note:  # short"),
        (Rename("/entities/note", "no"), "  note:  # short", '  "no":  # short'),
    ],
)  # fmt: skip
def test_an_edit_changes_what_it_names(edit: Edit, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert edited(TEXT, [edit]) == TEXT.replace(old, new)


def test_edits_are_made_one_after_the_other() -> None:
    swap = [
        Rename("/entities/note", "tmp"),
        Rename("/entities/bill", "note"),
        Rename("/entities/tmp", "bill"),
    ]
    assert edited(edited(TEXT, swap), swap) == TEXT


def test_no_edits_are_the_layout() -> None:
    assert edited(TEXT, []) == TEXT


@pytest.mark.parametrize(
    "edit",
    [
        Remove("/owner"),
        Remove("/entities/gilt/is_a"),
        Remove("/version/0"),
        Remove(""),
        Rename("/owner", "x"),
        Rename("/imports/0", "x"),
        Rename("/entities/note", "bond"),
        Put("/imports/7", "x"),
        Put("/imports/first", "x"),
        Put("/version/x", "x"),
    ],
)
def test_what_leads_nowhere_is_refused(edit: Edit) -> None:
    with pytest.raises(UsageError):
        edited(TEXT, [edit])


def test_of_two_equal_items_the_one_that_is_meant_goes() -> None:
    text = "format: 1\nimports:\n  # kept\n  - a@1.0.0\n  # gone\n  - a@1.0.0\n"
    kept = "format: 1\nimports:\n  # kept\n  - a@1.0.0\n"
    assert edited(text, [Remove("/imports/1")]) == kept


def test_what_becomes_empty_stays_a_list_and_keeps_its_last_comment() -> None:
    text = "format: 1\nimports:\n  - a@1.0.0\n  # more to come\n"
    assert edited(text, [Remove("/imports/0")]) == "format: 1\n# more to come\nimports: []\n"
