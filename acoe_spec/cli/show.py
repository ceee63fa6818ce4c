"""`acoe show`: a taxonomy as a tree, or all that applies to one label and where it comes from.

How its versions are drawn is in `show_versions`.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import click
import msgspec

from acoe_spec.cli.reports import today_option
from acoe_spec.errors import UsageError
from acoe_spec.taxonomy.references import node_of, split
from acoe_spec.taxonomy.show import Branch, Description, Property, describe, tree
from acoe_spec.workspace.discovery import find_workspace
from acoe_spec.workspace.resolver import WorkspaceResolver

_WIDTH = 96


@click.command(
    name="show",
    epilog="""\b
Examples:
  acoe show trade-chat
  acoe show trade-chat@1.0.0 option
  acoe show trade-chat intent/rfq --json
  acoe show trade-chat --versions""",
)
@click.argument("taxonomy", metavar="ID[@V]")
@click.argument("label", required=False)
@click.option(
    "--versions", "versions_asked", is_flag=True, help="Draw all versions and what leads to each."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@today_option
@click.pass_obj
def command(
    workspace: str | None,
    *,
    taxonomy: str,
    label: str | None,
    versions_asked: bool,
    as_json: bool,
    today: datetime.datetime | None,
) -> None:
    """Print a taxonomy's tree, one label's effective definition, or the version graph.

    Every property of a label is printed with the label that it comes from. LABEL is a bare id for
    an entity, else SET/ID: relation/bids_on, event/trade, intent/rfq.
    """
    resolver = WorkspaceResolver(find_workspace(workspace))
    if versions_asked:
        if label is not None or "@" in taxonomy:
            raise UsageError(
                "the versions are those of a taxonomy as a whole",
                hint=f"acoe show {taxonomy.partition('@')[0]} --versions",
            )
        day = (today or datetime.datetime.now()).date()
        from acoe_spec.cli.show_versions import timeline_lines
        from acoe_spec.workspace.history import History
        from acoe_spec.workspace.timeline import timeline

        versions = timeline(History(resolver), taxonomy, today=day)
        _print(versions, timeline_lines(versions), as_json=as_json)
        return
    definition = resolver.definition(taxonomy)
    if label is None:
        branches = tree(definition)
        lines = _tree_lines(f"{definition.id}@{definition.version}", definition.title, branches)
        shown: Any = branches
    else:
        description = describe(definition, label)
        lines = _label_lines(description)
        shown = description
    _print(shown, lines, as_json=as_json)


def _print(shown: object, lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=2).decode("utf-8"))
    else:
        click.echo("\n".join(lines))


def _tree_lines(schema: str, title: str, branches: Iterable[Branch]) -> Iterator[str]:
    yield f"{schema}  {title}".rstrip()
    for branch in branches:
        yield ""
        count = len(branch.rows)
        question = f"  {branch.question}" if branch.question else ""
        yield click.style(branch.label_set, bold=True) + f" ({count}){question}"
        for row in branch.rows:
            marks = [
                word
                for word, holds in (
                    ("abstract", row.abstract),
                    ("deprecated", row.deprecated),
                )
                if holds
            ]
            label = split(node_of(row.reference))[1]  # as records spell it
            name = f"  {row.name}" if row.name != label else ""
            mark = f"  [{', '.join(marks)}]" if marks else ""
            yield f"  {'  ' * row.depth}{label}{click.style(name, dim=True)}{mark}"


def _label_lines(label: Description) -> Iterator[str]:
    marks = [word for word, holds in (("abstract", label.abstract),) if holds]
    heading = f"{label.reference}  {label.name}" + (f"  [{', '.join(marks)}]" if marks else "")
    yield click.style(heading, bold=True)
    yield f"  of {label.taxonomy}, in the set {label.label_set}"
    if label.question is not None:
        asked = f"answers '{label.question}', asked of {', '.join(label.asked_of)}"
        yield from _wrapped(asked, indent="  ")
    if label.definition:
        yield ""
        yield from _wrapped(label.definition, indent="  ")
    if label.deprecated is not None:
        yield ""
        yield f"  deprecated since {label.deprecated.since}" + (
            f", replaced by {', '.join(label.deprecated.replaced_by)}"
            if label.deprecated.replaced_by
            else ""
        )
    for title, names in (
        ("is a", label.ancestors),
        ("mixins", label.mixins),
        ("sub-labels", label.children),
        ("confusable with", label.confusable_with),
    ):
        if names:
            joint = " > " if title == "is a" else ", "
            yield ""
            yield from _wrapped(f"{title}: {joint.join(names)}", indent="  ")
    for title, reasons in (("use when", label.use_when), ("avoid when", label.avoid_when)):
        if reasons:
            yield ""
            yield f"  {title}"
            for reason in reasons:
                yield from _wrapped(reason, indent="    ", first="  - ")
    if label.properties:
        yield ""
        yield from _table(label.properties)
    if label.parts:
        yield ""
        yield "  takes part in"
        for part in label.parts:
            own = "" if part.through == label.reference else f"  (as {part.through})"
            yield f"    {part.of} as {part.as_}{own}"


def _table(properties: Iterable[Property]) -> Iterator[str]:
    rows = [("property", "value", "from")]
    rows += [(" > ".join(each.path), _spelt(each.value), each.origin) for each in properties]
    widths = [
        min(max(len(row[column]) for row in rows), limit) for column, limit in ((0, 40), (1, 44))
    ]
    for number, (path, value, origin) in enumerate(rows):
        cells = textwrap.wrap(value, widths[1]) or [""]
        line = f"  {path:<{widths[0]}}  {cells[0]:<{widths[1]}}  {origin}"
        yield click.style(line, dim=True) if number == 0 else line
        for more in cells[1:]:
            yield f"  {'':<{widths[0]}}  {more}"


def _spelt(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_spelt, value)) or "none"
    if isinstance(value, dict):
        keys_only = all(isinstance(each, dict) for each in value.values())
        return ", ".join(value if keys_only else (f"{k}: {_spelt(v)}" for k, v in value.items()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _wrapped(text: str, *, indent: str, first: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=(indent[: -len(first)] + first) if first else indent,
        subsequent_indent=indent,
    )
