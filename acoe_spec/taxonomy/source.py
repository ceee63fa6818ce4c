"""A YAML file of ours as it was read: its data, where everything in it stands, and what is wrong.

`read_yaml` is for any of our files (a migration, waivers), `read_block` for YAML that stands inside
of another file, and `shaped` makes its model; `read_source` does both for a taxonomy. What a file
says never raises: it becomes findings, each with line and column. Knows the form of the files only;
whether labels make sense together is for `lint`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from acoe_spec.files import open_bytes
from acoe_spec.findings import Finding, Level
from acoe_spec.taxonomy.composing import Composed, Node, Problem, composed

if TYPE_CHECKING:
    from pydantic import BaseModel

    from acoe_spec.models.taxonomy import Taxonomy

M = TypeVar("M", bound="BaseModel")

FORMAT = 1  # the newest format of our YAML files that this version reads
MAX_BYTES = 32 * 1024 * 1024

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """One YAML file of ours.

    `path` is as it is to be shown, None for bytes without a name. `sha256` is of the bytes, in
    hexadecimal. `text` is without byte order mark, and ends where the file stops being UTF-8.
    `data` is made of dict, list, str, int, float, bool and None; it is None where the file could
    not be read. Where things stand in the text is looked up anew when it is asked for. `model` is
    there for a taxonomy without structural defects. `findings` are the defects of YAML and of
    structure, in the order of the file. `first_line` is where the text begins in the file: 1 but
    for YAML that stands inside of another file.
    """

    path: str | None
    sha256: str
    text: str = field(repr=False)
    data: Any = field(default=None, repr=False)
    model: Taxonomy | None = field(default=None, repr=False)
    findings: tuple[Finding, ...] = ()
    first_line: int = 1

    @property
    def root(self) -> Node | None:
        """Where everything in the text stands; None where it could not be read."""
        return _composed(self.text, self.first_line).root

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their ends."""
        return tuple(_LINE_END.split(self.text))

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(end.end() for end in _LINE_END.finditer(self.text)))

    def place(self, pointer: str, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1 and in code points, of the value at the JSON Pointer `pointer`.

        With `key`, of the key that names it, or of the value itself in a list. Where the document
        does not hold the pointer, the place of the longest part of it that exists.
        """
        return self.place_at(self._start(pointer, key=key))

    def place_at(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the code point at `offset` in the text."""
        line = bisect_right(self._line_starts, offset)
        return line + self.first_line - 1, offset - self._line_starts[line - 1] + 1

    def _start(self, pointer: str, *, key: bool) -> int:
        node = self.root
        if node is None:
            return 0
        start = node.start
        for step in pointer.split("/")[1:]:
            children = node.children
            if isinstance(children, dict):
                entry = children.get(step.replace("~1", "/").replace("~0", "~"))
                if entry is None:
                    break
                node = entry.value
                # A value that is not written stands nowhere: its key is the place to look at.
                start = entry.start if key or node.start == node.end else node.start
            elif isinstance(children, list) and step.isdecimal() and int(step) < len(children):
                node = children[int(step)]
                start = node.start
            else:
                break
        return start

    def finding(
        self,
        rule: str,
        message: str,
        pointer: str,
        *,
        hint: str | None = None,
        key: bool = False,
        level: Level = "error",
    ) -> Finding:
        """A finding of `rule` at the value at `pointer`, or with `key` at the key that names it."""
        line, column = self.place(pointer, key=key)
        return Finding(
            rule=rule,
            level=level,
            message=message,
            hint=hint,
            file=self.path,
            line=line,
            column=column,
            pointer=pointer,
            field=self._field(pointer),
        )

    def _field(self, pointer: str) -> str:
        """The pointer as a fingerprint keeps it: a list item is named by what it says, if text."""
        here, steps = self.data, [""]
        for step in pointer.split("/")[1:]:
            if isinstance(here, list):
                here = here[int(step)] if step.isdecimal() and int(step) < len(here) else None
                steps += [here] if isinstance(here, str) else []
            else:
                name = step.replace("~1", "/").replace("~0", "~")
                here = here.get(name) if isinstance(here, dict) else None
                steps.append(step)
        return "/".join(steps)


@lru_cache(maxsize=16)
def _composed(text: str, first_line: int) -> Composed:
    # Nodes take five times as much memory as their text, and of thousands of blocks one after the
    # other is looked at: so those of a few are kept, and others made anew.
    return composed(text, first_line=first_line)


def _own(data: Any) -> Any:
    """A copy of plain data: what is kept is shared by all that read the same text."""
    if isinstance(data, dict):
        return {key: _own(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_own(each) for each in data]
    return data


def read_source(file: Path | bytes, *, path: str | None = None) -> Source:
    """The taxonomy in `file`. `path` is how messages call it; by default, as `file` does.

    Raises `errors.FileProblem` where the file cannot be opened.
    """
    from acoe_spec.models.taxonomy import Taxonomy

    source = read_yaml(file, path=path)
    model, findings = shaped(source, Taxonomy)
    return replace(source, model=model, findings=findings)


def shaped(source: Source, model: type[M]) -> tuple[M | None, tuple[Finding, ...]]:
    """What `source` holds as a `model`, or None and its defects in the order of the file.

    A file whose YAML is defective has the findings of reading it and no others.
    """
    from acoe_spec.taxonomy.structure import structure

    if source.findings:
        return None, source.findings
    found, flaws = structure(source.data, model)
    findings = [
        source.finding(each.rule, each.message, each.pointer, hint=each.hint, key=each.key)
        for each in flaws
    ]
    return found, tuple(sorted(findings, key=lambda each: (each.line or 0, each.column or 0)))


def read_yaml(file: Path | bytes, *, path: str | None = None) -> Source:
    """The YAML file of ours in `file`, with `data` and without a model.

    Raises `errors.FileProblem` where the file cannot be opened.
    """
    if isinstance(file, bytes):
        content = file
    else:
        path = str(file) if path is None else path
        with open_bytes(file) as stream:
            content = stream.read(MAX_BYTES + 1)
    bare = Source(path=path, sha256=hashlib.sha256(content).hexdigest(), text="")
    if len(content) > MAX_BYTES:
        hint = "split it into taxonomies that import each other"
        message = f"the file is larger than {MAX_BYTES // 2**20} MiB"
        return _with_problems(bare, [Problem("yaml-size", 0, "", message, hint)])
    if _is_utf16(content):
        return _with_problems(bare, [_encoding_problem(content, 0)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8").removeprefix(_BOM)
        problem = _encoding_problem(content, len(readable))
        return _with_problems(replace(bare, text=readable), [problem])
    text = text.removeprefix(_BOM)
    result = _composed(text, 1)
    problems = list(result.problems)
    if result.root is not None:
        problems += _format_problems(result.data, result.root)
    return _with_problems(replace(bare, text=text, data=_own(result.data)), problems)


def read_block(text: str, *, path: str | None, line: int) -> Source:
    """YAML that stands inside of another file, alone on its lines from `line` (from 1) on.

    It is a mapping, and needs no `format`. All places are those of the file.
    """
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    result = _composed(text, line)
    problems = [
        each._replace(message="the block holds nothing", hint="write keys with values in it")
        if each.rule == "yaml-empty"
        else each
        for each in result.problems
    ]
    if result.root is not None and not isinstance(result.data, dict):
        problems.append(_root_problem("block", result.root, "write 'key: value' on each line"))
    source = Source(path=path, sha256=sha256, text=text, data=_own(result.data), first_line=line)
    return _with_problems(source, problems)


def _is_utf16(content: bytes) -> bool:
    """Whether it begins with a mark of UTF-16, or with a letter as that has it (YAML 1.2, 5.2)."""
    return content.startswith(_UTF16_MARKS) or content[:2].count(0) == 1


def _encoding_problem(content: bytes, offset: int) -> Problem:
    if _is_utf16(content):
        message = "the file is UTF-16; our files are UTF-8"
    else:
        message = "from here the file is not UTF-8"
    return Problem("yaml-encoding", offset, "", message, "save it as UTF-8 in your editor")


def _format_problems(data: Any, root: Node) -> list[Problem]:
    """Whether the document is a mapping of a format that this version reads."""
    hint = f"write 'format: {FORMAT}' as the first line"
    if not isinstance(data, dict):
        return [_root_problem("document", root, hint)]
    assert isinstance(root.children, dict)
    if "format" not in data:
        message = "the file does not say which format it has"
        return [Problem("format-missing", root.start, "", message, hint)]
    number = data["format"]
    if number == FORMAT and isinstance(number, int) and not isinstance(number, bool):
        return []
    message = f"the format is not one that this version reads, which is {FORMAT}"
    if isinstance(number, int) and number > FORMAT:
        message = f"the file has format {number}; this version reads formats up to {FORMAT}"
        hint = "install a newer acoe-spec"
    return [
        Problem("format-unknown", root.children["format"].value.start, "/format", message, hint)
    ]


def _root_problem(what: str, root: Node, hint: str) -> Problem:
    message = f"the {what} is not a mapping of keys to values"
    return Problem("yaml-root", root.start, "", message, hint)


def _with_problems(source: Source, problems: list[Problem]) -> Source:
    findings = []
    for problem in sorted(problems, key=lambda each: each.offset):
        line, column = source.place_at(problem.offset)
        findings.append(
            Finding(
                rule=problem.rule,
                message=problem.message,
                hint=problem.hint,
                file=source.path,
                line=line,
                column=column,
                pointer=problem.pointer,
                field=problem.pointer,
            )
        )
    return replace(source, findings=tuple(findings))
