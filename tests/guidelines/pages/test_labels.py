"""What stands on the pages of labels and sets, and where they lead, told from small taxonomies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from paged import TODAY, Seen, address, by_path, dead_links, editions, resolved, specified
from released import migration, release, write_head
from taxonomy_strategies import head

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.pages.site import term_anchor

_DAY = "2026-01-01"


def label(definition: str = "As it says.", **said: Any) -> dict[str, Any]:
    return {"definition": definition, **said}


def made_of(folder: Path | None = None, **parts: Any) -> Mapping[str, SitePage]:
    return by_path(pages(specified(head(**parts), folder)))


def text(page: SitePage) -> str:
    return Seen(page.html).text


def guideline(folder: Path, name: str, *lines: str, **front: Any) -> None:
    said = {"title": name, "labels": [], "owner": "us", "reviewed": _DAY, **front}
    written = "\n".join(f"{key}: {value}" for key, value in said.items())
    folder.mkdir(exist_ok=True)
    body = "\n".join(lines)
    (folder / f"{name}.md").write_text(f"---\n{written}\n---\n{body}\n", encoding="utf-8")


def test_a_label_is_listed_under_its_id_and_its_aliases_too() -> None:
    made = made_of(
        entities={"rfq": label(name="Quote request", aliases={"brat": "Ask"}), "bond": label()}
    )
    page = text(made["a-z"])
    assert "Ask see Quote request rfq" in page
    assert "rfq see Quote request rfq" in page
    assert "bond see" not in page


def test_labels_of_one_name_are_told_apart_by_where_they_are_from(tmp_path: Path) -> None:
    release(tmp_path, head(id="core", version="1.0.0", entities={"place": label(name="Place")}))
    write_head(
        tmp_path,
        head(
            id="news",
            imports=["core@1.0.0"],
            entities={
                "place": label(name="Place", is_a="core:place"),
                "site": label(name="Seat"),
                "seat": label(name="Seat"),
            },
        ),
    )
    made = by_path(pages(editions(tmp_path, "news").of("head", today=TODAY)))
    listed = text(made["a-z"])
    assert "Place (core) core:place" in listed
    assert "Place place" in listed
    assert "Seat (seat) seat" in listed
    assert "Seat (site) site" in listed


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (["part", "part/body"], "parts of an email"),
        (["part/body"], "body of an email"),
        (["part/body", "turn", "part/subject"], "turns, subject and body of an email"),
        (
            ["part/quoted", "part/body", "part/signature"],
            "body, quoted text and signature of an email",
        ),
        (
            ["segment/silent", "segment/transcribed"],
            "audio segments with words, audio segments in which nothing is said",
        ),
    ],
)
def test_a_question_says_of_which_units_it_is_asked(units: list[str], said: str) -> None:
    question = {"question": "Why?", "applies_to": {"units": units}, "labels": {"y": label()}}
    made = made_of(categories={"why": question})
    assert f"Said of {said} Answers" in text(made["why/index"])
    assert f"Said of {said} Answers" in text(made["why/y"])


def renamed(tmp_path: Path) -> Mapping[str, SitePage]:
    """`old` and `kept` in 1.0.0; the head renames one and splits the other."""
    style = {"style": {"values": {"x": {"definition": "An x."}, "y": {"definition": "A y."}}}}
    question = {"question": "Why?", "applies_to": {"record": True}}
    release(
        tmp_path,
        head(
            version="1.0.0",
            entities={
                "old": label(),
                "both": label(attributes=style),
                "named": label(confusable_with=["old"]),
            },
            categories={"why": {**question, "labels": {"gone": label(), "kept": label()}}},
        ),
    )
    write_head(
        tmp_path,
        head(
            version="2.0.0",
            based_on=["1.0.0"],
            entities={
                "new": label(),
                "one": label(),
                "two": label(),
                "named": label(
                    attributes={
                        "size": {
                            "definition": "How big.",
                            "values": {"xl": {"definition": "More than big."}},
                        }
                    }
                ),
            },
            categories={"why": {**question, "labels": {"kept": label()}}},
        ),
    )
    migration(
        tmp_path, "desk@1.0.0", "2.0.0",
        {"op": "rename-label", "set": "entity", "from": "old", "to": "new"},
        {"op": "split-label", "set": "entity", "from": "both", "to": ["one", "two"],
         "rules": [{"to": "one", "attributes": {"style": ["x"]}},
                   {"to": "two", "attributes": {"style": ["y"]}}]},
        {"op": "remove-label", "set": "why", "label": "gone", "becomes": "broader",
         "to": ["kept"]},
    )  # fmt: skip
    return by_path(pages(editions(tmp_path, "desk").of("head", today=TODAY)))


def test_what_was_once_called_otherwise_is_found_by_its_old_id(tmp_path: Path) -> None:
    made = renamed(tmp_path)
    page = text(made["a-z"])
    assert "old gone see new new" in page
    assert "both gone see one one, two two" in page
    assert made["entity/new"].search[0].ids == ("new", "old")
    assert made["entity/two"].search[0].ids == ("two", "both")


def test_a_history_names_the_labels_that_others_were(tmp_path: Path) -> None:
    made = renamed(tmp_path)
    assert "both becomes one, two" in text(made["entity/one"])
    assert "why/gone the label is gone; what had it gets kept instead" in text(made["why/kept"])


def test_what_was_said_before_is_told_as_it_stood_there(tmp_path: Path) -> None:
    """A diff compares after `old` has become `new`; readers of 1.0.0 have read `old`."""
    page = text(renamed(tmp_path)["changes/1.0.0--2.0.0"])
    assert "Easily confused with was old Easily confused with is now nothing" in page


def test_a_new_attribute_is_defined_where_it_is_announced(tmp_path: Path) -> None:
    assert "How big. xl More than big." in text(renamed(tmp_path)["changes/1.0.0--2.0.0"])


def test_a_later_version_has_the_same_page_of_changes(tmp_path: Path) -> None:
    release(tmp_path, head(version="1.0.0", entities={"a": label()}))
    release(tmp_path, head(version="1.1.0", based_on=["1.0.0"], entities={"a": label("More.")}))
    write_head(tmp_path, head(version="1.2.0", based_on=["1.1.0"], entities={"a": label("Most.")}))
    made = by_path(pages(editions(tmp_path, "desk").of("head", today=TODAY)))
    seen = Seen(made["changes/1.0.0--1.1.0"].html)
    assert "../../1.1.0/changes/1.0.0--1.1.0/" in seen.hrefs
    assert "1.0.0 without this page" in seen.text


@pytest.mark.parametrize("directories", [True, False])
def test_an_imported_label_leads_to_its_own_taxonomy(tmp_path: Path, *, directories: bool) -> None:
    core = release(tmp_path, head("core", entities={"sum": label()}))
    write_head(tmp_path, head("core", version="1.1.0", based_on=["1.0.0"],
                              entities={"sum": label()}))  # fmt: skip
    importing = head(imports=["core@1.0.0"], entities={"a": label(is_a="core:sum")})
    release(tmp_path, importing, {"core@1.0.0": core})
    write_head(tmp_path, importing)
    ids = ("core", "desk")
    site = [
        page._replace(path="/".join(filter(None, (each, edition.folder, page.path))))
        for each in ids
        for specifying in [editions(tmp_path, each)]
        for edition in specifying.editions
        for page in pages(
            specifying.of(edition.name, today=TODAY, beside=ids), directories=directories
        )
    ]
    assert list(dead_links(site, directories=directories)) == []
    made = by_path(site)
    there = address("core/1.0.0/entity/sum", directories=directories)
    for path in ("desk/entity/core~sum", "desk/1.0.0/entity/core~sum"):
        here = address(path, directories=directories)
        assert there in {resolved(here, each) for each in Seen(made[path].html).hrefs}
    alone = editions(tmp_path, "desk").of("head", today=TODAY)
    assert "from core@1.0.0" in text(by_path(pages(alone))["entity/core~sum"])
    assert not any("core/1.0.0" in each for each in Seen(
        by_path(pages(alone))["entity/core~sum"].html).hrefs)  # fmt: skip


def test_a_deprecated_set_says_so() -> None:
    question = {"question": "Why?", "applies_to": {"record": True}, "labels": {"y": label()}}
    ending = {"since": "1.0.0", "reason": "Nobody asks.", "valid_until": "2026-01-31"}
    made = made_of(categories={"why": {**question, "deprecated": ending}})
    page = text(made["why/index"])
    assert "Deprecated since 1.0.0, was permitted until 2026-01-31. Nobody asks." in page


def test_a_deprecated_value_says_what_to_take() -> None:
    values = {
        "x": {"definition": "An x."},
        "y": {"definition": "A y.", "deprecated": {"since": "1.0.0", "replaced_by": ["x"]}},
    }
    made = made_of(entities={"a": label(attributes={"kind": {"values": values}})})
    assert "deprecated since 1.0.0; use x" in text(made["entity/a"])


@pytest.mark.parametrize(("default", "words"), [
    (["contains"], "may lie inside of each other"), ([], "must not overlap"),
])  # fmt: skip
def test_the_entities_say_how_their_spans_may_lie(default: list[str], words: str) -> None:
    made = made_of(entities={"a": label()}, overlap={"default": default})
    assert f"Spans of two entities {words}" in text(made["entity/index"])


def test_what_is_very_much_is_folded() -> None:
    values = {f"v{n}": {"definition": f"Value {n}."} for n in range(200)}
    below = {f"b{n}": label(is_a="a") for n in range(300)}
    roles = {f"r{n}": {"range": ["a"], "definition": f"Role {n}."} for n in range(30)}
    made = made_of(
        entities={"a": label(attributes={"kind": {"values": values}}), **below},
        events={"e": label(roles=roles)},
        categories={"many": {"question": "Which?", "applies_to": {"record": True},
                             "labels": {f"y{n}": label() for n in range(500)}}},
    )  # fmt: skip
    assert "200 values of kind v0" in text(made["entity/a"])
    assert "300 sub-labels" in text(made["entity/a"])
    assert made["event/e"].html.count('role="rowheader"') >= 30
    index = text(made["index"])
    assert "and 440 more" in index
    for path in ("entity/a", "entity/b7", "event/e", "many/index", "index", "tree"):
        seen = Seen(made[path].html)
        assert (seen.unclosed, seen.astray) == ([], []), path


def test_sections_of_which_nothing_is_known_are_not_there() -> None:
    made = made_of(entities={"a": label()})
    assert [text for _, text in Seen(made["entity/a"].html).headings] == [
        "a", "Definition", "History",
    ]  # fmt: skip


def test_a_taxonomy_without_anything_has_its_pages(tmp_path: Path) -> None:
    made = made_of()
    for path, page in made.items():
        levels = [level for level, _ in Seen(page.html).headings]
        assert levels.count(1) == 1, path
    assert "There are no relations." in text(made["matrix"])
    assert list(dead_links(made.values(), directories=True)) == []


def example(identifier: str, verdict: str = "annotate") -> str:
    said = ["```example", f"id: {identifier}", f"verdict: {verdict}", f"title: Case {identifier}"]
    said.append("units: [{text: '[b]{a}'}]")
    if verdict == "avoid":
        said.append("instead: {units: [{text: '[b]{b}'}]}")
    return "\n".join([*said, "why: Why not.", "```", ""])


def test_ids_on_a_page_differ_whatever_authors_call_things(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    guideline(
        folder, "page", "# Top", "## [[a]]", "### Acoe guides", "### Example one", "## Acoe top",
        "", example("one", "avoid"), example("one-instead"), example("one-u1"),
        labels="[a]",
    )  # fmt: skip
    made = made_of(folder, entities={"a": label(), "b": label()})
    for path in ("guidelines/page", "entity/a"):
        assert made[path].html.count("<figure") == 3
        ids = Seen(made[path].html).ids
        assert [each for each, times in Counter(ids).items() if times > 1] == [], path
    assert list(dead_links(made.values(), directories=True)) == []


def test_terms_that_differ_stand_at_different_places() -> None:
    terms = ["T+2", "T 2", "T-2", "t/2", "+", "-", "two way", "two-way", "é", "R&D"]
    assert len({term_anchor(each) for each in terms}) == len(terms)


def test_more_examples_say_their_verdicts(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    cases = [example(f"r{n}") for n in range(5)] + [example(f"w{n}", "avoid") for n in range(5)]
    guideline(folder, "page", "# Page", "## Others", "", *cases, labels="[a, b]")
    page = text(made_of(folder, entities={"a": label(), "b": label()})["entity/a"])
    assert "Annotate: Case r4" in page
    assert "Avoid: Case w4" in page


def test_a_sub_label_shows_the_guideline_of_its_nearest_ancestor(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    guideline(folder, "page", "# Page", "## [[a]]", "", "Of a.", "", "## [[b]]", "", "Of b.",
              labels="[a, b]")  # fmt: skip
    made = made_of(folder, entities={
        "a": label(), "b": label(is_a="a"), "c": label(is_a="b"), "d": label(is_a="a"),
    })  # fmt: skip
    assert "This is the guideline of b, which holds here too. Of b." in text(made["entity/c"])
    assert "This is the guideline of a, which holds here too. Of a." in text(made["entity/d"])
    assert "which holds here too" not in text(made["entity/b"])


def test_a_guideline_that_is_inherited_brings_its_decision_tables(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    table = ["```decision", "between: [a, z]", "rows:", "  - {when: Big, take: a, because: So.}",
             "  - {when: Small, take: z, because: So.}", "```"]  # fmt: skip
    guideline(folder, "page", "# Page", "## [[a]]", "", "Of a. See:", "", *table, labels="[a, z]")
    made = made_of(folder, entities={"a": label(), "b": label(is_a="a"), "z": label()})
    for path in ("entity/a", "entity/b"):
        seen = Seen(made[path].html)
        assert "a or z? The first row that holds decides" in seen.text, path
        assert "Of a. See: How to tell apart a, z" in seen.text, path
        assert "#acoe-confusable" in seen.hrefs
    assert "Of a." not in text(made["entity/z"])
    assert list(dead_links(made.values(), directories=True)) == []


def test_pages_of_nothing_say_so() -> None:
    made = made_of()
    for path in ("tree", "a-z", "quick-card"):
        assert "There are no labels yet." in text(made[path]), path
    assert "acoe-letters" not in made["a-z"].html
    assert [each for _, each in Seen(made["index"].html).headings] == [
        "desk", "Find your way", "Use it",
    ]  # fmt: skip
    assert "0 of 0" not in text(made["quality"])
    assert "No label needs a guideline." in text(made["quality"])


def test_changes_that_are_alike_have_their_own_reasons(tmp_path: Path) -> None:
    relation = {"domain": ["a"], "range": ["a"], "definition": "As it says."}
    release(tmp_path, head(version="1.0.0", entities={"a": label(), "b": label(), "c": label()},
                           relations={"r": relation}))  # fmt: skip
    write_head(
        tmp_path,
        head(
            version="1.1.0",
            based_on=["1.0.0"],
            entities={"a": label("A."), "b": label("B."), "c": label()},
            relations={"r": {**relation, "domain": ["a", "b"], "range": ["a", "c"]}},
        ),
    )
    migration(
        tmp_path, "desk@1.0.0", "1.1.0",
        {"op": "set-definition", "set": "entity", "label": "a", "reason": "It was too wide."},
        {"op": "set-definition", "set": "entity", "label": "b", "reason": "It was too narrow."},
        {"op": "loosen", "set": "relation", "label": "r", "property": "domain", "reason": "Of b."},
        {"op": "loosen", "set": "relation", "label": "r", "property": "range", "reason": "To c."},
    )  # fmt: skip
    made = by_path(pages(editions(tmp_path, "desk").of("head", today=TODAY)))
    page = text(made["changes/1.0.0--1.1.0"])
    assert "a It was too wide. Definition was As it says. Definition is now A." in page
    assert "b It was too narrow. Definition was As it says. Definition is now B." in page
    assert "takes b as subject Of b." in page
    assert "takes c as object To c." in page
