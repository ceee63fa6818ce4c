"""Taxonomies as they were at a revision of the git repository that the workspace lies in.

Nothing is checked out: files are read out of the repository by `git`, called without a shell. What
a head of then imported is looked for at the same revision first: its release, its head where that
works on the version that is asked for; then among the releases of today.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from acoe_spec.errors import FileProblem, SchemaUnknown, TaxonomyBroken, UsageError
from acoe_spec.taxonomy.definition import Definition, loads
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.source import read_source
from acoe_spec.workspace.discovery import HEAD, HEAD_FILE, split_reference
from acoe_spec.workspace.resolver import WorkspaceResolver

PREFIX = "git:"
_SECONDS = 60
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def split_revision(reference: str) -> tuple[str, str | None]:
    """Revision and taxonomy of `git:REV:ID`; without ID, None. Raises `UsageError` if it is none.

    A revision may hold colons only as `HEAD^{/fix: nasty bug}` does, between braces.
    """
    revision, _, taxonomy_id = reference.removeprefix(PREFIX).rpartition(":")
    if not revision or "}" in taxonomy_id:
        revision, taxonomy_id = reference.removeprefix(PREFIX), ""
    hint = "write it as git:REV:ID, for example git:main:trade-chat"
    if not revision or revision.startswith(("-", ":")):
        raise UsageError("this names no revision", hint=hint)
    if taxonomy_id and not _is_id(taxonomy_id):  # before any part of it could become a path
        raise UsageError("this names no taxonomy at a revision", hint=hint)
    return revision, taxonomy_id or None


def _is_id(text: str) -> bool:
    with suppress(UsageError):
        return split_reference(text)[0] == text
    return False


class Revision:
    """The taxonomies of the workspace at one commit.

    Raises `UsageError` if there is no such revision, and `FileProblem` where git or a repository is
    missing.
    """

    def __init__(self, revision: str, resolver: WorkspaceResolver) -> None:
        root = resolver.workspace.root
        if root is None:
            raise UsageError(
                "there is no workspace here, so no revision of it either",
                hint="run this inside a workspace, or name one with --workspace",
            )
        self.name = revision
        self._root = root
        self._resolver = resolver
        self._opening: list[str] = []
        _require_repository(root, resolver.workspace.shown(root))
        commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options",
                      f"{revision}^{{commit}}")  # fmt: skip
        if commit is None:
            raise UsageError(
                f"the repository has no revision '{revision}'",
                hint="a branch, a tag or a commit; a shallow clone lacks older ones until git fetch"
                " --unshallow",
            )
        self._commit = commit.decode("ascii").strip()

    def definition(self, taxonomy_id: str) -> Definition:
        """The head of a taxonomy as it was, closed over its imports.

        Raises `SchemaUnknown` if there was none, and `TaxonomyBroken` if it had errors.
        """
        data = self._file(f"taxonomies/{taxonomy_id}/{HEAD_FILE}")
        if data is None:
            raise SchemaUnknown(
                f"there is no taxonomy '{taxonomy_id}' at revision '{self.name}'",
                hint=f"if its file was elsewhere then: git show {self.name}:PATH > old.yaml, and"
                " name that file instead",
            )
        shown = f"{PREFIX}{self.name}:{taxonomy_id}"
        source = read_source(data, path=shown)
        if source.model is None:
            first = next((each for each in source.findings if each.level == "error"), None)
            raise TaxonomyBroken(
                "this taxonomy cannot be used as it was"
                + (f": {first.message}" if first is not None else ""),
                hint="name another revision, or a release",
                path=shown,
                line=None if first is None else first.line,
            )
        if taxonomy_id in self._opening:
            raise TaxonomyBroken("this taxonomy imports itself", path=shown)
        self._opening.append(taxonomy_id)
        try:
            imports = {each: self._imported(each) for each in source.model.imports or ()}
            return flatten(source.model, imports)
        finally:
            self._opening.pop()

    def _imported(self, reference: str) -> Definition:
        taxonomy_id, version = split_reference(reference)
        if version == HEAD:
            return self.definition(taxonomy_id)
        path = f"taxonomies/{taxonomy_id}/releases/{version}/definition.json"
        data = self._file(path)
        if data is not None:
            return loads(data, path=f"{PREFIX}{self.name}:{path}")
        with suppress(SchemaUnknown):
            head = self.definition(taxonomy_id)
            if head.version == version:
                return head
        return self._resolver.definition(reference)

    def _file(self, path: str) -> bytes | None:
        return _git(self._root, "cat-file", "blob", f"{self._commit}:./{path}")


def _require_repository(root: Path, shown: str) -> None:
    """Raise `FileProblem` unless git reads a repository that `root` lies in."""
    done = _run(root, "rev-parse", "--is-inside-work-tree")
    if done.returncode == 0:
        return
    said = done.stderr.decode("utf-8", "replace").partition("\n")[0].removeprefix("fatal: ")
    if "not a git repository" in said:
        raise FileProblem(
            "the workspace is not in a git repository",
            hint="git: names revisions of one; name a release or a file instead",
            path=shown,
        )
    raise FileProblem(
        f"git cannot read the repository: {said}",
        hint="git status says what to do about it",
        path=shown,
    )


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git says, or None where it refuses."""
    done = _run(root, *arguments)
    return done.stdout if done.returncode == 0 else None


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """One call of git; raises `FileProblem` if it cannot be run."""
    # A hook is told where the repository is in words that hold for its top folder only.
    kept = {name: said for name, said in os.environ.items() if name not in _OF_HOOKS}
    try:
        return subprocess.run(
            ["git", "--no-pager", "-C", str(root), *arguments],
            capture_output=True,
            check=False,
            env={**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except FileNotFoundError as error:
        raise FileProblem(
            "git is not installed, or not on the path",
            hint="install it, or name a release or a file instead of a revision",
        ) from error
    except subprocess.TimeoutExpired as error:
        raise FileProblem(f"git did not answer within {_SECONDS} seconds") from error
