"""A definition with changes made to it.

Only edits are applied, so what merely follows from a change takes no part. Knows nothing of how
changes were found, and does not judge them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.changes import Change, Edit


def applied(old: Definition, changes: Iterable[Change]) -> Definition:
    """`old` as the edits of `changes` leave it; `old` itself where there are none.

    Edits of one place that agree may come several times and in any order. Raises
    `msgspec.ValidationError` if what comes out is no definition.
    """
    values = {edit.path: edit.value for change in changes for edit in change.edits}
    if not values:
        return old
    document = msgspec.to_builtins(old)
    # A place is emptied before something is put below it.
    for path in sorted(values, key=len):
        _put(document, Edit(path, values[path]))
    return msgspec.convert(document, Definition)


def _put(document: dict[str, Any], edit: Edit) -> None:
    *way, last = edit.path
    place = document
    for step in way:
        if step not in place:
            if edit.value is UNSET:
                return
            place[step] = {}
        place = place[step]
    if edit.value is UNSET:
        place.pop(last, None)
    else:
        place[last] = edit.value
