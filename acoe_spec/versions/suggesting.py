"""Labels that are gone and new ones that may be the same: suggestions, never more."""

from __future__ import annotations

from collections.abc import Iterable

from acoe_spec.versions.changes import Change, Suggestion
from acoe_spec.versions.diff_pair import Pair


def suggestions(pair: Pair, changes: Iterable[Change]) -> tuple[Suggestion, ...]:
    """Probable renames between the labels that `changes` removes and those that it adds."""
    return ()
