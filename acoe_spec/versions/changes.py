"""What one version says that another does not: a change, and all changes between two versions.

Values only. `observing` makes them, `declaring` holds them against what people declared, reports
print them.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct

from acoe_spec.taxonomy.numbering import LEVELS, Level
from acoe_spec.versions.operations import Effect


class Edit(Struct, frozen=True):
    """What a definition says at `path` after a change; without `value`, nothing any more.

    `path` leads through the definition as plain data (`msgspec.to_builtins`): `("entities",
    "option", "attributes", "strike", "required")`.
    """

    path: tuple[str, ...]
    value: Any = UNSET


class Change(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={"from_": "from", "property_": "property"},
):
    """One difference between two versions, or one declared operation that makes it.

    `op` and `effect` are of `operations`, `rule` is the diff rule that found it. `set`, `label`,
    `attribute`, `value`, `role`, `property` and `other` say what it is about, in the words of the
    operation of that name in a migration; labels are spelt as a record spells them, those of the
    old version unless they are new. `page` is a file of the guidelines that is about no label.
    `before` and `after` are plain data. `because` names the change that brings this one about where
    no author wrote it: a sub-label loses an attribute because its parent moved. `edits` turn the
    old definition into the new one; a change that only follows from another has none.
    """

    op: str
    rule: str
    level: Level
    effect: Effect
    message: str
    set: str | None = None
    label: str | None = None
    attribute: str | None = None
    value: str | None = None
    role: str | None = None
    property_: str | None = None
    other: str | None = None
    taxonomy: str | None = None
    page: str | None = None
    from_: str | tuple[str, ...] | None = None
    to: str | tuple[str, ...] | None = None
    before: Any = None
    after: Any = None
    because: str | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def node(self) -> str | None:
        """The label that it is about, as `entity/option`; None where it is about no single one."""
        return None if self.set is None or self.label is None else f"{self.set}/{self.label}"

    @property
    def name(self) -> str:
        """What other changes call this one: `move-label entity/option`."""
        parts = (self.label, self.attribute, self.value, self.role, self.property_, self.other)
        place = "/".join(part for part in (self.set, *parts) if part)
        return f"{self.op} {place or self.taxonomy or self.page or ''}".rstrip()


class Suggestion(Struct, frozen=True, kw_only=True):
    """A label that is gone and a new one that may be the same; never more than a suggestion.

    `likelihood` is from 0 to 1, `reason` the fragment of a sentence.
    """

    set: str
    from_: str = msgspec.field(name="from")
    to: str
    likelihood: float
    reason: str


class Diff(Struct, frozen=True, kw_only=True):
    """All changes from one version to another, those that authors made before those that follow.

    `from_` and `to` are `id@version`.
    """

    from_: str = msgspec.field(name="from")
    to: str
    changes: tuple[Change, ...]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def bump(self) -> Level | None:
        """What the version number has to be raised by; None where nothing changed."""
        return max((each.level for each in self.changes), key=LEVELS.index, default=None)
