"""The pieces of one page, with what it includes put in its place.

Whatever files include each other, a page ends: by its size, by the depth of includes, and because
no file is included inside of itself. Knows no file, only how to get one parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from acoe_spec.findings import Finding
from acoe_spec.guidelines.reading.includes import (
    MAX_DEPTH,
    MAX_PAGE,
    Refusal,
    size_in_words,
    target_of,
)
from acoe_spec.guidelines.reading.parts import Part, Piece
from acoe_spec.guidelines.reading.rules import found

RULES: Mapping[str, str] = {
    "missing": "unknown-include",
    "outside": "include-outside",
    "link": "symbolic-link",
    "size": "guideline-size",
    "cycle": "include-cycle",
    "depth": "include-depth",
}


class Inclusion:
    """The includes of one page. `part` gives the file at a path from the folder of guidelines."""

    def __init__(self, part: Callable[[str], Part | Refusal]) -> None:
        self._part = part
        self._room = MAX_PAGE
        self.findings: list[Finding] = []

    def pieces(self, part: Part, path: tuple[str, ...] = ()) -> Iterator[Piece]:
        """The pieces of `part`, to which includes lead by the files of `path`."""
        self.findings += part.findings
        self._room -= part.size + 1
        path = (*path, part.path)
        for piece in part.pieces:
            if piece.include is None:
                yield piece
                continue
            inner = self._included(piece.include, part, path)
            if isinstance(inner, Part):
                yield from self.pieces(inner, path)
            else:
                rule = RULES[inner.why]
                self.findings.append(
                    found(rule, piece.place, inner.message, inner.hint, field=piece.include)
                )

    def _included(self, target: str, part: Part, path: tuple[str, ...]) -> Part | Refusal:
        wanted = target_of(target, part.folder)
        if isinstance(wanted, Refusal):
            return wanted
        if not wanted.endswith(".md"):
            message = "only Markdown is included, and this is another file"
            hint = "a picture is written as ![what it shows](pictures/page.png)"
            return Refusal("missing", message, hint)
        if wanted in path:
            circle = " -> ".join((*path[path.index(wanted) :], wanted))
            message = f"the includes go in a circle: {circle}"
            return Refusal("cycle", message, "remove one of them")
        if len(path) > MAX_DEPTH:
            message = f"files include each other more than {MAX_DEPTH} levels deep"
            return Refusal("depth", message, "include the inner files from the page itself")
        inner = self._part(wanted)
        if isinstance(inner, Part) and inner.size > self._room:
            message = f"with this include the page is larger than {size_in_words(MAX_PAGE)}"
            return Refusal("size", message, "make several pages of it")
        return inner
