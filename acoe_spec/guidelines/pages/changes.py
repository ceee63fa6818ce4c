"""What changed from one version to another: what annotators do differently, and what becomes of
annotated files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from acoe_spec.guidelines.guideline import GLOSSARY
from acoe_spec.guidelines.pages import addresses
from acoe_spec.guidelines.pages.facts import ValueView, value_views
from acoe_spec.guidelines.pages.histories import Succession
from acoe_spec.guidelines.pages.page import SearchEntry, SitePage, make_page
from acoe_spec.guidelines.pages.site import Chip, Link, Site
from acoe_spec.guidelines.pages.words import Words, page_title
from acoe_spec.guidelines.specification import Edition, VersionStep
from acoe_spec.taxonomy.definition import Attribute, Label, Value
from acoe_spec.taxonomy.numbering import Level
from acoe_spec.taxonomy.references import node
from acoe_spec.versions.changes import Change
from acoe_spec.versions.diff.declared import DECLARED
from acoe_spec.versions.diff.report import EFFECTS, Group, Report, by_level, worded
from acoe_spec.versions.operations import Effect

_OTHER = "Other rules"
_TOPICS: Mapping[str, frozenset[str]] = {
    "New": frozenset(("add-label", "add-set", "restore", "make-concrete")),
    "Gone, or on the way out": frozenset(
        ("remove-label", "remove-set", "deprecate-label", "deprecate-set", "make-abstract")
    ),
    "Split or merged": frozenset(("merge-labels", "split-label", "carve-out")),
    "Renamed": frozenset(
        ("rename-label", "rename-set", "rename-role", "rename-attribute", "rename-value", "swap",
         "set-name")
    ),
    "Moved, or means something else": frozenset(
        ("move-label", "redefine", "flip-example", "flip-relation")
    ),
    _OTHER: frozenset(),
    "Reworded": frozenset(
        ("set-definition", "set-question", "set-guideline", "set-description")
    ),
}  # fmt: skip
_SILENT = frozenset(("restate", "set-hints"))
_EDITORIAL = frozenset(("set-definition", "set-question", "set-name", "redefine", "carve-out"))
_FIELDS = {
    "definition": "Definition",
    "use_when": "Use when",
    "avoid_when": "Do not use when",
    "confusable_with": "Easily confused with",
    "name": "Name",
    "question": "Question",
}


class Wording(NamedTuple):
    """Something that was reworded: each side a list of paragraphs."""

    field: str
    before: list[str]
    after: list[str]


class Part(NamedTuple):
    """What one of several alike changes tells by itself; `label` is None where there is one."""

    label: Chip | None
    reason: Markup
    wordings: list[Wording]


class ChangeView(NamedTuple):
    """Changes that say the same, of which labels, why, and what becomes of files.

    What is new comes with its definition and, an attribute, with the values that it may have.
    """

    labels: list[Chip]
    message: str
    definition: str
    values: tuple[ValueView, ...]
    level: Level
    effect: str
    rules: list[str]
    parts: list[Part]
    is_worded: bool
    following: list[str]


class Outcome(NamedTuple):
    """What becomes of files, and the changes that it becomes of."""

    effect: str
    level: Level
    changes: list[ChangeView]


def change_pages(site: Site) -> Iterator[SitePage]:
    """A page for each step on the way to this version, and their index."""
    here = f"{addresses.CHANGES}/index"
    steps = [
        (
            Link(
                site.addresses.page(here, addresses.change_path(step.old, step.new)),
                f"From {step.old} to {step.new}",
            ),
            "" if step.declared is None else step.declared.description,
            len([each for each in step.diff.changes if each.because is None]),
            step.diff.bump,
        )
        for step in site.spec.steps
    ]
    yield make_page(
        site, here, "change_list.html", {"steps": steps}, title="Changes",
        description="What is different from version to version.",
    )  # fmt: skip
    for step in site.spec.steps:
        yield _change_page(site, step)


def _change_page(site: Site, step: VersionStep) -> SitePage:
    here = addresses.change_path(step.old, step.new)
    telling = _Telling(site, step, here)
    views = [
        (group.first, telling.view(group)) for _, groups in by_level(step.diff) for group in groups
    ]
    description = "" if step.declared is None else step.declared.description
    said: dict[str, Any] = {
        "step": step,
        "description": Words(site, here).prose(description),
        "topics": list(_topics(views)),
        "outcomes": list(_outcomes(views)),
    }
    title = f"From {step.old} to {step.new}"
    index = site.addresses.page(here, f"{addresses.CHANGES}/index")
    return make_page(
        site, here, "change.html", said, title=title, description=description or title,
        crumbs=[Link(index, "Changes")],
        search=[SearchEntry(f"Changes {title.lower()}", description)],
    )  # fmt: skip


def _topics(views: Iterable[tuple[Change, ChangeView]]) -> Iterator[tuple[str, list[ChangeView]]]:
    """What annotators have to know, by what it is about."""
    found: dict[str, list[ChangeView]] = {topic: [] for topic in _TOPICS}
    for change, view in views:
        if change.op not in _SILENT:
            topic = next((topic for topic, ops in _TOPICS.items() if change.op in ops), _OTHER)
            found[topic].append(view)
    return ((topic, some) for topic, some in found.items() if some)


def _outcomes(views: Iterable[tuple[Change, ChangeView]]) -> Iterator[Outcome]:
    """What becomes of files, what takes most work first."""
    found: dict[tuple[Effect, Level], list[ChangeView]] = {}
    for change, view in views:
        found.setdefault((change.effect, view.level), []).append(view)
    order = ("human", "re-checked", "by rule", "automatic, lossy", "automatic", "warning",
             "as they are")  # fmt: skip
    for (effect, level), some in sorted(found.items(), key=lambda each: order.index(each[0][0])):
        yield Outcome(EFFECTS[effect], level, some)


class _Telling:
    """One step as its page tells it."""

    def __init__(self, site: Site, step: VersionStep, here: str) -> None:
        self._site = site
        self._step = step
        self._here = here
        self._words = Words(site, here)
        self._report = Report(step.diff, names=step.names)
        self._succession = Succession(step)
        self._old = next(
            (each for each in site.spec.editions if each.version == step.old and not each.is_head),
            None,
        )
        operations = () if step.declared is None else step.declared.operations
        self._declared = {_key(each): each for each in operations}

    def view(self, group: Group) -> ChangeView:
        """A group of changes with what follows from it."""
        chips = [self._chip(each) for each in group.changes]
        several = len(chips) > 1
        parts = [
            Part(
                chip if several else None,
                self._words.prose(self._declared_of(change).get("reason")),
                list(self._wordings(change)),
            )
            for change, chip in zip(group.changes, chips, strict=True)
        ]
        is_worded = any(each.wordings for each in parts)
        new = None if several else self._added(group.first)
        return ChangeView(
            labels=[chip for chip in chips if chip is not None],
            message=worded(self._report, group),
            definition=(new and new.definition) or "",
            values=value_views(new) if isinstance(new, Attribute) else (),
            level=group.first.level,
            effect=EFFECTS[group.first.effect],
            rules=[_rule(each) for each in self._declared_of(group.first).get("rules") or ()],
            parts=[each for each in parts if each.reason or is_worded],
            is_worded=is_worded,
            following=[
                f"{_subjects(each)}: {worded(self._report, each)}" for each in group.following
            ],
        )

    def _added(self, change: Change) -> Label | Attribute | Value | None:
        """What a change adds to a label, or the label itself, as the newer version has it."""
        label = self._step.labels_after.get(self._succession.about(change) or "")
        if change.op == "add-label":
            return label
        attribute = None if label is None else label.attributes.get(change.attribute or "")
        if change.op == "add-attribute":
            return attribute
        if change.op == "add-value" and attribute is not None:
            return (attribute.values or {}).get(change.value or "")
        return None

    def _wordings(self, change: Change) -> Iterator[Wording]:
        """How it was worded and is worded now.

        A diff compares after all that was declared has been applied; people have read the older
        version as it was.
        """
        if change.op not in _EDITORIAL:
            return
        before, after = change.before, change.after
        if isinstance(before, str) or isinstance(after, str):
            field = "question" if change.op == "set-question" else "name"
            yield Wording(_FIELDS[field], _paragraphs(before), _paragraphs(after))
            return
        old, new = before or {}, after or {}
        if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
            return
        written = self._written_before(change)
        for field, title in _FIELDS.items():
            was = getattr(written, field, old.get(field)) if field in old else None
            sides = _paragraphs(was), _paragraphs(new.get(field))
            if sides[0] != sides[1]:
                part = change.value or change.attribute or change.role
                yield Wording(f"{title} of {part}" if part else title, *sides)

    def _written_before(self, change: Change) -> Label | None:
        """The label that a change is about, as the older version has it; of a part, None."""
        about = self._succession.about(change)
        if about is None or change.attribute or change.role:
            return None
        return self._step.labels_before.get(self._succession.former(about) or "")

    def _declared_of(self, change: Change) -> Mapping[str, Any]:
        place = change.label, change.attribute, change.value, change.role, change.property_
        return self._declared.get((change.op, change.set, *place), {})

    def _chip(self, change: Change) -> Chip | None:
        """What a change is about: a label, a set or a page. What is gone is that of before."""
        if change.page is not None:
            return self._page_chip(change.page)
        if change.set is None:
            return None
        if change.label is None:
            known = change.set in self._site.known.sets
            return self._site.set_chip(self._here, change.set) if known else None
        label = node(change.set, change.label)
        is_gone = change.op == "remove-label" or (
            change.rule == DECLARED and label not in self._site.known.labels
        )
        chip = self._site.chip(self._here, label)
        if not is_gone and chip.href is not None:
            return chip
        name = self._step.names.old.get(label) or change.label
        path = addresses.label_path(label)
        return chip._replace(name=name, href=_former(self._site, self._here, self._old, path))

    def _page_chip(self, file: str) -> Chip:
        """A page of the guidelines that is about no label, or the glossary."""
        if file == GLOSSARY:
            return Chip(
                "Glossary", file, self._site.addresses.page(self._here, addresses.GLOSSARY), ""
            )
        name = file.removesuffix(".md")
        path = addresses.guideline_path(name)
        page = next((each for each in self._site.spec.guidelines.pages if each.name == name), None)
        if page is None:
            return Chip(name, file, _former(self._site, self._here, self._old, path), "")
        return Chip(page_title(page), file, self._site.addresses.page(self._here, path), "")


def _former(site: Site, here: str, old: Edition | None, path: str) -> str | None:
    """A page in the older version, if that is on the site."""
    if old is None or path not in old.paths:
        return None
    return site.addresses.elsewhere(here, old.folder, path)


def _key(operation: Mapping[str, Any]) -> tuple[Any, ...]:
    """How the change that an operation declares is called in a diff."""
    op = operation["op"]
    label = operation.get("label")
    if op in ("rename-label", "split-label"):
        label = operation.get("from")
    elif op == "merge-labels":
        label = operation.get("to")
    value = (
        operation.get("from") if op in ("rename-value", "split-value") else operation.get("value")
    )
    attribute = operation.get("from") if op == "rename-attribute" else operation.get("attribute")
    role = operation.get("from") if op == "rename-role" else operation.get("role")
    return op, operation.get("set"), label, attribute, value, role, operation.get("property")


def _subjects(group: Group) -> str:
    named = dict.fromkeys(each.label or each.set or "" for each in group.changes)
    return ", ".join(filter(None, named))


def _rule(rule: Mapping[str, Any]) -> str:
    """A rule of a split in words."""
    said = [
        f"{name} is {' or '.join(map(str, values))}"
        for name, values in (rule.get("attributes") or {}).items()
    ]
    if rule.get("surface"):
        said.append(f"its words match {rule['surface']}")
    if rule.get("links"):
        said.append(f"it links to {' or '.join(rule['links'])}")
    if rule.get("unit"):
        fields = rule["unit"].items()
        said += [
            f"the {name} of its unit is {' or '.join(values)}" for name, values in fields if values
        ]
    if rule.get("roles"):
        said += [f"it is {each['as']} of {each['of']}" for each in rule["roles"]]
    if rule.get("modality"):
        said.append(f"the record is {' or '.join(rule['modality'])}")
    return f"'{rule['to']}' where " + (" and ".join(said) or "no other rule holds")


def _paragraphs(said: Any) -> list[str]:
    if said is None:
        return []
    return [str(each) for each in said] if isinstance(said, (list, tuple)) else [str(said)]
