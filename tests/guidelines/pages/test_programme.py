"""Pages of the programme: they explain no labels, and everything else works on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from paged import by_path, dead_links, look, specified

from acoe_spec.guidelines.pages import SitePage, pages

HEAD = {
    "format": 1,
    "id": "desk",
    "title": "Desk",
    "version": "1.0.0",
    "description": "Trading.",
    "licence": "CC0-1.0",
    "owner": "desk-annotation",
    "modalities": ["chat"],
    "entities": {"firm": {"name": "Firm", "definition": "A company that trades."}},
}

FIRMS = """\
---
title: Firms
labels: [firm]
---

A [[firm]] is named in full; two people mark it, as [the protocol](programme/protocol.md) says.
"""

PROTOCOL = """\
---
title: Annotation protocol
description: Who annotates, and who decides.
owner: desk-annotation
reviewed: "2026-10-01"
status: reviewed
---

# Annotation protocol

Two people mark every [[firm]] of a [[term batch]].

![[../_parts/roles.md]]

## Disagreement

```example
id: settled
verdict: annotate
units:
  - A: "[UBS]{firm} bids"
why: The adjudicator keeps the name.
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "firms.md": FIRMS,
        "programme/protocol.md": PROTOCOL,
        "_parts/roles.md": "An adjudicator settles the rest.\n",
        "glossary.yaml": "format: 1\nterms:\n  batch: {definition: Fifty records.}\n",
    }.items():
        path = tmp_path / "desk" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "desk"


def made(folder: Path) -> dict[str, SitePage]:
    spec = specified(HEAD, folder)
    assert spec.guidelines.findings == ()
    return dict(by_path(pages(spec)))


def test_they_stand_in_a_group_of_their_own_on_the_first_page(folder: Path) -> None:
    home = look(made(folder)["index"].html)
    assert [text for level, text in home.headings if level == 2] == [
        "Find your way", "Labels", "Guidelines", "Programme", "Use it",
    ]  # fmt: skip
    assert (
        "Guidelines Firms Programme Annotation protocol Who annotates, and who decides."
        in home.text
    )


def test_the_index_of_guidelines_lists_them_after_those_about_labels(folder: Path) -> None:
    text = look(made(folder)["guidelines/index"].html).text
    assert "Pages about labels Firms Firm Programme Annotation protocol" in text
    (folder / "index.md").write_text("---\ntitle: Start here\nlabels: [firm]\n---\n\nRead on.\n")
    text = look(made(folder)["guidelines/index"].html).text
    assert "Read on. Pages about labels Firms Firm Programme Annotation protocol" in text


def test_without_any_there_is_no_such_group(folder: Path) -> None:
    (folder / "programme/protocol.md").unlink()
    (folder / "firms.md").write_text(FIRMS.partition(";")[0], "utf-8")
    site = by_path(pages(specified(HEAD, folder)))
    assert "Programme" not in look(site["index"].html).text
    assert "All pages Firms" in look(site["guidelines/index"].html).text


def test_labels_terms_parts_links_and_examples_work_on_them(folder: Path) -> None:
    site = made(folder)
    page = look(site["guidelines/programme/protocol"].html)
    assert "An adjudicator settles the rest." in page.text
    assert "The adjudicator keeps the name." in page.text
    assert "reviewed 2026-10-01 by desk-annotation" in page.text
    assert "on this page" not in page.text
    assert {"../../../entity/firm/", "../../../glossary/#term-batch"} <= set(page.hrefs)
    assert list(dead_links(site.values(), directories=True)) == []


def test_what_they_show_counts_for_a_label_and_where_they_name_it_is_told(folder: Path) -> None:
    spec = specified(HEAD, folder)
    firm = spec.coverage.labels["entity/firm"]
    assert [each.href for each in firm.explanations] == ["firms.md"]
    assert [each.id for each in firm.annotate] == ["settled"]
    assert "Annotation protocol" in look(made(folder)["entity/firm"].html).text


def test_they_are_due_for_review_like_all_others(folder: Path) -> None:
    assert "Annotation protocol 2026-10-01" in look(made(folder)["quality"].html).text
