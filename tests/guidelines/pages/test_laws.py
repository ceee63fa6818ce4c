"""Laws of pages, over drawn taxonomies, and over one in which every word is hostile."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from paged import Seen, by_path, dead_links, specified
from taxonomy_strategies import Head, head, heads

from acoe_spec.guidelines.pages import pages
from acoe_spec.guidelines.pages.addresses import label_path
from acoe_spec.guidelines.specification import Download, EditLinks
from acoe_spec.taxonomy.references import node

_HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{ 7*7 }}{% x %}"
_LINK = "[x](javascript:alert(1)) ![x](//evil.example/x.png)"


@settings(max_examples=15)
@given(heads(), st.booleans())
def test_every_label_has_a_page_and_every_link_leads_somewhere(
    drawn: Head, directories: bool
) -> None:
    spec = specified(drawn)
    made = list(pages(spec, directories=directories))
    labels = {label_path(node(*each[:2])) for each in spec.definition.labels()}
    assert labels <= by_path(made).keys()
    assert len({each.path for each in made}) == len(made)
    assert list(dead_links(made, directories=directories)) == []


@settings(max_examples=15)
@given(heads())
def test_pages_are_well_formed_and_the_same_again(drawn: Head) -> None:
    spec = specified(drawn)
    made = list(pages(spec))
    assert made == list(pages(spec))
    for page in made:
        seen = Seen(page.html)
        assert (seen.unclosed, seen.astray) == ([], []), page.path
        assert [each for each, times in Counter(seen.ids).items() if times > 1] == [], page.path
        levels = [level for level, _ in seen.headings]
        assert all(after <= before + 1 for before, after in pairwise(levels)), page.path
        assert {each.anchor for each in page.headings} <= set(seen.ids)


@settings(max_examples=15)
@given(heads())
def test_inherited_attributes_name_their_origin(drawn: Head) -> None:
    spec = specified(drawn)
    made = by_path(pages(spec))
    for label_set, name, _ in spec.definition.labels():
        label = spec.taxonomy.label(label_set, name)
        assert label is not None
        page = made[label_path(node(label_set, name))]
        rows = Seen(page.html).text
        for attribute in label.attributes.values():
            assert f"attribute-{attribute.id}" in page.html
            if attribute.origin == name:
                continue
            origin = spec.taxonomy.label(label_set, attribute.origin)
            if origin is not None:
                assert origin.name in rows


def test_hostile_words_never_come_out_as_markup(tmp_path: Path) -> None:
    said = f"{_HOSTILE} {_LINK}"
    deprecated = {"since": "1.0.0", "replaced_by": ["other"], "reason": said}
    label: dict[str, Any] = {
        "name": _HOSTILE[:120],
        "definition": said,
        "use_when": [said],
        "avoid_when": [said],
        "confusable_with": ["other"],
        "aliases": {"brat": _HOSTILE},
        "hints": {"prodigy": {"x": said}},
        "deprecated": deprecated,
        "attributes": {
            "a": {
                "name": _HOSTILE,
                "definition": said,
                "values": {"v": {"name": _HOSTILE, "definition": said}},
            },
            "b": {"range": "string", "pattern": "<b>[a-z]", "when": {"a": ["v"]}},
        },
    }
    other = {"definition": said, "attributes": {"b": {"range": "string"}}}
    role = {"name": _HOSTILE, "definition": said, "range": ["hostile"]}
    hostile = head(
        description=said,
        licence=_HOSTILE,
        owner=_HOSTILE,
        modalities=["text"],
        knowledge_bases={"kb": {"title": _HOSTILE, "url": "javascript:alert({id})"}},
        entities={"hostile": {**label, "links": {"to": ["kb"]}}, "other": other},
        relations={"r": {**label, "domain": ["hostile"], "range": ["hostile"],
                         "confusable_with": [], "deprecated": None}},
        events={"e": {"name": _HOSTILE, "definition": said, "roles": {"x": role}}},
        categories={
            "c": {
                "question": said,
                "definition": said,
                "applies_to": {"record": True, "labels": ["hostile"]},
                "labels": {"yes": {"name": _HOSTILE, "definition": said}},
            }
        },
    )  # fmt: skip
    hostile["title"] = _HOSTILE
    del hostile["relations"]["r"]["deprecated"]
    folder = tmp_path / "desk"
    folder.mkdir()
    front = {
        "title": _HOSTILE, "description": said, "labels": ["hostile"], "owner": _HOSTILE,
        "reviewed": "2026-01-01",
    }  # fmt: skip
    example = {
        "id": "one", "verdict": "annotate", "title": _HOSTILE, "why": said,
        "units": [{"text": f"[{_marked(_HOSTILE)}]{{hostile a=v}} and {_marked(said)}"}],
    }  # fmt: skip
    table = {"between": ["hostile", "other"], "rows": [{"when": said, "because": said}]}
    (folder / "page.md").write_text(
        f"---\n{json.dumps(front)}\n---\n\n# {_HOSTILE}\n\n{said}\n\n## [[hostile]] {_HOSTILE}\n\n"
        f"{said} [[term yard]] [[hostile|{_HOSTILE.replace('|', '')}]]\n\n"
        f"```example\n{json.dumps(example)}\n```\n\n```decision\n{json.dumps(table)}\n```\n",
        encoding="utf-8",
    )
    terms = {"yard": {"definition": said, "also": [_HOSTILE], "labels": ["hostile"]}}
    (folder / "glossary.yaml").write_text(
        json.dumps({"format": 1, "terms": terms}), encoding="utf-8"
    )
    spec = specified(
        hostile,
        folder,
        downloads=(Download(_HOSTILE, _HOSTILE, said),),
        edit=EditLinks("https://example.org/guidelines/", "https://example.org/taxonomy.yaml"),
    )
    assert spec.examples, spec.guidelines.findings
    made = list(pages(spec))
    for page in made:
        seen = Seen(page.html)
        tags = {tag for tag, _ in seen.elements}
        assert not tags & {"script", "img", "style", "iframe", "object", "base", "form"}, page.path
        attributes = {name for _, said in seen.elements for name in said}
        assert not {each for each in attributes if each.startswith("on")} | attributes & {
            "style",
            "srcdoc",
        }, page.path
        assert not [each for each in seen.hrefs if "javascript" in each.casefold()], page.path
        assert not [each for each in seen.hrefs if each.startswith("//")], page.path
        assert (seen.unclosed, seen.astray) == ([], []), page.path
        assert "49" not in seen.text.replace("{{ 7*7 }}", ""), page.path
    shown = Seen(by_path(made)["entity/hostile"].html).text
    assert "<script>alert(1)</script>" in shown


def _marked(text: str) -> str:
    """Text as the markup of worked examples has it."""
    return "".join(f"\\{each}" if each in "[]{}\\" else each for each in text)
