"""The worked examples of a version's guidelines as label files.

`examples.jsonl` holds what is right: examples to annotate, and what is given `instead` of others;
it is clean. `examples-avoid.jsonl` holds what is to be avoided, which mostly breaks rules, so that
the two can be compared. A record is called after its page and its example; `metadata` says the
verdict, the title, and the rules that are broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from acoe_spec.errors import UsageError
from acoe_spec.findings import Finding
from acoe_spec.guidelines.examples.reading import Example, read_example
from acoe_spec.guidelines.examples.verdicts import check_example
from acoe_spec.guidelines.guideline import Block, Place
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.workspace.releases import GUIDELINES
from acoe_spec.workspace.resolver import WorkspaceResolver

RIGHT = "examples.jsonl"
WRONG = "examples-avoid.jsonl"


class ExampleFiles(NamedTuple):
    """Files by name, and what is wrong with pages and examples; then there are no files."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def example_files(reference: str, resolver: WorkspaceResolver) -> ExampleFiles:
    """The worked examples of a taxonomy version, such as `trade-chat` or `trade-chat@1.0.0`.

    Raises `UsageError` where its guidelines hold none, `FileProblem` for a page that cannot be
    read, and as `WorkspaceResolver.resolve` does.
    """
    taxonomy = resolver.resolve(reference)
    folder = _folder(reference, taxonomy.id, taxonomy.version, resolver)
    guidelines = read_guidelines(folder, taxonomy.id, resolver.workspace.shown)
    blocks: dict[Place, tuple[str, Block]] = {}
    for page in guidelines.pages:
        for block in page.blocks:
            if block.kind == "example":
                # One of a part that several pages include is an example of the first of them.
                blocks.setdefault(block.place, (page.name, block))
    examples = [(name, read_example(block, taxonomy)) for name, block in blocks.values()]
    findings = [each for each in guidelines.findings if each.level == "error"]
    findings += (finding for _, each in examples for finding in check_example(each, taxonomy))
    if findings:
        return ExampleFiles({}, tuple(findings))
    if not examples:
        hint = f"write one in guidelines/{taxonomy.id}/, in a block that begins with ```example"
        if resolver.head_of(reference) is None:
            hint = f"a release has the guidelines that it was made with; try {taxonomy.id}"
        message = f"the guidelines of {taxonomy.schema} hold no worked example"
        raise UsageError(message, hint=hint)
    right = [record for page, each in examples for record in _right(page, each)]
    wrong = [
        _named(page, each, record, breaks=each.breaks)
        for page, each in examples
        if each.verdict == "avoid" and (record := each.record) is not None
    ]
    return ExampleFiles({RIGHT: _lines(right), WRONG: _lines(wrong)}, ())


def _folder(
    reference: str, taxonomy_id: str, version: str, resolver: WorkspaceResolver
) -> Path | None:
    """Where the guidelines of that version are: those being written, or those of the release."""
    workspace = resolver.workspace
    if resolver.head_of(reference) is not None:
        return workspace.guidelines(taxonomy_id)
    release = workspace.release(taxonomy_id, version)
    return None if release is None else release / GUIDELINES


def _right(page: str, example: Example) -> Iterator[dict[str, Any]]:
    right = example.record if example.verdict == "annotate" else example.instead
    if right is not None:
        yield _named(page, example, right)


def _named(
    page: str, example: Example, record: Mapping[str, Any], *, breaks: Sequence[str] = ()
) -> dict[str, Any]:
    """The record under an id that no other page uses, with what is said of the example."""
    said: dict[str, Any] = {"verdict": example.verdict, "title": example.title}
    if breaks:
        said["breaks"] = list(breaks)
    return {**record, "id": f"{page}/{example.id}", "metadata": said}


def _lines(records: list[dict[str, Any]]) -> bytes:
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)
