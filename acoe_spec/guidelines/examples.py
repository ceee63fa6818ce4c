"""A worked example as the record, or the two records, that it stands for.

Knows the block and the taxonomy, and judges nothing: what is wrong with the annotation is for
`verdicts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from acoe_spec.findings import Finding
from acoe_spec.guidelines.guideline import Block, Place
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


@dataclass(frozen=True, kw_only=True, eq=False)
class Example:
    """A worked example, read.

    `record` and `instead` have the JSON shape of a record; `record` is None where the block says
    none, and then `findings` says why. `pictures` are paths from the guideline's file by unit id.
    `places` says where a part of them was written, by its JSON Pointer after `/record` or
    `/instead`.
    """

    id: str
    verdict: str
    title: str
    why: str
    breaks: tuple[str, ...]
    block: Block
    record: Mapping[str, Any] | None
    instead: Mapping[str, Any] | None
    pictures: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_example(block: Block, taxonomy: CompiledTaxonomy) -> Example:
    """What an `example` block says, in terms of `taxonomy`. Never raises for what it says."""
    raise NotImplementedError
