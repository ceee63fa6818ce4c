"""Waivers: which findings a workspace has agreed to ignore, until when, and who answers for it.

`waivers.yaml` at the top of a workspace is read once and applied to whatever a command finds: what
is waived does not count. A waiver that has run out waives nothing, and one that is not needed is a
finding itself. Knows findings by their fields only, and no command; which waivers a run can judge
is passed in. The YAML is read by `waiver_file`, and only when it has changed.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from acoe_spec.findings import Finding, Rule
from acoe_spec.taxonomy.numbering import requirement

FILE = "waivers.yaml"
UNUSED = "waiver-unused"
EXPIRED = "waiver-expired"
INVALID = "waiver-invalid"

_TABLES = {"entities": "entity", "relations": "relation", "events": "event"}


class Waiver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sound row of the file, and where it stands.

    Exactly one of `label` (a node, `entity/option`), `files` and `fingerprint` is there. `expires`
    is the last day on which it holds, as YYYY-MM-DD.
    """

    rule: str
    expires: str
    line: int
    column: int
    pointer: str
    label: str | None = None
    files: str | None = None
    fingerprint: str | None = None
    versions: str | None = None

    def runs(self, today: datetime.date) -> bool:
        """Whether it still holds on that day."""
        return today.isoformat() <= self.expires


class Waivers(Struct, frozen=True, kw_only=True, dict=True):
    """The file of one workspace.

    `root` is the folder of the workspace, `file` what messages call the file (None: there is none),
    `findings` what is wrong with it as it stands; rows that are wrong are not among `rows`.
    """

    root: str = ""
    file: str | None = None
    rows: tuple[Waiver, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def by_rule(self) -> dict[str, tuple[int, ...]]:
        """The positions of the rows that are about each rule."""
        found: dict[str, tuple[int, ...]] = {}
        for position, row in enumerate(self.rows):
            found[row.rule] = (*found.get(row.rule, ()), position)
        return found

    def finding(self, rule: str, row: Waiver, message: str, hint: str) -> Finding:
        """A finding about one row."""
        level = next(each.level for each in RULES if each.id == rule)
        # Positions shift when a row above goes: a row is known by what it waives.
        selector = row.label or row.files or row.fingerprint
        return Finding(
            rule=rule,
            level=level,
            message=message,
            hint=hint,
            file=self.file,
            line=row.line,
            column=row.column,
            pointer=row.pointer,
            field=f"waivers/{row.rule}/{selector}",
        )

    def source_line(self, file: str, line: int) -> str | None:
        """A line, from 1, of the file, by the name that findings call it."""
        if file != self.file:
            return None
        path = Path(self.root) / FILE
        lines = path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
        return lines[line - 1] if 0 < line <= len(lines) else None


NONE = Waivers()


class Waived(NamedTuple):
    """The findings that count, and the positions of the rows that covered the others."""

    left: list[Finding]
    used: frozenset[int]


class Waiving:
    """Answers for each finding which rows permit to ignore it on one day; none: it counts.

    May be sent to another process.
    """

    def __init__(self, waivers: Waivers, *, today: datetime.date, expired: bool = False) -> None:
        """With `expired`, the rows that have run out by `today`, instead of those that have not."""
        self._waivers = waivers
        self._live = frozenset(
            position for position, row in enumerate(waivers.rows) if row.runs(today) is not expired
        )

    def __call__(self, finding: Finding, schema: str | None = None) -> tuple[int, ...]:
        """The positions of the rows; `schema` is that of a finding which does not say its own."""
        return tuple(
            position
            for position in self._waivers.by_rule.get(finding.rule, ())
            if position in self._live
            and _covers(self._waivers.rows[position], finding, schema, self._waivers.root)
        )


def waived(
    findings: Iterable[Finding],
    waivers: Waivers,
    today: datetime.date,
    *,
    schema: str | None = None,
) -> Waived:
    """The findings that count, without those that a waiver covers on that day.

    `schema` is the taxonomy version (`trade-chat@2.0.0`) that findings are about which do not say
    one, as those about a head: a waiver with `versions` is held against it.
    """
    asked = Waiving(waivers, today=today)
    left: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        rows = asked(finding, schema)
        used.update(rows)
        if not rows:
            left.append(finding)
    return Waived(left, frozenset(used))


def expired(
    waivers: Waivers,
    today: datetime.date,
    *,
    findings: Iterable[Finding] | None = None,
    schema: str | None = None,
    missed: Collection[int] | None = None,
) -> list[Finding]:
    """A finding for each row that has run out; with `findings`, only where it would cover one.

    `missed` are the positions of such rows, where they are known already.
    """
    over = [position for position, row in enumerate(waivers.rows) if not row.runs(today)]
    if findings is not None:
        asked = Waiving(waivers, today=today, expired=True)
        missed = {position for each in findings for position in asked(each, schema)}
    if missed is not None:
        over = [position for position in over if position in missed]
    return [
        waivers.finding(
            EXPIRED,
            row,
            f"this waiver of '{row.rule}' ended on {row.expires}",
            "mend what it is about; or agree on a later day, and say why in 'reason'",
        )
        for row in (waivers.rows[position] for position in over)
    ]


def unused(
    waivers: Waivers,
    used: Collection[int],
    today: datetime.date,
    *,
    judged: Callable[[Waiver], bool],
) -> list[Finding]:
    """A finding for each row that holds and covered nothing, of those that the run can judge.

    `judged` says of a row whether the run has looked at everything that it might cover. Whoever is
    not sure says no: a waiver that is called unused is taken out.
    """
    return [
        waivers.finding(
            UNUSED,
            row,
            f"'{row.rule}' finds nothing that this waiver is for",
            "take it out",
        )
        for position, row in enumerate(waivers.rows)
        if position not in used and row.runs(today) and judged(row)
    ]


def judged_by_files(
    waivers: Waivers, checked: Iterable[str | Path], *, rules: Collection[str]
) -> Callable[[Waiver], bool]:
    """What a run over label files can judge: rows about files all of which were checked.

    `checked` are files and folders whose whole content was checked under `rules`. A label may be
    used in files that the run has not seen, and a fingerprint does not say its file; neither is
    judged. Nor is a pattern that no file has.
    """
    looked_at = frozenset(Path(os.path.realpath(each)) for each in checked)

    def judged(row: Waiver) -> bool:
        if row.files is None or row.rule not in rules:
            return False
        files = list(_files(waivers.root, row.files))
        return bool(files) and all(
            file in looked_at or not looked_at.isdisjoint(file.parents) for file in files
        )

    return judged


def _covers(row: Waiver, finding: Finding, schema: str | None, root: str) -> bool:
    if row.versions is not None:
        taxonomy, _, version = (finding.schema or schema or "").partition("@")
        wanted = requirement(row.versions)
        if taxonomy != wanted.taxonomy or not version or not wanted.holds(version):
            return False
    if row.label is not None:
        return _label(finding) == row.label
    if row.fingerprint is not None:
        return row.fingerprint in (finding.fingerprint, _from_root(finding, root).fingerprint)
    if finding.file is None or row.files is None:
        return False
    inside = _inside(finding.file, root)
    return inside is not None and _pattern(row.files).fullmatch(inside) is not None


def _label(finding: Finding) -> str | None:
    """The label that a finding is about, as a node: `entity/option`, `intent/rfq`."""
    if finding.reference is not None:
        return finding.reference.partition("#")[2] or None
    if finding.pointer is None:
        return finding.field  # of all uses of a label in a file: it has no one place
    steps = finding.pointer.split("/")[1:]
    if len(steps) >= 2 and steps[0] in _TABLES:
        return f"{_TABLES[steps[0]]}/{steps[1]}"
    if len(steps) >= 4 and (steps[0], steps[2]) == ("categories", "labels"):
        return f"{steps[1]}/{steps[3]}"
    return None


def _from_root(finding: Finding, root: str) -> Finding:
    """The finding as a run in the folder of the workspace has it, whose fingerprint is kept."""
    inside = None if finding.file is None else _inside(finding.file, root)
    return finding if inside is None else replace(finding, file=inside)


@lru_cache(maxsize=1024)
def _inside(file: str, root: str) -> str | None:
    """The file as a pattern sees it, relative to the workspace; None if it lies elsewhere."""
    try:
        return Path(os.path.realpath(file)).relative_to(os.path.realpath(root)).as_posix()
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _pattern(files: str) -> re.Pattern[str]:
    """`*` is any name or part of one, `**` any folders, also none; all else is itself."""
    found = ""
    for part in re.split(r"(\*\*/|\*\*|\*)", files):
        found += {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}.get(part) or re.escape(part)
    return re.compile(found, re.S)


def _files(root: str, files: str) -> Iterator[Path]:
    """The files of the workspace that a pattern stands for."""
    literal = files.partition("*")[0].rpartition("/")[0]
    top = Path(os.path.realpath(root))
    pattern = _pattern(files)
    for folder, _, names in os.walk(top / literal):
        for name in names:
            path = Path(folder) / name
            if pattern.fullmatch(path.relative_to(top).as_posix()):
                yield Path(os.path.realpath(path))


_HEADER = "format: 1\nwaivers:\n"
_END = "    reason: The label goes with the next release.\n    owner: markets-annotation\n"
_SOUND = _HEADER + "  - rule: definition-missing\n    label: note\n" + _END


RULES = (
    Rule(
        id=INVALID,
        level="error",
        theme="waivers",
        summary="A waiver does not say which findings it is about, or names what does not exist.",
        why="It waives nothing, and who wrote it believes that it does.",
        fix="Give each waiver a rule that exists, one of label, files and fingerprint, and a day "
        "of the calendar on which it ends. What is wrong with waivers cannot be waived itself.",
        failing=_HEADER
        + "  - rule: definition-mising\n    label: note\n"
        + _END
        + "    expires: 2027-06-30\n",
        passing=_SOUND + "    expires: 2027-06-30\n",
    ),
    Rule(
        id=EXPIRED,
        level="warning",
        theme="waivers",
        summary="A waiver has run out.",
        why="The findings that it was for count again, until somebody mends them or decides anew.",
        fix="Mend what it is about and take it out, or agree on a later day.",
        failing="# On 2026-06-30.\n" + _SOUND + "    expires: 2026-06-29\n",
        passing="# On 2026-06-30.\n" + _SOUND + "    expires: 2026-06-30\n",
    ),
    Rule(
        id=UNUSED,
        level="warning",
        theme="waivers",
        summary="A waiver covers nothing that is found.",
        why="It is forgotten there, and one day hides a finding that nobody has looked at.",
        fix="Take it out. It is judged only by a run that sees all it might cover: `acoe lint` of "
        "the whole workspace, `acoe migration check` of all migrations, or `acoe check` of all "
        "files of its pattern.",
        failing=_HEADER
        + "  - rule: definition-missing\n    label: bond\n"
        + _END
        + "    expires: 2027-06-30\n",
        passing=_SOUND + "    expires: 2027-06-30\n",
    ),
)
"""What can be wrong with waivers besides their YAML and its shape."""
