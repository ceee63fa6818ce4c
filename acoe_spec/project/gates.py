"""The gates of a release, as one table: what a head has to pass before it is frozen.

Each gate is a function that yields findings about a candidate; none depends on another's answer, so
that whoever releases sees everything at once. The rules are told in `workspace.release_rules`, in
those of lint, in `guidelines.catalogue` and in `versions.declared_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from acoe_spec.findings import Finding, pointer
from acoe_spec.project.candidates import Candidate
from acoe_spec.project.flips import check_flips
from acoe_spec.project.linting import lint_guidelines_of
from acoe_spec.taxonomy.definition import Definition, Origin, hash_of
from acoe_spec.taxonomy.numbering import LEVELS, precedence
from acoe_spec.versions.applying import applied
from acoe_spec.versions.declared.check import shortfall
from acoe_spec.versions.declared.declaring import check_declared
from acoe_spec.versions.renaming import renamed
from acoe_spec.workspace import release_rules as rules
from acoe_spec.workspace.discovery import HEAD
from acoe_spec.workspace.history import History
from acoe_spec.workspace.linting import installed_hash, lint_heads, lint_releases


class Gate(NamedTuple):
    """One gate: what it is called, what it asks for, and the function that asks."""

    name: str
    asks: str
    check: Callable[[Candidate], Iterator[Finding]]


def check_lint(candidate: Candidate) -> Iterator[Finding]:
    """The head and all releases it relies on are in order."""
    workspace = candidate.resolver.workspace
    found = lint_heads([candidate.path], candidate.resolver, today=candidate.today, releasing=True)[
        candidate.path
    ]
    yield from (each for each in found if each.rule != "released-version-edited")
    definition = candidate.definition
    imported = () if definition is None else sorted(definition.origins)
    yield from lint_releases((candidate.id, *imported), workspace)


def check_new(candidate: Candidate) -> Iterator[Finding]:
    """The version is not released with another content."""
    for name in candidate.differing:
        yield candidate.source.finding(
            rules.CONFLICT,
            f"version {candidate.version} is released, and its {name} is another one",
            "/version",
            hint=f"begin the next version with it: acoe release {candidate.id} --next "
            f"{' | '.join(LEVELS)}",
        )
    if candidate.released is None and candidate.definition is not None:
        elsewhere = installed_hash(candidate.id, candidate.version)
        if elsewhere not in (None, hash_of(candidate.definition)):
            yield candidate.source.finding(
                rules.CONFLICT,
                f"an installed package has another {candidate.id}@{candidate.version}",
                "/version",
                hint="raise 'version': somebody has released this one already",
            )


def check_history(candidate: Candidate) -> Iterator[Finding]:
    """What the head follows is released, and it follows something once there are releases."""
    workspace = candidate.resolver.workspace
    released = [each for each in workspace.releases(candidate.id) if each != candidate.version]
    for base in candidate.bases:
        if base.definition is None:
            hint = f"released are: {', '.join(released)}" if released else "nothing is released yet"
            yield candidate.source.finding(
                rules.BASE_MISSING,
                f"version {base.version}, which this one follows, is not released",
                pointer("based_on", base.position),
                hint=hint,
            )
    earlier = [each for each in released if precedence(each) < precedence(candidate.version)]
    if earlier and not candidate.source.data.get("based_on"):
        yield candidate.source.finding(
            rules.BASE_LEFT_OUT,
            f"this version follows none of the releases {', '.join(earlier)}",
            "/version",
            hint=f"add 'based_on: [{earlier[-1]}]'",
        )


def check_change(candidate: Candidate) -> Iterator[Finding]:
    """For each release that the head follows, people have declared what changed since."""
    for base in candidate.bases:
        if base.definition is None or candidate.definition is None:
            continue
        if base.declared is None:
            yield candidate.source.finding(
                rules.MIGRATION_MISSING,
                f"nobody has declared what changed since {base.version}",
                pointer("based_on", base.position),
                hint=f"draft it with: acoe migration draft {candidate.id}",
            )
        else:
            yield from base.declared.findings
            if base.declared.model is not None:
                yield from check_declared(base.declared, base.definition, candidate.definition)


def check_whole(candidate: Candidate) -> Iterator[Finding]:
    """The old definition with all changes made to it is the new one."""
    new = candidate.definition
    for base in candidate.bases:
        if base.definition is None or base.diff is None or new is None:
            continue
        model = None if base.declared is None else base.declared.model
        try:
            result = applied(renamed(base.definition, model), base.diff.changes)
        except msgspec.ValidationError:
            result = None
        if result is None or _compared(result) != _compared(new):
            yield candidate.source.finding(
                rules.NOT_EXPLAINED,
                f"the changes that are found since {base.version} do not add up to this version",
                pointer("based_on", base.position),
                hint="please report this as a mistake of acoe-spec",
            )


def check_bump(candidate: Candidate) -> Iterator[Finding]:
    """The number is raised by what the changes demand, also where nobody has declared them yet."""
    for base in candidate.bases:
        if base.declared is not None or base.diff is None:
            continue
        short = shortfall(base.diff, base.version, candidate.version)
        if short is not None:
            change, least = short
            found = candidate.source.finding(
                "version-bump-too-small",
                f"{candidate.version} after {base.version} is too small a step: {change.name} "
                f"demands a {change.level} version",
                "/version",
                hint=f"raise 'version' to {least} or higher",
            )
            label = change.node
            # The old version knows nothing of a label that is new.
            version = base.version if _has(base.definition, label) else candidate.version
            schema = f"{candidate.id}@{version}"
            yield found.placed(reference=None if label is None else f"{schema}#{label}")


def check_ways(candidate: Candidate) -> Iterator[Finding]:
    """From each release, all ways to this version make the same of every label.

    One mistake stands in the way of all earlier releases, so only the nearest is named.
    """
    found = History(candidate.resolver).disagreement(candidate.id, HEAD)
    if found is not None:
        yield candidate.source.finding(
            rules.PATHS_DISAGREE, found.message, "/version", hint=found.hint
        )


def check_files(candidate: Candidate) -> Iterator[Finding]:
    """What goes into the release as guidelines are files of their own."""
    for each in candidate.guidelines:
        if not each.is_file:
            yield Finding(
                rule=rules.GUIDELINE,
                message="a guideline is a file of its own, and this is none",
                hint="put a copy of the file in its place",
                file=candidate.resolver.workspace.shown(each.path),
                field="",
            )


def check_documentation(candidate: Candidate) -> Iterator[Finding]:
    """The guidelines hold, and leave no label out, unless nobody is to ask for them."""
    if candidate.documented:
        today = candidate.today
        linted = lint_guidelines_of(candidate.id, candidate.resolver, today=today, releasing=True)
        shown = candidate.resolver.workspace.shown
        told = {shown(each.path) for each in candidate.guidelines if not each.is_file}
        yield from (each for each in linted.findings if each.file not in told)
        for base in candidate.bases:
            if base.declared is not None:
                yield from check_flips(base.declared, base.guidelines)


def _has(definition: Definition | None, node: str | None) -> bool:
    """Whether there is this label, `entity/option`."""
    labels = () if definition is None else definition.labels()
    return any(node == f"{label_set}/{name}" for label_set, name, _ in labels)


def _compared(definition: Definition) -> Definition:
    """What a change is about: neither the number, nor what follows from earlier versions."""
    origins = {name: Origin(each.version, "") for name, each in definition.origins.items()}
    return replace(definition, version="", based_on=(), origins=origins, retired={})


GATES = (
    Gate("lint", "The head has no errors, and imports releases only.", check_lint),
    Gate("new", "The version is not released yet.", check_new),
    Gate("history", "What the head follows is released.", check_history),
    Gate("change", "Every change is declared, and every declaration is observed.", check_change),
    Gate("whole", "The changes make the new version out of the old one.", check_whole),
    Gate("number", "The version number says how much has changed.", check_bump),
    Gate("ways", "All ways from a release to this version agree.", check_ways),
    Gate("files", "The guidelines can be frozen.", check_files),
    Gate("documentation", "Guidelines explain and show every label.", check_documentation),
)
