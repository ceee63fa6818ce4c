"""A new workspace: what it holds, and putting it into its folder whole or not at all.

There are two beginnings: a small taxonomy of our own, with templates of the pages that a programme
writes down besides labels, or one that exists (`origins`). Both bring what every workspace needs: a
README, a job for CI, and what Git has to know.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from acoe_spec.errors import FileProblem, UsageError
from acoe_spec.workspace.origins import LABELS, Files, Origin, origin_files

STARTER = "support-chat"
"""The id of the small taxonomy."""

PAGES = (
    "annotation-protocol",
    "quality-plan",
    "data-handling",
    "annotators-changelog",
    "data-statement",
)
"""The pages of a programme for which there is a template."""

_README, _JOB = PurePosixPath("README.md"), PurePosixPath(".github/workflows/labels.yml")
_ANOTHER = "name an empty or a new folder"
_CHECKED = b"      - run: acoe check labels/*.jsonl --report github\n"


def small_workspace(pages: tuple[str, ...]) -> Files:
    """The workspace of the small taxonomy, with these pages of its programme."""
    found = dict(_walk(_packaged("starter"), PurePosixPath()))
    programme = PurePosixPath("guidelines", STARTER, "programme")
    for name in pages:
        found[programme / f"{name}.md"] = _packaged("programme").joinpath(f"{name}.md").read_bytes()
    if pages:
        found[_README] += _TO_FILL_IN
    return dict(sorted(found.items()))


def workspace_from(origin: Origin) -> Files:
    """The workspace of a taxonomy that exists, with a README and a job that fit it."""
    found = origin_files(origin)
    common = dict(_walk(_packaged("starter"), PurePosixPath()))
    found |= {path: text for path, text in common.items() if path.parts[0].startswith(".")}
    labels = [path for path in found if path.parts[0] == LABELS]
    if not labels:
        found[_JOB] = found[_JOB].replace(_CHECKED, b"")
    found[_README] = _readme(origin, found, labels).encode()
    return dict(sorted(found.items()))


def write_workspace(target: Path, wanted: Files) -> None:
    """Put files into a folder, which need not exist: all of them, or none.

    What the folder holds stays. Raises `UsageError` where it holds one of the files already, and
    `FileProblem` if something cannot be written.
    """
    for path in wanted:
        if (target / path).exists():
            raise UsageError(f"{path} is there already", hint=_ANOTHER, path=target)
    target = target.absolute()
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    folders: list[Path] = []
    moved: list[Path] = []
    try:
        _make_folder(part, folders)
        for path, content in wanted.items():
            (part / path).parent.mkdir(parents=True, exist_ok=True)
            (part / path).write_bytes(content)
        if target.exists():
            for path in wanted:
                _make_folder((target / path).parent, folders)
                moved.append(target / path)
                (part / path).rename(target / path)
        else:
            part.rename(target)
        shutil.rmtree(part, ignore_errors=True)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        for file in moved:
            file.unlink(missing_ok=True)
        for folder in reversed(folders):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            message = reason[:1].lower() + reason[1:]
            is_taken = isinstance(error, FileExistsError | NotADirectoryError)
            hint = _ANOTHER if is_taken else None
            raise FileProblem(message, hint=hint, path=target) from error
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and note each that was not there before it is made."""
    if not folder.is_dir():
        _make_folder(folder.parent, made)
        made.append(folder)
        folder.mkdir()


def _packaged(name: str) -> Traversable:
    return files("acoe_spec.workspace").joinpath(name)


def _walk(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every file below `folder` with its path, in a stable order."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, path / entry.name)
        elif not entry.name.endswith(".pyc"):
            yield path / entry.name, entry.read_bytes()


def _readme(origin: Origin, found: Files, labels: list[PurePosixPath]) -> str:
    definition = origin.definition
    home, guidelines = f"taxonomies/{origin.id}", f"guidelines/{origin.id}"
    rows = [
        (f"{home}/taxonomy.yaml", "the labels: what they mean, when to use them, what is required"),
        (f"{home}/releases/", "versions that never change; `acoe release` writes them"),
        (f"{home}/migrations/", "what changed from version to version, and what becomes of labels"),
        (f"{guidelines}/", "pages for annotators; their worked examples are tests"),
        (f"{guidelines}/programme/", "how the work is done: protocol, quality, data"),
        *((f"taxonomies/{name}/", "imported by it") for name in definition.origins),
        *((str(path), f"{_records(found[path])} records to look at") for path in labels),
        (_JOB.as_posix(), "the same checks on every push"),
    ]
    there = [path.as_posix() for path in found]
    table = "\n".join(
        f"| `{path}` | {said} |"
        for path, said in rows
        if any(each.startswith(path) for each in there)
    )
    check = "acoe check labels/*.jsonl".ljust(44) + " # do the label files follow the taxonomy?\n"
    return _TEXT.format(
        title=definition.title or origin.id,
        schema=f"{origin.id}@{definition.version}",
        licence=f" under {definition.licence}" if definition.licence else "",
        table=table,
        check=check if labels else "",
        show=f"acoe show {origin.id}".ljust(44),
        begin=f"acoe release {origin.id} --next minor".ljust(44),
        draft=f"acoe migration draft {origin.id}".ljust(44),
        release=f"acoe release {origin.id}".ljust(44),
        version=definition.version,
    )


def _records(content: bytes) -> int:
    return sum(1 for line in content.split(b"\n") if line.strip())


_TO_FILL_IN = b"""
How the work is done is written down in `guidelines/support-chat/programme/`. What is yours to
decide is marked there; `grep -rn 'fill in' guidelines` lists it.
"""

_TEXT = """\
# {title}

An annotation specification, started from `{schema}`{licence}. Change it into your own.

| where | what |
|---|---|
{table}

```console
acoe lint                                    # are taxonomy, guidelines and worked examples sound?
{check}{show} # the labels as a tree
acoe build -o build                          # Pydantic module, JSON Schema, LinkML
acoe site build                              # the site for annotators, in site/
```

To change labels, begin the next version, edit, and release it:

```console
{begin} # {version} is released; work on the one after it
{draft} # what changed, and what becomes of label files
{release} # freeze it, with its guidelines
```
"""
