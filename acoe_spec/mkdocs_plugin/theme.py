"""How a site looks: Material for MkDocs with nothing from elsewhere, and our style sheets."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig

THEME = "material"
STYLES = "assets/acoe"
"""Where our style sheets lie on a site."""

SITE_MAP = "sitemap.xml"
"""Names the day of the build, so that no two would be the same: there is none."""

FEATURES = (
    "content.code.copy",
    "navigation.indexes",
    "navigation.prune",
    "navigation.top",
    "search.highlight",
    "toc.follow",
)
PALETTE = (
    {
        "media": "(prefers-color-scheme: light)",
        "scheme": "default",
        "toggle": {"icon": "material/weather-night", "name": "Switch to dark colours"},
    },
    {
        "media": "(prefers-color-scheme: dark)",
        "scheme": "slate",
        "toggle": {"icon": "material/weather-sunny", "name": "Switch to light colours"},
    },
)

_OWN = Path(__file__).parent


def dress(config: MkDocsConfig) -> None:
    """Set the theme up: nothing from elsewhere, no dates, and our choices where none are made."""
    config.extra_css += (f"{STYLES}/{name}" for name in styles())
    theme = config.theme
    theme.static_templates.discard(SITE_MAP)
    if theme.name != THEME:
        return
    theme["font"] = False
    if not theme.get("features"):
        theme["features"] = list(FEATURES)
    if not theme.get("palette"):
        theme["palette"] = [dict(each) for each in PALETTE]
    theme.dirs.insert(0 if theme.custom_dir is None else 1, str(_OWN / "overrides"))
    # The same script on every page, whatever its depth: it is allowed by its hash.
    config.extra.setdefault("scope", urlsplit(config.site_url or "/").path or "/")


def styles() -> Mapping[str, Path]:
    """Our style sheets by their names, in the order in which pages load them."""
    shared = Path(str(files("acoe_spec.guidelines") / "assets"))
    found = (*sorted(shared.glob("*.css")), *sorted((_OWN / "assets").glob("*.css")))
    return {each.name: each for each in found}
