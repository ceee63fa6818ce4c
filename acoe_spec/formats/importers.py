"""All sources that a taxonomy can be imported from, as one table."""

from __future__ import annotations

from acoe_spec.errors import UsageError
from acoe_spec.formats import brat_conf, csv_taxonomy
from acoe_spec.formats.imported import Importer

BRAT = Importer(
    id="brat",
    title="brat configuration",
    source="annotation.conf, or its directory; visual.conf and tools.conf beside it are read too",
    carries=(
        "Types of entities, relations and events with their hierarchy, `!` as abstract, macros,"
        " roles with their cardinalities, flags and valued attributes, permitted overlaps, names"
        " and colours, and the databases of normalizations as knowledge bases. A name that is no id"
        " becomes one and is kept as an alias. A type that is named but not declared stays as it"
        " is, for `acoe lint` to name."
    ),
    losses=(
        "several definitions of one relation become one, which permits every subject every object",
        "an argument that names a type permits its sub-types too",
        "a type that permits more than its parent is not kept under it",
        "the direction of a permitted overlap; defaults of attributes",
        "keyboard shortcuts, search links, arrows and glyphs, colours that are given by name",
    ),
    read=brat_conf.read,
)

CSV = Importer(
    id="csv",
    title="Table (CSV, TSV)",
    source="a table with columns for id, parent, name and definition, in any order",
    carries=(
        "One label a row: id, parent, name and definition. Without a parent column, a column with"
        " the level of each row (`Tier 1`, `Tier 2`) gives the hierarchy. Duplicate ids,"
        " self-parents, cycles, missing parents, and parents that tier columns contradict, are"
        " reported with their line."
    ),
    losses=("every other column", "the second of two rows with one id, which is an error"),
    read=csv_taxonomy.read,
)

IMPORTERS: tuple[Importer, ...] = (BRAT, CSV)
_BY_ID = {known.id: known for known in IMPORTERS}


def by_id(importer_id: str) -> Importer:
    """The row of that id; raises `UsageError` with the known ones."""
    if importer_id not in _BY_ID:
        raise UsageError(
            f"there is no importer '{importer_id}'", hint=f"known are {', '.join(_BY_ID)}"
        )
    return _BY_ID[importer_id]
