"""`acoe rules`: the catalogue of rules, each explained."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator

import click
import msgspec

from acoe_spec.cli.catalogue import CATALOGUE
from acoe_spec.errors import UsageError
from acoe_spec.findings import Rule

_WIDTH = 96


@click.command(
    name="rules",
    epilog="""\b
Examples:
  acoe rules
  acoe rules surface-mismatch
  acoe rules --json""",
)
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(*, rule: str | None, as_json: bool) -> None:
    """List the rules for label files, taxonomies, waivers and conversions, or explain one RULE."""
    if rule is not None and rule not in CATALOGUE:
        near = difflib.get_close_matches(rule, CATALOGUE, n=1)
        raise UsageError(
            f"there is no rule '{rule}'",
            hint=f"did you mean '{near[0]}'?" if near else "acoe rules lists them all",
        )
    chosen = list(CATALOGUE.values()) if rule is None else [CATALOGUE[rule]]
    if as_json:
        prose = [{name: getattr(each, name) for name in _PROSE} for each in chosen]
        click.echo(msgspec.json.format(msgspec.json.encode(prose), indent=2).decode("utf-8"))
    else:
        click.echo("\n".join(_list_lines(chosen) if rule is None else _rule_lines(chosen[0])))


_PROSE = ("id", "level", "theme", "summary", "why", "fix", "failing", "passing")


def _list_lines(rules: list[Rule]) -> Iterator[str]:
    width = max(len(rule.id) for rule in rules)
    themes: dict[str, list[Rule]] = {}
    for rule in rules:
        themes.setdefault(rule.theme, []).append(rule)
    for theme, of_theme in themes.items():
        yield click.style(theme, bold=True)
        for rule in of_theme:
            yield f"  {rule.id:<{width}}  {rule.level:<7}  {rule.summary}"
        yield ""
    yield "Explain one: acoe rules RULE"


def _rule_lines(rule: Rule) -> Iterator[str]:
    yield click.style(rule.id, bold=True) + f"  {rule.level}, {rule.theme}"
    for title, text in (("", rule.summary), ("Why", rule.why), ("Fix", rule.fix)):
        yield ""
        if title:
            yield title
        yield from textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for title, example in (("Fails", rule.failing), ("Passes", rule.passing)):
        yield ""
        yield title
        yield textwrap.indent(example.rstrip(), "  ")
