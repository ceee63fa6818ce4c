"""`waivers.yaml` as rows with places, and what is wrong with it as it stands.

Needs the YAML reader and Pydantic, which checking a clean label file must not wait for: the rows of
a sound file are kept in the cache under the hash of its bytes. Applies no waiver.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from acoe_spec.errors import UsageError
from acoe_spec.files import read_whole
from acoe_spec.findings import Finding, pointer, printable_id
from acoe_spec.taxonomy.numbering import requirement
from acoe_spec.taxonomy.references import node_of
from acoe_spec.workspace import cache
from acoe_spec.workspace.discovery import Workspace
from acoe_spec.workspace.waivers import FILE, INVALID, NONE, RULES, Waiver, Waivers

_SELECTORS = ("label", "files", "fingerprint")


def read_waivers(workspace: Workspace) -> Waivers:
    """The waivers of a workspace, none if it has no such file. Raises `FileProblem`."""
    if workspace.root is None or not (workspace.root / FILE).is_file():
        return NONE
    path = workspace.root / FILE
    content = read_whole(path)
    kept = f"waivers-{hashlib.sha256(content).hexdigest()}"
    root, shown = str(workspace.root), workspace.shown(path)
    rows = _decoded(cache.load_bytes(kept))
    if rows is None:
        waivers = _read(content, root=root, shown=shown)
        if waivers.findings:
            return waivers
        rows = waivers.rows
        cache.store_bytes(kept, msgspec.msgpack.encode(rows))
    return Waivers(root=root, file=shown, rows=rows)


def _decoded(kept: bytes | None) -> tuple[Waiver, ...] | None:
    if kept is None:
        return None
    try:
        return msgspec.msgpack.decode(kept, type=tuple[Waiver, ...])
    except msgspec.DecodeError:
        return None


def _read(content: bytes, *, root: str, shown: str) -> Waivers:
    from acoe_spec.models.waiver import Waivers as Model
    from acoe_spec.taxonomy.source import read_yaml, shaped

    source = read_yaml(content, path=shown)
    model, findings = shaped(source, Model)
    if model is None:
        return Waivers(root=root, file=shown, findings=findings)
    rows: list[Waiver] = []
    wrong: list[Finding] = []
    for position, each in enumerate(model.waivers):
        said = each.model_dump(exclude_unset=True)
        defects = [
            source.finding(INVALID, message, pointer("waivers", position, *steps), hint=hint)
            for steps, message, hint in _defects(said)
        ]
        wrong += defects
        if defects:
            continue
        line, column = source.place(pointer("waivers", position))
        rows.append(
            Waiver(
                rule=each.rule,
                expires=each.expires,
                line=line,
                column=column,
                pointer=pointer("waivers", position),
                label=None if each.label is None else node_of(each.label),
                files=each.files,
                fingerprint=each.fingerprint,
                versions=each.versions,
            )
        )
    return Waivers(root=root, file=shown, rows=tuple(rows), findings=tuple(wrong))


def _defects(said: dict[str, str]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Where in a waiver what is wrong, and what to do about it."""
    selectors = [name for name in _SELECTORS if name in said]
    if not selectors:
        yield (
            (),
            "the waiver does not say which findings it is about",
            "add one of 'label', 'files' and 'fingerprint'",
        )
    if len(selectors) > 1:
        yield (
            (selectors[-1],),
            f"the waiver has {' and '.join(selectors)}, and one of them is enough",
            "keep one; write a waiver of its own for the other",
        )
    if said["rule"] in {rule.id for rule in RULES}:
        yield (
            ("rule",),
            "what is wrong with the waivers themselves cannot be waived",
            "mend it, or take this waiver out",
        )
    if not _is_day(said["expires"]):
        yield ("expires",), "the calendar has no such day", "write a day as YYYY-MM-DD"
    if "versions" in said:
        try:
            requirement(said["versions"])
        except UsageError as problem:
            yield ("versions",), problem.message, problem.hint or ""
    files = said.get("files", "")
    if files.startswith(("/", "~", "./")) or "\\" in files or ".." in Path(files).parts:
        yield (
            ("files",),
            "the pattern is not relative to the workspace",
            "write it from the folder that holds 'taxonomies', as in labels/2024-*.jsonl",
        )


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def unknown_rules(waivers: Waivers, known: Collection[str]) -> list[Finding]:
    """A finding for each row whose rule is none of all rules that there are."""
    from acoe_spec.taxonomy.structure import nearest

    found = []
    for row in waivers.rows:
        if row.rule not in known:
            near = nearest(row.rule, known)
            hint = f"did you mean '{near}'?" if near else "acoe rules lists them all"
            message = f"there is no rule {printable_id(row.rule)}"
            found.append(waivers.finding(INVALID, row, message, hint))
    return found
