"""What can be wrong with a release, or with what is to become one: the rules as a table.

Prose only. What lies on disk is judged by `linting`, what is to be released by the gates. What is
wrong with a declared change is told in `versions.declared_rules`.
"""

from __future__ import annotations

from acoe_spec.findings import Rule

EDITED = "release-edited"
CONFLICT = "release-conflict"
BASE_MISSING = "base-not-released"
BASE_LEFT_OUT = "base-left-out"
MIGRATION_MISSING = "migration-missing"
NOT_EXPLAINED = "change-not-explained"
PATHS_DISAGREE = "paths-disagree"
GUIDELINE = "guideline-not-a-file"

_HEAD = "format: 1\nid: desk\ntitle: Desk\n"

RULES: tuple[Rule, ...] = (
    Rule(
        id=EDITED,
        level="error",
        theme="releases",
        summary="A file of a release was edited, added or removed after the release.",
        why="Label files that pin the version rely on what was released. Whoever has the other "
        "content under the same number gets other answers.",
        fix="Restore the folder from version control. If the change is wanted, make it in the head "
        "and release a new version.",
        failing="releases/1.0.0/definition.json differs from the SHA-256 in "
        "releases/1.0.0/manifest.json.\n",
        passing="manifest.json names every file under releases/1.0.0/ with its SHA-256.\n",
    ),
    Rule(
        id=CONFLICT,
        level="error",
        theme="releases",
        summary="One version of a taxonomy exists with two contents.",
        why="A version number stands for one content. Somebody made a release twice, or imported "
        "a version that was another one then.",
        fix="Find out which of the two is in use, keep that one, and release the other under a "
        "higher number.",
        failing="desk@1.0.0 took in finance-core@1.0.0 with the hash 5c1f..., and "
        "finance-core/releases/1.0.0 has the hash 77ab...\n",
        passing="Both hashes are the same.\n",
    ),
    Rule(
        id=BASE_MISSING,
        level="error",
        theme="releases",
        summary="A version follows one that is not released.",
        why="Nobody could say what has changed since, and label files could not be migrated.",
        fix="Release the earlier version first, or correct 'based_on'.",
        failing=f"# Nothing is released yet.\n{_HEAD}version: 1.1.0\nbased_on: [1.0.0]\n",
        passing=f"# Nothing is released yet.\n{_HEAD}version: 1.0.0\n",
    ),
    Rule(
        id=BASE_LEFT_OUT,
        level="error",
        theme="releases",
        summary="There are releases, and the version follows none of them.",
        why="Label files under those versions would have no way to this one.",
        fix="Write into 'based_on' the release that the head was made from.",
        failing=f"# 1.0.0 is released.\n{_HEAD}version: 1.1.0\n",
        passing=f"# 1.0.0 is released.\n{_HEAD}version: 1.1.0\nbased_on: [1.0.0]\n",
    ),
    Rule(
        id=MIGRATION_MISSING,
        level="error",
        theme="releases",
        summary="Nobody has declared what changed since a version that this one follows.",
        why="Label files could not be migrated, and nobody would have looked at the change.",
        fix="Draft the migration, answer its questions, and commit it.",
        failing="desk 1.1.0 follows 1.0.0, and migrations/1.0.0--1.1.0.yaml does not exist.\n",
        passing="migrations/1.0.0--1.1.0.yaml declares every change.\n",
    ),
    Rule(
        id=NOT_EXPLAINED,
        level="error",
        theme="releases",
        summary="The changes that are found do not add up to the new version.",
        why="A change that nobody sees would be released, and label files would be migrated "
        "without it.",
        fix="Report it: this is a mistake of acoe-spec. Until it is mended, make the change in two "
        "releases.",
        failing="The old definition with all changes applied is not the new definition.\n",
        passing="The old definition with all changes applied is the new definition.\n",
    ),
    Rule(
        id=PATHS_DISAGREE,
        level="error",
        theme="releases",
        summary="Two ways from a release to the version make different things of a label.",
        why="Which labels a file gets would depend on the way that it was migrated. So it would be "
        "migrated by neither, and whoever labelled under that release could not go on.",
        fix="Mend the migration that is wrong, mostly the newest.",
        failing="# bond becomes note in 1.0.0--1.1.0.yaml, and nothing else in 1.1.0--2.0.0.yaml.\n"
        "# migrations/1.0.0--2.0.0.yaml\n"
        "operations:\n  - {op: rename-label, set: entity, from: bond, to: loan}\n",
        passing="# bond becomes note in 1.0.0--1.1.0.yaml, and nothing else in 1.1.0--2.0.0.yaml.\n"
        "# migrations/1.0.0--2.0.0.yaml\n"
        "operations:\n  - {op: rename-label, set: entity, from: bond, to: note}\n",
    ),
    Rule(
        id=GUIDELINE,
        level="error",
        theme="releases",
        summary="A guideline is a symbolic link, or something else that is no file of its own.",
        why="A release is complete in itself: what a link leads to may change or be missing.",
        fix="Put a copy of the file in its place.",
        failing="guidelines/desk/option.md -> ../../notes/option.md\n",
        passing="guidelines/desk/option.md is a file.\n",
    ),
)
