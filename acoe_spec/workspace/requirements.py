"""Which versions will do, and the newest that is there.

A requirement is what somebody writes on a command line; a slip in the name of the taxonomy would
permit everything, so it has to be one that is known.
"""

from __future__ import annotations

from acoe_spec.errors import SchemaUnknown
from acoe_spec.rules.pins import Required
from acoe_spec.taxonomy.numbering import is_version, precedence, requirement
from acoe_spec.workspace import installed
from acoe_spec.workspace.discovery import Workspace


def required(text: str, workspace: Workspace) -> Required:
    """What `trade-chat>=2,<3` asks for, with the newest release that will do.

    That is a pre-release only where no other one will do. Raises `UsageError` if it is no
    requirement, `SchemaUnknown` if nobody knows the taxonomy.
    """
    wanted = requirement(text)
    known = released(wanted.taxonomy, workspace)
    if not known and workspace.head(wanted.taxonomy) is None:
        ids = (*workspace.taxonomy_ids(), *installed.taxonomy_ids())
        raise SchemaUnknown(
            f"no taxonomy '{wanted.taxonomy}' is known, of which a version is required",
            hint="known are: " + (", ".join(ids) or "none"),
        )
    willing = sorted(
        filter(wanted.holds, known), key=lambda each: ("-" not in each, precedence(each))
    )
    return Required(wanted, willing[-1] if willing else None)


def released(taxonomy_id: str, workspace: Workspace) -> tuple[str, ...]:
    """The versions of a taxonomy that records may rely on, from the lowest to the highest.

    The releases of the workspace, and what installed packages have besides.
    """
    elsewhere = filter(is_version, installed.versions(taxonomy_id))
    return tuple(sorted({*workspace.releases(taxonomy_id), *elsewhere}, key=precedence))
