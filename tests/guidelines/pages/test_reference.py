"""The pages of trade-chat, with its guidelines, its releases and what changed between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from paged import TODAY, dead_links, editions, look, resolved

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.pages.addresses import label_path, picture_path
from acoe_spec.guidelines.specification import Specification
from acoe_spec.project.specifying import Specifying
from acoe_spec.taxonomy.references import node, node_of, reference_of
from acoe_spec.taxonomy.show import Described

Pages = Mapping[str, SitePage]


def read(page: SitePage) -> str:
    return look(page.html).text


def test_every_label_and_every_set_has_a_page(head: Specification, made: Pages) -> None:
    wanted = {label_path(node(*each[:2])) for each in head.definition.labels()}
    assert wanted <= made.keys()
    assert {"entity/index", "relation/index", "event/index", "intent/index"} <= made.keys()


def test_no_two_pages_have_one_path(made: Pages) -> None:
    paths = Counter(path.casefold() for path in made)
    assert [path for path, times in paths.items() if times > 1] == []


def test_every_link_leads_somewhere_also_to_other_editions(
    trade_chat: Specifying, head: Specification, edition: Callable[[str], Pages]
) -> None:
    site = [
        page._replace(path=f"{each.folder}/{page.path}".lstrip("/"))
        for each in trade_chat.editions
        for page in edition(each.name).values()
    ]
    pictures = map(picture_path, head.guidelines.pictures)
    assert list(dead_links(site, directories=True, files=pictures)) == []


def test_the_same_specification_gives_the_same_bytes(
    trade_chat: Specifying, edition: Callable[[str], Pages]
) -> None:
    again = pages(trade_chat.of("head", today=TODAY))
    assert list(edition("head").values()) == list(again)


def test_html_is_well_formed_without_styles_scripts_or_equal_ids(
    made: Pages,
) -> None:
    for path, page in made.items():
        seen = look(page.html)
        assert (seen.unclosed, seen.astray) == ([], []), path
        assert not any("style" in said for _, said in seen.elements), path
        assert not any(tag in ("script", "style", "iframe") for tag, _ in seen.elements), path
        assert [each for each, times in Counter(seen.ids).items() if times > 1] == [], path


def test_headings_begin_with_the_title_and_leave_no_level_out(
    made: Pages,
) -> None:
    for path, page in made.items():
        levels = [level for level, _ in look(page.html).headings]
        assert (levels[0], levels.count(1)) == (1, 1), path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path
        assert all(text.strip() for _, text in look(page.html).headings), path
        assert [each.anchor for each in page.headings if each.anchor not in page.html] == []


def test_tables_have_captions_and_their_boxes_can_be_scrolled_by_keys(
    made: Pages,
) -> None:
    for path in ("entity/government_bond", "event/trade", "matrix", "quality",
                 "changes/1.1.0--2.0.0"):  # fmt: skip
        seen = look(made[path].html)
        tags = Counter(tag for tag, _ in seen.elements)
        assert 0 < tags["table"] <= tags["caption"] + made[path].html.count("as a table"), path
        boxes = [s for _, s in seen.elements if "acoe-scroll" in s.get("class", "").split()]
        assert {each.get("tabindex") for each in boxes} == {"0"}, path
        scopes = [s.get("scope") for tag, s in seen.elements if tag == "th"]
        assert set(scopes) <= {"col", "row"}, path


def test_inherited_attributes_name_the_label_that_they_come_from(
    made: Pages,
) -> None:
    text = read(made["entity/government_bond"])
    assert "coupon The annual coupon in per cent. number, at least 0 optional Bond" in text
    assert "issue_status Where the issue stands in the cycle of auctions." in text
    assert "date, as exact as year or month or day optional Dated instrument" in text


def test_relations_say_as_what_and_through_which_ancestor(made: Pages) -> None:
    text = read(made["entity/government_bond"])
    assert "Issued by subject Issuer Bond" in text
    assert "Spread over object Spread itself" in text
    assert "traded of Trade as a kind of Instrument" in text


def test_a_category_says_what_it_answers(made: Pages) -> None:
    text = read(made["intent/firm_quote"])
    assert "Answer of Intent" in text
    assert "Said of turns" in text


def test_an_imported_label_says_where_it_comes_from(made: Pages) -> None:
    assert "from finance-core@1." in read(made["entity/finance-core~amount"])


def test_own_examples_are_drawn_right_ones_first(made: Pages) -> None:
    html = made["entity/government_bond"].html
    assert 0 < html.index("acoe-example acoe-right") < html.index("acoe-example acoe-wrong")
    assert html.index("Not like this") < html.index("But like this")


def test_a_renamed_label_has_one_history(made: Pages) -> None:
    text = read(made["entity/option_premium"])
    assert "2.0.0 Was called premium before." in text
    assert "is called option_premium now: files are migrated" in text
    assert "1.0.0 The first version that has it" in text


def test_what_became_of_others_says_so(made: Pages) -> None:
    assert "overnight_index_swap becomes interest_rate_swap" in read(
        made["entity/interest_rate_swap"]
    )
    split = read(made["entity/fx_barrier_option"])
    assert "becomes fx_vanilla_option, fx_barrier_option, fx_digital_option" in split
    moved = read(made["entity/repo"])
    assert "moves from debt_instrument to financing" in moved


def test_changes_tell_annotators_what_to_do_and_why(made: Pages) -> None:
    text = read(made["changes/1.1.0--2.0.0"])
    assert "fx_barrier_option where style is barrier" in text
    assert "Nobody on the desks says taker-up." in text
    assert "people decide major allocation becomes account_allocation, give_up_request" in text
    assert "an earlier quote is to be renewed; use refresh_request" in text


def test_an_old_version_says_what_to_read_instead(
    trade_chat: Specifying, edition: Callable[[str], Pages]
) -> None:
    first = edition("1.0.0")
    current = next(each for each in trade_chat.editions if each.is_current)
    folder = f"{current.folder}/".lstrip("/")
    bond = look(first["entity/bond"].html)
    assert f"This is 1.0.0; the current version is {current.version}." in bond.text
    assert f"../../../{folder}entity/bond/" in bond.hrefs
    premium = look(first["entity/premium"].html)
    assert "There it is option_premium." in premium.text
    assert f"../../../{folder}entity/option_premium/" in premium.hrefs
    split = look(first["entity/fx_option"].html).text
    assert "There it is fx_vanilla_option or fx_barrier_option or fx_digital_option." in split


def test_the_current_version_has_no_banner(
    trade_chat: Specifying, edition: Callable[[str], Pages]
) -> None:
    current = next(each.name for each in trade_chat.editions if each.is_current)
    assert "acoe-banner" not in edition(current)["entity/bond"].html


def test_labels_are_found_by_name_id_and_use(made: Pages) -> None:
    (entry,) = made["entity/government_bond"].search
    assert entry.title == "Government bond"
    assert entry.ids == ("government_bond",)
    assert "Treasuries, gilts" in entry.text


def test_the_glossary_says_where_terms_are_used(made: Pages) -> None:
    seen = look(made["glossary"].html)
    assert "term-yard" in seen.ids
    assert any("guidelines/" in href for href in seen.hrefs)


def test_quality_counts_what_there_is(head: Specification, made: Pages) -> None:
    """Counted once more, from what people see of guidelines, examples and the taxonomy."""
    own = [
        (node(label_set, name), label)
        for label_set, name, label in head.definition.labels()
        if ":" not in f"{label_set}{name}" and label.deprecated is None
    ]
    headed = {
        node_of(label)
        for page in head.guidelines.pages
        for section in page.sections
        if section.heading is not None
        for label in section.heading.labels
    } | {node_of(label) for page in head.guidelines.pages for label in page.labels}
    text = read(made["quality"])
    guided = sum(label in headed for label, _ in own)
    assert f"Labels with a guideline {guided} of {len(own)}" in text
    shown = sum(not label.abstract for _, label in own)
    assert f"Labels with right and wrong examples {shown} of {shown}" in text
    examples = sum(
        block.kind == "example"
        for page in head.guidelines.pages
        for section in page.sections
        for block in section.blocks
    )
    assert f"{examples} worked examples" in text
    assert f"as of {TODAY.isoformat()}" in text


def test_every_reason_that_people_declared_is_told(head: Specification, made: Pages) -> None:
    for step in head.steps:
        assert step.declared is not None
        said = read(made[f"changes/{step.old}--{step.new}"])
        reasons = [each["reason"] for each in step.declared.operations if each.get("reason")]
        assert [each for each in reasons if " ".join(each.split()) not in said] == []


def test_labels_take_part_in_what_acoe_show_tells(head: Specification, made: Pages) -> None:
    described = Described(head.definition)
    for label_set, name, _ in head.definition.labels():
        label = node(label_set, name)
        hrefs = look(made[label_path(label)].html).hrefs
        for part in described.label(reference_of(label)).parts:
            is_set = part.of in head.definition.categories
            page = f"{part.of}/" if is_set else f"{label_path(node_of(part.of))}/"
            there = {resolved(f"{label_path(label)}/", each) for each in hrefs}
            assert page in there, label


def test_an_example_is_drawn_once_for_all_pages_that_show_it() -> None:
    unseen = editions(Path(__file__).parents[3], "trade-chat")  # nothing of it is drawn yet
    spec = unseen.of("head", today=TODAY)
    made = [each.html for each in pages(spec, directories=False)]
    sides = Counter((each.id, ids.rpartition("~")[2]) for each, ids, _ in spec.drawn)
    assert set(sides.values()) == {1}
    shown = sum(html.count('class="acoe-drawing"') for html in made)
    assert shown > 1.5 * sum(each is not None for each in spec.drawn.values()) > 300
