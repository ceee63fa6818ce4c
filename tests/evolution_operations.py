"""The operations of migrations by their names, those that lose nothing apart."""

from __future__ import annotations

from collections.abc import Callable

import evolution_labels as labels
import evolution_parts as parts
from evolution_change import Change

LOSSLESS: dict[str, Callable[[Change], None]] = {
    "rename-label": labels.rename_label,
    "rename-chain": labels.rename_chain,
    "swap": labels.swap,
    "move-label": labels.move_label,
    "rename-attribute": parts.rename_attribute,
    "rename-value": parts.value_operation("rename-value"),
    "convert-attribute": parts.convert_attribute,
    "rename-role": parts.rename_role,
    "flip-relation": parts.relation_edit("flip"),
    "rename-set": parts.rename_set,
    "add-label": labels.add_label,
    "add-attribute": parts.add_attribute,
    "add-set": parts.add_set,
    "narrow-domain": parts.relation_edit("domain"),
    "narrow-cardinality": parts.relation_edit("cardinality"),
    "narrow-select": parts.narrow_select,
    "change-units": parts.change_units,
}
OPERATIONS: dict[str, Callable[[Change], None]] = {
    **LOSSLESS,
    "merge-labels": labels.merge_labels,
    "split-label": labels.split_label,
    "carve-out": labels.carve_out,
    "remove-label": labels.remove_label,
    "make-abstract": labels.make_abstract,
    "redefine": labels.redefine,
    "remove-attribute": parts.remove_attribute,
    "require-attribute": parts.require_attribute,
    "merge-values": parts.value_operation("merge-values"),
    "split-value": parts.value_operation("split-value"),
    "remove-value": parts.value_operation("remove-value"),
    "symmetric": parts.relation_edit("symmetric"),
    "remove-set": parts.remove_set,
    "require-set": parts.require_set,
}
