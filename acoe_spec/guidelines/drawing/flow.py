"""Text of a unit with a bar and a label under each mark, as HTML that wraps at any width.

The text is cut wherever a stretch begins or ends. Each piece lies in nested elements, one for each
mark above it, which underline it in the lane of the mark. Where stretches begin, a *head*, which
does not wrap, holds the labels together with as much text as they are wide, of the stretch and
what follows it up to the next label, so that labels never touch each other and words keep their
distance wherever they can. Heads may lie in heads.

A screen reader hears, in the text, where each stretch begins (its label) and where it ends.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from acoe_spec.guidelines.drawing.html import EMPTY, Html, join, link, span, text
from acoe_spec.guidelines.drawing.scene import Mark
from acoe_spec.guidelines.drawing.widths import clusters, width

DEEPEST = 16  # lanes that the style sheet knows; deeper marks have no bar
_INLINE = "acoe-slot acoe-slot--inline"  # and their labels stand in the text
_DEEPEST_HEADS = 24
_CHIP_SIZE = 0.66  # of a letter in a label, to one in the text, with its weight
_CHIP_PADDING = 1.0
_LONGEST = 18.0  # of text that is kept together, in the size of the font
_LONGEST_WORD = 20
_FAR = 300  # code points; no label is as wide


@dataclass(slots=True)
class Head:
    """Text from `start` to `end` that is kept together under labels `wide` wide."""

    start: int
    end: int
    wide: float
    marks: list[tuple[Mark, int]]
    inner: list[Head] = field(default_factory=list)


@dataclass(slots=True)
class _Word:
    """Heads and the rest of the words that they are part of."""

    start: int
    end: int
    heads: list[Head]
    wide: float = 0

    @property
    def is_head(self) -> bool:
        """Whether it is no more than one head."""
        return (self.heads[0].start, self.heads[0].end) == (self.start, self.end)


def flow(content: str, marks: Sequence[Mark]) -> Html:
    """The text with its marks. Without the labels and what is only heard, it is `content`."""
    return text(content) if not marks else _Flow(content, marks).whole()


def chip(mark: Mark, part: int) -> Html:
    """The label of one stretch of a mark: `part` of its total, counted from 1."""
    kind = "acoe-tag acoe-tag--event" if mark.is_trigger else "acoe-tag"
    shown = text(mark.name)
    if mark.number is not None:
        shown = Html(span("acoe-number", text(str(mark.number))) + shown)
    aloud = mark.spoken[len(mark.name) :]
    if aloud:
        shown = Html(shown + heard(aloud))
    if mark.total > 1:
        said = span("acoe-part", text(f"{part}/{mark.total}"))
        shown = Html(shown + heard(", part ") + said)
    return Html(heard("start of ") + link(mark.href, shown, f"{kind} {mark.colour}"))


def heard(words: str) -> Html:
    """Words that are heard and not seen."""
    return span("acoe-heard", text(words))


class _Flow:
    def __init__(self, content: str, marks: Sequence[Mark]) -> None:
        self._content = content
        self._marks = marks
        self._starting: dict[int, list[tuple[Mark, int]]] = {}
        self._ending: dict[int, list[tuple[Mark, int]]] = {}
        for mark in marks:
            for part, (start, end) in enumerate(mark.stretches, start=mark.first):
                self._starting.setdefault(start, []).append((mark, part))
                self._ending.setdefault(end, []).append((mark, part))
        for starting in self._starting.values():
            starting.sort(key=_outermost_first)
        self._starts = sorted(self._starting)
        heads = self._heads()
        cuts = {0, len(content)} | self._starting.keys() | self._ending.keys()
        cuts |= {head.end for head in heads}
        self._words = self._words_around(_nested(heads))
        cuts |= {position for word in self._words for position in (word.start, word.end)}
        self._cuts = sorted(cuts)

    def whole(self) -> Html:
        """All of it."""
        parts: list[Html] = []
        position = 0
        for word in self._words:
            parts.append(self._stretch(position, word.start, ()))
            inside = self._stretch(word.start, word.end, word.heads)
            parts.append(inside if word.is_head else span("acoe-word", inside))
            position = word.end
        parts.append(self._stretch(position, len(self._content), ()))
        return join(parts)

    def _heads(self) -> list[Head]:
        """Heads for the places where stretches begin; they lie in each other or apart."""
        heads: list[Head] = []
        open_: list[Head] = []
        for head in (each for start in self._starts for each in self._heads_at(start)):
            while open_ and open_[-1].end <= head.start:
                open_.pop()
            if open_ and head.end > open_[-1].end:
                if width(self._content[open_[0].start : head.end]) <= _LONGEST:
                    for outer in open_:
                        outer.end = max(outer.end, head.end)
                else:
                    head.end = open_[-1].end
            if len(open_) >= _DEEPEST_HEADS:
                head.end = head.start
            heads.append(head)
            open_.append(head)
        return heads

    def _heads_at(self, start: int) -> list[Head]:
        """The heads that begin at one place, the longest first: one for each end."""
        line_end = self._content.find("\n", start)
        line_end = len(self._content) if line_end < 0 else line_end
        by_end: dict[int, Head] = {}
        for mark, part in self._starting[start]:
            need = _chip_width(mark)
            following = bisect_left(self._starts, mark.stretches[part - mark.first][1])
            last = self._starts[following] if following < len(self._starts) else line_end
            end = self._enough(start, max(start, min(last, line_end)), need)
            head = by_end.setdefault(end, Head(start, end, need, []))
            head.wide = max(head.wide, need)
            head.marks.append((mark, part))
        return sorted(by_end.values(), key=lambda head: -head.end)

    def _enough(self, start: int, last: int, need: float) -> int:
        """The end of the text from `start` that is `need` wide and ends with a word, or `last`."""
        content = self._content[start : min(last, start + _FAR)]
        if width(content) <= need:
            return last
        ends = clusters(content)
        have = 0.0
        for begin, end in itertools.pairwise(ends):
            have += width(content[begin:end])
            if have >= need:
                return start + _word_end(content, end)
        return last

    def _words_around(self, heads: list[Head]) -> list[_Word]:
        """Heads with the rest of the words that they are part of, which no line may break off."""
        words: list[_Word] = []
        for head in heads:
            word = _Word(_word_start(self._content, head.start), head.end, [head])
            if head.end == head.start or not self._content[head.end - 1].isspace():
                word.end = _word_end(self._content, head.end)
            word.wide = max(head.wide, width(self._content[word.start : word.end]))
            before = words[-1] if words else None
            if before is None or word.start >= before.end:
                words.append(word)
            elif before.wide + word.wide <= _LONGEST:
                before.end = max(before.end, word.end)
                before.heads.append(head)
                before.wide += word.wide
            else:
                before.end = min(before.end, head.start)
                word.start = max(word.start, before.end)
                words.append(word)
        return words

    def _stretch(self, start: int, end: int, heads: Sequence[Head]) -> Html:
        """The text from `start` to `end` with the heads that lie in it."""
        parts: list[Html] = []
        position = start
        for head in heads:
            parts.extend(self._pieces(position, head.start))
            parts.append(self._drawn(head))
            position = head.end
        parts.extend(self._pieces(position, end))
        return join(parts)

    def _drawn(self, head: Head) -> Html:
        labels, inside = [], []
        for mark, part in head.marks:
            if mark.lane > DEEPEST:
                inside.append(span(_INLINE, chip(mark, part)))
            else:
                labels.append(span(f"acoe-slot acoe-l{mark.lane}", chip(mark, part)))
        inside.append(self._stretch(head.start, head.end, head.inner))
        filling = EMPTY
        if width(self._content[head.start : head.end]) < head.wide * 1.3:
            filling = self._filling(head.end)
        words = span("acoe-words", join(inside))
        return span("acoe-head", join([*labels, words, filling]))

    def _filling(self, end: int) -> Html:
        """Bars that go on behind a head, where its labels are wider than its text."""
        bars = [bar for bar in self._bars(end - 1, end) if bar in self._bars(end, end + 1)]
        return span("acoe-rest", _barred(EMPTY, bars, "acoe-filling")) if bars else EMPTY

    def _pieces(self, start: int, end: int) -> Iterator[Html]:
        """Pieces without heads, each followed by what is heard of the stretches that end there."""
        first, last = bisect_left(self._cuts, start), bisect_left(self._cuts, end)
        for here, there in zip(self._cuts[first:last], self._cuts[first + 1 : last + 1]):
            yield _barred(text(self._content[here:there]), self._bars(here, there))
            ending = self._ending.get(there)
            if ending:
                yield heard("".join(map(_end_of, sorted(ending, key=_last_begun_first))))

    def _bars(self, start: int, end: int) -> list[tuple[int, str]]:
        """Lane and classes of the bars under a piece, the deepest first."""
        bars = []
        for mark in self._marks:
            before, after = mark.hull
            if mark.lane <= DEEPEST and before <= start and end <= after:
                index = bisect_right(mark.stretches, (start, len(self._content))) - 1
                kind = "acoe-bar" if end <= mark.stretches[index][1] else "acoe-gap"
                bars.append((mark.lane, f"{kind} acoe-l{mark.lane} {mark.colour}"))
        return sorted(bars, reverse=True)


def _nested(heads: list[Head]) -> list[Head]:
    """The heads that lie in no other; the others are put into those."""
    tree: list[Head] = []
    open_: list[Head] = []
    for head in heads:
        while open_ and open_[-1].end <= head.start:
            open_.pop()
        (open_[-1].inner if open_ else tree).append(head)
        open_.append(head)
    return tree


def _barred(content: Html, bars: list[tuple[int, str]], filling: str | None = None) -> Html:
    if not bars:
        return content
    for _, kind in reversed(bars):
        content = span(kind, content)
    base = span(f"acoe-base {filling}" if filling else "acoe-base", content)
    return span(f"acoe-room acoe-n{bars[0][0]}", base)


def _chip_width(mark: Mark) -> float:
    more = 2.2 * (mark.total > 1) + 1.3 * (mark.number is not None)
    return min(width(mark.name), 24) * _CHIP_SIZE * 1.1 + _CHIP_PADDING + more


def _word_end(content: str, position: int) -> int:
    """Where the word that goes on at `position` ends; `position` where that is far."""
    end = position
    while end < len(content) and not content[end].isspace():
        end += 1
        if end - position > _LONGEST_WORD:
            return position
    return end


def _word_start(content: str, position: int) -> int:
    start = position
    while start and not content[start - 1].isspace():
        start -= 1
        if position - start > _LONGEST_WORD:
            return position
    return start


def _outermost_first(starting: tuple[Mark, int]) -> tuple[int, int]:
    mark, part = starting
    return -mark.stretches[part - mark.first][1], -mark.lane


def _last_begun_first(ending: tuple[Mark, int]) -> tuple[int, int]:
    mark, part = ending
    return -mark.stretches[part - mark.first][0], mark.lane


def _end_of(ending: tuple[Mark, int]) -> str:
    mark, part = ending
    of = f", part {part}" if mark.total > 1 else ""
    return f" (end of {mark.spoken}{of}) "
