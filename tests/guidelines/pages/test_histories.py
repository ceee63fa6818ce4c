"""What happened to a label, told from small steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paged import TODAY, Seen, by_path, editions
from released import migration, release, write_head
from taxonomy_strategies import head

from acoe_spec.guidelines.pages import pages
from acoe_spec.guidelines.pages.histories import Histories, Past


def told(past: Past) -> list[tuple[str, str | None, list[str]]]:
    return [(each.step.new, each.former, [c.op for c in each.changes]) for each in past.entries]


def label(**said: Any) -> dict[str, Any]:
    return {"definition": "As it says.", **said}


def history(tmp_path: Path) -> Histories:
    """Renamed in 2.0.0, merged in 3.0.0; the head adds an attribute."""
    release(tmp_path, head(version="1.0.0", entities={"a": label(), "c": label()}))
    second = head(version="2.0.0", based_on=["1.0.0"], entities={"b": label(), "c": label()})
    release(tmp_path, second)
    third = head(version="3.0.0", based_on=["2.0.0"], entities={"b": label()})
    release(tmp_path, third)
    write_head(
        tmp_path,
        head(
            version="3.1.0",
            based_on=["3.0.0"],
            entities={"b": label(attributes={"x": {"range": "date"}}), "new": label()},
        ),
    )
    migration(tmp_path, "desk@1.0.0", "2.0.0",
              {"op": "rename-label", "set": "entity", "from": "a", "to": "b"})  # fmt: skip
    migration(tmp_path, "desk@2.0.0", "3.0.0",
              {"op": "merge-labels", "set": "entity", "from": ["c"], "to": "b"})  # fmt: skip
    return Histories(editions(tmp_path, "desk").of("head", today=TODAY))


def test_a_history_goes_back_through_former_names(tmp_path: Path) -> None:
    past = history(tmp_path).of("entity/b")
    assert told(past) == [
        ("3.1.0", None, ["add-attribute"]),
        ("3.0.0", None, ["merge-labels"]),
        ("2.0.0", "entity/a", ["rename-label"]),
    ]
    assert past.since == "1.0.0"


def test_a_new_label_begins_where_it_is_added(tmp_path: Path) -> None:
    past = history(tmp_path).of("entity/new")
    assert (past.since, told(past)) == ("3.1.0", [("3.1.0", None, ["add-label"])])


def test_a_swap_exchanges_the_pasts(tmp_path: Path) -> None:
    one, other = label(), label(definition="Another.")
    release(tmp_path, head(version="1.0.0", entities={"a": one, "b": other}))
    write_head(tmp_path, head(version="2.0.0", based_on=["1.0.0"], entities={"a": other, "b": one}))
    migration(tmp_path, "desk@1.0.0", "2.0.0",
              {"op": "swap", "set": "entity", "labels": ["a", "b"]})  # fmt: skip
    past = Histories(editions(tmp_path, "desk").of("head", today=TODAY)).of("entity/a")
    assert told(past) == [("2.0.0", "entity/b", ["swap"])]


def test_a_renamed_set_keeps_the_past_of_its_labels(tmp_path: Path) -> None:
    question = {"question": "Why?", "applies_to": {"record": True}, "labels": {"y": label()}}
    release(tmp_path, head(version="1.0.0", categories={"old": question}))
    write_head(tmp_path, head(version="2.0.0", based_on=["1.0.0"], categories={"new": question}))
    migration(tmp_path, "desk@1.0.0", "2.0.0",
              {"op": "rename-set", "from": "old", "to": "new"})  # fmt: skip
    past = Histories(editions(tmp_path, "desk").of("head", today=TODAY)).of("new/y")
    assert (past.since, told(past)) == ("1.0.0", [("2.0.0", "old/y", [])])


def test_versions_lead_to_what_they_call_the_label(tmp_path: Path) -> None:
    history(tmp_path)
    specifying = editions(tmp_path, "desk")
    here = by_path(pages(specifying.of("head", today=TODAY)))["entity/b"]
    assert "../../1.0.0/entity/a/" in Seen(here.html).hrefs
    old = Seen(by_path(pages(specifying.of("2.0.0", today=TODAY)))["entity/b"].html)
    assert "This is 2.0.0; the current version is 3.0.0. See this page in 3.0.0" in old.text
    assert "../../../3.0.0/entity/b/" in old.hrefs


def test_a_head_that_is_not_released_says_so(tmp_path: Path) -> None:
    history(tmp_path)
    made = by_path(pages(editions(tmp_path, "desk").of("head", today=TODAY)))
    text = Seen(made["entity/new"].html).text
    assert "This is 3.1.0, which is not released yet; the current version is 3.0.0." in text
    assert "3.0.0 has no such page: see its first page" in text


def test_a_version_that_nobody_follows_tells_only_its_own_past(tmp_path: Path) -> None:
    history(tmp_path)
    spec = editions(tmp_path, "desk").of("2.0.0", today=TODAY)
    assert [(each.old, each.new) for each in spec.steps] == [("1.0.0", "2.0.0")]
