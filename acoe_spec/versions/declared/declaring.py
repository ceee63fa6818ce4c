"""What people declared to have changed: the YAML of a migration, with its places.

`read_migration` reads one file, `check_declared` says where it and the two versions disagree. What
compares versions is loaded only then: whoever follows a migration reads it and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.findings import Finding
from acoe_spec.models.migration import Migration
from acoe_spec.taxonomy.source import Source, read_yaml, shaped

if TYPE_CHECKING:
    from acoe_spec.taxonomy.definition import Definition


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


def check_declared(declared: DeclaredMigration, old: Definition, new: Definition) -> list[Finding]:
    """Everything in which a migration and the two versions disagree, in the order of the file.

    A file whose YAML or shape is defective has the findings of reading it and no others; and where
    an operation names what is not there, or contradicts another, the versions are not compared:
    what it would have explained is not complained of as well.
    """
    from acoe_spec.versions.declared.check import disagreements

    if declared.model is None:
        return list(declared.findings)
    return disagreements(declared.source, declared.model, old, new)
