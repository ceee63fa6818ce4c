"""Lint rules for time: deprecations, released versions, and what is imported at which version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from acoe_spec.findings import Rule, pointer, printable_id
from acoe_spec.taxonomy.lint_head import Defect, Head
from acoe_spec.taxonomy.numbering import LEVELS, precedence
from acoe_spec.taxonomy.structure import nearest

NOTICE = timedelta(days=60)  # how long before its end a deprecation is told


class _Deprecated(NamedTuple):
    """Something deprecated. `others` are what may replace it by a bare id; None for a label."""

    what: str
    steps: tuple[str | int, ...]
    says: Mapping[str, Any]
    others: Collection[str] | None

    def at(self, *steps: str | int) -> str:
        return pointer(*self.steps, "deprecated", *steps)


def _deprecated(head: Head) -> Iterator[_Deprecated]:
    for label in head.labels:
        if "deprecated" in label.says:
            what = f"the label {printable_id(label.id)}"
            yield _Deprecated(what, label.steps, label.says["deprecated"], None)
        for name, attribute in label.says.get("attributes", {}).items():
            steps = (*label.steps, "attributes", name)
            if "deprecated" in attribute:
                others = head.effective[label.node].attributes
                what = f"the attribute '{name}'"
                yield _Deprecated(what, steps, attribute["deprecated"], others)
            for value, says in attribute.get("values", {}).items():
                if "deprecated" in says:
                    what = f"the value {printable_id(value)}"
                    place = (*steps, "values", value)
                    yield _Deprecated(what, place, says["deprecated"], attribute["values"])
    sets = head.written.get("categories", {})
    for name, category_set in sets.items():
        if "deprecated" in category_set:
            what = f"the set {printable_id(name)}"
            says = category_set["deprecated"]
            yield _Deprecated(what, ("categories", name), says, sets)


def check_replacement(head: Head) -> Iterator[Defect]:
    """What is deprecated names what to use instead, or says why there is nothing."""
    for one in _deprecated(head):
        if not one.says.get("replaced_by") and not one.says.get("reason", "").strip():
            yield Defect(
                one.at(),
                f"{one.what} is deprecated, and nothing says what to use instead",
                "add 'replaced_by: [...]', or say in 'reason' why nothing replaces it",
                key=True,
            )


def check_unknown_replacement(head: Head) -> Iterator[Defect]:
    """An attribute, value or set is replaced by another that exists."""
    for one in _deprecated(head):
        if one.others is None:
            continue
        for position, reference in enumerate(one.says.get("replaced_by", ())):
            if reference not in one.others:
                near = nearest(reference, one.others)
                yield Defect(
                    one.at("replaced_by", position),
                    f"the replacement {printable_id(reference)} does not exist",
                    f"did you mean '{near}'?" if near else "correct the id, or add it",
                )


def check_deprecated_replacement(head: Head) -> Iterator[Defect]:
    """A replacement is not deprecated itself."""
    deprecated = {label.node for label in head.labels if "deprecated" in label.says}
    for named in head.named:
        if named.field == "replaced_by" and named.node in deprecated:
            itself = " itself" if named.node == named.by else ""
            yield Defect(
                named.pointer,
                f"the replacement {printable_id(named.reference)} is deprecated{itself}",
                "name a label that is to stay",
            )


def check_date(head: Head) -> Iterator[Defect]:
    """A deprecation ends on a day of the calendar."""
    for one in _deprecated(head):
        if "valid_until" in one.says and _day(one.says["valid_until"]) is None:
            yield Defect(
                one.at("valid_until"),
                "the calendar has no such day",
                "write a day as YYYY-MM-DD",
            )


def check_expired(head: Head) -> Iterator[Defect]:
    """Nothing outlives the day until which it is tolerated."""
    for one in _deprecated(head):
        day = _day(one.says.get("valid_until", ""))
        if day is not None and day < head.around.today:
            yield Defect(
                one.at("valid_until"),
                f"{one.what} was to be gone by {day}",
                "remove it, or give its users more time",
            )


def check_ending(head: Head) -> Iterator[Defect]:
    """What is about to end is told in time."""
    for one in _deprecated(head):
        day = _day(one.says.get("valid_until", ""))
        if day is not None and head.around.today <= day <= head.around.today + NOTICE:
            left = (day - head.around.today).days
            when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
            yield Defect(
                one.at("valid_until"),
                f"{one.what} is tolerated until {day}, which is {when}",
                "plan its removal, or give its users more time",
            )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def check_released(head: Head) -> Iterator[Defect]:
    """A version that is released is not edited."""
    version = head.written["version"]
    released = head.around.released.get(version)
    if released is not None and head.hash is not None and head.hash != released:
        yield Defect(
            "/version",
            f"version {version} is released, and this file says something else",
            "begin the next version: "
            f"acoe release {head.written['id']} --next {' | '.join(LEVELS)}",
        )


def check_raised(head: Head) -> Iterator[Defect]:
    """A version is above those that it follows."""
    version = head.written["version"]
    for position, base in enumerate(head.written.get("based_on", ())):
        if precedence(version) <= precedence(base):
            yield Defect(
                pointer("based_on", position),
                f"version {version} is not above {base}, which it follows",
                "raise 'version', or correct 'based_on'",
            )


def check_import_of_head(head: Head) -> Iterator[Defect]:
    """A release imports releases."""
    for position, reference in enumerate(head.written.get("imports", ())):
        if reference in head.around.unreleased:
            yield Defect(
                pointer("imports", position),
                f"a release cannot import {reference}, which still changes",
                _released_first(reference),
            )


def _released_first(reference: str) -> str:
    taxonomy_id, _, version = reference.partition("@")
    numbered = ", and import the version" if version == "head" else ""
    return f"release it first: acoe release {taxonomy_id}{numbered}"


def check_unknown_import(head: Head) -> Iterator[Defect]:
    """Every import can be found."""
    for position, reference in enumerate(head.written.get("imports", ())):
        name = reference.partition("@")[0]
        if reference not in head.around.imports and not _import_circle(head, name):
            yield Defect(
                pointer("imports", position),
                f"the taxonomy {reference} cannot be found, or has errors of its own",
                "look for its folder and version in this workspace, or install its package",
            )


def check_import_conflict(head: Head) -> Iterator[Defect]:
    """Imports agree on what they bring."""
    references = list(head.written.get("imports", ()))
    for sentence in head.import_conflicts:
        last = max(range(len(references)), key=lambda each: sentence.rfind(references[each]))
        yield Defect(
            pointer("imports", last),
            f"the imports cannot be brought together: {sentence}",
            "all that is imported must bring one version of a taxonomy and one meaning of a name",
        )


def check_import_cycle(head: Head) -> Iterator[Defect]:
    """No taxonomy imports itself, directly or by way of others."""
    for position, reference in enumerate(head.written.get("imports", ())):
        circle = _import_circle(head, reference.partition("@")[0])
        if circle:
            yield Defect(
                pointer("imports", position),
                f"taxonomies import each other in a circle: {' -> '.join(circle)}",
                "move what both need into a third taxonomy",
            )


def _import_circle(head: Head, name: str) -> tuple[str, ...]:
    """The way from this taxonomy by the import `name` back to it, or nothing."""
    own = str(head.written["id"])
    ways: dict[str, tuple[str, ...]] = {name: (own, name)}
    waiting = [name]
    for taxonomy in waiting:
        if taxonomy == own:
            return ways[taxonomy]
        for reference in sorted(head.around.import_graph.get(taxonomy, ())):
            other = reference.partition("@")[0]
            if other not in ways:
                ways[other] = (*ways[taxonomy], other)
                waiting.append(other)
    return ()


def _bond(deprecated: str) -> str:
    return (
        "entities:\n  note: {definition: A shorter debt security.}\n"
        "  bond:\n    definition: A debt security.\n"
        f"    deprecated: {{since: 1.0.0, {deprecated}}}\n"
    )


RULES = (
    Rule(
        id="replacement-missing",
        level="warning",
        theme="taxonomy",
        summary="Something is deprecated, and nothing says what to use instead.",
        why="Annotators are told to stop and not what to do.",
        fix="Name the replacement, or say in 'reason' why there is none.",
        failing=_bond("valid_until: 2040-12-31"),
        passing=_bond("replaced_by: [note]"),
        check=check_replacement,
    ),
    Rule(
        id="replacement-unknown",
        level="error",
        theme="taxonomy",
        summary="An attribute, value or category set is replaced by one that does not exist.",
        why="Annotators are sent to something that is not there.",
        fix="Correct the id. What replaces a label is checked by unknown-reference.",
        failing="entities:\n  bond:\n    definition: A debt security.\n    attributes:\n"
        "      rank:\n        values:\n          senior: {}\n"
        "          first: {deprecated: {since: 1.0.0, replaced_by: [senoir]}}\n",
        passing="entities:\n  bond:\n    definition: A debt security.\n    attributes:\n"
        "      rank:\n        values:\n          senior: {}\n"
        "          first: {deprecated: {since: 1.0.0, replaced_by: [senior]}}\n",
        check=check_unknown_replacement,
    ),
    Rule(
        id="replacement-deprecated",
        level="warning",
        theme="taxonomy",
        summary="What replaces a deprecated label is deprecated itself.",
        why="Everybody would have to move twice.",
        fix="Name a label that is to stay.",
        failing=_bond("replaced_by: [bond]"),
        passing=_bond("replaced_by: [note]"),
        check=check_deprecated_replacement,
    ),
    Rule(
        id="deprecation-date",
        level="error",
        theme="taxonomy",
        summary="A deprecation ends on a day that the calendar has not.",
        why="It would never end.",
        fix="Write a day that exists.",
        failing=_bond("replaced_by: [note], valid_until: 2027-02-29"),
        passing=_bond("replaced_by: [note], valid_until: 2028-02-29"),
        check=check_date,
    ),
    Rule(
        id="deprecation-expired",
        level="error",
        theme="taxonomy",
        summary="Something deprecated is still there after its last day.",
        why="A promise was made to users of the taxonomy about when it goes.",
        fix="Remove it in the next version, or move the day.",
        failing=_bond("replaced_by: [note], valid_until: 2020-12-31"),
        passing=_bond("replaced_by: [note], valid_until: 2040-12-31"),
        check=check_expired,
    ),
    Rule(
        id="deprecation-ending",
        level="warning",
        theme="taxonomy",
        summary="Something deprecated has its last day within 60 days.",
        why="What still uses it is about to break.",
        fix="Plan the removal, migrate label files, or move the day.",
        failing="# On 2026-06-30.\n" + _bond("replaced_by: [note], valid_until: 2026-07-31"),
        passing="# On 2026-06-30.\n" + _bond("replaced_by: [note], valid_until: 2026-12-31"),
        check=check_ending,
    ),
    Rule(
        id="released-version-edited",
        level="error",
        theme="taxonomy",
        summary="The file has the version of a release, and says something else.",
        why="Label files that pin the version are checked against the release: the edit has no "
        "effect on them, and two things go by one name.",
        fix="Begin the next version with `acoe release ID --next patch`, or `minor`, or `major`: "
        "it raises 'version' and writes the released one into 'based_on'. Your edit stays.",
        failing="# Version 1.0.0 was released without the label.\n"
        "format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\n"
        "entities:\n  bond: {definition: A debt security.}\n",
        passing="# Version 1.0.0 was released without the label.\n"
        "format: 1\nid: desk\ntitle: Desk\nversion: 1.1.0\nbased_on: [1.0.0]\n"
        "entities:\n  bond: {definition: A debt security.}\n",
        check=check_released,
    ),
    Rule(
        id="version-not-raised",
        level="error",
        theme="taxonomy",
        summary="The version is not above the releases that it follows.",
        why="Versions would be read in the wrong order, and label files migrated backwards.",
        fix="Raise 'version', or correct 'based_on'.",
        failing="format: 1\nid: desk\ntitle: Desk\nversion: 1.0.0\nbased_on: [1.1.0]\n",
        passing="format: 1\nid: desk\ntitle: Desk\nversion: 1.2.0\nbased_on: [1.1.0]\n",
        check=check_raised,
    ),
    Rule(
        id="import-of-head",
        level="error",
        theme="taxonomy",
        summary="A taxonomy that is being released imports the head of another.",
        why="A release never changes, and a head does.",
        fix="Release the other taxonomy first and import that version.",
        failing="# When it is released.\nimports: [finance-core@head]\n",
        passing="# When it is released.\nimports: [finance-core@1.0.0]\n",
        check=check_import_of_head,
    ),
    Rule(
        id="unknown-import",
        level="error",
        theme="taxonomy",
        summary="An imported taxonomy cannot be found at that version, or is broken.",
        why="None of its labels can be used.",
        fix="Correct the id or the version, lint that taxonomy, or install its package.",
        failing="imports: [finance-cor@1.0.0]\n",
        passing="imports: [finance-core@1.0.0]\n",
        check=check_unknown_import,
    ),
    Rule(
        id="import-conflict",
        level="error",
        theme="taxonomy",
        summary="Imports bring two versions of a taxonomy, or two meanings of a name.",
        why="A name could not be resolved to one thing.",
        fix="Import versions that themselves import the same versions.",
        failing="imports: [finance-core@1.0.0, finance-core@1.1.0]\n",
        passing="imports: [finance-core@1.1.0]\n",
        check=check_import_conflict,
    ),
    Rule(
        id="import-cycle",
        level="error",
        theme="taxonomy",
        summary="Taxonomies import each other in a circle.",
        why="None of them could ever be released first.",
        fix="Move what both need into a third taxonomy.",
        failing="# market-data imports desk.\nimports: [market-data@1.0.0]\n",
        passing="# finance-core imports nothing.\nimports: [finance-core@1.0.0]\n",
        check=check_import_cycle,
    ),
)
