"""Text set in a monospaced font and broken over lines, with the bars and labels of its marks.

All measures are pixels of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from acoe_spec.guidelines.drawing.scene import Mark
from acoe_spec.guidelines.drawing.widths import clusters, columns, shortened

LINE_COLUMNS = 70
COLUMN = 8.0  # of the text
SMALL = 6.6  # column of labels and names
MARGIN = 24.0  # left and right of the text, for the ends of halves
CHIP_HEIGHT = 16.0
SPAN_PITCH = 22.0
TEXT_HEIGHT = 20.0
TOTAL_WIDTH = LINE_COLUMNS * COLUMN + 2 * MARGIN
_LONGEST_NAME = 28
_FAR = 30.0  # from a bar to its label, at most
_APART = 4.0  # labels of different words
_WIDEST_GAP = 20 * COLUMN  # that a word is moved to the right, at most
_WIDEST_CRACK = 5 * COLUMN  # that what follows a sign is moved, as in "108/113"


@dataclass(slots=True)
class SetLine:
    """Which characters a line has, from `start` to `end`, and where each of them is.

    Before `last` is the last that is no white space.
    """

    start: int
    end: int
    last: int
    places: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """Text to be set in one go."""

    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a mark on one line, with its label where it begins there.

    `stretches` are covered, `gaps` lie between them, both from left to right.
    """

    mark: Mark
    stretches: tuple[tuple[float, float], ...]
    gaps: tuple[tuple[float, float], ...]
    label: str
    label_x: float
    label_width: float
    lane: int = 0

    @property
    def extent(self) -> tuple[float, float]:
        """From the left end of bar or label to the right end."""
        left, right = self.stretches[0][0], self.stretches[-1][1]
        if not self.label:
            return left, right
        return min(left, self.label_x), max(right, self.label_x + self.label_width)


def with_clear_labels(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars with their labels beside those of shorter bars, where they can be.

    So an arc can come down on either label. A label stays on its bar or near it.
    """
    placed = list(bars)
    order = sorted(
        range(len(bars)), key=lambda n: bars[n].stretches[-1][1] - bars[n].stretches[0][0]
    )
    others: list[Bar] = []
    for n in order:
        if placed[n].label:
            placed[n] = _beside(placed[n], others)
            others.append(placed[n])
    return tuple(placed)


def _beside(bar: Bar, others: list[Bar]) -> Bar:
    left, right = bar.stretches[0]
    wide = bar.label_width
    near = [
        other
        for other in others
        if other.stretches[0][0] < bar.stretches[-1][1]
        and bar.stretches[0][0] < other.stretches[-1][1]
    ]
    places = [bar.label_x]
    for other in near:
        places.extend((other.label_x + other.label_width + 3, other.label_x - wide - 3))
    for x in places:
        is_near = left - wide - _FAR <= x <= right + _FAR and x == within(x, wide)
        is_clear = all(
            x + wide <= other.label_x or other.label_x + other.label_width <= x for other in near
        )
        if is_near and is_clear:
            return replace(bar, label_x=x)
    return bar


def broken_lines(content: str) -> Iterator[tuple[int, int]]:
    """Where lines begin and end: at line feeds, else after white space where they are full."""
    ends = clusters(content)
    start = used = 0
    after_space = used_then = 0  # behind the last white space
    for here, there in pairwise(ends):
        character = content[here:there]
        if character in ("\n", "\r\n"):
            yield start, there
            start, used, after_space, used_then = there, 0, 0, 0
            continue
        wide = _advance(character, used)
        if used + wide > LINE_COLUMNS and not character.isspace():
            cut, before = (after_space, used_then) if after_space > start else (here, used)
            yield start, cut
            start, used = cut, used - before
        used += wide
        if character.isspace():
            after_space, used_then = there, used
    yield start, len(content)


def _advance(character: str, used: int) -> int:
    return 4 - used % 4 if character == "\t" else columns(character)


def placed(content: str, start: int, end: int) -> SetLine:
    """The line of these characters; tabs lead to every fourth column."""
    line = SetLine(start, end, start)
    used = 0
    ends = [start + at for at in clusters(content[start:end])]
    for here, there in pairwise(ends):
        line.places[here] = MARGIN + used * COLUMN
        if not content[here:there].isspace():
            line.last = there
        if content[here:there] not in ("\n", "\r\n"):
            used += _advance(content[here:there], used)
    line.places[end] = MARGIN + used * COLUMN
    return line


def with_room(content: str, line: SetLine, marks: Sequence[Mark]) -> SetLine:
    """The line with its words further apart, so that labels stand beside each other.

    Words, and what follows a sign within a word, are moved to the right as long as the line has
    room. So no arc has to go through the label of another word.
    """
    room = TOTAL_WIDTH - MARGIN - line.places[line.end]
    positions = {x: position for position, x in reversed(line.places.items())}
    moves: list[tuple[int, float]] = []
    moved = reached = 0.0
    for group in _over_common_text(bars(content, line, marks)):
        extents = [bar.extent for bar in with_clear_labels(tuple(group))]
        start = positions[group[0].stretches[0][0]]
        need = reached - (min(left for left, _ in extents) + moved)
        if 0 < need <= min(room, _widest(content[line.start : start][-1:])):
            moves.append((start, need))
            moved += need
            room -= need
        reached = max(right for _, right in extents) + moved + _APART
    places = {
        position: x + sum(need for start, need in moves if start <= position)
        for position, x in line.places.items()
    }
    return replace(line, places=places) if moves else line


def _widest(before: str) -> float:
    """How far what stands behind this character may be moved; at the start of a line not at all."""
    if before.isspace():
        return _WIDEST_GAP
    return 0.0 if not before or before.isalnum() else _WIDEST_CRACK


def _over_common_text(found: Iterable[Bar]) -> Iterator[list[Bar]]:
    """Bars, from left to right, in groups whose bars reach over each other."""
    group: list[Bar] = []
    end = 0.0
    for bar in sorted(found, key=lambda bar: bar.stretches[0][0]):
        if group and bar.stretches[0][0] >= end:
            yield group
            group = []
        group.append(bar)
        end = max(end, bar.stretches[-1][1])
    if group:
        yield group


def runs(content: str, line: SetLine) -> Iterator[Run]:
    """Words apart from each other, and wide characters apart from narrow ones."""
    positions = sorted(line.places)
    begin: int | None = None
    wide = 0
    for here, there in pairwise(positions):
        character = content[here:there]
        this = 0 if character.isspace() else columns(character)
        if begin is not None and (character.isspace() or this != wide):
            yield _run(content, line, begin, here)
            begin = None
        if begin is None and not character.isspace():
            begin, wide = here, this
    if begin is not None:
        yield _run(content, line, begin, line.end)


def _run(content: str, line: SetLine, start: int, end: int) -> Run:
    x = line.places[start]
    return Run(x, line.places[end] - x, content[start:end])


def bars(content: str, line: SetLine, marks: Sequence[Mark]) -> Iterator[Bar]:
    """The bars of the marks that are on a line."""
    for mark in marks:
        inside = [
            (max(start, line.start), end if end <= line.end else line.last)
            for start, end in mark.stretches
            if start < line.end and end > line.start
        ]
        if not inside:
            continue
        stretches = tuple(
            (line.places[a], max(line.places[b], line.places[a] + 3)) for a, b in inside
        )
        gaps = tuple((left[1], right[0]) for left, right in pairwise(stretches))
        begins = [
            n for n, (start, _) in enumerate(mark.stretches) if line.start <= start < line.end
        ]
        yield _labelled(mark, stretches, gaps, begins[0] if begins else None)


def _labelled(
    mark: Mark,
    stretches: tuple[tuple[float, float], ...],
    gaps: tuple[tuple[float, float], ...],
    part: int | None,
) -> Bar:
    if part is None:
        return Bar(mark, stretches, gaps, "", 0, 0)
    label = shortened(mark.name, _LONGEST_NAME) or mark.id
    if mark.number is not None:
        label = f"{mark.number} {label}"
    if mark.total > 1:
        label = f"{label} {mark.first + part}/{mark.total}"
    wide = text_width(label) + 10
    left, right = stretches[0]
    return Bar(mark, stretches, gaps, label, within((left + right - wide) / 2, wide), wide)


def text_width(value: str) -> float:
    """How wide a label is."""
    ends = clusters(value)
    return SMALL * sum(columns(value[a:b]) for a, b in pairwise(ends))


def within(x: float, wide: float) -> float:
    """`x`, moved so that what is `wide` wide there is in the drawing."""
    return max(4.0, min(x, TOTAL_WIDTH - wide - 4))
