"""Lint rules for what labels, sets and overlap name: it exists, and is of a kind that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from acoe_spec.findings import Rule, pointer, printable_id
from acoe_spec.taxonomy.lint_head import Defect, Head
from acoe_spec.taxonomy.references import KINDS, split
from acoe_spec.taxonomy.structure import nearest
from acoe_spec.taxonomy.unit_kinds import shortest, type_of

# The kinds of label that a field may name; the others may name any.
_FITTING: Mapping[str, tuple[str, ...]] = {
    "of": ("entity",),
    "domain": ("entity", "event"),
    "range": ("entity", "event"),
    "role": ("entity", "event"),
    "applies_to": KINDS,
}
_FIELDS: Mapping[str, str] = {"of": "overlap", "applies_to": "'applies_to'", "role": "the role"}

# Which units a record of each modality is made of.
UNITS: Mapping[str, frozenset[str]] = {
    "text": frozenset(("passage",)),
    "chat": frozenset(("turn",)),
    "email": frozenset(("part",)),
    "document": frozenset(("page", "passage")),
    "audio": frozenset(("segment",)),
}


def check_unknown(head: Head) -> Iterator[Defect]:
    """Everything that is named exists; parents are for `missing-parent`."""
    for named in head.named:
        if named.field != "is_a" and not head.declares(named.node) and head.is_known(named):
            where = _FIELDS.get(named.field, f"'{named.field}'")
            yield Defect(
                named.pointer,
                f"the label {printable_id(named.reference)}, named in {where}, does not exist",
                head.suggestion(named),
            )
    bases = head.definition.knowledge_bases
    for label in head.labels:
        for position, base in enumerate(label.says.get("links", {}).get("to", ())):
            if base not in bases:
                near = nearest(base, bases)
                yield Defect(
                    label.at("links", "to", position),
                    f"the knowledge base {printable_id(base)} does not exist",
                    f"did you mean '{near}'?" if near else "add it to 'knowledge_bases'",
                )


def check_kind(head: Head) -> Iterator[Defect]:
    """What is named is of a kind that can stand there."""
    for named in head.named:
        fitting = _FITTING.get(named.field)
        if fitting and head.declares(named.node) and split(named.node)[0] not in fitting:
            where = _FIELDS.get(named.field, f"'{named.field}'")
            kinds = " or ".join(("an " if kind[0] in "aeiou" else "a ") + kind for kind in fitting)
            yield Defect(
                named.pointer,
                f"the label {printable_id(named.reference)}, named in {where}, is not {kinds}",
                f"name {kinds} there",
            )


def check_units(head: Head) -> Iterator[Defect]:
    """A category set asks about units that records of the taxonomy have."""
    modalities = head.written.get("modalities", ())
    if not modalities:
        return
    present = frozenset().union(*(UNITS[modality] for modality in modalities))
    for name, category_set in head.written.get("categories", {}).items():
        for position, unit in enumerate(category_set["applies_to"].get("units", ())):
            if type_of(unit) not in present:
                yield Defect(
                    pointer("categories", name, "applies_to", "units", position),
                    f"no modality of this taxonomy has units of type '{type_of(unit)}'",
                    f"its modalities have: {', '.join(sorted(present))}",
                )


def check_units_once(head: Head) -> Iterator[Defect]:
    """The units that a question is asked of are said once, in the fewest words."""
    for name, category_set in head.written.get("categories", {}).items():
        units = category_set["applies_to"].get("units", ())
        fewest = shortest(units)
        for position, unit in enumerate(units):
            if unit not in fewest:
                message = f"all units of type '{type_of(unit)}' are named here"
                hint = f"write '{type_of(unit)}' in place of its kinds"
                if type_of(unit) in units:
                    message = f"'{unit}' is named beside '{type_of(unit)}', which means it too"
                    hint = "name one of the two"
            elif unit in units[:position]:
                message, hint = f"'{unit}' is named twice", "name it once"
            else:
                continue
            yield Defect(
                pointer("categories", name, "applies_to", "units", position), message, hint
            )


def check_targets(head: Head) -> Iterator[Defect]:
    """A category set is asked of something."""
    for name, category_set in head.written.get("categories", {}).items():
        says = category_set["applies_to"]
        if not (says.get("record") or says.get("units") or says.get("labels")):
            yield Defect(
                pointer("categories", name, "applies_to"),
                f"the set {printable_id(name)} applies to nothing",
                "name units or labels, or write 'record: true'",
                key=True,
            )


def check_answers(head: Head) -> Iterator[Defect]:
    """A question has an answer that may be given."""
    for name, category_set in head.written.get("categories", {}).items():
        labels = category_set["labels"]
        if all(label.get("abstract") for label in labels.values()):
            yield Defect(
                pointer("categories", name, "labels"),
                f"the set {printable_id(name)} has no label that may be used",
                "add a label that is not abstract",
                key=True,
            )


def check_overlap(head: Head) -> Iterator[Defect]:
    """Two labels are paired once."""
    seen: set[frozenset[str]] = set()
    for position, pair in enumerate(head.written.get("overlap", {}).get("pairs", ())):
        labels = frozenset(pair["of"])
        if labels in seen:
            yield Defect(
                pointer("overlap", "pairs", position),
                "the overlap of these two labels is already said above",
                "keep one of the two pairs",
            )
        seen.add(labels)


def check_scheme(head: Head) -> Iterator[Defect]:
    """The scheme of a knowledge base is one whose identifiers can be checked."""
    schemes = head.around.schemes
    for name, says in head.written.get("knowledge_bases", {}).items():
        if schemes and "scheme" in says and says["scheme"] not in schemes:
            near = nearest(says["scheme"], schemes)
            yield Defect(
                pointer("knowledge_bases", name, "scheme"),
                f"the scheme {printable_id(says['scheme'])} is not known",
                f"did you mean '{near}'?" if near else f"known are: {', '.join(sorted(schemes))}",
            )


def check_url(head: Head) -> Iterator[Defect]:
    """The page of a knowledge base is one on the web, about one identifier."""
    for name, says in head.written.get("knowledge_bases", {}).items():
        url = says.get("url")
        if url is not None and (not url.startswith(("https://", "http://")) or "{id}" not in url):
            yield Defect(
                pointer("knowledge_bases", name, "url"),
                f"the url of {printable_id(name)} leads to no page about one identifier",
                "begin it with https:// and write {id} where the identifier goes",
            )


RULES = (
    Rule(
        id="unknown-reference",
        level="error",
        theme="taxonomy",
        summary="A label or a knowledge base is named that does not exist.",
        why="What names it would hold for nothing, silently.",
        fix="Correct the spelling, add the label, or import the taxonomy that has it.",
        failing="entities:\n  bank: {definition: A bank.}\n"
        "relations:\n  owns: {domain: [bank], range: [bnak], definition: Holds shares of.}\n",
        passing="entities:\n  bank: {definition: A bank.}\n"
        "relations:\n  owns: {domain: [bank], range: [bank], definition: Holds shares of.}\n",
        check=check_unknown,
    ),
    Rule(
        id="reference-of-wrong-kind",
        level="error",
        theme="taxonomy",
        summary="A label is named in a place where labels of its kind cannot stand.",
        why="Relations connect entities and events, and only entities have spans that overlap.",
        fix="Name a label of a kind that fits.",
        failing="entities:\n  bank: {definition: A bank.}\n"
        "relations:\n  owns: {domain: [bank], range: [relation/owns], definition: Holds.}\n",
        passing="entities:\n  bank: {definition: A bank.}\n"
        "relations:\n  owns: {domain: [bank], range: [bank], definition: Holds.}\n",
        check=check_kind,
    ),
    Rule(
        id="unit-without-modality",
        level="error",
        theme="taxonomy",
        summary="A category set applies to units that no record of the taxonomy has.",
        why="The question would never be asked.",
        fix="Name units of the taxonomy's modalities: text has passages, chat turns, email parts, "
        "documents pages and passages, audio segments.",
        failing="modalities: [chat]\ncategories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {units: [segment]}\n    labels: {calm: {definition: Unhurried.}}\n",
        passing="modalities: [chat]\ncategories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {units: [turn]}\n    labels: {calm: {definition: Unhurried.}}\n",
        check=check_units,
    ),
    Rule(
        id="units-said-twice",
        level="warning",
        theme="taxonomy",
        summary="A category set names units that it names already.",
        why="A reader takes a kind that is named for the only one that is meant, and here it is "
        "not: a type means all of its kinds.",
        fix="Name the type where all of its units are meant, else the kinds alone.",
        failing="modalities: [email]\ncategories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {units: [part, part/body]}\n"
        "    labels: {calm: {definition: Unhurried.}}\n",
        passing="modalities: [email]\ncategories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {units: [part/body]}\n    labels: {calm: {definition: Unhurried.}}\n",
        check=check_units_once,
    ),
    Rule(
        id="applies-to-nothing",
        level="error",
        theme="taxonomy",
        summary="A category set names nothing that its question is asked of.",
        why="The question would never be asked.",
        fix="Name units or labels, or write 'record: true'.",
        failing="categories:\n  tone:\n    question: How does it sound?\n    applies_to: {}\n"
        "    labels: {calm: {definition: Unhurried.}}\n",
        passing="categories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {record: true}\n    labels: {calm: {definition: Unhurried.}}\n",
        check=check_targets,
    ),
    Rule(
        id="set-without-answers",
        level="error",
        theme="taxonomy",
        summary="A category set has no labels, or abstract ones only.",
        why="The question could never be answered; if it is required, no record could be complete.",
        fix="Add a label that is not abstract, or remove the set.",
        failing="categories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {record: true}\n    labels: {}\n",
        passing="categories:\n  tone:\n    question: How does it sound?\n"
        "    applies_to: {record: true}\n    labels: {calm: {definition: Unhurried.}}\n",
        check=check_answers,
    ),
    Rule(
        id="overlap-said-twice",
        level="error",
        theme="taxonomy",
        summary="The overlap of two labels is said more than once.",
        why="It is not evident which of the two holds.",
        fix="Keep one of the pairs.",
        failing="overlap:\n  pairs:\n    - {of: [bank, bond], allow: []}\n"
        "    - {of: [bond, bank], allow: [equal]}\n"
        "entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n",
        passing="overlap:\n  pairs:\n    - {of: [bank, bond], allow: [equal]}\n"
        "entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n",
        check=check_overlap,
    ),
    Rule(
        id="unknown-scheme",
        level="error",
        theme="taxonomy",
        summary="The scheme of a knowledge base is not one that is known.",
        why="Its identifiers would pass unchecked, check digits included.",
        fix="Correct the spelling, or leave 'scheme' out where nothing can be checked.",
        failing="knowledge_bases:\n  lei: {title: Legal Entity Identifier, scheme: lie}\n",
        passing="knowledge_bases:\n  lei: {title: Legal Entity Identifier, scheme: lei}\n"
        "  crm: {title: Our client numbers}\n",
        check=check_scheme,
    ),
    Rule(
        id="url-without-identifier",
        level="error",
        theme="taxonomy",
        summary="The url of a knowledge base is not that of a web page about one identifier.",
        why="The guideline site makes links of it: all would lead to one page, or to a script.",
        fix="Begin it with https:// and write {id} where the identifier goes.",
        failing="knowledge_bases:\n  lei: {title: LEI, url: https://search.gleif.org}\n",
        passing="knowledge_bases:\n"
        "  lei: {title: LEI, url: 'https://search.gleif.org/#/record/{id}'}\n",
        check=check_url,
    ),
)
