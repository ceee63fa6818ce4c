"""Small pieces of Python source: literals, docstrings, comments."""

from __future__ import annotations

import json
from textwrap import wrap

from acoe_spec.generate.shapes import Kind, explanation

WIDTH = 100


def quoted(text: str) -> str:
    """`text` as a string literal in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def raw(pattern: str) -> str:
    """A regular expression as a string literal, a raw one where that can say it."""
    if any(char in pattern for char in '"\n\r') or pattern.endswith("\\"):
        return quoted(pattern)
    return f'r"{pattern}"'


def docstring(*paragraphs: str) -> str:
    """A docstring without indentation, wrapped; several paragraphs are separated by blank lines."""
    escaped = [text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for text in paragraphs]
    blocks = ["\n".join(wrap(text, WIDTH - 10, break_on_hyphens=False)) for text in escaped]
    text = "\n\n".join(blocks)
    if "\n" in text:
        return f'"""{text}\n"""'
    return f'"""{text} """' if text.endswith('"') else f'"""{text}"""'


def comment(kind: Kind) -> str:
    """The doc of a named kind as comment lines, or nothing."""
    doc = explanation(kind)
    return "".join(f"# {line}\n" for line in wrap(doc, WIDTH - 2, break_on_hyphens=False))


def literals(values: tuple[str, ...]) -> str:
    """`Literal[...]` of strings, one a line where they are too many for one line."""
    items = [quoted(value) for value in values]
    line = f"Literal[{', '.join(items)}]"
    if len(line) <= WIDTH - 20:
        return line
    return "Literal[\n" + "".join(f"    {item},\n" for item in items) + "]"
