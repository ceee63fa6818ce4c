"""Which of the twelve colour classes a label is shown in.

A label has the colour of the root of its branch, so that a branch is recognised as one and a new
label changes no other's colour. The colours themselves are in `assets/drawing.css`.
"""

from __future__ import annotations

import colorsys
from zlib import crc32

from acoe_spec.taxonomy.compiled import CompiledTaxonomy
from acoe_spec.taxonomy.references import node as node_of
from acoe_spec.taxonomy.references import split

COUNT = 12
_GREY = 0.12  # of HLS; what is less saturated has no hue to go by


def colour_class(taxonomy: CompiledTaxonomy, node: str) -> str:
    """`acoe-c0` to `acoe-c11` for a node such as `entity/option`; unknown labels have one too."""
    label_set, name = split(node)
    label = taxonomy.label(label_set, name)
    if label is not None and label.colour is not None:
        return f"acoe-c{_nearest(label.colour)}"
    root = label.ancestors[-1] if label is not None and label.ancestors else name
    return f"acoe-c{crc32(node_of(label_set, root).encode()) % COUNT}"


def _nearest(colour: str) -> int:
    """The class whose hue is nearest to `#RRGGBB`; greys go to the last, which is slate."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    return COUNT - 1 if saturation < _GREY else round(hue * (COUNT - 1)) % (COUNT - 1)
