"""Whether two ways do the same with every label, and if not, what they do differently."""

from __future__ import annotations

from collections.abc import Sequence

from acoe_spec.versions.steps import Step


def difference(one: Sequence[Step], other: Sequence[Step]) -> str | None:
    """A sentence that names the first label of which two ways make different things."""
    return None
