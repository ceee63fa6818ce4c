"""Diff rules about a taxonomy as a whole: its imports, knowledge bases and modalities."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from acoe_spec.taxonomy.definition import Definition
from acoe_spec.versions.changes import Edit
from acoe_spec.versions.diff.pair import Pair, edit
from acoe_spec.versions.diff.rule import DiffRule, Seen

_Find = Callable[[Pair], Iterator[Seen]]


def _imported(definition: Definition) -> dict[str, str]:
    """Those taxonomies that are imported, with what comes along, and their versions."""
    return {name: origin.version for name, origin in definition.origins.items()}


def _import_edits(pair: Pair, taxonomy: str) -> tuple[Edit, ...]:
    origin = pair.new.definition.origins.get(taxonomy)
    return (*_list_edits(pair), edit(("origins", taxonomy), origin))


def _list_edits(pair: Pair) -> tuple[Edit, ...]:
    before, after = pair.old.definition.imports, pair.new.definition.imports
    return () if before == after else (edit(("imports",), after),)


def _added(pair: Pair) -> Iterator[Seen]:
    before, after = _imported(pair.old.definition), _imported(pair.new.definition)
    for name in sorted(after.keys() - before.keys()):
        yield Seen(
            message=f"imports {name}@{after[name]}",
            taxonomy=name,
            to=after[name],
            edits=_import_edits(pair, name),
        )


def _removed(pair: Pair) -> Iterator[Seen]:
    before, after = _imported(pair.old.definition), _imported(pair.new.definition)
    for name in sorted(before.keys() - after.keys()):
        yield Seen(
            message=f"no longer imports {name}@{before[name]}",
            taxonomy=name,
            from_=before[name],
            edits=_import_edits(pair, name),
        )


def _updated(pair: Pair) -> Iterator[Seen]:
    before, after = _imported(pair.old.definition), _imported(pair.new.definition)
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name] or name in pair.reworded_imports:
            said = f"and {name}@{before[name]} before"
            if before[name] == after[name]:
                said = "which was edited since"
            yield Seen(
                message=f"imports {name}@{after[name]}, {said}",
                taxonomy=name,
                from_=before[name],
                to=after[name],
                level=None if before[name] != after[name] else "patch",
                edits=_import_edits(pair, name),
            )


def _restated(pair: Pair) -> Iterator[Seen]:
    if _imported(pair.old.definition) == _imported(pair.new.definition):
        edits = _list_edits(pair)
        if edits and not pair.reworded_imports:
            yield Seen(
                message="its imports are written otherwise, and are the same",
                property_="imports",
                edits=edits,
            )


def _bases(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        before, after = pair.old.definition.knowledge_bases, pair.new.definition.knowledge_bases
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            one, other = (old, new) if narrower else (new, old)
            if one is not None and other is None:
                verb = "there is no longer a" if narrower else "there is a"
                yield Seen(
                    message=f"{verb} knowledge base '{name}'",
                    property_="knowledge_bases",
                    other=name,
                    edits=(edit(("knowledge_bases", name), new),),
                )
            elif old is not None and new is not None and old.scheme != new.scheme:
                checked = new.scheme if narrower else old.scheme
                if checked is not None:
                    verb = "are checked as" if narrower else "are no longer checked as"
                    yield Seen(
                        message=f"identifiers of the knowledge base '{name}' {verb} {checked}",
                        property_="knowledge_bases",
                        other=name,
                        before=old.scheme,
                        after=new.scheme,
                        edits=(edit(("knowledge_bases", name, "scheme"), new.scheme),),
                    )

    return find


def _modalities(*, narrower: bool) -> _Find:
    def find(pair: Pair) -> Iterator[Seen]:
        before, after = pair.old.definition.modalities, pair.new.definition.modalities
        if before == after:
            return
        one, other = (before, after) if narrower else (after, before)
        named = sorted(set(one) - set(other)) if one and other else []
        if named or (not one and other):
            listed = ", ".join(named) or "everything"
            yield Seen(
                message=f"is {'no longer ' if narrower else ''}made for {listed}",
                property_="modalities",
                before=before,
                after=after,
                edits=(edit(("modalities",), after),),
            )

    return find


RULES = (
    DiffRule(
        id="import-added",
        op="add-import",
        mirrors=("import-removed",),
        summary="Another taxonomy is imported.",
        why="Its labels may be used under its prefix; old files are as good as before.",
        find=_added,
    ),
    DiffRule(
        id="import-removed",
        op="remove-import",
        mirrors=("import-added",),
        summary="A taxonomy is no longer imported.",
        why="Annotations that have a label of it need another one.",
        find=_removed,
    ),
    DiffRule(
        id="import-updated",
        op="update-import",
        mirrors=("import-updated",),
        summary="Another version of an imported taxonomy is imported.",
        why="What changed there changes here: each of its changes is listed beside it, and its "
        "own migration is applied to files of this taxonomy too.",
        find=_updated,
    ),
    DiffRule(
        id="imports-restated",
        op="restate",
        mirrors=("imports-restated",),
        summary="Imports are written in another order, or as a release instead of a head.",
        why="The same labels arrive as before.",
        find=_restated,
    ),
    DiffRule(
        id="knowledge-base-narrowed",
        op="narrow",
        mirrors=("knowledge-base-loosened",),
        summary="A knowledge base is gone, or its identifiers are checked.",
        why="Links of old files may lead nowhere, or hold identifiers that do not pass the check.",
        find=_bases(narrower=True),
    ),
    DiffRule(
        id="knowledge-base-loosened",
        op="loosen",
        mirrors=("knowledge-base-narrowed",),
        summary="A knowledge base is there that was not, or its identifiers are checked no longer.",
        why="Old files are as good as before.",
        find=_bases(narrower=False),
    ),
    DiffRule(
        id="modalities-narrowed",
        op="narrow",
        mirrors=("modalities-loosened",),
        summary="A taxonomy is made for fewer kinds of record.",
        why="Old files may be of another kind.",
        find=_modalities(narrower=True),
    ),
    DiffRule(
        id="modalities-loosened",
        op="loosen",
        mirrors=("modalities-narrowed",),
        summary="A taxonomy is made for more kinds of record.",
        why="Old files are as good as before.",
        find=_modalities(narrower=False),
    ),
)
