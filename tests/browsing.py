"""Sites in a real browser: a folder served on this machine, and tabs of Chromium that see no other.

    with serve(folder) as address, chromium() as browser, visit(browser, address) as seen:
        seen.open("trade-chat/")
        assert seen.wrong == []

A visit keeps what a reader must never meet: requests to another host (they are cut off),
violations of the Content-Security-Policy, errors of scripts. The policy is the one that the pages
bring with them; `headers` adds what a web server would send.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
PHONE, DESKTOP = 375, 1280

_TELL = "__acoe_violation"
_WATCH = f"""
document.addEventListener("securitypolicyviolation", each => {{
  const place = `${{each.sourceFile}}:${{each.lineNumber}}`;
  window.{_TELL}(`${{each.violatedDirective}}: ${{each.blockedURI}} at ${{place}}`);
}});
"""
_SETTLE = 100  # milliseconds in which a browser tells what has just happened


def chromium_path() -> str | None:
    """Where Chromium is: what `CHROMIUM` names, else the first of `NAMES` on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        assert Path(named).is_file(), f"CHROMIUM names no file: {named}"
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder as a plain web server would, with the site's own page for what is absent."""

    added: Mapping[str, str] = {}

    def log_message(self, *arguments: Any) -> None:
        """Nobody reads it."""

    def end_headers(self) -> None:
        """Add the headers of this server."""
        for name, value in self.added.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, *arguments: Any, **options: Any) -> None:
        """The site's own `404.html`, where it has one."""
        own = Path(self.directory) / "404.html"
        if code != 404 or not own.is_file():
            super().send_error(code, *arguments, **options)
            return
        content = own.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(folder: Path, *, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address, with `/` at its end, under which this machine alone can read `folder`."""
    kind = type("_Handler", (_Quiet,), {"added": headers or {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium, as a `Browser` of playwright; skips the test where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip("there is no chromium on this machine; CHROMIUM may name one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """One tab, and what went wrong in it since it was opened."""

    page: Any
    address: str
    refused: list[str] = field(default_factory=list)
    """Requests to other hosts, none of which was let through."""
    missing: list[str] = field(default_factory=list)
    """What the site itself asked for and does not have."""
    errors: list[str] = field(default_factory=list)
    """Uncaught exceptions and errors on the console."""
    violations: list[str] = field(default_factory=list)
    """What the Content-Security-Policy stopped."""

    def open(self, path: str = "") -> Any:
        """Go to a path of the site; returns the page."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    @property
    def wrong(self) -> list[str]:
        """All of that; empty on a good site."""
        self.page.wait_for_timeout(_SETTLE)
        return [*self.refused, *self.missing, *self.errors, *self.violations]


@contextmanager
def visit(
    browser: Any,
    address: str,
    *,
    width: int = DESKTOP,
    height: int = 900,
    scheme: str = "light",
    scripts: bool = True,
    **options: Any,
) -> Iterator[Visit]:
    """A tab with a cold cache and nothing stored; `scheme` is light or dark.

    `options` go to playwright's `new_context`: `forced_colors="active"`, `reduced_motion=...`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=scripts,
        service_workers="block",
        **options,
    )
    try:
        seen = Visit(context.new_page(), address)
        _watch(context, seen, scripts=scripts)
        yield seen
    finally:
        context.close()


def _watch(context: Any, seen: Visit, *, scripts: bool) -> None:
    own = urlsplit(seen.address)

    def sieve(route: Any) -> None:
        asked = urlsplit(route.request.url)
        if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
            route.continue_()
        else:
            seen.refused.append(route.request.url)
            route.abort()

    def answered(response: Any) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            seen.missing.append(f"{response.status} {response.url}")

    def said(message: Any) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            seen.errors.append(message.text)

    context.route("**/*", sieve)
    if scripts:
        context.expose_binding(_TELL, lambda _source, what: seen.violations.append(what))
        context.add_init_script(_WATCH)
    seen.page.on("response", answered)
    seen.page.on("console", said)
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
