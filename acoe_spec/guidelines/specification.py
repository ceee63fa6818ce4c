"""Everything that the pages of one version are made of: one edition of a site, as plain values.

Values only. `project.specifying` gathers them from a workspace, `pages` lays them out.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from acoe_spec.findings import Finding
from acoe_spec.guidelines.coverage import Coverage
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import Guidelines
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition, Label
from acoe_spec.taxonomy.references import node
from acoe_spec.versions.changes import Diff
from acoe_spec.versions.diff.report import Names, names

if TYPE_CHECKING:
    from markupsafe import Markup

HEAD = "head"

Drawn: TypeAlias = "dict[tuple[Example, str, str], Markup | None]"
"""Drawings by the example, the beginning of their ids, and the way up from the page."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Edition:
    """One version of the taxonomy as it stands on the site.

    `folder` is where its pages lie from the folder of the taxonomy: empty for the head, else the
    version. `paths` are the pages that it has of its own labels, sets, guidelines and changes,
    without those that every edition has. `retired` are the labels that earlier versions had and
    this one has not, as nodes, with what stands in their places.
    """

    version: str
    is_head: bool
    is_released: bool
    is_current: bool
    folder: str
    paths: frozenset[str]
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`head`, or the version."""
        return HEAD if self.is_head else self.version


@dataclass(frozen=True, kw_only=True, eq=False)
class Declared:
    """What people declared about a step: their description, and by operation what they decided.

    `operations` are as the migration file says them, in plain data.
    """

    description: str
    operations: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class VersionStep:
    """All that changed from one version to one that follows it.

    `declared` is None where nobody declared anything.
    """

    before: Definition
    after: Definition
    diff: Diff
    declared: Declared | None = None

    @property
    def old(self) -> str:
        """The number of the older version."""
        return self.before.version

    @property
    def new(self) -> str:
        """The number of the newer version."""
        return self.after.version

    @cached_property
    def labels_before(self) -> Mapping[str, Label]:
        """The labels of the older version, by their nodes."""
        return _by_node(self.before)

    @cached_property
    def labels_after(self) -> Mapping[str, Label]:
        """The labels of the newer version, by their nodes."""
        return _by_node(self.after)

    @cached_property
    def names(self) -> Names:
        """What labels are called in both, where that says more than their ids."""
        return Names(names(self.before), names(self.after))


def _by_node(definition: Definition) -> Mapping[str, Label]:
    return {node(label_set, name): label for label_set, name, label in definition.labels()}


class Download(NamedTuple):
    """A file that lies in the folder `downloads` of the edition; `size` is in bytes."""

    name: str
    title: str
    description: str
    size: int | None = None


class EditLinks(NamedTuple):
    """Where the sources can be edited: addresses that a path from the workspace is put behind.

    `guidelines` and `taxonomy` are the addresses of the folder of the guidelines and of the head's
    YAML file; None where they are not known.
    """

    guidelines: str | None = None
    taxonomy: str | None = None


NO_EDITING = EditLinks()


@dataclass(frozen=True, kw_only=True, eq=False)
class Specification:
    """One version of a taxonomy with its guidelines and its history.

    `examples` are those that could be read, `findings` what is wrong with guidelines and examples.
    `steps` lead from earlier versions to this one, the latest first. `editions` are all on the
    site, this one among them, from the newest to the oldest, the head first. `imported` are the
    imported taxonomies that the site has as well, each with the folder of the version imported,
    from the folder that all taxonomies lie in. `drawn` keeps the drawings of examples, which stand
    on several pages each, here and in editions that say the same.
    """

    edition: Edition
    definition: Definition
    taxonomy: CompiledTaxonomy
    guidelines: Guidelines
    examples: tuple[Example, ...]
    coverage: Coverage
    today: datetime.date
    findings: tuple[Finding, ...] = ()
    steps: tuple[VersionStep, ...] = ()
    editions: tuple[Edition, ...] = ()
    imported: Mapping[str, str] = field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    edit: EditLinks = NO_EDITING
    drawn: Drawn = field(default_factory=dict, repr=False)

    @property
    def current(self) -> Edition:
        """The version that new work is done with: the highest release, else the head."""
        return next((each for each in self.editions if each.is_current), self.edition)
