"""The pages of trade-chat, with its guidelines, its releases and what changed between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from paged import TODAY, Seen, by_path, dead_links, editions

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.pages.addresses import label_path, picture_path
from acoe_spec.guidelines.specification import Specification
from acoe_spec.project.specifying import Specifying
from acoe_spec.taxonomy.references import node

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def trade_chat() -> Specifying:
    return editions(ROOT, "trade-chat")


@pytest.fixture(scope="module")
def head(trade_chat: Specifying) -> Specification:
    return trade_chat.of("head", today=TODAY)


@pytest.fixture(scope="module")
def made(head: Specification) -> Mapping[str, SitePage]:
    return by_path(pages(head))


@pytest.fixture(scope="module")
def first(trade_chat: Specifying) -> Mapping[str, SitePage]:
    return by_path(pages(trade_chat.of("1.0.0", today=TODAY)))


def read(page: SitePage) -> str:
    return Seen(page.html).text


def test_every_label_and_every_set_has_a_page(
    head: Specification, made: Mapping[str, SitePage]
) -> None:
    wanted = {label_path(node(*each[:2])) for each in head.definition.labels()}
    assert wanted <= made.keys()
    assert {"entity/index", "relation/index", "event/index", "intent/index"} <= made.keys()


def test_no_two_pages_have_one_path(head: Specification) -> None:
    paths = Counter(each.path.casefold() for each in pages(head))
    assert [path for path, times in paths.items() if times > 1] == []


@pytest.mark.parametrize("directories", [True, False])
def test_every_link_inside_the_edition_leads_somewhere(
    head: Specification, *, directories: bool
) -> None:
    pictures = map(picture_path, head.guidelines.pictures)
    releases = [f"{each.folder}/" for each in head.editions if each.folder]
    found = dead_links(pages(head, directories=directories), directories=directories,
                       files=pictures)  # fmt: skip
    inside = [each for each in found if not any(f"/{name}" in each or f" {name}" in each
                                                for name in releases)]  # fmt: skip
    assert inside == []


def test_links_between_editions_lead_to_pages_that_are_there(trade_chat: Specifying) -> None:
    site = [
        page._replace(path=f"{edition.folder}/{page.path}".lstrip("/"))
        for edition in trade_chat.editions
        for page in pages(trade_chat.of(edition.name, today=TODAY))
    ]
    assert list(dead_links(site, directories=True)) == []


def test_the_same_specification_gives_the_same_bytes(trade_chat: Specifying) -> None:
    spec = trade_chat.of("1.1.0", today=TODAY)
    assert list(pages(spec)) == list(pages(trade_chat.of("1.1.0", today=TODAY)))


def test_html_is_well_formed_without_styles_scripts_or_equal_ids(
    made: Mapping[str, SitePage],
) -> None:
    for path, page in made.items():
        seen = Seen(page.html)
        assert (seen.unclosed, seen.astray) == ([], []), path
        assert not any("style" in said for _, said in seen.elements), path
        assert not any(tag in ("script", "style", "iframe") for tag, _ in seen.elements), path
        assert [each for each, times in Counter(seen.ids).items() if times > 1] == [], path


def test_headings_begin_with_the_title_and_leave_no_level_out(
    made: Mapping[str, SitePage],
) -> None:
    for path, page in made.items():
        levels = [level for level, _ in Seen(page.html).headings]
        assert (levels[0], levels.count(1)) == (1, 1), path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert all(text.strip() for _, text in Seen(page.html).headings), path
        assert [each.anchor for each in page.headings if each.anchor not in page.html] == []


def test_tables_have_captions_and_their_boxes_can_be_scrolled_by_keys(
    made: Mapping[str, SitePage],
) -> None:
    for path in ("entity/government_bond", "event/trade", "matrix", "quality",
                 "changes/1.1.0--2.0.0"):  # fmt: skip
        seen = Seen(made[path].html)
        tags = Counter(tag for tag, _ in seen.elements)
        assert 0 < tags["table"] <= tags["caption"] + made[path].html.count("as a table"), path
        boxes = [s for _, s in seen.elements if "acoe-scroll" in s.get("class", "").split()]
        assert {each.get("tabindex") for each in boxes} == {"0"}, path
        scopes = [s.get("scope") for tag, s in seen.elements if tag == "th"]
        assert set(scopes) <= {"col", "row"}, path


def test_inherited_attributes_name_the_label_that_they_come_from(
    made: Mapping[str, SitePage],
) -> None:
    text = read(made["entity/government_bond"])
    assert "coupon The annual coupon in per cent. number, at least 0 optional Bond" in text
    assert "issue_status Where the issue stands in the cycle of auctions." in text
    assert "date, as exact as year or month or day optional Dated instrument" in text


def test_relations_say_as_what_and_through_which_ancestor(made: Mapping[str, SitePage]) -> None:
    text = read(made["entity/government_bond"])
    assert "Issued by subject Issuer Bond" in text
    assert "Spread over object Spread itself" in text
    assert "traded of Trade as a kind of Instrument" in text


def test_a_category_says_what_it_answers(made: Mapping[str, SitePage]) -> None:
    text = read(made["intent/firm_quote"])
    assert "Answer of Intent" in text
    assert "Said of turns" in text


def test_an_imported_label_says_where_it_comes_from(made: Mapping[str, SitePage]) -> None:
    assert "from finance-core@1." in read(made["entity/finance-core~amount"])


def test_own_examples_are_drawn_right_ones_first(made: Mapping[str, SitePage]) -> None:
    html = made["entity/government_bond"].html
    assert 0 < html.index("acoe-example acoe-right") < html.index("acoe-example acoe-wrong")
    assert html.index("Not like this") < html.index("But like this")


def test_a_renamed_label_has_one_history(made: Mapping[str, SitePage]) -> None:
    text = read(made["entity/option_premium"])
    assert "2.0.0 Was called premium before." in text
    assert "is called option_premium now: files are migrated" in text
    assert "1.0.0 The first version that has it" in text


def test_what_became_of_others_says_so(made: Mapping[str, SitePage]) -> None:
    assert "overnight_index_swap becomes interest_rate_swap" in read(
        made["entity/interest_rate_swap"]
    )
    split = read(made["entity/fx_barrier_option"])
    assert "becomes fx_vanilla_option, fx_barrier_option, fx_digital_option" in split
    moved = read(made["entity/repo"])
    assert "moves from debt_instrument to financing" in moved


def test_changes_tell_annotators_what_to_do_and_why(made: Mapping[str, SitePage]) -> None:
    text = read(made["changes/1.1.0--2.0.0"])
    assert "fx_barrier_option where style is barrier" in text
    assert "Nobody on the desks says taker-up." in text
    assert "people decide major allocation becomes account_allocation, give_up_request" in text
    assert "an earlier quote is to be renewed; use refresh_request" in text


def test_an_old_version_says_what_to_read_instead(
    trade_chat: Specifying, first: Mapping[str, SitePage]
) -> None:
    current = next(each.version for each in trade_chat.editions if each.is_current)
    bond = Seen(first["entity/bond"].html)
    assert f"This is 1.0.0; the current version is {current}." in bond.text
    assert f"../../../{current}/entity/bond/" in bond.hrefs
    premium = Seen(first["entity/premium"].html)
    assert "There it is option_premium." in premium.text
    assert f"../../../{current}/entity/option_premium/" in premium.hrefs
    split = Seen(first["entity/fx_option"].html).text
    assert "There it is fx_vanilla_option or fx_barrier_option or fx_digital_option." in split


def test_the_current_version_has_no_banner(trade_chat: Specifying) -> None:
    current = next(each.name for each in trade_chat.editions if each.is_current)
    made = by_path(pages(trade_chat.of(current, today=TODAY)))
    assert "acoe-banner" not in made["entity/bond"].html


def test_labels_are_found_by_name_id_and_use(made: Mapping[str, SitePage]) -> None:
    (entry,) = made["entity/government_bond"].search
    assert entry.title == "Government bond"
    assert entry.ids == ("government_bond",)
    assert "Treasuries, gilts" in entry.text


def test_the_glossary_says_where_terms_are_used(made: Mapping[str, SitePage]) -> None:
    seen = Seen(made["glossary"].html)
    assert "term-yard" in seen.ids
    assert any("guidelines/" in href for href in seen.hrefs)


def test_quality_counts_what_there_is(made: Mapping[str, SitePage]) -> None:
    text = read(made["quality"])
    assert "Labels with a guideline" in text
    assert "as of 2026-11-23" in text
