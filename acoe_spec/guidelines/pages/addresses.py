"""Where the pages of an edition lie, and how one leads to another.

A page's path has no extension: `index`, `entity/option`, `guidelines/quotes`. Labels and sets may
be called anything that is an id, so what would fall on another page gets a `~`, which no id has.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from acoe_spec.taxonomy.references import KINDS, split

INDEX = "index"
TREE = "tree"
A_TO_Z = "a-z"
MATRIX = "matrix"
QUICK_CARD = "quick-card"
QUIZ = "quiz"
GLOSSARY = "glossary"
QUALITY = "quality"
DOWNLOADS = "downloads"
CHANGES = "changes"
GUIDELINES = "guidelines"

FIXED = (INDEX, TREE, A_TO_Z, MATRIX, QUICK_CARD, f"{QUIZ}/index", GLOSSARY, QUALITY, DOWNLOADS,
         f"{CHANGES}/index", f"{GUIDELINES}/index")  # fmt: skip
"""The pages that every edition has."""

_TAKEN = frozenset(each.partition("/")[0] for each in FIXED) | {"readme", "assets", "search"}
_VERSION = re.compile(r"[0-9]+[.][0-9]+[.][0-9]+")
_INDEXES = frozenset(("index", "readme"))  # site generators make both the page of their folder


def label_path(node: str) -> str:
    """The page of a label, given as a node such as `entity/option`."""
    label_set, label = split(node)
    return f"{_set_folder(label_set)}/{_file(label)}"


def set_path(label_set: str) -> str:
    """The page of a set, given as a record spells it."""
    return f"{_set_folder(label_set)}/index"


def guideline_path(name: str) -> str:
    """The page of a guideline, given by its name."""
    folder, _, last = name.rpartition("/")
    return posixpath.join(GUIDELINES, folder, last if last == INDEX else _file(last))


def picture_path(path: str) -> str:
    """The file of a picture, given by its path in the folder of the guidelines."""
    return f"{GUIDELINES}/{path}"


def change_path(old: str, new: str) -> str:
    """The page of what changed from one version to another."""
    return f"{CHANGES}/{old}--{new}"


def _set_folder(label_set: str) -> str:
    name = label_set.replace(":", "~")
    if label_set in KINDS:
        return name
    # The three kinds come first in the names of nodes; a category set cannot be called so.
    taken = name.casefold() in _TAKEN or _VERSION.match(name) is not None
    return f"{name}~" if taken else name


def _file(name: str) -> str:
    spelt = name.replace(":", "~")
    return f"{spelt}~" if spelt.casefold() in _INDEXES else spelt


class Addresses:
    """How the pages of an edition are addressed from each other.

    `directories`: a page is a folder with an index (`entity/option/`), else a file
    (`entity/option.html`). `folder` is where the edition lies in the folder of its taxonomy, empty
    for the head. Every address is relative, and quoted.
    """

    def __init__(self, folder: str = "", *, directories: bool = True) -> None:
        self.directories = directories
        self._up = "../" if folder else ""

    def page(self, here: str, there: str, anchor: str | None = None) -> str:
        """The address of the page `there` on the page `here`, both as paths."""
        if anchor is None:
            return self.root(here) + self._target(there) or "./"
        return ("" if here == there else self.page(here, there)) + f"#{quote(anchor)}"

    def file(self, here: str, there: str) -> str:
        """The address of a file that is no page on the page `here`."""
        return self.root(here) + quote(there)

    def elsewhere(self, here: str, folder: str, there: str) -> str:
        """The address of the page `there` of the edition in `folder` on the page `here`."""
        home = f"{quote(folder)}/" if folder else ""
        return self.root(here) + self._up + home + self._target(there) or "./"

    def imported(self, here: str, folder: str, there: str) -> str:
        """The address of a page of another taxonomy, whose edition lies in `folder`."""
        return f"{self.root(here)}{self._up}../{quote(folder)}/{self._target(there)}"

    def root(self, here: str) -> str:
        """What leads from the page `here` to the folder of the edition: `../../`, or nothing."""
        depth = here.count("/")
        if self.directories and posixpath.basename(here) != INDEX:
            depth += 1
        return "../" * depth

    def _target(self, there: str) -> str:
        if not self.directories:
            return f"{quote(there)}.html"
        if posixpath.basename(there) == INDEX:
            folder = posixpath.dirname(there)
            return f"{quote(folder)}/" if folder else ""
        return f"{quote(there)}/"
