"""What the commands of `acoe site` have in common: a workspace that is fit to be shown."""

from __future__ import annotations

import datetime
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.cli.reports import ReportTo, emit
from acoe_spec.errors import MissingExtra, UsageError
from acoe_spec.project.linting import guideline_line
from acoe_spec.reporting.report import report_of
from acoe_spec.workspace.discovery import Workspace, find_workspace

if TYPE_CHECKING:
    from acoe_spec.mkdocs_plugin.publication import Judgement

_NEEDED = {
    "mkdocs": "MkDocs",
    "material": "MkDocs Material",
    "jinja2": "Jinja",
    "nh3": "nh3",
}


def need_site() -> None:
    """Raise `MissingExtra` if a library is absent that a site is built with."""
    for module, library in _NEEDED.items():
        if importlib.util.find_spec(module) is None:
            raise MissingExtra(library, extra="site", purpose="acoe site")


def workspace_root(workspace: str | None) -> tuple[Workspace, Path]:
    """The workspace with its folder; raises `UsageError` if there is none."""
    found = find_workspace(workspace)
    if found.root is None:
        raise UsageError("there is no taxonomy here", hint="acoe init DIR starts a workspace")
    return found, found.root


def judged(
    workspace: Workspace,
    taxonomies: Sequence[str],
    *,
    today: datetime.date,
    strict: bool = False,
    reports: Sequence[ReportTo] = (),
) -> Judgement | None:
    """What would be published, judged; None if what is wrong with it stops the site.

    That is printed; the rest of what is wrong only where `reports` ask for it.
    """
    from acoe_spec.mkdocs_plugin.publication import judge

    found = judge(workspace, taxonomies=taxonomies, today=today)
    shown = report_of(found.findings, files=found.files)
    stops = bool(shown.summary.at_least("warning" if strict else "error"))
    if reports or stops:
        if not reports and not strict:
            errors = [each for each in found.findings if each.level == "error"]
            shown = report_of(errors, files=found.files)
        emit(
            shown,
            reports,
            rules=CATALOGUE,
            source_line=lambda file, line: (
                found.resolver.source_line(file, line) or guideline_line(workspace, file, line)
            ),
        )
        sys.stdout.flush()
    return None if stops else found


def configuration(root: Path, config: str | None, *, plain: bool) -> Path | None:
    """The configuration of MkDocs that is to be used; None for a plain one."""
    from acoe_spec.mkdocs_plugin.configuration import own_configuration

    if plain and config is not None:
        raise UsageError("--config and --no-config exclude each other")
    if plain:
        return None
    if config is not None:
        return Path(config)
    return own_configuration(root)
