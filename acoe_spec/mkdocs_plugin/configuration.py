"""The configuration under which a site is built: the workspace's own, or a plain one of ours."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from mkdocs.config.base import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin

from acoe_spec.errors import UsageError
from acoe_spec.mkdocs_plugin.hearing import heard
from acoe_spec.mkdocs_plugin.plugin import AcoePlugin

NAMES = ("mkdocs.yml", "mkdocs.yaml")
PLUGIN = "acoe"
TITLE = "Annotation guidelines"

log = logging.getLogger("mkdocs")


class _Names(yaml.SafeLoader):
    """Reads a configuration without making any of the objects that its tags may name."""


_Names.add_multi_constructor("", lambda *_: None)


def own_configuration(root: Path) -> Path | None:
    """The workspace's configuration of MkDocs, if that uses the plugin. Nothing of it is run.

    Raises `UsageError` if it cannot be read.
    """
    path = next((root / each for each in NAMES if (root / each).is_file()), None)
    if path is None:
        return None
    try:
        held = yaml.load(path.read_text("utf-8"), _Names)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(
            "this configuration of MkDocs cannot be read",
            hint="mend it, or build with --no-config",
            path=path,
        ) from error
    plugins = held.get("plugins") if isinstance(held, dict) else None
    return path if PLUGIN in (plugins or ()) or _has_row(plugins) else None


def _has_row(plugins: Any) -> bool:
    rows = plugins if isinstance(plugins, list) else ()
    return any(isinstance(each, dict) and PLUGIN in each for each in rows)


def read_configuration(path: Path, *, site: Path | None = None) -> MkDocsConfig:
    """The configuration in a file, whose hooks and plugins are loaded, for a site in that folder.

    Raises `UsageError` if MkDocs refuses it or if it does not use the plugin.
    """
    with heard() as said:
        try:
            config = load_config(str(path), **({} if site is None else {"site_dir": str(site)}))
        except (Abort, ConfigurationError) as error:
            why = "; ".join(" ".join(each.split()) for each in said or [str(error)])
            raise UsageError(f"MkDocs refuses this configuration: {why}", path=path) from error
    if PLUGIN not in config.plugins:
        raise UsageError(
            "this configuration does not use the plugin 'acoe'",
            hint="add it to its plugins, or build with --no-config",
            path=path,
        )
    return config


class Settings(NamedTuple):
    """What a configuration says of the plugin, as `AcoeConfig` explains it."""

    taxonomies: tuple[str, ...] = ()
    edit: str = ""


def settings_of(path: Path | None) -> Settings:
    """The settings in a file, or those of none; raises as `read_configuration` does."""
    if path is None:
        return Settings()
    said = plugin_of(read_configuration(path)).config
    return Settings(tuple(said.taxonomies), said.edit)


def plain_configuration(root: Path, *, site: Path, docs: Path) -> MkDocsConfig:
    """A configuration that publishes a workspace and nothing else; `docs` is an empty folder."""
    config = MkDocsConfig(config_file_path=str(root / NAMES[0]))
    config.load_dict(plain(docs=str(docs), site=str(site)) | {"plugins": ["search", PLUGIN]})
    errors, _ = config.validate()
    for name, error in errors:
        raise UsageError(f"the plain configuration is refused: {name}: {error}")
    return config


def plain(*, docs: str, site: str) -> dict[str, Any]:
    """What is said in a plain configuration, besides its plugins."""
    return {
        "site_name": TITLE,
        "docs_dir": docs,
        "site_dir": site,
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
    }


def plugin_of(config: MkDocsConfig) -> AcoePlugin:
    """Our plugin of a configuration that has it."""
    found: BasePlugin[Any] = config.plugins[PLUGIN]
    assert isinstance(found, AcoePlugin)
    return found
