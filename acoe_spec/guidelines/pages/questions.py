"""The questions of the quiz: worked examples without their answers, chosen and put in order.

The choice depends on the specification alone. It is spread over the labels, no example is asked
about twice, and what is easy comes first. An example is asked about the label in whose text it
stands, since that is what its reason explains. Knows no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from acoe_spec.guidelines.coverage import Covered
from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.pages.known import Known
from acoe_spec.taxonomy.references import node_of, prefix_of, split

MOST = 40  # questions
_WRONG = 12  # of them, examples of what to avoid; half as many are right ones
_CHOICES = 4  # labels to choose from
_LONG = 1200  # characters; what is longer is no text to look at in a quiz
_GOLDEN = 0.6180339887498949
_UNSEEN = frozenset({"identifier-invalid"})  # what a program finds and no reader sees

Annotation = Mapping[str, Any]


class Line(NamedTuple):
    """What one unit says: who says it, and the words in pieces, some of them marked."""

    who: str
    pieces: tuple[tuple[str, bool], ...]
    language: str | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question about a worked example.

    `label` is the node of the label that is asked for, or that an annotation is about which is to
    be judged (`verdict`). `choices` are the nodes to choose from, by name; `lines` is the text
    without annotations. Both are empty for a verdict, whose annotation is shown. `whole` says that
    the answer is about the whole record.
    """

    kind: Literal["label", "category", "verdict"]
    example: Example
    label: str
    hardness: float
    choices: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    whole: bool = False


def questions(known: Known) -> list[Question]:
    """At most `MOST`, the easy ones first."""
    asked = [each for each in known.spec.coverage.labels.values() if each.needs_examples]
    wrong = _picked(
        {each.node: _verdicts(_explained(each.avoid, each), each) for each in asked}, _WRONG, set()
    )
    left = MOST - len(wrong) - len(wrong) // 2
    found = _picked({each.node: _choosing(known, each) for each in asked}, left, set())
    used = {each.example for each in found}
    right = _picked(
        {each.node: _verdicts(_explained(each.annotate, each), each) for each in asked},
        len(wrong) // 2,
        used,
    )
    return sorted((*found, *wrong, *right), key=lambda each: (each.hardness, each.example.id))


def _picked(
    by_label: Mapping[str, Iterable[Question]], most: int, used: set[Example]
) -> list[Question]:
    """The easiest of each label in turn, until there are `most`; no example twice.

    Labels are gone through in an order of which every beginning is spread over all of them.
    """
    labels = list(by_label.values())
    turns = sorted(range(len(labels)), key=lambda position: position * _GOLDEN % 1)
    waiting: list[list[Question]] = []  # by turn; of thousands of labels, few are asked about
    taken, found = set(used), list[Question]()
    while most > 0 and (len(waiting) < len(turns) or any(waiting)):
        for turn, position in enumerate(turns):
            if turn == len(waiting):
                easiest = sorted(labels[position], key=lambda q: (q.hardness, q.example.id))
                waiting.append(easiest)
            mine = waiting[turn]
            while mine and mine[0].example in taken:
                del mine[0]
            if mine:
                taken.add(mine[0].example)
                found.append(mine.pop(0))
            if len(found) == most:
                return found
    return found


def _explained(examples: Sequence[Example], about: Covered) -> Sequence[Example]:
    """Those whose reason is about the label: in its own text, or all where that has none."""
    blocks = {block for section in about.sections for block in section.blocks}
    return [each for each in examples if each.block in blocks] or examples


def _verdicts(examples: Iterable[Example], about: Covered) -> Iterator[Question]:
    """Whether an annotation is right."""
    for example in examples:
        if example.findings or _UNSEEN.intersection(example.breaks):
            continue
        if example.record and example.record.get("annotations"):
            yield Question(
                kind="verdict", example=example, label=about.node, hardness=1 + _size(example)
            )


def _choosing(known: Known, about: Covered) -> Iterator[Question]:
    """Which label something gets, where it is this one."""
    choices, harder = _choices(known, about.node)
    if len(choices) < 2:
        return
    label_set, name = split(about.node)
    for example in _explained(about.annotate, about):
        record = example.record
        if record is None or example.findings:
            continue
        for annotation in record["annotations"]:
            if annotation.get("label") != name:
                continue
            if annotation["type"] == "category" and annotation["set"] == label_set:
                question = _category(record, annotation)
            elif annotation["type"] == label_set == "entity":
                question = _entity(record, annotation)
            else:
                continue
            if question is not None:
                marked, whole, base = question
                yield Question(
                    kind="label" if label_set == "entity" else "category",
                    example=example,
                    label=about.node,
                    hardness=base + harder + _size(example),
                    choices=choices,
                    lines=marked,
                    whole=whole,
                )
                break


_Asked = tuple[tuple[Line, ...], bool, float] | None


def _entity(record: Annotation, annotation: Annotation) -> _Asked:
    """The words of an entity, unless those of another one are the same."""
    spans = annotation.get("spans")
    others = (each.get("spans") for each in record["annotations"] if each is not annotation)
    if not spans or spans in others:
        return None
    lines = _lines(record, spans)
    return None if lines is None else (lines, False, 0)


def _category(record: Annotation, annotation: Annotation) -> _Asked:
    """What a category is said of: a unit, the words of an entity or an event, or all."""
    target = annotation.get("target")
    spans: list[Any] = []
    for unit in record["units"]:
        if unit["id"] == target:
            spans = [{"unit": target, "start": 0, "end": len(unit.get("text") or "")}]
    for each in record["annotations"]:
        if each["id"] == target:
            spans = each.get("spans") or each.get("trigger", {}).get("spans") or []
    if target is not None and not spans:
        return None
    # Of several answers to one question, none is the answer.
    same = [
        each
        for each in record["annotations"]
        if (each.get("set"), each.get("target")) == (annotation["set"], target)
    ]
    lines = _lines(record, spans)
    return None if lines is None or len(same) > 1 else (lines, target is None, 0.5)


def _lines(record: Annotation, spans: Iterable[Annotation]) -> tuple[Line, ...] | None:
    """The words of all units with those of the spans marked; None where there are none to read."""
    names = {each["id"]: each.get("name") or each["id"] for each in record.get("participants", ())}
    lines = []
    for unit in record["units"]:
        text = unit.get("text") or ""
        pieces, end = [], 0
        for span in (each for each in spans if each["unit"] == unit["id"]):
            pieces += [
                (text[end : span["start"]], False),
                (text[span["start"] : span["end"]], True),
            ]
            end = span["end"]
        pieces.append((text[end:], False))
        said = tuple(each for each in pieces if each[0])
        if said:
            lines.append(Line(_who(unit, names), said, unit.get("language")))
    size = sum(len(text) for line in lines for text, _ in line.pieces)
    return tuple(lines) if 0 < size <= _LONG else None


def _who(unit: Annotation, names: Mapping[str, str]) -> str:
    if "speaker" in unit:
        return str(names.get(unit["speaker"], unit["speaker"]))
    return f"page {unit['number']}" if unit["type"] == "page" else str(unit.get("role", ""))


def _choices(known: Known, label: str) -> tuple[tuple[str, ...], float]:
    """The labels to choose from, by name, and how much harder they make it.

    Those that it is confused with come first, then its siblings, then others of its set. What is
    above or below it is right, too, or almost.
    """
    label_set = split(label)[0]
    declared = [node_of(each, home=label_set) for each in known.labels[label].confusable_with]
    confused = [*declared, *known.confused_by.get(label, ())]
    parent = known.parents.get(label)
    siblings = [] if parent is None else known.children.get(parent, [])
    kin = {*known.ancestors(label), *_below(known, label), label}
    found: list[str] = []
    for other in (*confused, *siblings, *_spread(list(known.of_set(label_set)), label)):
        written = known.labels.get(other)
        if written is None or written.abstract or written.deprecated or other in found:
            continue
        is_near = other in confused
        is_fair = split(other)[0] == label_set and (is_near or prefix_of(other) is None)
        if is_fair and (is_near or other not in kin) and other != label:
            found.append(other)
    chosen = [label, *found[: _CHOICES - 1]]
    ordered = sorted(chosen, key=lambda each: (known.name(each).casefold(), each))
    return tuple(ordered), 0.5 * any(each in confused for each in chosen)


def _below(known: Known, label: str) -> Iterator[str]:
    waiting = list(known.children.get(label, ()))
    while waiting:
        each = waiting.pop()
        yield each
        waiting += known.children.get(each, ())


def _spread(labels: list[str], label: str) -> Iterator[str]:
    """The labels of a set, beginning behind one and going round in steps."""
    here = labels.index(label)
    step = max(len(labels) // _CHOICES, 1)
    for offset in range(step):
        for position in range(here + offset + 1, here + len(labels), step):
            yield labels[position % len(labels)]


def _size(example: Example) -> float:
    """How much there is to read, from 0 to 1."""
    record = example.record or {}
    words = sum(len(unit.get("text") or "") for unit in record.get("units", ()))
    return min(words / 800 + len(record.get("annotations", ())) / 40, 1)
