"""Building a site, whole or not at all.

The new site is built beside the old one and then takes its place; whatever stops the build leaves
the old one as it was.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from mkdocs.commands.build import build as build_by_mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError

from acoe_spec.errors import AcoeError, UsageError
from acoe_spec.mkdocs_plugin.configuration import (
    plain_configuration,
    plugin_of,
    read_configuration,
)
from acoe_spec.mkdocs_plugin.hearing import heard
from acoe_spec.mkdocs_plugin.plugin import MARK
from acoe_spec.mkdocs_plugin.publication import Publication
from acoe_spec.mkdocs_plugin.replacing import replacing
from acoe_spec.mkdocs_plugin.takeover import write_takeover

DEFAULT = "site"


class Built(NamedTuple):
    """A site that was built: where, how many pages, in how many seconds, and what MkDocs warned."""

    folder: Path
    pages: int
    seconds: float
    warnings: tuple[str, ...]


class SiteRefused(AcoeError):
    """MkDocs did not build the site; its own messages say why."""

    exit_code = 1


def build_site(
    publication: Publication,
    root: Path,
    *,
    output: Path,
    config_file: Path | None = None,
    sources: Path | None = None,
    strict: bool = False,
    on_page: Callable[[], None] = lambda: None,
) -> Built:
    """Build the site of a workspace at `root` into `output`, in place of one that is there.

    `config_file` is a configuration that uses the plugin, else a plain one is taken. `sources` is a
    new folder for what another builder needs. `strict` takes warnings of MkDocs for errors.
    `on_page` is told twice of each page. Raises `UsageError` if a folder holds something else than
    a site, or a configuration is refused; `SiteRefused` if MkDocs fails; `FileProblem`.
    """
    check_output(output)
    if sources is not None:
        check_empty(sources)
        _check_apart(output, sources)
    with ExitStack() as stack:
        building = stack.enter_context(replacing(output))
        made = None if sources is None else stack.enter_context(replacing(sources))
        built = build_into(
            publication,
            root,
            building.new,
            config_file=config_file,
            sources=None if made is None else made.new,
            strict=strict,
            on_page=on_page,
        )
        if made is not None:
            made.put()
        building.put()
    return built._replace(folder=output)


def build_into(
    publication: Publication,
    root: Path,
    folder: Path,
    *,
    config_file: Path | None = None,
    sources: Path | None = None,
    strict: bool = False,
    on_page: Callable[[], None] = lambda: None,
) -> Built:
    """Build a site into an empty folder, and its sources into another; raises as `build_site`."""
    began = time.monotonic()
    with heard() as said, tempfile.TemporaryDirectory(prefix="acoe-site-") as empty:
        config = _configured(root, folder, Path(empty), config_file)
        plugin = plugin_of(config)
        plugin.publication = publication
        plugin.sources = None if sources is None else sources / "docs"
        plugin.progress = on_page
        config.strict = config.strict or strict
        _run(config, said)
        if sources is not None:
            write_takeover(sources, plugin.parts, config)
    pages = sum(1 for _ in folder.rglob("*.html"))
    return Built(folder, pages, time.monotonic() - began, tuple(said))


def _configured(root: Path, site: Path, empty: Path, config_file: Path | None) -> MkDocsConfig:
    """The configuration to build with; raises `UsageError` if it is refused."""
    if config_file is not None:
        return read_configuration(config_file, site=site)
    return plain_configuration(root, site=site, docs=empty)


def _run(config: MkDocsConfig, said: list[str]) -> None:
    """Have MkDocs build; raises `SiteRefused` with what it said if it does not."""
    plugins = config.plugins
    try:
        plugins.on_startup(command="build", dirty=False)
        build_by_mkdocs(config)
    except (Abort, BuildError) as error:
        raise SiteRefused("the site was not built: " + _first(said, error)) from error
    finally:
        plugins.on_shutdown()


def _first(said: list[str], error: Exception) -> str:
    return said[-1] if said else str(error)


def check_output(output: Path) -> None:
    """Raise `UsageError` unless `output` is absent, empty, or a site that may be replaced."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError("this is no folder", hint="name a folder with -o", path=output)
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise UsageError(
            "this folder holds something else than a site that acoe made",
            hint="name an empty or a new folder with -o",
            path=output,
        )


def check_empty(folder: Path) -> None:
    """Raise `UsageError` unless `folder` is absent or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("this is there already", hint="name an empty or a new folder", path=folder)


def _check_apart(output: Path, sources: Path) -> None:
    """Raise `UsageError` if one of the folders lies in the other, or is the other."""
    one, other = output.resolve(), sources.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        hint = "name a folder beside it"
        raise UsageError("the site and its sources lie in each other", hint=hint, path=sources)
