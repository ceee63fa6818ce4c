"""Laws of renaming in heads.

The head then says what a migration of its release would make of it, and nothing else changes.
"""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from renaming_desk import TODAY, declared, said
from taxonomy_strategies import Head, definition_of, heads

from acoe_spec.project.renaming import naming_of
from acoe_spec.project.renaming_heads import renamed_head
from acoe_spec.project.renaming_names import Renaming, read_renaming
from acoe_spec.taxonomy.definition import Definition
from acoe_spec.taxonomy.flattening import flatten
from acoe_spec.taxonomy.graph import build
from acoe_spec.taxonomy.inheritance import effective
from acoe_spec.taxonomy.layout import formatted, from_data
from acoe_spec.taxonomy.lint_head import Head as Lintable
from acoe_spec.taxonomy.lint_head import Surroundings
from acoe_spec.taxonomy.references import node_of
from acoe_spec.taxonomy.source import read_source
from acoe_spec.versions.renaming import renamed


def things(definition: Definition) -> list[str]:
    """Everything in a definition that can be renamed, as people write it.

    What is inherited cannot: it is renamed where it comes from.
    """
    labels = effective(definition, build(definition))
    found = [f"{name}/" for name in definition.categories]
    for label_set, name, label in definition.labels():
        own = f"{label_set}/{name}"
        found.append(own)
        merged = labels[own].attributes
        found += [f"{own}#role:{each}" for each in getattr(label, "roles", ())]
        for each, attribute in label.attributes.items():
            if node_of(merged[each].origin, home=label_set) != own:
                continue
            found.append(f"{own}#attribute:{each}")
            found += [f"{own}#{each}={value}" for value in attribute.values or ()]
    return found


def _id_of(written: str) -> str:
    """The id that stands last in what people write."""
    return re.split("[/#:=]", written.removesuffix("/"))[-1]


def head_after(text: str, renaming: Renaming) -> str:
    source = read_source(text.encode())
    assert source.model is not None
    naming = naming_of(renaming, flatten(source.model, {}))
    return renamed_head(Lintable(source, Surroundings(today=TODAY)), naming)[0]


@given(written=heads(), data=st.data())
def test_a_head_that_is_renamed_says_what_a_release_would_be_migrated_to(
    written: Head, data: st.DataObject
) -> None:
    definition = definition_of(written)
    old = data.draw(st.sampled_from(things(definition)))
    renaming = read_renaming(old, "brand_new", definition)
    before = from_data(written)
    after = head_after(before, renaming)
    model = read_source(after.encode()).model
    assert model is not None
    assert said(flatten(model, {})) == said(renamed(definition, declared([renaming.operation])))
    assert formatted(after) == after


@given(written=heads(), data=st.data())
def test_there_and_back_gives_the_same_bytes(written: Head, data: st.DataObject) -> None:
    definition = definition_of(written)
    old = data.draw(st.sampled_from(things(definition)))
    # Of the same length: a line that grows too long is opened, and stays so.
    new = "z" * len(_id_of(old))
    renaming = read_renaming(old, new, definition)
    before = from_data(written)
    after = head_after(before, renaming)
    model = read_source(after.encode()).model
    assert model is not None
    back = f"{new}/" if old.endswith("/") else f"{old.removesuffix(renaming.old)}{new}"
    again = read_renaming(back, renaming.old, flatten(model, {}))
    assert head_after(after, again) == before
