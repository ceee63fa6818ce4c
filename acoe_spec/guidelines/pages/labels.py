"""The page of one label, on one template for all of them, and the page of one set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.examples.reading import Example
from acoe_spec.guidelines.guideline import Block
from acoe_spec.guidelines.pages import addresses, facts
from acoe_spec.guidelines.pages.hierarchy import rows
from acoe_spec.guidelines.pages.histories import Entry, Histories
from acoe_spec.guidelines.pages.known import Spot
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site, set_name
from acoe_spec.guidelines.pages.words import ExampleView, Words
from acoe_spec.taxonomy.compiled import Deprecation
from acoe_spec.taxonomy.definition import Label
from acoe_spec.taxonomy.references import node_of, prefix_of, reference_of, split
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.report import EFFECTS

_KINDS = {"entity": "Entity", "relation": "Relation", "event": "Event"}
_TABLES = 2  # decision tables of other sections that are shown open
_DRAWN = 6  # examples of other sections that are drawn on a label's page; more are linked
_VALUES = 20  # values of an attribute that are shown open
_CHILDREN = 40  # sub-labels that are shown open
_VERDICTS = {"annotate": "Annotate", "avoid": "Avoid"}


class GuidelineText(NamedTuple):
    """The guideline of a label: prose with where it stands, and whose it is if it is inherited."""

    parts: list[tuple[Link, Markup]]
    origin: Chip | None


class PastChange(NamedTuple):
    """One thing that changed; `about` is the label that it says it of, None for the page's own."""

    level: str
    about: str | None
    message: str
    effect: str


class HistoryView(NamedTuple):
    """What changed about a label in one version."""

    version: str
    href: str
    former: str | None
    changes: list[PastChange]


def label_pages(site: Site) -> Iterator[SitePage]:
    """A page for each label."""
    histories = Histories(site.spec)
    return (_label_page(site, label, histories) for label in site.known.labels)


def _label_page(site: Site, label: str, histories: Histories) -> SitePage:
    known, spec = site.known, site.spec
    here = addresses.label_path(label)
    written = known.labels[label]
    effective = known.described.effective[label]
    description = known.described.label(reference_of(label))
    words = Words(site, here)
    home = effective.label_set
    examples = _examples(site, label, words)
    past = histories.of(label)
    said: dict[str, Any] = {
        "label": site.chip(here, label),
        "id": reference_of(label),
        "kind": _KINDS.get(home, "Category"),
        "set": site.set_chip(here, home),
        "set_facts": [],
        "origin": _origin(site, here, label),
        "abstract": written.abstract,
        "deprecated": _deprecated(words, written.deprecated, home),
        "definition": words.prose(written.definition),
        "use_when": words.prose_all(written.use_when),
        "avoid_when": words.prose_all(written.avoid_when),
        **_decisions(site, label, words),
        "attributes": list(facts.attributes(site, here, effective)),
        "most_values": _VALUES,
        "roles": list(facts.roles(site, here, effective)),
        "facts": list(facts.facts(site, here, effective)),
        "parts": facts.parts(site, here, label, description.parts),
        "aliases": sorted(written.aliases.items()),
        "guideline": _guideline(site, label, words),
        "guideline_links": _explaining(site, label, words),
        **examples,
        "most_children": _CHILDREN,
        "children": [site.chip(here, each) for each in known.children.get(label, ())],
        "below": known.below[label],
        "mixins": site.chips(here, written.mixins, home=home),
        "confusable": site.chips(here, written.confusable_with, home=home),
        **_elsewhere(site, label, words),
        "since": past.since,
        "history": [_entry(site, here, label, each) for each in past.entries],
    }
    if home in spec.definition.categories:
        said["set_facts"] = list(facts.set_facts(site, here, home))
    name = known.name(label)
    crumbs = [Link(said["set"].href, said["set"].name)]
    crumbs += [
        Link(site.label_href(here, each) or "", known.name(each))
        for each in reversed(known.ancestors(label))
    ]
    return make_page(
        site,
        here,
        "label.html",
        said,
        title=name,
        description=written.definition or f"{said['kind']} {reference_of(label)}",
        crumbs=crumbs,
        edit=_edit(site, label),
        search=[SearchEntry(name, _searched(words, label), ids=_ids(site, label, written))],
        label=label,
        names=past.names,
    )


def _searched(words: Words, label: str) -> str:
    """The words by which a label is found: what it is, when to use it, what is written of it."""
    written = words.site.known.labels[label]
    texts = map(words.beginning, words.site.known.texts.get(label, ()))
    return " ".join(filter(None, (written.definition, *written.use_when, *texts)))


def _ids(site: Site, label: str, written: Label) -> tuple[str, ...]:
    """What a label is called exactly, here, in tools, and in earlier versions."""
    former = map(reference_of, site.former.get(label, ()))
    return tuple(dict.fromkeys((reference_of(label), *written.aliases.values(), *former)))


class Origin(NamedTuple):
    """The version that a label was imported from; `href` is its page there if that is here too."""

    text: str
    href: str | None


def _origin(site: Site, here: str, label: str) -> Origin | None:
    taxonomy_id = prefix_of(label)
    if taxonomy_id is None:
        return None
    folder = site.spec.imported.get(taxonomy_id)
    there = addresses.label_path(label.replace(f"{taxonomy_id}:", "", 1))
    href = None if folder is None else site.addresses.imported(here, folder, there)
    return Origin(site.spec.definition.origin(label), href)


def _deprecated(words: Words, said: Deprecation | None, home: str) -> dict[str, Any] | None:
    """The lifecycle of a label or of a set; a bare id in its replacements is of the set `home`."""
    if said is None:
        return None
    site, today = words.site, words.site.spec.today.isoformat()
    return {
        "since": said.since,
        "reason": words.prose(said.reason),
        "valid_until": said.valid_until,
        "is_over": said.valid_until is not None and said.valid_until < today,
        "replaced_by": [
            site.set_chip(words.here, each)
            if each in site.spec.definition.categories
            else site.chip(words.here, node_of(each, home=home))
            for each in said.replaced_by
        ],
    }


def _told(site: Site, label: str) -> tuple[str, tuple[Spot, ...]]:
    """Whose text holds for a label, its own or that of the nearest ancestor that has one."""
    for each in (label, *site.known.ancestors(label)):
        if spots := site.known.texts.get(each):
            return each, spots
    return label, ()


def _guideline(site: Site, label: str, words: Words) -> GuidelineText | None:
    owner, spots = _told(site, label)
    parts = [
        (words.spot(spot), words.section(spot, drawn=False, prefix=f"guideline{number}-"))
        for number, spot in enumerate(spots, 1)
    ]
    origin = None if owner == label else site.chip(words.here, owner)
    return GuidelineText(parts, origin) if parts else None


def _explaining(site: Site, label: str, words: Words) -> list[Link]:
    """The pages that say they explain the label, without a section of its own."""
    texts = {spot.page.name for spot in site.known.texts.get(label, ())}
    pages = {
        page.name: words.page_link(page)
        for page, section in site.spec.coverage.labels[label].explanations
        if section is None and page.name not in texts
    }
    return list(pages.values())


def _decisions(site: Site, label: str, words: Words) -> dict[str, Any]:
    """The decision tables of the label's guideline, then those of few labels, then the rest."""
    own = [block for spot in _told(site, label)[1] for block in spot.section.blocks]
    views = [
        (each not in own, len(view.between), view)
        for each in dict.fromkeys((*own, *site.spec.coverage.labels[label].tables))
        if (view := words.decision(each)) is not None
    ]
    views.sort(key=lambda each: each[:2])
    shown = [view for _, _, view in views]
    mine = sum(not elsewhere for elsewhere, _, _ in views)
    most = max(mine, _TABLES)
    return {"decisions": shown[:most], "more_decisions": shown[most:]}


def _examples(site: Site, label: str, words: Words) -> dict[str, Any]:
    """Those of the label's own sections, then others that show it; more of these are linked."""
    covered = site.spec.coverage.labels[label]
    own = {block for spot in site.known.texts.get(label, ()) for block in spot.section.blocks}
    drawn: dict[str, list[ExampleView]] = {}
    more: list[tuple[str, Link]] = []
    for verdict, shown in (("right", covered.annotate), ("wrong", covered.avoid)):
        mine, others = _parted(shown, own)
        room = max(_DRAWN // 2 - len(mine), 0)
        drawn[verdict] = [words.example(each) for each in (*mine, *others[:room])]
        more += [(_VERDICTS[each.verdict], words.link(each)) for each in others[room:]]
    above = (
        site.chip(words.here, each)
        for each in site.known.ancestors(label)
        if site.known.texts.get(each) and _has_examples(site, each)
    )
    return {**drawn, "more_examples": more, "inherited_examples": list(above)}


def _parted(shown: tuple[Example, ...], own: set[Block]) -> tuple[list[Example], list[Example]]:
    mine = [each for each in shown if each.block in own]
    return mine, [each for each in shown if each.block not in own]


def _has_examples(site: Site, label: str) -> bool:
    covered = site.spec.coverage.labels[label]
    return bool(covered.annotate or covered.avoid)


def _elsewhere(site: Site, label: str, words: Words) -> dict[str, Any]:
    """Where else the label is named."""
    known, here = site.known, words.here
    own = {node_of(each, home=split(label)[0]) for each in known.labels[label].confusable_with}
    return {
        "confused_by": [
            site.chip(here, each) for each in known.confused_by.get(label, ()) if each not in own
        ],
        "mixed_into": [site.chip(here, each) for each in known.mixed_into.get(label, ())],
        "replaces": [site.chip(here, each) for each in known.replaces.get(label, ())],
        "mentioned": [words.spot(each) for each in known.mentioned.get(label, ())],
        "terms": [words.term_link(term) for term in known.terms_of.get(label, ())],
    }


def _entry(site: Site, here: str, label: str, entry: Entry) -> HistoryView:
    step = entry.step
    return HistoryView(
        version=step.new,
        href=site.addresses.page(here, addresses.change_path(step.old, step.new)),
        former=None if entry.former is None else reference_of(entry.former),
        changes=[
            PastChange(each.level, _about(entry, each, label), each.message, EFFECTS[each.effect])
            for each in entry.changes
        ],
    )


def _about(entry: Entry, change: Change, label: str) -> str | None:
    """The label that a change is said of, unless the reader knows: it is this one, or was."""
    said_of = change.node
    if change.op == "merge-labels" or said_of in (None, label, entry.former):
        return None
    return reference_of(said_of)


def _edit(site: Site, label: str) -> Iterator[Link]:
    edit = site.spec.edit
    if edit.taxonomy is not None and prefix_of(label) is None:
        yield Link(edit.taxonomy, "Edit the taxonomy")
    if edit.guidelines is not None:
        pages = {spot.page.name: spot.page for spot in site.known.texts.get(label, ())}
        for page in pages.values():
            yield Link(f"{edit.guidelines}{page.name}.md", "Edit the guideline")


def set_pages(site: Site) -> Iterator[SitePage]:
    """A page for each set that has labels, and for each category set."""
    return (_set_page(site, label_set) for label_set in site.known.sets)


def _set_page(site: Site, label_set: str) -> SitePage:
    here = addresses.set_path(label_set)
    category_set = site.spec.definition.categories.get(label_set)
    words = Words(site, here)
    said: dict[str, Any] = {
        "id": label_set,
        "is_category": category_set is not None,
        "question": None if category_set is None else category_set.question,
        "definition": words.prose(None if category_set is None else category_set.definition),
        "facts": list(facts.set_facts(site, here, label_set)),
        "deprecated": _deprecated(
            words, None if category_set is None else category_set.deprecated, label_set
        ),
        "labels": rows(site, here, site.known.roots(label_set)),
        "count": sum(1 for _ in site.known.of_set(label_set)),
    }
    name = set_name(label_set)
    return make_page(
        site,
        here,
        "set.html",
        said,
        title=name,
        description=said["question"] or f"All {name.lower()}",
        search=[SearchEntry(name, " ".join(filter(None, (label_set, said["question"]))))],
    )
