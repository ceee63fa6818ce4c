"""The quiz: what is asked, in which order, and that no question gives its answer away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from paged import by_path, look, specified

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.pages.known import Known
from acoe_spec.guidelines.pages.questions import MOST, Question, questions
from acoe_spec.guidelines.specification import Specification
from acoe_spec.taxonomy.references import split

Pages = Mapping[str, SitePage]


@pytest.fixture(scope="module")
def asked(head: Specification) -> list[Question]:
    return questions(Known(head))


class Unanswered(HTMLParser):
    """The text of a page without what is folded, and without the list of answers."""

    def __init__(self) -> None:
        super().__init__()
        self.folded = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "details" or (tag == "section" and said.get("class") == "acoe-quiz-key"):
            self.folded += 1

    def handle_endtag(self, tag: str) -> None:
        self.folded -= tag == "details"
        if tag == "section":
            self.folded = max(self.folded - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self.folded:
            self.text += data


# The choice


def test_there_are_forty_of_all_kinds(asked: list[Question]) -> None:
    assert len(asked) == MOST == 40
    kinds = Counter(each.kind for each in asked)
    assert kinds["verdict"] == 18
    assert min(kinds["label"], kinds["category"]) >= 8
    verdicts = Counter(each.example.verdict for each in asked if each.kind == "verdict")
    assert verdicts == {"avoid": 12, "annotate": 6}


def test_no_example_is_asked_about_twice(asked: list[Question]) -> None:
    assert len({each.example.id for each in asked}) == len(asked)


def test_they_are_spread_over_the_labels(asked: list[Question]) -> None:
    choosing = [each.label for each in asked if each.kind != "verdict"]
    assert len(set(choosing)) == len(choosing)
    assert {split(each)[0] for each in choosing} >= {"entity", "intent", "outcome", "urgency"}


def test_the_easy_ones_come_first(asked: list[Question]) -> None:
    hardness = [each.hardness for each in asked]
    assert hardness == sorted(hardness)
    assert asked[0].kind == "label"


def test_the_answer_is_among_the_choices_which_are_all_of_its_set(
    head: Specification, asked: list[Question]
) -> None:
    known = Known(head)
    for each in asked:
        if each.kind != "verdict":
            assert each.label in each.choices
            assert 2 <= len(set(each.choices)) == len(each.choices) <= 4
            assert {split(choice)[0] for choice in each.choices} == {split(each.label)[0]}
            names = [known.name(choice).casefold() for choice in each.choices]
            assert names == sorted(names)


def test_what_it_is_confused_with_is_a_choice(head: Specification, asked: list[Question]) -> None:
    for each in asked:
        confusable = head.coverage.labels[each.label].label.confusable_with
        if each.kind == "label" and confusable:
            assert f"entity/{confusable[0]}" in each.choices


def test_the_reason_is_about_the_label_that_is_asked_for(
    head: Specification, asked: list[Question]
) -> None:
    """The example stands in the text of the label: what else it holds has reasons elsewhere."""
    for each in asked:
        sections = [
            explanation.section
            for explanation in head.coverage.labels[each.label].explanations
            if explanation.section is not None
        ]
        assert any(each.example.block in section.blocks for section in sections), each.example.id


def test_nobody_is_asked_about_what_only_a_program_sees(asked: list[Question]) -> None:
    assert not any("identifier-invalid" in each.example.breaks for each in asked)


def test_marked_words_are_those_of_the_label(asked: list[Question]) -> None:
    for each in asked:
        if each.kind != "label" or each.example.record is None:
            continue
        marked = [text for line in each.lines for text, is_marked in line.pieces if is_marked]
        texts = {
            annotation["text"]
            for annotation in each.example.record["annotations"]
            if annotation.get("label") == split(each.label)[1]
        }
        assert " ".join(marked) in texts


# The page


def test_the_answers_are_folded(made: Pages) -> None:
    html = made["quiz/index"].html
    reader = Unanswered()
    reader.feed(html)
    assert reader.text.count("Which label do the marked words get?") >= 8
    assert reader.text.count("Is this annotated rightly?") == 18
    for word in ("Answers", "Avoid", "Not like this", "But like this", "Breaks"):
        assert word not in reader.text
    assert html.count("<summary>Answer<") == 40
    assert "<script" not in html


def test_an_answer_has_the_reason_and_leads_to_the_label_and_its_page(made: Pages) -> None:
    seen = look(made["quiz/index"].html)
    assert sum("/guidelines/" in each for each in seen.hrefs) >= 40
    assert sum("/entity/" in each or "/intent/" in each for each in seen.hrefs) >= 40


def test_parts_have_ten_questions_and_go_on_counting(made: Pages) -> None:
    seen = look(made["quiz/index"].html)
    assert seen.headings == [(1, "Quiz"), *((2, f"Part {part}") for part in (1, 2, 3, 4))]
    starts = [said["start"] for tag, said in seen.elements if tag == "ol" and "start" in said]
    assert starts == ["1", "11", "21", "31"]


def test_on_paper_the_answers_stand_at_the_end(
    head: Specification, made: Pages, asked: list[Question]
) -> None:
    key = made["quiz/index"].html.partition('<section class="acoe-quiz-key"')[2]
    known, right = Known(head), {"annotate": "Right", "avoid": "Wrong"}
    answers = [
        right[each.example.verdict] if each.kind == "verdict" else known.name(each.label)
        for each in asked
    ]
    assert look(key.partition("<ol>")[2].partition("</ol>")[0]).text == " ".join(answers)


def test_it_is_found_from_the_first_page_and_by_search(made: Pages) -> None:
    assert "quiz/" in look(made["index"].html).hrefs
    assert [each.title for each in made["quiz/index"].search] == ["Quiz"]


# Small taxonomies

HEAD = {
    "format": 1,
    "id": "desk",
    "title": "Desk",
    "version": "1.0.0",
    "description": "Trading.",
    "licence": "CC0-1.0",
    "owner": "desk-annotation",
    "modalities": ["chat"],
    "entities": {
        "firm": {"name": "Firm", "definition": "A company that trades."},
        "fund": {"name": "Fund", "definition": "Money that is run for others."},
    },
}
PAGE = """\
---
title: Firms
labels: [firm, fund]
---

```example
id: nested
verdict: annotate
units:
  - A: "[[UBS]{firm} Growth]{fund} bids <b>5</b>"
why: A name in a name.
```

```example
id: verb
verdict: avoid
units:
  - A: "[Barclays offers]{firm}"
instead:
  units:
    - A: "[Barclays]{firm} offers"
```
"""


def quiz(tmp_path: Path, page: str) -> SitePage:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/firms.md").write_text(page, "utf-8")
    return by_path(pages(specified(HEAD, tmp_path / "desk")))["quiz/index"]


def test_a_small_taxonomy_has_a_short_quiz(tmp_path: Path) -> None:
    """One right and one wrong example: one question about each."""
    page = quiz(tmp_path, PAGE)
    assert page.html.count('class="acoe-quiz-item"') == 2
    assert "A marked: UBS (end of the mark) Growth bids <b>5</b>" in look(page.html).text
    assert "&lt;b&gt;5&lt;/b&gt;" in page.html


def test_without_examples_there_is_nothing_to_ask(tmp_path: Path) -> None:
    page = quiz(tmp_path, PAGE.partition("```")[0])
    assert "There are no worked examples to ask about yet." in look(page.html).text


def test_where_no_text_of_the_label_has_examples_one_elsewhere_is_taken(tmp_path: Path) -> None:
    elsewhere = PAGE.replace("```example\nid: nested", "## [[firm]]\n\n```example\nid: nested")
    only_fund = elsewhere.replace("[[UBS]{firm} Growth]{fund}", "UBS [Growth]{fund}")
    assert "marked: Growth (end of the mark)" in look(quiz(tmp_path, only_fund).html).text


def test_a_wrong_check_digit_is_no_question(tmp_path: Path) -> None:
    wrong = PAGE.partition("instead:")[0] + "breaks: [identifier-invalid]\n```\n"
    assert "Is this annotated rightly?" not in look(quiz(tmp_path, wrong).html).text


def test_words_that_have_two_labels_are_not_asked_about(tmp_path: Path) -> None:
    both = PAGE.replace("[[UBS]{firm} Growth]{fund}", "[[UBS]{firm}]{fund}")
    page = quiz(tmp_path, both)
    assert "Which label" not in look(page.html).text
