"""The rules about worked examples themselves; those about what they annotate are in `rules`."""

from __future__ import annotations

from acoe_spec.findings import Rule

RULES: tuple[Rule, ...] = ()
