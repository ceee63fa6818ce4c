"""Lint rules for hierarchies: parents and cycles, what a sub-label loosens, what nobody can use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from acoe_spec.findings import Rule, printable_id
from acoe_spec.taxonomy.graph import children, closed, cycles
from acoe_spec.taxonomy.lint_head import Defect, Head
from acoe_spec.taxonomy.loosening import Loosening
from acoe_spec.taxonomy.references import node_of, reference_of, split

MAX_SHOWN = 8  # labels of a cycle that a message names
_INHERITING = ("is_a", "mixins")


def check_self_parent(head: Head) -> Iterator[Defect]:
    """No label is its own parent or its own mixin."""
    for named in head.named:
        if named.field in _INHERITING and named.node == named.by:
            yield Defect(
                named.pointer,
                f"the label {printable_id(named.reference)} inherits from itself",
                "remove it; a label without a parent is a root",
            )


def check_cycle(head: Head) -> Iterator[Defect]:
    """No label inherits from itself by way of others."""
    found = [cycle for cycle in cycles(head.graph) if len(cycle) > 1]
    if not found:
        return
    places = {(each.by, each.node): each for each in head.named if each.field in _INHERITING}
    for cycle in found:
        home = split(cycle[0])[0]
        names = [printable_id(reference_of(label, home=home)) for label in (*cycle, cycle[0])]
        if len(names) > MAX_SHOWN:
            names[MAX_SHOWN - 2 : -1] = ["..."]
        yield Defect(
            places[cycle[0], cycle[1]].pointer,
            f"these labels inherit from each other in a circle: {' -> '.join(names)}",
            "remove one of these parents or mixins",
        )


def check_missing_parent(head: Head) -> Iterator[Defect]:
    """Every parent is a label of the taxonomy or of an import."""
    for named in head.named:
        if named.field == "is_a" and not head.declares(named.node) and head.is_known(named):
            yield Defect(
                named.pointer,
                f"the parent {printable_id(named.reference)} does not exist",
                head.suggestion(named),
            )


def check_parent_set(head: Head) -> Iterator[Defect]:
    """A parent is a label of the same set."""
    for named in head.named:
        if named.field == "is_a" and split(named.node)[0] != split(named.by)[0]:
            yield Defect(
                named.pointer,
                f"the parent {printable_id(named.reference)} is of another set than the label",
                "only labels of one set form a hierarchy; mixins may bring in attributes",
            )


def check_abstract_leaf(head: Head) -> Iterator[Defect]:
    """An abstract label has sub-labels."""
    mixed_in = {named.node for named in head.named if named.field == "mixins"}
    for label in head.labels:
        if (
            label.says.get("abstract")
            and label.node not in mixed_in
            and not children(head.graph, label.node)
        ):
            yield Defect(
                label.at("abstract"),
                f"the label {printable_id(label.id)} is abstract and has no sub-labels",
                "give it sub-labels, or let it be used itself",
                key=True,
            )


def _loosening(defect: str) -> Callable[[Head], Iterator[Defect]]:
    def check(head: Head) -> Iterator[Defect]:
        """A sub-label permits no more than what it inherits."""
        for found in head.loosened:
            if found.defect == defect and found.label in head.places:
                yield _loosened_defect(head, found)

    return check


def _loosened_defect(head: Head, found: Loosening) -> Defect:
    label = head.places[found.label]
    return Defect(
        label.at(*found.path),
        found.message,
        f"narrow it here, or widen it in {printable_id(found.ancestor)}",
        key=True,
    )


def check_sides(head: Head) -> Iterator[Defect]:
    """A relation that may be used says what stands on either side."""
    for label in head.labels:
        effective = head.effective.get(label.node)
        if label.label_set != "relation" or label.says.get("abstract") or effective is None:
            continue
        for field, side in (("domain", effective.domain), ("range", effective.range)):
            if side is None or not side.value:
                yield Defect(
                    label.at(field) if field in label.says else label.at(),
                    f"the relation {printable_id(label.id)} has no {field}",
                    f"add '{field}: [...]' with the labels that it may relate",
                    key=True,
                )


def check_unreachable(head: Head) -> Iterator[Defect]:
    """Something can fill every role and stand on every side of a relation."""
    for label in head.labels:
        for field in ("domain", "range"):
            references = label.says.get(field, ())
            if references and not _usable(head, references):
                yield Defect(label.at(field), *_nobody(f"the {field}"), key=True)
        for role, says in label.says.get("roles", {}).items():
            if not _usable(head, says["range"]):
                place = label.at("roles", role, "range")
                yield Defect(place, *_nobody(f"the role {printable_id(role)}"), key=True)


def _nobody(place: str) -> tuple[str, str]:
    return (
        f"nothing can take {place}: all its labels are abstract, without sub-labels for use",
        "name labels that may be used, or give these some sub-labels",
    )


def _usable(head: Head, references: list[str]) -> bool:
    """Whether a label among these and their sub-labels may be used; so are unknown labels."""
    labels = [node_of(reference) for reference in references]
    return any(label in head.usable or not head.declares(label) for label in labels)


def check_symmetric(head: Head) -> Iterator[Defect]:
    """A symmetric relation has the same labels on both sides."""
    for label in head.labels:
        effective = head.effective.get(label.node)
        if effective is None or effective.symmetric is None or not effective.symmetric.value:
            continue
        if effective.domain is None or effective.range is None:
            continue
        domain, range_ = effective.domain.value, effective.range.value
        if domain != range_ and _closed(head, domain) != _closed(head, range_):
            field = next((key for key in ("symmetric", "range", "domain") if key in label.says), "")
            yield Defect(
                label.at(field) if field else label.at(),
                f"the relation {printable_id(label.id)} is symmetric, and its domain and range "
                "differ",
                "give both sides the same labels, or remove 'symmetric'",
                key=True,
            )


def _closed(head: Head, references: Iterable[str]) -> frozenset[str]:
    return closed(head.graph, map(node_of, references))


_LOOSENED = (
    "A sub-label must stay within what it inherits: whoever asks for the parent gets the "
    "sub-labels too, and must be able to rely on what the parent promises."
)

RULES = (
    Rule(
        id="self-parent",
        level="error",
        theme="taxonomy",
        summary="A label is its own parent or mixin.",
        why="A hierarchy that contains itself has no root, and nothing can be inherited.",
        fix="Remove the parent or mixin, or name the right one.",
        failing="entities:\n  bond: {is_a: bond, definition: A debt security.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n",
        check=check_self_parent,
    ),
    Rule(
        id="hierarchy-cycle",
        level="error",
        theme="taxonomy",
        summary="Labels inherit from each other in a circle.",
        why="A hierarchy that contains itself has no root, and nothing can be inherited.",
        fix="Remove one of the parents or mixins in the circle.",
        failing="entities:\n  bond: {is_a: note, definition: A debt security.}\n"
        "  note: {is_a: bond, definition: A shorter debt security.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n"
        "  note: {is_a: bond, definition: A shorter debt security.}\n",
        check=check_cycle,
    ),
    Rule(
        id="missing-parent",
        level="error",
        theme="taxonomy",
        summary="The parent of a label does not exist.",
        why="The label would inherit nothing, silently.",
        fix="Correct the spelling, add the parent, or import the taxonomy that has it.",
        failing="entities:\n  instrument: {definition: A product that is traded.}\n"
        "  bond: {is_a: instrumnet, definition: A debt security.}\n",
        passing="entities:\n  instrument: {definition: A product that is traded.}\n"
        "  bond: {is_a: instrument, definition: A debt security.}\n",
        check=check_missing_parent,
    ),
    Rule(
        id="parent-of-other-set",
        level="error",
        theme="taxonomy",
        summary="The parent of a label is a label of another set.",
        why="An event is no kind of entity: what one has, such as roles or links, the other has "
        "no place for.",
        fix="Name a parent of the same set; to share attributes use mixins.",
        failing="entities:\n  deal: {definition: An agreement.}\n"
        "events:\n  trade: {is_a: entity/deal, definition: Something is sold.}\n",
        passing="events:\n  deal: {definition: An agreement is made.}\n"
        "  trade: {is_a: deal, definition: Something is sold.}\n",
        check=check_parent_set,
    ),
    Rule(
        id="abstract-leaf",
        level="warning",
        theme="taxonomy",
        summary="An abstract label has no sub-labels.",
        why="It may not be used itself and there is nothing else to use: it serves nobody.",
        fix="Give it sub-labels, or remove 'abstract'.",
        failing="entities:\n  instrument: {abstract: true, definition: Something traded.}\n",
        passing="entities:\n  instrument: {abstract: true, definition: Something traded.}\n"
        "  bond: {is_a: instrument, definition: A debt security.}\n",
        check=check_abstract_leaf,
    ),
    Rule(
        id="attribute-loosened",
        level="error",
        theme="taxonomy",
        summary="A sub-label permits attribute values that its ancestor does not.",
        why=_LOOSENED,
        fix="Narrow it in the sub-label, or widen it in the ancestor.",
        failing="entities:\n  option:\n    definition: A right to buy or sell.\n"
        "    attributes: {strike: {range: decimal, minimum: 0}}\n"
        "  spread_option:\n    is_a: option\n    definition: An option on a difference.\n"
        "    attributes: {strike: {minimum: -100}}\n",
        passing="entities:\n  option:\n    definition: A right to buy or sell.\n"
        "    attributes: {strike: {range: decimal, minimum: -100}}\n"
        "  stock_option:\n    is_a: option\n    definition: An option on a share.\n"
        "    attributes: {strike: {minimum: 0}}\n",
        check=_loosening("attribute-loosened"),
    ),
    Rule(
        id="domain-widened",
        level="error",
        theme="taxonomy",
        summary="A sub-relation permits subjects that its ancestor does not.",
        why=_LOOSENED,
        fix="Remove labels from its domain, or add them to the ancestor's.",
        failing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "relations:\n  quotes: {domain: [bank], range: [bond], definition: Names a price.}\n"
        "  bids: {is_a: quotes, domain: [bank, bond], definition: Names a buying price.}\n",
        passing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "relations:\n  quotes: {domain: [bank], range: [bond], definition: Names a price.}\n"
        "  bids: {is_a: quotes, definition: Names a buying price.}\n",
        check=_loosening("domain-widened"),
    ),
    Rule(
        id="range-widened",
        level="error",
        theme="taxonomy",
        summary="A sub-relation permits objects that its ancestor does not.",
        why=_LOOSENED,
        fix="Remove labels from its range, or add them to the ancestor's.",
        failing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "relations:\n  quotes: {domain: [bank], range: [bond], definition: Names a price.}\n"
        "  bids: {is_a: quotes, range: [bank], definition: Names a buying price.}\n",
        passing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "relations:\n  quotes: {domain: [bank], range: [bank, bond], definition: Names a price.}\n"
        "  bids: {is_a: quotes, range: [bond], definition: Names a buying price.}\n",
        check=_loosening("range-widened"),
    ),
    Rule(
        id="role-loosened",
        level="error",
        theme="taxonomy",
        summary="A role of a sub-event permits what its ancestor's does not.",
        why=_LOOSENED,
        fix="Narrow the role here, or widen the ancestor's.",
        failing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "events:\n  trade:\n    definition: Something is sold.\n"
        "    roles: {buyer: {range: [bank]}}\n"
        "  swap:\n    is_a: trade\n    definition: Two things change hands.\n"
        "    roles: {buyer: {range: [bank, bond]}}\n",
        passing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "events:\n  trade:\n    definition: Something is sold.\n"
        "    roles: {buyer: {range: [bank]}}\n"
        "  swap:\n    is_a: trade\n    definition: Two things change hands.\n"
        "    roles: {buyer: {range: [bank], min: 1}}\n",
        check=_loosening("role-loosened"),
    ),
    Rule(
        id="cardinality-loosened",
        level="error",
        theme="taxonomy",
        summary="A sub-relation may occur more or less often than its ancestor.",
        why=_LOOSENED,
        fix="Narrow 'per_subject' or 'per_object' here, or widen the ancestor's.",
        failing="entities:\n  bond: {definition: A debt security.}\n"
        "relations:\n  pays: {domain: [bond], range: [bond], per_subject: {max: 1}, "
        "definition: Pays.}\n  repays: {is_a: pays, per_subject: {max: 2}, definition: Repays.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n"
        "relations:\n  pays: {domain: [bond], range: [bond], per_subject: {max: 2}, "
        "definition: Pays.}\n  repays: {is_a: pays, per_subject: {max: 1}, definition: Repays.}\n",
        check=_loosening("cardinality-loosened"),
    ),
    Rule(
        id="links-loosened",
        level="error",
        theme="taxonomy",
        summary="A sub-label may link to knowledge bases that its ancestor may not.",
        why=_LOOSENED,
        fix="Remove the knowledge base here, or add it to the ancestor.",
        failing="knowledge_bases:\n  lei: {title: LEI}\n  isin: {title: ISIN}\n"
        "entities:\n  party: {links: {to: [lei]}, definition: A legal person.}\n"
        "  issuer: {is_a: party, links: {to: [isin]}, definition: Sells securities.}\n",
        passing="knowledge_bases:\n  lei: {title: LEI}\n  isin: {title: ISIN}\n"
        "entities:\n  party: {links: {to: [lei, isin]}, definition: A legal person.}\n"
        "  issuer: {is_a: party, links: {to: [isin]}, definition: Sells securities.}\n",
        check=_loosening("links-loosened"),
    ),
    Rule(
        id="trigger-loosened",
        level="error",
        theme="taxonomy",
        summary="A sub-event does without the trigger that its ancestor requires.",
        why=_LOOSENED,
        fix="Use the ancestor's trigger here, or make the ancestor's optional.",
        failing="events:\n  trade: {trigger: required, definition: Something is sold.}\n"
        "  swap: {is_a: trade, trigger: none, definition: Two things change hands.}\n",
        passing="events:\n  trade: {trigger: optional, definition: Something is sold.}\n"
        "  swap: {is_a: trade, trigger: none, definition: Two things change hands.}\n",
        check=_loosening("trigger-loosened"),
    ),
    Rule(
        id="side-missing",
        level="error",
        theme="taxonomy",
        summary="A relation that may be used has no domain or no range.",
        why="Nothing could stand on that side, so every use of the relation would be a finding.",
        fix="Name the labels that may stand there, in the relation or in its parent.",
        failing="entities:\n  bond: {definition: A debt security.}\n"
        "relations:\n  hedges: {domain: [bond], definition: Offsets the risk of.}\n",
        passing="entities:\n  bond: {definition: A debt security.}\n"
        "relations:\n  hedges: {domain: [bond], range: [bond], definition: Offsets its risk.}\n",
        check=check_sides,
    ),
    Rule(
        id="unreachable-role",
        level="error",
        theme="taxonomy",
        summary="Nothing can fill a role, or stand on a side of a relation.",
        why="All labels that are named are abstract and have no sub-labels that may be used.",
        fix="Name labels that may be used, or give these some sub-labels.",
        failing="entities:\n  party: {abstract: true, definition: A legal person.}\n"
        "  bank: {mixins: [party], definition: A bank.}\n"
        "events:\n  trade:\n    definition: Something is sold.\n"
        "    roles: {buyer: {range: [party]}}\n",
        passing="entities:\n  party: {abstract: true, definition: A legal person.}\n"
        "  bank: {is_a: party, definition: A bank.}\n"
        "events:\n  trade:\n    definition: Something is sold.\n"
        "    roles: {buyer: {range: [party]}}\n",
        check=check_unreachable,
    ),
    Rule(
        id="symmetric-sides-differ",
        level="warning",
        theme="taxonomy",
        summary="The two sides of a symmetric relation take different labels.",
        why="A symmetric relation is stored once, in document order: either side may come first.",
        fix="Give both sides the same labels, or remove 'symmetric'.",
        failing="entities:\n  bank: {definition: A bank.}\n  bond: {definition: A debt security.}\n"
        "relations:\n  tied_to: {domain: [bank], range: [bond], symmetric: true, "
        "definition: Goes together.}\n",
        passing="entities:\n  bank: {definition: A bank.}\n"
        "relations:\n  tied_to: {domain: [bank], range: [bank], symmetric: true, "
        "definition: Goes together.}\n",
        check=check_symmetric,
    ),
)
