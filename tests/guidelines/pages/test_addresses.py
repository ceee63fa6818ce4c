"""Where pages lie: no two in one place, and links that lead where they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paged import address, resolved

from acoe_spec.guidelines.pages.addresses import (
    FIXED,
    Addresses,
    change_path,
    guideline_path,
    label_path,
    set_path,
)

_IDS = st.one_of(
    st.sampled_from(
        ["index", "README", "readme", "Index", "tree", "changes", "1.0.0", "guidelines", "a", "a~b"]
    ).filter(lambda each: "~" not in each),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}", fullmatch=True),
)
_NAMES = st.one_of(_IDS, st.builds("{}:{}".format, _IDS, _IDS))
_SETS = st.one_of(st.sampled_from(["entity", "relation", "event"]), _NAMES)
_NODES = st.builds("{}/{}".format, _SETS, _NAMES)
_PATHS = st.one_of(
    st.sampled_from(FIXED),
    _NODES.map(label_path),
    _SETS.map(set_path),
    st.from_regex(r"[a-zé %#?]{1,6}(/[a-z]{1,6})?", fullmatch=True)
    .filter(lambda name: name == name.strip() and "/ " not in name and " /" not in name)
    .map(guideline_path),
    st.just(change_path("1.0.0", "2.0.0")),
)


@given(_NODES, _NODES)
def test_labels_have_pages_of_their_own(one: str, other: str) -> None:
    assert (label_path(one) == label_path(other)) == (one == other)


@given(_NODES, _SETS)
def test_no_label_stands_in_the_place_of_another_page(label: str, label_set: str) -> None:
    taken = {*FIXED, change_path("1.0.0", "2.0.0")}
    assert not {label_path(label), set_path(label_set)} & taken
    assert label_path(label) != set_path(label_set)
    assert not label_path(label).startswith(("guidelines/", "changes/", "1.0.0/"))


@given(_PATHS, _PATHS, st.booleans(), st.sampled_from(["", "1.0.0"]))
def test_a_link_leads_to_the_page_that_it_names(
    here: str, there: str, directories: bool, folder: str
) -> None:
    addresses = Addresses(folder, directories=directories)
    start = address(here, directories=directories)
    href = addresses.page(here, there)
    assert resolved(start, href) == address(there, directories=directories)
    assert ":" not in href
    assert not href.startswith("/")


@given(
    _PATHS,
    _PATHS,
    st.booleans(),
    st.sampled_from([("", "1.0.0"), ("1.0.0", ""), ("1.0.0", "2.0.0")]),
)
def test_a_link_to_another_edition_leads_there(
    here: str, there: str, directories: bool, folders: tuple[str, str]
) -> None:
    mine, other = (f"{each}/" if each else "" for each in folders)
    start = mine + address(here, directories=directories)
    href = Addresses(folders[0], directories=directories).elsewhere(here, folders[1], there)
    assert resolved(start, href) == other + address(there, directories=directories)


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("entity/option", "entity/option"),
        ("entity/finance-core:amount", "entity/finance-core~amount"),
        ("finance-core:intent/rfq", "finance-core~intent/rfq"),
        ("entity/index", "entity/index~"),
        ("tree/oak", "tree~/oak"),
        ("1.0.0/oak", "1.0.0~/oak"),
    ],
)
def test_paths_read_like_the_labels(label: str, path: str) -> None:
    assert label_path(label) == path
