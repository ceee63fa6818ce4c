"""The Content-Security-Policy of a site: what its pages may load, and which scripts may run.

Every page brings it along as a `meta` element, the first thing in its head. Inline scripts run only
if they are the theme's own: their hashes come from the theme rendered without any page, so nothing
that a page says can add one.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from copy import copy
from html import escape

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
_RUNS = re.compile(r"\b(?:src|type)\s*=")  # what has a source or is data is no inline script
_TEMPLATES = ("main.html", "404.html")
_CHARSET = '<meta charset="utf-8">'
_HEAD = "<head>"


def theme_scripts(env: jinja2.Environment, config: MkDocsConfig) -> tuple[str, ...]:
    """The inline scripts of the theme, as it is configured, in the order of a page."""
    plain = copy(config)
    plain.data = {**config.data, **dict.fromkeys(_WORDS, "")}
    found: dict[str, None] = {}
    for name in _TEMPLATES:
        context = get_context(Navigation([], []), [], plain, base_url=".")
        rendered = env.get_template(name).render(context)
        for script in _SCRIPT.finditer(rendered):
            if not _RUNS.search(script["attributes"]):
                found[script["code"]] = None
    return tuple(found)


_WORDS = ("site_name", "site_description", "site_author", "copyright", "repo_name")


def policy(scripts: Iterable[str]) -> str:
    """The policy under which only these inline scripts run, and nothing comes from elsewhere."""
    hashes = [f"'sha256-{_digest(each)}'" for each in scripts]
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *hashes],
        "style-src": ["'self'"],
        # The icons of the theme are pictures in its style sheet.
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def with_policy(page: str, said: str) -> str:
    """The page with the policy at the beginning of its head, before anything that it governs."""
    element = f'<meta http-equiv="Content-Security-Policy" content="{escape(said)}">'
    before = _CHARSET if _CHARSET in page[: page.find("</head>")] else _HEAD
    return page.replace(before, before + element, 1)


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")
