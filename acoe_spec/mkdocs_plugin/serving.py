"""Showing a site on this machine while it is being written.

Whatever is edited is built anew into a folder of its own, and shown once it is complete: a state
that is broken changes nothing of what is seen. Pages are those that `acoe site build` writes, with
their policy; the script that reloads them has an address and is not part of a page.
"""

from __future__ import annotations

import logging
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

from acoe_spec.errors import UsageError
from acoe_spec.mkdocs_plugin.plugin import WATCHED

HOST = "127.0.0.1"
PORT = 8000

_RELOAD = "/livereload/reload.js"
_SCRIPT = b"""\
const since = new URL(document.currentScript.src).searchParams.get("since");
const wait = () => fetch(`/livereload/${since}/0`)
  .then(answer => answer.text())
  .then(newest => Number(newest) > Number(since) ? location.reload() : wait())
  .catch(() => setTimeout(wait, 3000));
wait();
"""


class _Server(LiveReloadServer):
    """Reloads pages by a script with an address, since their policy allows no other."""

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        before, end, after = content.rpartition(b"</body>")
        return b'%b<script src="%b?since=%d" async></script>%b%b' % (
            before,
            _RELOAD.encode(),
            epoch,
            end,
            after,
        )

    def _serve_request(self, environ: Any, start_response: Any) -> Iterable[bytes] | None:
        if environ["PATH_INFO"] == _RELOAD:
            start_response("200 OK", [("Content-Type", "text/javascript")])
            return [_SCRIPT]
        return super()._serve_request(environ, start_response)


def serve_site(
    root: Path,
    build: Callable[[Path], bool],
    *,
    port: int = PORT,
    watched: Iterable[Path] = (),
    open_browser: bool = False,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve what `build` makes, on this machine alone, until Ctrl-C.

    `build` fills an empty folder and says whether it could; it is called at first, and whenever
    something changes below `watched` or the taxonomies and guidelines of the workspace at `root`.
    `on_ready` is told the address. Raises `UsageError` if the port is taken, or nothing could be
    built at first; what `build` raises.
    """
    _try_port(port)
    with _folder() as scratch, _silence():
        # Always in this place: who asks during a build has the path already, and waits.
        shown, new, before = (scratch / each for each in ("shown", "new", "before"))
        shown.mkdir()
        if not build(shown):
            raise UsageError("there is nothing to show", hint="mend what is wrong, and begin again")
        server = _Server(lambda: None, HOST, port, str(shown))

        def rebuild() -> None:
            new.mkdir()
            try:
                if build(new):
                    shown.replace(before)
                    new.replace(shown)
            finally:
                for each in (new, before):
                    shutil.rmtree(each, ignore_errors=True)

        server.builder = rebuild
        for path in (*(root / each for each in WATCHED), *watched):
            if path.exists():
                server.watch(str(path))
        server.error_handler = lambda code: _own_page(server, code)
        on_ready(server.url)
        try:
            server.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]  # theirs
        finally:
            server.shutdown()


def _try_port(port: int) -> None:
    """Raise `UsageError` if a server cannot listen there, before anything is built."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} is taken", hint=f"choose another with --port, such as {port + 1}"
            ) from error


def _own_page(server: _Server, code: int) -> bytes | None:
    page = Path(server.root) / f"{code}.html"
    return page.read_bytes() if page.is_file() else None


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="acoe-site-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what MkDocs says of each request to itself."""
    logger = logging.getLogger("mkdocs")
    before, logger.propagate = logger.propagate, False
    handler = logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.propagate = before
        logger.removeHandler(handler)
