"""What is written for one taxonomy version, as text: LinkML, Pydantic and JSON Schema.

Everything depends on the definition alone: no time, no path, no order of a hash. Knows no folders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from acoe_spec.generate import json_schema, linkml_schema, metamodel, pydantic_code
from acoe_spec.generate.shapes import Model
from acoe_spec.generate.specialised import COMPLETE, DRAFT, specialised
from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.definition import Definition


@dataclass(frozen=True)
class Version:
    """One taxonomy version: its definition, compiled, and the shapes that come of it."""

    definition: Definition
    taxonomy: CompiledTaxonomy

    @cached_property
    def record(self) -> Model:
        """The generic record."""
        return metamodel.load("record")

    @cached_property
    def model(self) -> Model:
        """The record under this taxonomy; raises `TaxonomyBroken` where it has no shape."""
        return specialised(self.definition, self.taxonomy, self.record)

    def linkml(self) -> str:
        """The taxonomy as a LinkML schema."""
        return linkml_schema.text(self.definition, self.taxonomy, self.record)

    def record_module(self) -> str:
        """Pydantic models of complete records; the root is `Record`."""
        return _module(self.model, COMPLETE)

    def draft_record_module(self) -> str:
        """Pydantic models of drafts; the root is `DraftRecord`.

        A module of its own, because each label with a required attribute has another class in it.
        """
        return _module(self.model, DRAFT)

    def record_schema(self) -> str:
        """JSON Schema of complete records."""
        return json_schema.text(self.model, COMPLETE)

    def draft_record_schema(self) -> str:
        """JSON Schema of drafts."""
        return json_schema.text(self.model, DRAFT)


def _module(model: Model, root: str) -> str:
    code = pydantic_code.module(replace(model, roots=(root,)), deferred=True)
    return f"# ruff: noqa\n{code}"
