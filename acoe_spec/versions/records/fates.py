"""What becomes of labels, attributes, values and roles in one simultaneous change, as tables.

A *part* is one such table; a label that is not in it stays as it is. Labels are nodes (`set/id`) as
records spell them. Made by `parting`, read by `worlds`; knows neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from acoe_spec.taxonomy.compiled import Attribute
from acoe_spec.versions.splitting import SplitRule


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of annotations of one label, or of one value of an attribute.

    `to` are nodes, or values, of the new version; none where it is gone without replacement.
    Several are divided by `rules` and `otherwise`, else by people, for whom `reason` says why.
    `remembers`: what it was is kept in `previous`, because several may have become one, or because
    the meaning is another. `unsure`: none of `to` need be right, even where it is only one.
    """

    op: str
    to: tuple[str, ...]
    reason: str
    rules: tuple[SplitRule, ...] = ()
    otherwise: str | None = None
    remembers: bool = False
    unsure: bool = False

    @property
    def certain(self) -> str | None:
        """The one thing that becomes of it whatever the record says; None where that varies."""
        if self.rules or (self.unsure and self.otherwise is None):
            return None
        if self.otherwise is not None:
            return self.otherwise
        return self.to[0] if len(self.to) == 1 else None

    @property
    def rest(self) -> tuple[str | None, ...]:
        """What may become of it where no rule decides; None for nothing of all this."""
        if self.otherwise is not None:
            return (self.otherwise,)
        return (*self.to, None) if self.unsure or not self.to else self.to


@dataclass(frozen=True, kw_only=True)
class AttributeFate:
    """What becomes of one attribute of one label. All at once: values are old values.

    `gone` says what becomes of the values of an attribute that is removed. `convert` is the
    attribute as it was, and the type and multiplicity that it has now.
    """

    name: str
    values: Mapping[str, Fate] = field(default_factory=dict)
    gone: Literal["kept", "reviewed"] | None = None
    gone_reason: str = ""
    convert: tuple[Attribute, Attribute] | None = None
    ops: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One simultaneous change. All keys are in old words, but for `known`, `fill` and `required`.

    `reviewed`: labels whose annotations people look at whatever else happens to them, with the
    operation and the reason. `sets`: category sets under another id, or None where the set is gone.
    `known`: the attributes of each label that something lossy leads to. `fill`: by new label, the
    attributes that annotations without them get. `required`: category sets, each with the label
    that unanswered targets get.
    """

    labels: Mapping[str, Fate] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, AttributeFate]] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    flipped: frozenset[str] = frozenset()
    reviewed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sets: Mapping[str, str | None] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fill: Mapping[str, Mapping[str, str | int | bool]] = field(default_factory=dict)
    required: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def concerned(self) -> frozenset[str]:
        """The labels of whose annotations anything may become."""
        tables = (self.labels, self.attributes, self.roles, self.flipped, self.reviewed, self.fill)
        return frozenset().union(*tables)
