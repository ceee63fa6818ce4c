"""What `acoe build` can write, as one table.

A row's `writes` makes the content of files from one taxonomy version, and from what higher floors
bring: what a package holds of the versions before it, and the worked examples of the guidelines.
`build` puts them into a folder. Which files there are is said in
`files`. Nothing here loads LinkML before a row is used.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from acoe_spec.errors import FileProblem, MissingExtra, UsageError
from acoe_spec.files import write_atomically
from acoe_spec.targets import files, wheel
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition

if TYPE_CHECKING:
    from acoe_spec.generate.artefacts import Version


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What rows write that is not made from the taxonomy version itself, by file names.

    `history` is what a package holds of earlier versions, named from inside of it; `examples` are
    the label files of worked examples.
    """

    history: Mapping[str, bytes] = field(default_factory=dict)
    examples: Mapping[str, bytes] = field(default_factory=dict)


_Writes = Callable[["Version", Brought], Mapping[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """One thing to build. `extra` is the optional dependency of acoe-spec that it needs."""

    id: str
    title: str
    writes: _Writes
    extra: str | None = "build"


def _alone(writes: Callable[[Version], Mapping[str, bytes]]) -> _Writes:
    """For what is made from the taxonomy version alone."""
    return lambda version, _brought: writes(version)


def write_wheel(version: Version, brought: Brought) -> dict[str, bytes]:
    """An installable package, as one file."""
    taxonomy = version.taxonomy
    title = taxonomy.title or taxonomy.id
    tool = files.tool_version()
    package = wheel.Package(
        taxonomy=taxonomy.id,
        version=taxonomy.version,
        summary=f"{title}: the annotation taxonomy {taxonomy.schema}",
        description=_PAGE.format(title=title, about=taxonomy.description, schema=taxonomy.schema),
        licence=version.definition.licence,
        requires=(f"acoe-spec>={tool}",),
        generator=f"acoe-spec {tool}",
    )
    about = f'"""The annotation taxonomy {taxonomy.schema}, for acoe-spec."""\n'
    inside = {**brought.history, "__init__.py": about.encode(), "py.typed": b""}
    for name, content in files.contents(version).items():
        code = name.endswith(".py")
        inside[name if code else f"versions/{taxonomy.version}/{name}"] = content
    return {package.file_name: wheel.wheel(package, inside)}


_PAGE = """\
# {title}

{about}

    from acoe_spec import Validator

    findings = Validator("{schema}").check(line)
"""

TARGETS = (
    Target(
        id="artefacts",
        title="LinkML, Pydantic models, JSON Schema, definition, compiled tables and a manifest",
        writes=_alone(files.folder),
    ),
    Target(
        id="linkml",
        title="The taxonomy as a LinkML schema",
        writes=_alone(partial(files.contents, target="linkml")),
    ),
    Target(
        id="pydantic",
        title="Pydantic models of records under the taxonomy",
        writes=_alone(partial(files.contents, target="pydantic")),
    ),
    Target(
        id="json-schema",
        title="JSON Schema 2020-12 of records under the taxonomy",
        writes=_alone(partial(files.contents, target="json-schema")),
    ),
    Target(
        id="compiled",
        title="The definition and the compiled tables that checking reads",
        writes=_alone(partial(files.contents, target="compiled")),
    ),
    Target(
        id="wheel",
        title="A Python package that brings the taxonomy and its releases to acoe-spec",
        writes=write_wheel,
    ),
    Target(
        id="examples",
        title="The worked examples of its guidelines as label files: right ones, and ones to avoid",
        writes=lambda _version, brought: brought.examples,
        extra=None,
    ),
)
DEFAULT = ("artefacts",)

_BY_ID = {target.id: target for target in TARGETS}


def build(
    definition: Definition,
    taxonomy: CompiledTaxonomy,
    *,
    targets: Sequence[str] = DEFAULT,
    destination: Path,
    brought: Brought | None = None,
) -> list[Path]:
    """Write the targets for one taxonomy version into `destination`; returns what was written.

    `taxonomy` is `definition` compiled; `brought` is what cannot be made from it. Everything is
    made before the first file is written, each file replaces its predecessor whole, and the
    manifest comes last; other files in the folder stay as they are. Raises `UsageError` for an
    unknown target, `MissingExtra` without LinkML where a target needs that, `FileProblem` if the
    folder cannot be written, `TaxonomyBroken` for an enumeration without values.
    """
    chosen = [_target(name) for name in dict.fromkeys(targets)]
    version = _version(definition, taxonomy, with_linkml=any(each.extra for each in chosen))
    written: dict[str, bytes] = {}
    for target in chosen:
        written |= target.writes(version, brought or Brought())
    try:
        destination.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(error.strerror or str(error), path=destination) from error
    last = files.MANIFEST
    for name in sorted(written, key=lambda name: (name == last, name)):
        write_atomically(destination / name, written[name])
    return [destination / name for name in sorted(written)]


def _target(name: str) -> Target:
    if name not in _BY_ID:
        raise UsageError(f"there is no target '{name}'", hint=f"there are {', '.join(_BY_ID)}")
    return _BY_ID[name]


def _version(definition: Definition, taxonomy: CompiledTaxonomy, *, with_linkml: bool) -> Version:
    if with_linkml and importlib.util.find_spec("linkml_runtime") is None:
        raise MissingExtra("LinkML", extra="build", purpose="acoe build")
    from acoe_spec.generate.artefacts import Version

    return Version(definition, taxonomy)
