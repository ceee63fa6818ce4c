"""The colours of the style sheet, by the formulas of WCAG 2.2, and which label has which."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from gallery import STYLES, taxonomy

from acoe_spec.guidelines.drawing import colour_class
from acoe_spec.guidelines.drawing.colours import COUNT

TEXT, GRAPHICS = 4.5, 3.0
SCHEMES = ("light", "dark", "dark without Material")


def blocks() -> list[dict[str, str]]:
    """The variables of the schemes, in the order of `SCHEMES`."""
    found = re.findall(r"\{([^{}]*--acoe-ink-0:[^{}]*)\}", STYLES.read_text("utf-8"))
    return [dict(re.findall(r"--acoe-([a-z0-9-]+): (#[0-9a-f]{6})", block)) for block in found]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, definitions)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, definitions)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_there_are_three_blocks_and_both_dark_ones_are_equal() -> None:
    light, dark, other = blocks()
    assert dark == other
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("scheme", range(3), ids=SCHEMES)
@pytest.mark.parametrize("number", range(COUNT))
def test_labels_can_be_read_in_every_colour(scheme: int, number: int) -> None:
    of = blocks()[scheme]
    ink, tint, line = (of[f"{part}-{number}"] for part in ("ink", "tint", "line"))
    assert contrast(ink, tint) >= TEXT
    assert contrast(of["fg"], tint) >= TEXT
    assert contrast(of["quiet"], tint) >= TEXT  # in what is quoted
    for ground in (of["paper"], of["soft"]):
        assert contrast(ink, ground) >= TEXT
        assert contrast(line, ground) >= GRAPHICS


@pytest.mark.parametrize("scheme", range(3), ids=SCHEMES)
def test_the_rest_can_be_read(scheme: int) -> None:
    of = blocks()[scheme]
    for ground in (of["paper"], of["soft"]):
        for part in ("fg", "quiet", "link"):
            assert contrast(of[part], ground) >= TEXT


def test_every_class_of_a_label_is_in_the_style_sheet() -> None:
    styles = STYLES.read_text("utf-8")
    assert all(f".acoe-c{n} {{" in styles for n in range(COUNT))


def test_a_branch_has_one_colour_and_branches_differ() -> None:
    compiled = taxonomy()
    assert colour_class(compiled, "entity/bond") == colour_class(compiled, "entity/government_bond")
    own = [
        name for name, label in compiled.entities.items() if ":" not in name and not label.ancestors
    ]
    used = Counter(colour_class(compiled, f"entity/{name}") for name in own)
    assert max(used.values()) - min(used.values()) <= 1 or len(used) == len(own)


def test_unknown_labels_have_a_colour_too() -> None:
    assert re.fullmatch(r"acoe-c(\d|1[01])", colour_class(taxonomy(), "entity/no such"))
