"""Annotation specifications as code.

The names below are the library; everything else in the package may change between versions. They
are loaded when first used, so that `import acoe_spec` costs next to nothing.

    from acoe_spec import Validator

    findings = Validator("trade-chat@1.0.0").check(line)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from acoe_spec.findings import Finding
    from acoe_spec.library import Validator, check, load
    from acoe_spec.models.record import Record
    from acoe_spec.reporting.report import Report
    from acoe_spec.taxonomy.compiled import CompiledTaxonomy as Taxonomy

__all__ = ["Finding", "Record", "Report", "Taxonomy", "Validator", "check", "load"]

_HOMES = {
    "Finding": ("acoe_spec.findings", "Finding"),
    "Record": ("acoe_spec.models.record", "Record"),
    "Report": ("acoe_spec.reporting.report", "Report"),
    "Taxonomy": ("acoe_spec.taxonomy.compiled", "CompiledTaxonomy"),
    "Validator": ("acoe_spec.library", "Validator"),
    "check": ("acoe_spec.library", "check"),
    "load": ("acoe_spec.library", "load"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
