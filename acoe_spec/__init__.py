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
    from acoe_spec.library import Taxonomy, Validator, check, load
    from acoe_spec.models.record import Record
    from acoe_spec.reporting.report import Report

__all__ = ["Finding", "Record", "Report", "Taxonomy", "Validator", "check", "load"]

_HOMES = {
    "Finding": "acoe_spec.findings",
    "Record": "acoe_spec.models.record",
    "Report": "acoe_spec.reporting.report",
    "Taxonomy": "acoe_spec.library",
    "Validator": "acoe_spec.library",
    "check": "acoe_spec.library",
    "load": "acoe_spec.library",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
