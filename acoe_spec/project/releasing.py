"""Freezing a head: asking the gates, writing the release, and beginning the next version.

Prints nothing. What a head has to pass is in `gates`, what is looked at in `candidates`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from acoe_spec.errors import UsageError
from acoe_spec.files import read_whole, write_atomically
from acoe_spec.findings import Finding
from acoe_spec.project.candidates import Base, candidate
from acoe_spec.project.gates import GATES
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.editing import Put, edited
from acoe_spec.taxonomy.numbering import LEVELS, Level, at_least, is_version, precedence
from acoe_spec.workspace.freezing import freeze
from acoe_spec.workspace.releases import MANIFEST, Manifest, manifest_of
from acoe_spec.workspace.resolver import WorkspaceResolver
from acoe_spec.workspace.waiver_file import read_waivers
from acoe_spec.workspace.waivers import expired, waived

State = Literal["ready", "released", "refused"]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the gates say of a head, and the release that it would become.

    `state`: `ready` to be written; `released` already, with this content, or with another one in
    the files `differing` where the next version is begun; `refused` for errors among `findings`.
    `waived` is the number of findings that waivers permit to ignore. `definition`
    and `manifest` are None where the head has no meaning; `files` are named from inside `folder`
    and hold no manifest.
    """

    state: State
    head: Path
    findings: tuple[Finding, ...] = ()
    waived: int = 0
    folder: Path | None = None
    definition: Definition | None = None
    manifest: Manifest | None = None
    files: dict[str, bytes]
    bases: tuple[Base, ...] = ()
    differing: tuple[str, ...] = ()


def propose(
    taxonomy_id: str,
    resolver: WorkspaceResolver,
    *,
    today: date,
    documented: bool = True,
    beginning: bool = False,
) -> Proposal:
    """Hold the head of a taxonomy against all gates; nothing is written.

    `documented` is False where guidelines are not asked for; the release then says so. `beginning`
    where the next version is to be begun: a head that was edited after its release is right then,
    since the edit is what the next version is for, and what is released is not touched. Raises
    `UsageError` if there is no head, `TaxonomyBroken` if this version is released and was edited
    since, `FileProblem` if something cannot be read.
    """
    one = candidate(taxonomy_id, resolver, today=today, documented=documented)
    waivers = read_waivers(resolver.workspace)
    if one.source.model is None:
        findings = (*waivers.findings, *one.source.findings)
        return Proposal(state="refused", head=one.path, findings=findings, files={})
    folder = one.path.parent / "releases" / one.version
    is_settled = beginning or not one.differing
    if one.released is not None and one.definition is not None and is_settled:
        return Proposal(
            state="released", head=one.path, folder=folder, definition=one.released.definition,
            manifest=one.released.manifest, files={}, bases=one.bases, differing=one.differing,
        )  # fmt: skip
    said = [finding for gate in GATES for finding in gate.check(one)]
    schema = f"{one.id}@{one.version}"
    sifted = waived(said, waivers, today, schema=schema)
    findings = (
        *waivers.findings,
        *expired(waivers, today, findings=said, schema=schema),
        *sifted.left,
    )
    count = sum(each.count for each in said) - sum(each.count for each in sifted.left)
    if one.definition is None:
        if not any(each.level == "error" for each in findings):
            resolver.definition(f"{one.id}@head")  # says what no rule does
        return Proposal(state="refused", head=one.path, findings=findings, waived=count, files={})
    files = one.files()
    refused = any(each.level == "error" for each in findings)
    return Proposal(
        state="refused" if refused else "ready",
        head=one.path,
        findings=findings,
        waived=count,
        folder=folder,
        definition=one.definition,
        manifest=manifest_of(one.definition, files, documented=documented),
        files=files,
        bases=one.bases,
    )


def write(proposal: Proposal) -> None:
    """Write a release that is ready, whole or not at all.

    Raises `FileProblem` if its folder cannot be made or is there already.
    """
    assert proposal.state == "ready"
    assert proposal.folder is not None
    assert proposal.manifest is not None
    freeze(proposal.folder, {**proposal.files, MANIFEST: proposal.manifest.dumps()})


def next_version(after: str, wanted: str, *, released: Collection[str] = ()) -> str:
    """The version that `wanted` asks for: a number, or the part to raise (`minor`).

    What is `released` already is passed over: a maintenance branch goes on beside later versions.
    Raises `UsageError` if it is neither, not above `after`, or a released one.
    """
    if wanted in LEVELS:
        return _free(after, wanted, released)
    if not is_version(wanted):
        raise UsageError(
            f"this is no version, nor one of {', '.join(LEVELS)}",
            hint="write it as major.minor.patch, for example 2.1.0",
        )
    if precedence(wanted) <= precedence(after):
        raise UsageError(
            f"{wanted} is not above {after}, which it would follow",
            hint=f"the lowest that is: {_free(after, 'patch', released)}",
        )
    if wanted in released:
        raise UsageError(
            f"{wanted} is released already",
            hint=f"the lowest that is free: {_free(after, 'patch', released)}",
        )
    return wanted


def _free(after: str, level: Level, released: Collection[str]) -> str:
    found = at_least(after, level)
    while found in released:
        found = at_least(found, level)
    return found


def begin(head: Path, version: str, *, after: str) -> None:
    """Make `head` work on `version`, based on the release `after`; comments stay.

    Raises `FileProblem` if it cannot be written.
    """
    text = read_whole(head).decode("utf-8").removeprefix("\ufeff")
    changes = (Put("/version", version), Put("/based_on", [after]))
    write_atomically(head, edited(text, changes).encode("utf-8"))
