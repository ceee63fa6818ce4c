"""Foreign names to ids, record ids to file names."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.formats.names import attribute_id, file_name, is_label_id, label_id, record_id_of

RECORD_IDS = st.text(min_size=1, max_size=40).filter(
    lambda name: name.isprintable() and not any(map(str.isspace, name))
)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Multi-tissue_structure", "Multi-tissue_structure"),
        ("Société Générale", "Societe_Generale"),
        ("<ANY>", "_u003cANY_u003e"),
        (".hidden", "_.hidden"),
        ("-lrb-", "_-lrb-"),
        ("日本", "_u65e5_u672c"),
        ("", "_"),
    ],
)
def test_label_ids(name: str, identifier: str) -> None:
    assert label_id(name) == identifier


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("negation", "negation"), ("Kauf-Art", "kauf_art"), ("2nd", "a2nd"), ("_x", "a_x")],
)
def test_attribute_ids(name: str, identifier: str) -> None:
    assert attribute_id(name) == identifier


@given(st.text())
def test_every_name_becomes_an_id_that_stays(name: str) -> None:
    assert is_label_id(label_id(name))
    assert label_id(label_id(name)) == label_id(name)
    assert attribute_id(attribute_id(name)) == attribute_id(name)


@pytest.mark.parametrize(
    ("record_id", "path"),
    [
        ("chat-0001", "chat-0001"),
        ("esp/doc1", "esp/doc1"),
        ("../x", "%2E./x"),
        ("/etc", "%/etc"),
        ("a\\b:c", "a%5Cb%3Ac"),
        ("é", "%C3%A9"),
        ("a%2Fb", "a%252Fb"),
    ],
)
def test_file_names(record_id: str, path: str) -> None:
    assert file_name(record_id) == PurePosixPath(path)
    assert record_id_of(PurePosixPath(path)) == record_id


@given(RECORD_IDS)
def test_record_ids_come_back_from_file_names(record_id: str) -> None:
    path = file_name(record_id)
    assert not path.is_absolute()
    assert ".." not in path.parts
    if max(map(len, path.parts)) < 100:
        assert record_id_of(path) == record_id


@given(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3))
def test_every_path_has_a_record_id(parts: list[str]) -> None:
    found = record_id_of(PurePosixPath(*(part.replace("/", "_") for part in parts)))
    assert found.isprintable()
    assert not any(map(str.isspace, found))
