"""One annotation on its way through versions: what it was when it was last decided, and its worlds.

The one thing in a migration that changes in place; it lives as long as its record is migrated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import UNSET, UnsetType

from acoe_spec.models.record_structs import Annotation, Previous, Unresolved
from acoe_spec.versions.records.fates import Part
from acoe_spec.versions.records.worlds import World, node_of, outcome, united
from acoe_spec.versions.splitting import Situation

Rewire = Callable[[Annotation, Mapping[str, str]], Annotation]


class Item:
    """An annotation of the record; `worlds` is what it may be under the version reached so far.

    `origin` is what it was under `schema`, the last version under which it was decided. `first` is
    what came in, None for what a migration added; `stuck` is an entry of the record's `unresolved`
    for which there is no way. `reason` says why it is open, `because` on what it waits. `lossy`:
    in this step it may have become the same as another. `absorbed` are those that it stands for
    since this step.
    """

    __slots__ = (
        "absorbed",
        "absorbed_by",
        "attribute",
        "because",
        "first",
        "history",
        "id",
        "lossy",
        "ops",
        "origin",
        "reason",
        "schema",
        "stuck",
        "was_open",
        "why",
        "worlds",
    )

    def __init__(
        self,
        annotation: Annotation,
        schema: str,
        *,
        first: Annotation | None,
        was_open: bool = False,
        stuck: Unresolved | None = None,
    ) -> None:
        self.id = annotation.id
        self.origin, self.schema = annotation, schema
        self.first, self.was_open, self.stuck = first, was_open, stuck
        self.worlds: tuple[World, ...] = (World(annotation),)
        self.reason: str | None = None  # of the change that divided it
        self.why: str | None = None  # of the version that does not permit it
        self.attribute: str | None = None  # that it is about
        self.because: str | None = None
        self.ops: dict[str, None] = {}
        self.lossy = was_open
        self.absorbed: list[Item] = []
        self.absorbed_by: Item | None = None
        self.history: list[Previous] | UnsetType = UNSET  # its own, without that of the absorbed

    @property
    def open(self) -> bool:
        """Whether it cannot stand in the record under the version reached."""
        return self.alone is None or self.why is not None or self.because is not None

    @property
    def alone(self) -> Annotation | None:
        """What it certainly is; None where that is open."""
        if len(self.worlds) != 1 or self.worlds[0].doubts or self.stuck is not None:
            return None
        return self.worlds[0].annotation

    def drop(self) -> None:
        """Take it out, as only a person decides: nothing stands for it but itself."""
        self.absorbed_by = self

    def take(
        self, part: Part, situation: Callable[[Annotation], Situation], pin: str
    ) -> tuple[World, ...]:
        """The worlds after a part; they are not taken over yet, so that others see what was."""
        if len(self.worlds) == 1:
            (world,) = self.worlds
            if world.annotation is None or node_of(world.annotation) not in part.concerned:
                return self.worlds
            one = outcome(world, part, situation, pin=pin)
            self.ops.update(dict.fromkeys(one.ops))
            self.lossy = self.lossy or one.lossy
            self.reason = self.reason or one.reason
            return one.worlds if len(one.worlds) == 1 else united(one.worlds)
        worlds: list[World] = []
        for world in self.worlds:
            one = outcome(world, part, situation, pin=pin)
            self.ops.update(dict.fromkeys(one.ops))
            self.reason = self.reason or one.reason
            worlds += one.worlds
        return united(worlds)

    def rewire(self, alias: Mapping[str, str], rewired: Rewire) -> None:
        """Name other annotations in all worlds."""
        worlds = tuple(
            world
            if world.annotation is None
            else world._replace(annotation=rewired(world.annotation, alias))
            for world in self.worlds
        )
        if any(
            one.annotation is not other.annotation
            for one, other in zip(worlds, self.worlds, strict=True)
        ):
            self.worlds, self.lossy = worlds, True
