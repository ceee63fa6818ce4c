"""What an importer of taxonomies gives back: data in the shape of `taxonomy.yaml`, and doubts.

Importers never load the taxonomy package: what they write is judged by `acoe lint` like the work of
a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acoe_spec.findings import Finding, Rule


@dataclass(frozen=True, kw_only=True)
class Imported:
    """`data` is a taxonomy as YAML would hold it, keys in the order in which to write them."""

    data: dict[str, Any]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Importer:
    """One kind of source: `read(source, id, version)` gives a head taxonomy."""

    id: str
    title: str
    source: str
    carries: str
    losses: tuple[str, ...]
    read: Callable[[Path, str, str], Imported]


def head(taxonomy_id: str, version: str, title: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """A head taxonomy with those of `parts` that are not empty."""
    return {
        "format": 1,
        "id": taxonomy_id,
        "title": title,
        "version": version,
        **{name: part for name, part in parts.items() if part},
    }


_THEME = "imports"

# Self-parents, missing parents and cycles have the rules that lint has for them.
RULES: tuple[Rule, ...] = (
    Rule(
        id="import-loss",
        level="warning",
        summary="Something in the source has no place in a taxonomy, or means less or more there.",
        why="The taxonomy permits more, or less, than the source did.",
        fix="Read the message, and say in the taxonomy what is meant.",
        failing=(
            "[entities]\nFirm\nFund\n[relations]\n"
            "Same Arg1:Firm, Arg2:Firm\nSame Arg1:Fund, Arg2:Fund"
        ),
        passing="[entities]\nFirm\nFund\n[relations]\nSame Arg1:Firm, Arg2:Firm",
        theme=_THEME,
    ),
    Rule(
        id="import-name",
        level="info",
        summary="A name in the source is no id, and became one; the name is kept as an alias.",
        why="Ids have letters, digits, `_`, `.` and `-` only, and differ by more than case.",
        fix="Nothing, or give the label a better id before the first release.",
        failing="[entities]\nM&A_deal",
        passing="[entities]\nMerger",
        theme=_THEME,
    ),
    Rule(
        id="import-duplicate-id",
        level="error",
        summary="Two rows have the same id; the first was taken.",
        why="A row that refers to the id could mean either.",
        fix="Give one of them another id in the source.",
        failing="id,parent,name\n51,,Ticket Services\n51,,Coupe",
        passing="id,parent,name\n51,,Ticket Services\n61,,Coupe",
        theme=_THEME,
    ),
    Rule(
        id="import-parent-against-tiers",
        level="warning",
        summary="A row's parent is another than its tier columns say.",
        why="One of the two is wrong, and only the parent is taken over.",
        fix="Compare both, and correct the source or the `is_a` of the label.",
        failing=(
            "id,parent,name,tier 1,tier 2,tier 3\n483,,Sports,Sports,,\n"
            "496,483,Equine,Sports,Equine,\n497,483,Racing,Sports,Equine,Racing"
        ),
        passing=(
            "id,parent,name,tier 1,tier 2,tier 3\n483,,Sports,Sports,,\n"
            "496,483,Equine,Sports,Equine,\n497,496,Racing,Sports,Equine,Racing"
        ),
        theme=_THEME,
    ),
)
