"""Which of the twelve colour classes a label is shown in.

A label has the colour of the root of its branch, so that a branch is recognised as one and a new
label changes no other's colour. Roots have the class of a hash of their name, or the next that
fewer roots of their set have. The colours themselves are in `assets/drawing.css`.
"""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

from acoe_spec.taxonomy.compiled import CompiledTaxonomy, Label
from acoe_spec.taxonomy.references import node as node_of
from acoe_spec.taxonomy.references import split

COUNT = 12
_GREY = 0.12  # of HLS; what is less saturated has no hue to go by


def colour_class(taxonomy: CompiledTaxonomy, node: str) -> str:
    """`acoe-c0` to `acoe-c11` for a node such as `entity/option`; unknown labels have one too."""
    label_set, name = split(node)
    label = taxonomy.label(label_set, name)
    if label is None:
        return f"acoe-c{_hashed(node)}"
    if label.colour is not None:
        return f"acoe-c{_nearest(label.colour)}"
    return f"acoe-c{_of_roots(_Version(taxonomy.hash, taxonomy))[_root(label_set, name, label)]}"


@dataclass(frozen=True)
class _Version:
    """A taxonomy as the key of a cache: equal hashes are equal definitions."""

    hash: str
    taxonomy: CompiledTaxonomy = field(compare=False)


@lru_cache(maxsize=64)
def _of_roots(version: _Version) -> Mapping[str, int]:
    """The class of each root, by its node. Own labels come before imported ones."""
    taxonomy = version.taxonomy
    sets: dict[str, Mapping[str, Label]] = {
        "entity": taxonomy.entities,
        "relation": taxonomy.relations,
        "event": taxonomy.events,
    }
    sets |= {id_: category_set.labels for id_, category_set in taxonomy.sets.items()}
    found: dict[str, int] = {}
    for label_set, labels in sets.items():
        roots = {_root(label_set, name, label) for name, label in labels.items()}
        used: Counter[int] = Counter()
        for root in sorted(roots, key=lambda root: (":" in root, root)):
            first = _hashed(root)
            order = [(first + 5 * n) % COUNT for n in range(COUNT)]
            found[root] = min(order, key=lambda each: (used[each], order.index(each)))
            used[found[root]] += 1
    return found


def _root(label_set: str, name: str, label: Label) -> str:
    return node_of(label_set, label.ancestors[-1] if label.ancestors else name)


def _hashed(node: str) -> int:
    return crc32(node.encode()) % COUNT


def _nearest(colour: str) -> int:
    """The class whose hue is nearest to `#RRGGBB`; greys go to the last, which is slate."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return COUNT - 1 if saturation < _GREY else round(hue * (COUNT - 1)) % (COUNT - 1)
