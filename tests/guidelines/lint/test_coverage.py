"""What guidelines cover: the pages that explain a label, the examples that show it, the pairs."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from guidelines.lint.guideline_cases import definition_of, head_of, laid_out
from hypothesis import given, settings
from hypothesis import strategies as st

from acoe_spec.findings import Finding
from acoe_spec.guidelines.coverage import Coverage, coverage
from acoe_spec.guidelines.lint.linting import lint_guidelines, read_examples, read_with_examples
from acoe_spec.guidelines.reading.folder import read_guidelines
from acoe_spec.taxonomy.compiling import compile_definition


def covered(folder: Path) -> Coverage:
    definition = definition_of(head_of(folder), {})
    taxonomy = compile_definition(definition)
    guidelines = read_guidelines(folder, "desk", Path.as_posix)
    return coverage(guidelines, read_examples(guidelines, taxonomy), definition, taxonomy)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return laid_out(tmp_path / "desk")


def test_every_label_is_there_in_the_order_of_the_taxonomy(desk: Path) -> None:
    found = covered(desk)
    assert list(found.labels) == [
        "entity/party", "entity/firm", "entity/fund", "entity/person", "entity/old_firm",
        "intent/ask",
    ]  # fmt: skip
    assert [label.node for label in found.labels.values() if not label.needs_guideline] == [
        "entity/old_firm"
    ]
    assert [label.node for label in found.labels.values() if label.needs_examples] == [
        "entity/firm", "entity/fund", "entity/person", "intent/ask",
    ]  # fmt: skip


def test_a_label_is_explained_by_pages_and_sections_each_with_its_place(desk: Path) -> None:
    (desk / "more.md").write_text(
        "---\ntitle: More\nlabels: [firm, person, person]\n---\n\n"
        "# About [[person]]\n\nText.\n\n## Of a [[firm]] and a [[person]]\n\nText.\n"
    )
    found = covered(desk).labels["entity/person"]
    assert [each.href for each in found.explanations] == [
        "more.md",
        "more.md#about-person",
        "more.md#of-a-firm-and-a-person",
        "people.md",
    ]


def test_what_a_retired_page_explains_and_decides_does_not_count(desk: Path) -> None:
    page = desk / "firms.md"
    page.write_text(page.read_text().replace("[party, firm, fund]", "[firm]\nstatus: retired"))
    found = covered(desk)
    assert found.labels["entity/firm"].explanations == ()
    assert [each.href for each in found.labels["entity/firm"].retired] == ["firms.md"]
    assert [pair.tables for pair in found.confusable] == [()]


def test_an_example_shows_what_either_side_annotates_and_the_abstract_labels_above(
    desk: Path,
) -> None:
    found = covered(desk).labels

    def shown(label: str) -> tuple[list[str], list[str]]:
        said = found[label]
        return [each.id for each in said.annotate], [each.id for each in said.avoid]

    assert shown("entity/firm") == (["a-firm"], ["a-fund-is-no-firm"])
    assert shown("entity/fund") == (["a-fund"], ["a-fund-is-no-firm"])
    assert shown("entity/party") == (["a-firm", "a-fund"], ["a-fund-is-no-firm"])
    assert shown("intent/ask") == (["an-ask"], ["no-ask"])


def test_a_pair_is_one_however_often_it_is_declared(desk: Path) -> None:
    head = desk / "taxonomy.yaml"
    head.write_text(
        head.read_text().replace(
            "a firm looks after.\n",
            "a firm looks after.\n    confusable_with: [firm, person, old_firm, fund]\n",
        )
    )
    pairs = covered(desk).confusable
    assert [(each.one, each.other, each.declared_by, len(each.tables)) for each in pairs] == [
        ("entity/firm", "entity/fund", ("entity/firm", "entity/fund"), 1),
        ("entity/fund", "entity/person", ("entity/fund",), 0),
    ]


@pytest.mark.parametrize(("siblings", "pairs"), [(2, 1), (6, 15), (7, 6), (40, 39)])
def test_of_many_siblings_each_is_told_from_the_next(desk: Path, siblings: int, pairs: int) -> None:
    head = desk / "taxonomy.yaml"
    said = "{is_a: party, definition: A kind., attributes: {code: {range: string}}}"
    more = "".join(f"  kind{number}: {said}\n" for number in range(siblings))
    head.write_text(head.read_text().replace("categories:\n", f"{more}categories:\n"))
    found = [each for each in covered(desk).confusable if "kind" in each.one]
    assert len(found) == pairs
    assert (found[0].one, found[0].other) == ("entity/kind0", "entity/kind1")


# Text that reading has to survive; what it says is wrong is a finding, never an exception.
PIECES = st.sampled_from(
    (
        "[[firm]]", "[[frim|x]]", "[[term yard]]", "[[term", "]]", "# ", "## ", "\n", "\n\n", "- ",
        "```example\n", "```decision\n", "```\n", "id: a-firm\n", "verdict: annotate\n",
        'units: [{A: "[Anna]{person}"}]\n', "between: [firm, fund]\n", "rows: [{when: x}]\n",
        "rows: [{when: x, take: frim, example: y}]\n", "![[who.md]]\n", "![x](y.png)",
        "[a](people.md#x)", "[b](#y)", "schema: desk@1.0.0\n", "\t", "é", "\u2028", "| a | b |\n",
    )
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_lint_says_whatever_a_page_holds_and_the_same_twice(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    folder = laid_out(tmp_path_factory.mktemp("pages") / "desk")
    text = f"---\ntitle: x\nlabels: [firm]\n---\n{body}"
    (folder / "case.md").write_text(text, "utf-8", newline="\n")
    head = head_of(folder)
    definition = definition_of(head, {})

    taxonomy = compile_definition(definition)

    def said() -> list[Finding]:
        guidelines = read_guidelines(folder, "desk", lambda path: path.name)
        return list(
            lint_guidelines(
                read_with_examples(guidelines, taxonomy),
                definition,
                taxonomy,
                head=head,
                today=datetime.date(2026, 6, 30),
            )
        )

    found = said()
    assert found == said()
    lines = text.count("\n") + 1
    assert all(1 <= (each.line or 1) <= lines for each in found if each.file == "case.md")
