"""The matrix permits what checking permits: read off its page, and closed over sub-labels."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import given, settings
from paged import by_path, look, resolved, specified
from taxonomy_strategies import Head, heads

from acoe_spec.guidelines.pages import SitePage, pages
from acoe_spec.guidelines.pages.addresses import label_path
from acoe_spec.guidelines.specification import Specification
from acoe_spec.taxonomy.references import node, node_of

_ROW = re.compile(r"<ul class=\"acoe-triples\">(.*?)</ul>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)

Triple = tuple[str, str, str]


def named(page: SitePage, spec: Specification) -> set[Triple]:
    """Subject, relation and object as the page permits them, sub-labels included."""
    labels = {
        f"{label_path(node(*each[:2]))}/": node(*each[:2]) for each in spec.definition.labels()
    }

    def linked(html: str) -> list[str]:
        return [labels[resolved("matrix/", href)] for href in look(html).hrefs]

    found = set()
    for row in _ROW.findall(page.html):
        for item in _ITEM.findall(row):
            subjects, (relation,), objects = (linked(side) for side in item.split("→"))
            for subject in below(spec, subjects):
                found |= {(subject, relation, each) for each in below(spec, objects)}
    return found


def below(spec: Specification, roots: Iterable[str]) -> set[str]:
    """The labels themselves and all of their sub-labels."""
    wanted = set(roots)
    found = set()
    for label_set, name, _ in spec.definition.labels():
        label = spec.taxonomy.label(label_set, name)
        assert label is not None
        line = {node(label_set, each) for each in (name, *label.ancestors)}
        if line & wanted:
            found.add(node(label_set, name))
    return found


def permitted(spec: Specification) -> set[Triple]:
    """The same as checking reads it."""
    return {
        (node_of(subject), f"relation/{name}", node_of(object_))
        for name, label in spec.taxonomy.relations.items()
        if label.relation is not None and not label.abstract
        for subject in label.relation.domain
        for object_ in label.relation.range
    }


def concrete(spec: Specification, triples: set[Triple]) -> set[Triple]:
    """Those between labels that are annotated."""
    abstract = {node(label_set, name) for label_set, name, label in spec.definition.labels()
                if label.abstract}  # fmt: skip
    return {each for each in triples if not {each[0], each[2]} & abstract}


@settings(max_examples=15)
@given(heads())
def test_the_matrix_permits_what_checking_permits(drawn: Head) -> None:
    spec = specified(drawn)
    page = by_path(pages(spec))["matrix"]
    assert concrete(spec, named(page, spec)) == concrete(spec, permitted(spec))


def test_that_of_trade_chat_does_too(head: Specification, made: dict[str, SitePage]) -> None:
    triples = concrete(head, named(made["matrix"], head))
    assert triples == concrete(head, permitted(head))
    assert ("entity/government_bond", "relation/issued_by", "entity/issuer") in triples
    assert ("entity/option", "relation/issued_by", "entity/issuer") not in triples
    assert len(triples) > 1000
