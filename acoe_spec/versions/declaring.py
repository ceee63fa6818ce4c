"""What people declared to have changed: the YAML of a migration, with its places.

`read_migration` reads one file; `check_declared` holds it against what the two versions really say.
Knows two versions and one declaration; where files lie is not its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.source import Source, read_yaml, shaped


@dataclass(frozen=True, eq=False)
class DeclaredMigration:
    """A migration as it was read.

    `model` is None where the YAML or its shape is defective; `findings` then say why, in the order
    of the file.
    """

    source: Source
    model: Migration | None
    findings: tuple[Finding, ...]


def read_migration(file: Path | bytes, *, path: str | None = None) -> DeclaredMigration:
    """The migration in `file`. `path` is how messages call it; by default, as `file` does.

    Raises `errors.FileProblem` where the file cannot be opened.
    """
    source = read_yaml(file, path=path)
    return DeclaredMigration(source, *shaped(source, Migration))
