"""Writes the generated parts of `docs/reference/`; `make generate` runs it.

    python docs/generate.py            write what has changed
    python docs/generate.py --check    write nothing; exit 1 and show the difference

Each part is made from the table or the model that the program itself uses: commands from their own
help, rules and formats from their rows, fields from the metamodel. A page of the reference holds
such parts between two comments, `<!-- generated: NAME -->` and `<!-- end -->`; the rest of the page
is written by hand. Nothing depends on time, path or terminal.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import click
from click.testing import CliRunner

import acoe_spec
from acoe_spec.cli import COMMANDS, cli
from acoe_spec.findings import Rule
from acoe_spec.formats.imported import RULES as IMPORT_RULES
from acoe_spec.formats.importers import IMPORTERS
from acoe_spec.formats.table import FORMATS
from acoe_spec.formats.table import RULES as FORMAT_RULES
from acoe_spec.generate.metamodel import load
from acoe_spec.generate.shapes import (
    Anything,
    Choice,
    Either,
    Field,
    FreeForm,
    Kind,
    ListOf,
    MapOf,
    Model,
    Number,
    Reference,
    Tagged,
    Text,
    Truth,
    Whole,
)
from acoe_spec.guidelines.catalogue import GUIDELINE_RULES
from acoe_spec.guidelines.changing import GUIDELINE_RULES as GUIDELINE_CHANGES
from acoe_spec.migration.review_rules import RULES as REVIEW_RULES
from acoe_spec.migration.rules import RULES as MIGRATED_FILE_RULES
from acoe_spec.reporting.styles import STYLES
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.targets.files import FILES
from acoe_spec.targets.table import TARGETS
from acoe_spec.taxonomy.lint import RULES as LINT_RULES
from acoe_spec.versions.declared.concordance_rules import RULES as CONCORDANCE_RULES
from acoe_spec.versions.declared.rules import MIGRATION_RULES
from acoe_spec.versions.diff.rules import DIFF_RULES
from acoe_spec.versions.operations import OPERATIONS
from acoe_spec.workspace.release_rules import RULES as RELEASE_RULES
from acoe_spec.workspace.waivers import RULES as WAIVER_RULES

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 88

_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.S)


def commands() -> Iterator[str]:
    """Every command with its own help, those of a group after it."""
    context = click.Context(cli)
    for row in COMMANDS:
        yield f"## acoe {row.name}\n\n{row.summary}\n\n{_helped(row.name)}"
        group = cli.get_command(context, row.name)
        if isinstance(group, click.Group):
            for name in group.list_commands(context):
                yield f"### acoe {row.name} {name}\n\n{_helped(row.name, name)}"


def _helped(*names: str) -> str:
    shown = CliRunner().invoke(
        cli, [*names, "--help"], prog_name="acoe", terminal_width=WIDTH, color=False
    )
    if shown.exit_code:
        raise SystemExit(f"acoe {' '.join(names)} --help failed: {shown.output}")
    return _fenced(shown.output)


def _theme_of(rule: Rule) -> str:
    return rule.theme


def rules(rows: Iterable[Rule], language: str) -> Iterator[str]:
    """Every rule: an overview by theme, then each with its reason, its remedy and two examples."""
    for theme, of_theme in groupby(rows, key=_theme_of):
        listed = list(of_theme)
        table = [
            f"| [`{each.id}`](#{each.id}) | {each.level} | {each.summary} |" for each in listed
        ]
        yield "\n".join(
            [
                f"## {theme.capitalize()}",
                "",
                "| rule | level | finds |",
                "| --- | --- | --- |",
                *table,
            ]
        )
        for each in listed:
            yield (
                f"### {each.id}\n\n**{each.level}.** {each.summary}\n\n{each.why}\n\n"
                f"**What to do.** {each.fix}\n\nFails:\n\n{_fenced(each.failing, language)}\n\n"
                f"Passes:\n\n{_fenced(each.passing, language)}"
            )


def formats() -> Iterator[str]:
    """Every format of label files: what it carries and what it loses."""
    for row in FORMATS:
        endings = ", ".join(f"`{each}`" for each in row.extensions)
        packed = ", each also with `.gz` or `.zst`" if row.compressed else ""
        ways = " and ".join(
            way for way, function in (("read", row.read), ("written", row.write)) if function
        )
        lost = "\n".join(f"- {each}" for each in row.losses) or "Nothing."
        yield (
            f"## {row.id}\n\n{row.title}: {ways}. Files: {endings}{packed}. "
            f"A destination is one {row.writes}.\n\n**Carries.** {row.carries}\n\n"
            f"**Loses** when it is written:\n\n{lost}"
        )


def importers() -> Iterator[str]:
    """Every source that a taxonomy can be made from."""
    for row in IMPORTERS:
        lost = "\n".join(f"- {each}" for each in row.losses)
        yield (
            f"### {row.title}\n\n`acoe import {row.id}` reads {row.source}.\n\n"
            f"**Carries.** {row.carries}\n\n**Loses:**\n\n{lost}"
        )


def targets() -> Iterator[str]:
    """Every target of `acoe build`."""
    yield "| `--target` | writes |\n| --- | --- |"
    for row in TARGETS:
        yield f"| `{row.id}` | {row.title} |"


def operations() -> Iterator[str]:
    """Every operation of change: how much it demands, and what becomes of records."""
    yield "| operation | level | records | what changes |\n| --- | --- | --- | --- |"
    for row in OPERATIONS.values():
        yield f"| `{row.op}` | {row.level} | {row.effect} | {row.summary} |"


def diff_rules() -> Iterator[str]:
    """Every rule of `acoe diff`, with the operation that it finds."""
    for row in DIFF_RULES.values():
        mirrors = ", ".join(f"`{each}`" for each in row.mirrors)
        yield (
            f"### {row.id}\n\n{row.summary} {row.why}\n\nOperation `{row.op}`; mirror {mirrors}."
        )
    for change in GUIDELINE_CHANGES:
        yield (
            f"### {change.id}\n\n{change.summary} {change.why}\n\nOperation `{change.op}`; seen "
            "where both versions have guidelines."
        )


def files() -> Iterator[str]:
    """Every file that `acoe build` writes into a folder."""
    yield "| file | target | what it is |\n| --- | --- | --- |"
    for row in FILES:
        yield f"| `{row.name}` | `{row.target}` | {row.purpose} |"


def shapes(model: Model) -> Iterator[str]:
    """Every object of a model with its fields, then the kinds of value that have a name.

    What the model takes over from another and does not use is left out.
    """
    named: dict[str, Kind] = {}
    used = _used(model)
    for shape in sorted(model.shapes, key=lambda each: each.name not in model.roots):
        if shape.name not in used:
            continue
        for field in shape.fields:
            _collect(field.kind, named)
        rows = "\n".join(map(_row, shape.fields))
        heading = f"### {shape.name}\n\n{shape.doc}"
        columns = "| field | always | value | what it is |\n| --- | --- | --- | --- |"
        yield f"{heading}\n\n{columns}\n{rows}"
    yield "### Kinds of value\n\n| kind | value |\n| --- | --- |\n" + "\n".join(
        f'| <a id="{name.lower()}"></a>{name} | {_described(kind)} |'
        for name, kind in sorted(named.items())
    )


def _used(model: Model) -> set[str]:
    """The names of the objects that a file of the model may hold."""
    by_name = {shape.name: shape for shape in model.shapes}
    found: set[str] = set()
    waiting = list(model.roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            for field in by_name[name].fields:
                waiting += _references(field.kind)
    return found


def _references(kind: Kind) -> Iterator[str]:
    if isinstance(kind, Reference):
        yield kind.shape
    for inner in _inner(kind):
        yield from _references(inner)


def _row(field: Field) -> str:
    always = "yes" if field.required else ""
    examples = ", ".join(f"`{each}`" for each in field.examples if isinstance(each, str | int))
    about = f"{field.doc} {'Example: ' + examples + '.' if examples else ''}".strip()
    return f"| `{field.name}` | {always} | {_spelt(field.kind)} | {_cell(about)} |"


def _spelt(kind: Kind) -> str:
    """A kind as the cell of a table; what has a name of its own is a link to it."""
    name = getattr(kind, "name", "")
    if name:
        return f"[{name}](#{name.lower()})"
    match kind:
        case Reference(shape=shape):
            return f"[{shape}](#{shape.lower()})"
        case ListOf(item=item, min_items=least, max_items=most):
            if least is not None and least == most:
                return f"list of {least} {_spelt(item)}"
            return f"list of {_spelt(item)}" + (f", at least {least}" if least else "")
        case MapOf(key=key, value=value):
            return f"map from {_spelt(key)} to {_spelt(value)}"
        case Tagged(cases=cases, tag=tag):
            return f"by `{tag}`: " + ", ".join(_spelt(case.kind) for case in cases)
        case Either(options=options):
            return " or ".join(map(_spelt, options))
        case Choice(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case Text() | Whole() | Number():
            return _described(kind)
        case Truth():
            return "`true` or `false`"
        case FreeForm():
            return "any object"
        case Anything():
            return "any value"
    raise TypeError(kind)


def _described(kind: Kind) -> str:
    """What a named kind is, with its bounds."""
    about = getattr(kind, "doc", "")
    match kind:
        case Text(min_length=least, max_length=most, pattern=pattern):
            said = ["string"]
            if most is not None:
                said.append(f"{least or 0} to {most:,} code points")
            if pattern is not None:
                said.append(f"of the form <code>{_html(pattern)}</code>")
            form = ", ".join(said)
        case Whole(minimum=least, maximum=most):
            form = f"integer, {least} to {most}"
        case Number(minimum=least, maximum=most):
            form = f"number, {least:,.0f} to {most:,.0f}"
        case Choice(values=values, value_docs=docs):
            explained = dict(zip(values, docs))
            form = "; ".join(
                f"`{value}`" + (f": {explained[value].rstrip('.')}" if explained.get(value) else "")
                for value in values
            )
        case Tagged(tag=tag, cases=cases):
            form = f"one of, by `{tag}`: " + ", ".join(
                f"`{case.tags[0]}` {_spelt(case.kind)}" for case in cases
            )
        case Either(options=options):
            form = " or ".join(map(_spelt, options))
        case MapOf(key=key, value=value):
            form = f"map from {_spelt(key)} to {_spelt(value)}"
        case _:
            raise TypeError(kind)
    return _cell(f"{about} *{form}*" if about and not isinstance(kind, Choice) else form)


def _collect(kind: Kind, named: dict[str, Kind]) -> None:
    """Add to `named` every kind with a name that is in `kind`."""
    name = getattr(kind, "name", "")
    if name in named:
        return
    if name:
        named[name] = kind
    for each in _inner(kind):
        _collect(each, named)


def _inner(kind: Kind) -> tuple[Kind, ...]:
    """The kinds that a kind is made of."""
    match kind:
        case ListOf(item=item):
            return (item,)
        case MapOf(key=key, value=value):
            return (key, value)
        case Either(options=options):
            return options
        case Tagged(cases=cases):
            return tuple(case.kind for case in cases)
    return ()


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _html(pattern: str) -> str:
    """A pattern inside a table: neither Markdown nor the table may take a part of it."""
    for character, code in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("*", "&#42;")):
        pattern = pattern.replace(character, code)
    for character in "_[]`\\":
        pattern = pattern.replace(character, f"&#{ord(character)};")
    return pattern


def _fenced(text: str, language: str = "text") -> str:
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def library() -> Iterator[str]:
    """Every public name with its signature and its docstring, and so its public members."""
    for name in sorted(acoe_spec.__all__):
        value = getattr(acoe_spec, name)
        if not name[0].isupper():
            yield _documented(name, value)
            continue
        yield f"### {name}, the class\n\n{_prose(value)}"
        for member, defined in vars(value).items():
            if member[0] != "_" and inspect.isfunction(defined):
                yield _documented(f"{name}.{member}", defined)
            elif isinstance(defined, property):
                yield f"`{name}.{member}`\n\n{_prose(defined)}"


def _documented(name: str, function: object) -> str:
    assert callable(function)
    signature = str(inspect.signature(function)).replace("'", "")  # annotations are strings
    return f"```text\n{name}{signature}\n```\n\n{_prose(function)}"


def _prose(value: object) -> str:
    """A docstring as Markdown: what is set in looks so, too."""
    said = inspect.getdoc(value)
    assert said, value
    return said


PARTS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "commands": ("\n\n", commands),
    "rules-of-label-files": ("\n\n", lambda: rules(ALL_RULES, "json")),
    "rules-of-taxonomies": (
        "\n\n",
        lambda: rules((*LINT_RULES, *RELEASE_RULES, *WAIVER_RULES), "yaml"),
    ),
    "rules-of-guidelines": ("\n\n", lambda: rules(GUIDELINE_RULES, "markdown")),
    "rules-of-migrations": ("\n\n", lambda: rules(MIGRATION_RULES, "yaml")),
    "rules-of-migrated-files": ("\n\n", lambda: rules(MIGRATED_FILE_RULES, "text")),
    "rules-of-reviews": ("\n\n", lambda: rules(REVIEW_RULES, "json")),
    "rules-of-conversion": (
        "\n\n",
        lambda: rules((*FORMAT_RULES, *IMPORT_RULES, *CONCORDANCE_RULES), "text"),
    ),
    "formats": ("\n\n", formats),
    "importers": ("\n\n", importers),
    "library": ("\n\n", library),
    "targets": ("\n", targets),
    "files": ("\n", files),
    "record": ("\n\n", lambda: shapes(load("record"))),
    "taxonomy": ("\n\n", lambda: shapes(load("taxonomy"))),
    "guideline": ("\n\n", lambda: shapes(load("guideline"))),
    "migration": ("\n\n", lambda: shapes(load("migration"))),
    "operations": ("\n", operations),
    "diff-rules": ("\n\n", diff_rules),
    "styles": ("", lambda: iter([", ".join(f"`{style}`" for style in STYLES)])),
}


def regenerated(page: str) -> str:
    """The page with its generated parts made anew; raises `KeyError` for an unknown part."""

    def made(match: re.Match[str]) -> str:
        joint, part = PARTS[match[2]]
        return f"{match[1]}\n{joint.join(part())}\n\n{match[3]}"

    return _PART.sub(made, page)


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the generated parts; returns the exit code."""
    parser = argparse.ArgumentParser(description="Regenerate the reference from the program.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 on a difference"
    )
    check = parser.parse_args(arguments).check
    differing = False
    for path in sorted(REFERENCE.glob("*.md")):
        old = path.read_text("utf-8")
        new = regenerated(old)
        if old == new:
            continue
        differing = True
        if not check:
            path.write_text(new, encoding="utf-8", newline="\n")
            continue
        sys.stdout.writelines(
            difflib.unified_diff(
                old.splitlines(keepends=True),
                new.splitlines(keepends=True),
                f"committed/{path.name}",
                f"generated/{path.name}",
            )
        )
    if check and differing:
        sys.stdout.write("docs/reference/ is not what the program gives: run `make generate`\n")
    return int(check and differing)


if __name__ == "__main__":
    sys.exit(main())
