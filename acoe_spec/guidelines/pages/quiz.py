"""The quiz for people who are new: worked examples as questions, each answer folded beneath.

On paper the answers stand at the end, as a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.questions import Line, Question, questions
from acoe_spec.guidelines.pages.site import Chip, Site
from acoe_spec.guidelines.pages.words import ExampleView, Words
from acoe_spec.taxonomy.references import split

_PART = 10  # questions


class QuestionView(NamedTuple):
    """A question as a template shows it.

    `drawing` is an annotation to judge, `lines` a text to annotate. `answer` is in words, for the
    list on paper; `label` is the label that it is about.
    """

    number: int
    kind: str
    ask: str
    lines: tuple[Line, ...]
    drawing: Markup | None
    choices: list[str]
    answer: str
    label: Chip
    example: ExampleView


def quiz_pages(site: Site) -> Iterator[SitePage]:
    """The one page."""
    here = f"{addresses.QUIZ}/index"
    words = Words(site, here)
    asked = questions(site.known)
    views = [_view(words, number, each) for number, each in enumerate(asked, start=1)]
    parts = [views[start : start + _PART] for start in range(0, len(views), _PART)]
    said: dict[str, Any] = {"parts": parts, "count": len(views)}
    yield make_page(
        site, here, "quiz.html", said, title="Quiz",
        description="Questions for people who are new, made of the worked examples.",
        search=[SearchEntry("Quiz", "Onboarding: questions with answers, to practise the labels")],
    )  # fmt: skip


def _view(words: Words, number: int, question: Question) -> QuestionView:
    site, label = words.site, question.label
    example = words.example(question.example)
    is_verdict = question.kind == "verdict"
    verdict = "Right" if example.is_right else "Wrong"
    return QuestionView(
        number=number,
        kind=question.kind,
        ask=_ask(site, question),
        lines=question.lines,
        drawing=example.drawing if is_verdict else None,
        choices=["Right", "Wrong"]
        if is_verdict
        else [site.known.name(each) for each in question.choices],
        answer=verdict if is_verdict else site.known.name(label),
        label=site.chip(words.here, label),
        example=example,
    )


def _ask(site: Site, question: Question) -> str:
    if question.kind == "verdict":
        return "Is this annotated rightly?"
    if question.kind == "label":
        return "Which label do the marked words get?"
    asked = site.spec.definition.categories[split(question.label)[0]].question
    return f"{asked} Answer for {'the whole' if question.whole else 'what is marked'}."
