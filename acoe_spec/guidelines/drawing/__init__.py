"""Annotated records drawn as HTML and SVG, for pages that need no script.

`draw` is a pure function from a record and its taxonomy to safe markup; the same record gives the
same bytes. How it looks is in `assets/drawing.css`.
"""

from __future__ import annotations

from acoe_spec.guidelines.drawing.colours import colour_class
from acoe_spec.guidelines.drawing.record import draw

__all__ = ["colour_class", "draw"]
