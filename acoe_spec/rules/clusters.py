"""Clusters: annotations of which every two stand in one symmetric relation.

Members that dangle, and relations that the taxonomy has not, are left to `identity` and `labels`.
"""

from __future__ import annotations

from collections.abc import Iterator

from acoe_spec.findings import Finding, Rule, printable_id
from acoe_spec.rules.indexed import IndexedRecord
from acoe_spec.rules.permitted import misfit, permitted_hint
from acoe_spec.rules.spelling import any_of
from acoe_spec.taxonomy.compiled import CompiledTaxonomy


def check_clusters(record: IndexedRecord, taxonomy: CompiledTaxonomy) -> Iterator[Finding]:
    """A symmetric relation, and two or more different members that it permits."""
    for position, cluster, label in record.clusters:
        sides = None if label is None else label.relation
        if sides is not None and not sides.symmetric:
            symmetric = [
                name
                for name, other in taxonomy.relations.items()
                if other.relation is not None and other.relation.symmetric
            ]
            yield record.finding(
                "cluster-not-symmetric",
                position,
                "label",
                message=f"'{cluster.label}' is not symmetric, so a cluster of it says nothing",
                hint=f"use {any_of(tuple(symmetric))}" if symmetric else None,
            )
            sides = None
        if len(cluster.members) < 2:
            yield record.finding(
                "cluster-too-small",
                position,
                "members",
                message=f"a cluster has two members or more, and this has {len(cluster.members)}",
                hint="add the other members, or remove the cluster",
            )
        seen: set[str] = set()
        for place, member in enumerate(cluster.members):
            if member in seen:
                yield record.finding(
                    "cluster-member-repeated",
                    position,
                    "members",
                    place,
                    message=f"{printable_id(member)} is a member already",
                    hint="remove one of the two",
                )
                continue
            seen.add(member)
            if sides is None:
                continue
            if what := misfit(record, member, sides.domain | sides.range):
                declared = dict.fromkeys((*sides.declared_domain, *sides.declared_range))
                yield record.finding(
                    "cluster-member",
                    position,
                    "members",
                    place,
                    message=f"a member of a '{cluster.label}' cluster is {what}",
                    hint=permitted_hint(tuple(declared)),
                )


RULES = (
    Rule(
        id="cluster-not-symmetric",
        level="error",
        theme="clusters",
        summary="A cluster is labelled with a relation that is not symmetric.",
        why="A cluster says that every two of its members stand in the relation, either way "
        "round. Of a relation with a direction that is never true.",
        fix="Choose a symmetric relation, or annotate the relations one by one.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"holds",'
        '"members":["e1","e2"]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1","e2"]}]}',
        check=check_clusters,
    ),
    Rule(
        id="cluster-too-small",
        level="error",
        theme="clusters",
        summary="A cluster has fewer than two members.",
        why="One thing alone is the same as itself; the cluster says nothing, and statistics "
        "count it.",
        fix="Add the other members, or remove the cluster.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1"]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1","e2"]}]}',
        check=check_clusters,
    ),
    Rule(
        id="cluster-member-repeated",
        level="error",
        theme="clusters",
        summary="A cluster names the same member twice.",
        why="The size of a cluster is counted, in coreference scores for one; a member counts "
        "once.",
        fix="Remove one of the two.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1","e2","e1"]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1","e2"]}]}',
        check=check_clusters,
    ),
    Rule(
        id="cluster-member",
        level="error",
        theme="clusters",
        summary="A member of a cluster is nothing that the relation permits.",
        why="Every two members stand in the relation, so each must be of a kind that its "
        "domain or range names.",
        fix="Remove the member, correct its label, or choose the relation that fits.",
        failing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS '
        'bought the Bund"}],"annotations":[{"type":"entity","id":"e1","label":"firm",'
        '"spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},{"type":"entity",'
        '"id":"e2","label":"bond","spans":[{"unit":"t1","start":15,"end":19}],'
        '"text":"Bund"},{"type":"cluster","id":"k1","label":"same_as","members":["e1",'
        '"e2"]}]}',
        passing='{"id":"r1","modality":"chat","units":[{"type":"turn","id":"t1","text":"UBS"},'
        '{"type":"turn","id":"t2","text":"UBS"}],"annotations":[{"type":"entity",'
        '"id":"e1","label":"firm","spans":[{"unit":"t1","start":0,"end":3}],"text":"UBS"},'
        '{"type":"entity","id":"e2","label":"firm","spans":[{"unit":"t2","start":0,'
        '"end":3}],"text":"UBS"},{"type":"cluster","id":"k1","label":"same_as",'
        '"members":["e1","e2"]}]}',
        check=check_clusters,
    ),
)
