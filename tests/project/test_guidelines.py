"""Guidelines in a workspace: what `acoe lint` says of them, and what a release asks for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from guidelines.lint.guideline_cases import CASES, COMMON
from running import acoe

TODAY = ("--today", "2026-06-30")
HEAD = Path("taxonomies/desk/taxonomy.yaml")
PAGES = Path("guidelines/desk")
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99="
    b"\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace whose one taxonomy has guidelines that leave nothing out."""
    monkeypatch.chdir(tmp_path)
    HEAD.parent.mkdir(parents=True)
    shutil.copy(CASES / "taxonomy.yaml", HEAD)
    shutil.copytree(COMMON, PAGES)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def lint(*arguments: str) -> list[tuple[str, str, int | None]]:
    found = acoe("lint", *arguments, *TODAY, "--report", "json").json["findings"]
    return [(each["rule"], each["file"], each.get("line")) for each in found]


def waive(**row: str) -> None:
    agreed = {"reason": "Agreed.", "owner": "desk", "expires": "2026-12-31"}
    text = json.dumps({"format": 1, "waivers": [{**row, **agreed}]})
    Path("waivers.yaml").write_text(text, "utf-8")


# Lint


def test_all_files_of_the_guidelines_are_counted() -> None:
    ran = acoe("lint", *TODAY)
    assert (ran.code, ran.out) == (0, "No findings in 5 files.\n")


def test_a_wrong_example_fails_with_file_line_and_rule() -> None:
    edit(PAGES / "people.md", "ask [Anna]{person}", "ask [Anna]{prson}")

    ran = acoe("lint", "desk", *TODAY)

    assert ran.code == 1
    assert ran.out.startswith(
        "guidelines/desk/people.md:11:25: error: in the example 'a-person', 'prson' is no entity "
        "label in desk@2.0.0 [unknown-label]\n"
    )
    assert '  11 | units: [{A: "ask [Anna]{prson}"}]\n' in ran.out
    assert "    hint: did you mean 'person'?\n" in ran.out


def test_a_file_is_linted_without_its_guidelines() -> None:
    edit(PAGES / "people.md", "ask [Anna]{person}", "ask [Anna]{prson}")
    assert acoe("lint", HEAD, *TODAY).out == "No findings in 1 file.\n"


def test_a_taxonomy_without_guidelines_is_one_remark() -> None:
    shutil.rmtree(PAGES)
    assert lint() == [("taxonomy-without-guidelines", "taxonomies/desk/taxonomy.yaml", 2)]
    (PAGES / "_parts").mkdir(parents=True)
    (PAGES / "_parts" / "who.md").write_text("A part is no page.\n")
    assert lint() == [("taxonomy-without-guidelines", "taxonomies/desk/taxonomy.yaml", 2)]
    assert acoe("lint", *TODAY).code == 0


def test_guidelines_of_no_taxonomy_are_found_by_a_run_of_everything() -> None:
    Path("guidelines/README.md").write_text("What annotators read.\n")
    Path("guidelines/desks").mkdir()
    Path("guidelines/stray.md").write_text("Stray.\n")
    assert lint("desk") == []
    assert lint() == [
        ("guideline-of-no-taxonomy", "guidelines/desks", None),
        ("guideline-of-no-taxonomy", "guidelines/stray.md", None),
    ]
    assert "hint: did you mean 'desk'?" in acoe("lint", *TODAY).out


def test_the_folder_of_a_taxonomy_that_was_renamed_is_told_whose_it_may_be() -> None:
    PAGES.rename("guidelines/floor")
    ran = acoe("lint", *TODAY)
    assert ran.code == 1
    assert (
        "guidelines/floor: error: these guidelines are of the taxonomy 'floor', and there is none "
        "[guideline-of-no-taxonomy]\n    hint: name the folder after its taxonomy: desk\n"
    ) in ran.out


def test_guidelines_of_a_broken_taxonomy_are_not_judged() -> None:
    edit(PAGES / "people.md", "ask [Anna]{person}", "ask [Anna]{prson}")
    edit(HEAD, "is_a: party", "is_a: prty")
    assert {rule for rule, _, _ in lint()} == {"missing-parent"}


def told(*arguments: str) -> list[str]:
    """Place, message and hint of each finding."""
    found = acoe("lint", *arguments, *TODAY, "--report", "json").json["findings"]
    return [
        f"{each['file']}:{each['line']}:{each['column']} {each['message']} - {each.get('hint')}"
        for each in found
    ]


def test_a_page_that_is_not_there_is_named() -> None:
    with (PAGES / "people.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [firms](firm.md).\n")
    (said,) = told()
    assert said.endswith("there is no page 'firm.md' to link to - did you mean 'firms.md'?")


def test_a_broken_glossary_is_told_and_not_each_use_of_its_terms() -> None:
    edit(PAGES / "intent.md", "Who asks", "Who asks for a [[term yard]] or a [[term crore]]")
    assert [rule for rule, _, _ in lint()] == ["unknown-term"]
    (PAGES / "glossary.yaml").write_text("format: 1\nterms: {yard: {definition: [}}\n")
    assert [rule for rule, _, _ in lint()] == ["yaml-syntax"]


def test_a_label_of_another_set_is_suggested_where_it_is_spelt_almost_so() -> None:
    edit(PAGES / "intent.md", "Who asks", "An [[aks]], an [[ask]] and a [[prson]]")
    hints = [each.rpartition(" - ")[2] for each in told()]
    assert hints == [
        "correct the id, or add the label",
        "did you mean 'intent/ask'?",
        "did you mean 'person'?",
    ]


def test_a_label_that_this_version_removed_may_be_called_otherwise() -> None:
    assert release("--next", "major").code == 0
    edit(HEAD, "  person:", "  human:")
    said = [each for each in told() if "person" in each and "intent" not in each]
    prose = [each for each in said if "was removed in 3.0.0" in each]
    examples = [each for each in said if "in the example" in each]
    assert all(
        each.endswith(
            "say it without the label; if it has another id now, change ids with acoe rename, "
            "which mends pages"
        )
        for each in prose
    )
    assert prose
    assert {each.rpartition(" - ")[2] for each in examples} >= {
        "nothing stands for it: leave it out"
    }


def test_how_long_a_review_holds_can_be_said() -> None:
    edit(PAGES / "people.md", "labels: [person]", "labels: [person]\nreviewed: 2026-06-01")
    assert lint() == []
    assert lint("--review-days", "28") == [("review-overdue", "guidelines/desk/people.md", 4)]


@pytest.mark.parametrize(
    "row",
    [
        {"rule": "label-without-guideline", "label": "person"},
        {"rule": "label-without-guideline", "files": "taxonomies/desk/*"},
    ],
)
def test_what_is_left_out_can_be_waived(row: dict[str, str]) -> None:
    (PAGES / "people.md").write_text("---\ntitle: People\nlabels: [firm]\n---\n")
    edit(PAGES / "firms.md", "labels: [party, firm, fund]", "labels: [party, firm, fund]\n# who?")
    rules = {rule for rule, _, _ in lint()}
    assert "label-without-guideline" in rules
    waive(**row)
    assert {rule for rule, _, _ in lint()} == rules - {"label-without-guideline"}


def test_a_label_that_does_not_exist_can_be_waived_and_a_waiver_that_nothing_needs_is_named() -> (
    None
):
    edit(PAGES / "intent.md", "Who asks", "A [[broker]] who asks")
    waive(rule="unknown-guideline-label", label="broker")
    assert lint() == []
    edit(PAGES / "intent.md", "A [[broker]] who asks", "Who asks")
    assert [rule for rule, _, _ in lint()] == ["waiver-unused"]


@pytest.mark.parametrize(
    ("page", "text", "rule"),
    [
        ("people.md", "---\ntitle: People\nlabels: [person\n---\nText.\n", "yaml-syntax"),
        ("people.md", "Text.\n", "front-matter-missing"),
        (
            "people.md",
            (
                "---\ntitle: People\nlabels: [person]\n---\n```example\nid: a-person\n"
                'verdict: annotate\nunits: [{A: "ask [Anna{person}"}]\n```\n'
            ),
            "example-markup",
        ),
        (
            "firms.md",
            "---\ntitle: Firms\nlabels: []\n---\n![[_parts/none.md]]\n",
            "unknown-include",
        ),
    ],
)
def test_what_is_left_out_is_not_told_while_a_page_cannot_be_read(
    page: str, text: str, rule: str
) -> None:
    (PAGES / page).write_text(text)
    assert {each for each, _, _ in lint()} <= {rule, "decision-unknown-example"}
    (PAGES / page).write_text("---\ntitle: Else\nlabels: []\n---\nText.\n")
    assert "label-without-guideline" in {each for each, _, _ in lint()}


@pytest.mark.parametrize("what", ["guidelines", "guidelines/desk", "guidelines/desk/people.md"])
@pytest.mark.parametrize("options", [(), ("--without-guidelines",)])
def test_a_symbolic_link_is_one_finding(what: str, options: tuple[str, ...]) -> None:
    Path(what).rename("elsewhere")
    Path(what).symlink_to(Path("elsewhere").absolute())
    assert [(rule, file) for rule, file, _ in lint()] == [("symbolic-link", what)]
    found = release(*options, "--report", "json")
    assert found.code == 1
    (said,) = found.json["findings"]
    assert (said["rule"], said["file"]) == ("guideline-not-a-file", what)


# Releases


def release(*arguments: str) -> Any:
    return acoe("release", "desk", *TODAY, *arguments)


def manifest() -> dict[str, Any]:
    text = Path("taxonomies/desk/releases/2.0.0/manifest.json").read_text("utf-8")
    said: dict[str, Any] = json.loads(text)
    return said


def test_a_documented_taxonomy_is_released_with_all_that_its_pages_need() -> None:
    (PAGES / "_parts").mkdir()
    (PAGES / "_parts" / "who.md").write_text("Who is there?\n")
    (PAGES / "pictures").mkdir()
    (PAGES / "pictures" / "who.png").write_bytes(PICTURE)
    (PAGES / "notes.txt").write_text("Not for a release.\n")
    edit(
        PAGES / "people.md",
        "## Names",
        "![[_parts/who.md]]\n\n![Who](pictures/who.png)\n\n## Names",
    )

    ran = release()

    assert (ran.code, ran.err) == (0, "")
    assert "  6 labels, 3 guidelines\n" in ran.out
    assert sorted(manifest()["files"]) == [
        "definition.json",
        "guidelines/_parts/who.md",
        "guidelines/firms.md",
        "guidelines/glossary.yaml",
        "guidelines/intent.md",
        "guidelines/people.md",
        "guidelines/pictures/who.png",
    ]
    assert "documented" not in manifest()
    assert release().out.startswith("desk@2.0.0 is released already, with this content")


def test_a_label_that_nobody_explains_or_shows_is_not_released() -> None:
    (PAGES / "people.md").unlink()

    ran = release("--report", "json")

    assert ran.code == 1
    assert [(each["rule"], each["level"], each["line"]) for each in ran.json["findings"]] == [
        ("label-without-guideline", "error", 17),
        ("label-without-example", "error", 17),
        ("label-without-avoid-example", "error", 17),
    ]
    assert not Path("taxonomies/desk/releases").exists()


def test_without_guidelines_nothing_is_released_unless_that_is_said() -> None:
    shutil.rmtree(PAGES)

    ran = release()

    assert ran.code == 1
    assert "error: there are no guidelines for 'desk' [taxonomy-without-guidelines]" in ran.out
    assert "or release it with --without-guidelines\n" in ran.out
    assert release("--without-guidelines").code == 0
    assert manifest()["documented"] is False
    assert acoe("lint", *TODAY, "--fail-on", "error").code == 0


def test_the_switch_leaves_out_one_gate_only() -> None:
    edit(PAGES / "people.md", "ask [Anna]{person}", "ask [Anna]{prson}")
    assert release("--dry-run").code == 1
    assert release("--dry-run", "--without-guidelines").code == 0
    (PAGES / "linked.md").symlink_to("people.md")
    ran = release("--without-guidelines", "--report", "json")
    assert [each["rule"] for each in ran.json["findings"]] == ["guideline-not-a-file"]
