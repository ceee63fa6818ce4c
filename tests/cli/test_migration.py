"""`acoe migration draft` and `acoe migration check`, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Ran, acoe

DESK = """\
format: 1
id: desk
title: Desk
version: 1.0.0
entities:
  firm: {definition: A company that trades.}
  bond: {definition: A debt security.}
  note: {definition: A debt security with a term.}
"""
HEAD = Path("taxonomies/desk/taxonomy.yaml")
FILE = Path("taxonomies/desk/migrations/1.0.0--2.0.0.yaml")
DRAFT = """\
format: 1
taxonomy: desk
from: 1.0.0
to: 2.0.0
operations:
  - {op: add-label, set: entity, label: company}
  - op: remove-label
    set: entity
    label: firm
    becomes: nothing
    question: >-
      Is 'firm' now called 'company' (the same definition)? If so, write {op: rename-label, set:
      entity, from: firm, to: company} here and run the draft again with --update. If not: what does
      'firm' become? Write 'to: [LABEL]' with 'becomes: exact' (it means the same) or 'becomes:
      broader' (it means more); with 'nothing' people decide.
  - op: set-definition
    set: entity
    label: note
    question: >-
      Does 'note' still mean the same? If not, write {op: redefine, set: entity, label: note} here,
      and people look at each annotation; if a part of it went to another label, {op: carve-out,
      set: entity, label: note, to: [LABEL]}.
"""
RIGHT = """\
format: 1
taxonomy: desk
from: 1.0.0
to: 2.0.0
operations:
  - {op: rename-label, set: entity, from: firm, to: company}
  # The desk agreed on 3 March.
  - {op: set-definition, set: entity, label: note}
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory: a workspace where desk 2.0.0 is made out of the released 1.0.0."""
    monkeypatch.chdir(tmp_path)
    HEAD.parent.mkdir(parents=True)
    HEAD.write_text(DESK)
    assert acoe("release", "desk", "--without-guidelines").code == 0
    later = DESK.replace("1.0.0", "2.0.0\nbased_on: [1.0.0]").replace("  firm:", "  company:")
    HEAD.write_text(later.replace("with a term", "with a term of its own"))


def declare(text: str) -> None:
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text)


def test_a_draft_declares_what_changed_and_asks_the_rest() -> None:
    assert acoe("migration", "draft", "desk") == Ran(
        0, f"{FILE}: 3 operations, 2 questions to answer\n"
    )
    assert FILE.read_text() == DRAFT


def test_a_draft_on_standard_output() -> None:
    assert acoe("migration", "draft", "desk@1.0.0", "desk@head", "-o", "-") == Ran(0, DRAFT)
    assert not FILE.exists()


def test_a_migration_that_is_there_is_not_overwritten() -> None:
    declare(RIGHT)
    assert acoe("migration", "draft", "desk") == Ran(
        2,
        "",
        f"acoe: error: {FILE}: there is a migration already\n"
        "  hint: --update adds what is missing; -o writes another file\n",
    )
    assert FILE.read_text() == RIGHT


def test_update_adds_what_is_missing_and_keeps_the_rest() -> None:
    declare(RIGHT)
    assert acoe("migration", "draft", "desk", "--update") == Ran(0, f"{FILE}: nothing is missing\n")
    HEAD.write_text(HEAD.read_text() + "  bill: {definition: A short note.}\n")

    ran = acoe("migration", "draft", "desk", "--update")

    assert ran == Ran(0, f"{FILE}: 3 operations, 0 questions; check it: acoe migration check\n")
    assert FILE.read_text() == RIGHT + "  - {op: add-label, set: entity, label: bill}\n"


def test_a_released_head_has_nothing_to_draft_until_its_number_is_raised() -> None:
    declare(RIGHT)
    assert acoe("release", "desk", "--without-guidelines").code == 0
    hint = (
        "  hint: begin the next version, whose changes are drafted then: "
        "acoe release desk --next patch | minor | major\n"
    )
    ran = acoe("migration", "draft", "desk")
    assert ran == Ran(2, "", f"acoe: error: version 2.0.0 is released already\n{hint}")
    ran = acoe("migration", "draft", "desk", "--update")
    assert ran == Ran(0, f"{FILE}: nothing is missing\n")  # a migration may be mended

    HEAD.write_text(HEAD.read_text() + "  bill: {definition: A short note.}\n")

    for option in ((), ("--update",), ("-o", "-")):
        ran = acoe("migration", "draft", "desk", *option)
        assert ran == Ran(
            2, "", f"acoe: error: version 2.0.0 is released already, and was edited since\n{hint}"
        )
    assert FILE.read_text() == RIGHT


def test_a_draft_for_another_number_of_the_head_is_not_left_behind() -> None:
    declare(RIGHT)
    HEAD.write_text(HEAD.read_text().replace("version: 2.0.0", "version: 3.0.0"))
    assert acoe("migration", "draft", "desk") == Ran(
        2,
        "",
        f"acoe: error: {FILE}: this migration leads to 2.0.0, and the head works on 3.0.0\n"
        "  hint: call it 1.0.0--3.0.0.yaml, and let its 'to' be 3.0.0\n",
    )


def test_update_of_a_broken_migration() -> None:
    declare(RIGHT.replace("rename-label", "renam-label"))
    ran = acoe("migration", "draft", "desk", "--update")
    assert ran == Ran(
        2,
        "",
        f"acoe: error: {FILE}:6:10: the migration cannot be completed: there is no 'op' that is "
        "called 'renam-label'\n  hint: did you mean 'rename-label'?\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("desk@1.0.0",),
            "one version alone has no difference",
            "name OLD and NEW, such as trade-chat@1.1.0 and trade-chat@head",
        ),
        (
            ("desk@2.0.0", "desk@head"),
            "both are version 2.0.0",
            "raise 'version' in the head first; a draft can be made again with --update",
        ),
    ],
)
def test_what_cannot_be_drafted(arguments: tuple[str, ...], message: str, hint: str) -> None:
    ran = acoe("migration", "draft", *arguments)
    assert ran == Ran(2, "", f"acoe: error: {message}\n  hint: {hint}\n")


def test_a_head_that_follows_nothing() -> None:
    HEAD.write_text(DESK.replace("1.0.0", "1.1.0"))
    ran = acoe("migration", "draft", "desk")
    assert ran.code == 2
    assert ran.err.startswith("acoe: error: the head of 'desk' is based on no release\n")


def test_a_right_migration_passes() -> None:
    declare(RIGHT)
    assert acoe("migration", "check") == Ran(0, "No findings in 1 file.\n")
    assert acoe("migration", "check", "desk").code == 0
    assert acoe("migration", "check", FILE).code == 0


def test_what_is_wrong_is_shown_at_its_line() -> None:
    declare(RIGHT.replace("from: firm", "from: frm"))
    assert acoe("migration", "check") == Ran(
        1,
        f"{FILE}:6:43: error: version 1.0.0 has no entity 'frm' [migration-label-unknown]\n"
        "    at /operations/0/from\n"
        "  6 |   - {op: rename-label, set: entity, from: frm, to: company}\n"
        "    |                                           ^\n"
        "    hint: did you mean 'firm'?\n"
        "\n"
        "1 error in 1 file: migration-label-unknown 1.\n",
    )


def test_a_migration_that_nobody_wrote() -> None:
    ran = acoe("migration", "check", "--report", "json")
    (finding,) = ran.json["findings"]
    assert ran.code == 1
    assert (finding["rule"], finding["file"]) == ("migration-missing", str(HEAD))
    assert finding["hint"] == "draft it with: acoe migration draft desk"


def test_a_version_that_does_not_exist() -> None:
    other = FILE.with_name("1.0.0--3.0.0.yaml")
    declare(RIGHT)
    other.write_text(RIGHT.replace("2.0.0", "3.0.0"))
    ran = acoe("migration", "check", other)
    assert ran.code == 1
    assert "'desk' has no version '3.0.0'" in ran.out
    assert "[migration-versions]" in ran.out


def test_a_waived_finding_does_not_count() -> None:
    declare(RIGHT)
    HEAD.write_text(HEAD.read_text() + "  bill: {definition: A short note.}\n")
    assert acoe("migration", "check").code == 1
    Path("waivers.yaml").write_text(
        "format: 1\nwaivers:\n  - rule: observed-change-not-declared\n"
        '    files: "taxonomies/desk/**"\n    versions: desk==2.0.0\n'
        "    reason: Agreed.\n    owner: desk\n    expires: 2099-01-01\n"
    )
    assert acoe("migration", "check").code == 0


def test_without_a_migration_there_is_nothing_to_check() -> None:
    HEAD.write_text(DESK)
    ran = acoe("migration", "check")
    assert (ran.code, ran.out) == (
        0,
        "Nothing to declare yet: no version here differs from a release before it.\n",
    )


def test_a_number_that_was_just_raised_demands_no_migration() -> None:
    HEAD.write_text(DESK)
    assert acoe("release", "desk", "--without-guidelines").code == 0
    assert acoe("release", "desk", "--without-guidelines", "--next", "major").code == 0
    assert acoe("migration", "check").out.startswith("Nothing to declare yet")
    HEAD.write_text(HEAD.read_text() + "  bill: {definition: A short note.}\n")
    ran = acoe("migration", "check")
    assert ran.code == 1
    assert "nobody has declared what changed since" in ran.out


def test_fmt_lays_out_migrations_and_waivers() -> None:
    declare("operations: []\nto: 2.0.0\nfrom: 1.0.0\ntaxonomy: desk\nformat: 1\n")
    Path("waivers.yaml").write_text("waivers: []\nformat: 1\n")
    assert acoe("fmt").out == (
        f"{HEAD}: laid out anew\n{FILE}: laid out anew\nwaivers.yaml: laid out anew\n"
    ).replace(f"{HEAD}: laid out anew\n", "")
    assert FILE.read_text().startswith("format: 1\ntaxonomy: desk\nfrom: 1.0.0\nto: 2.0.0\n")
    assert Path("waivers.yaml").read_text() == "format: 1\nwaivers: []\n"
