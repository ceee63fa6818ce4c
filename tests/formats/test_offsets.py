import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.errors import FormatError
from acoe_spec.offsets import utf8_offsets, utf16_offsets

TEXT = "a€😀b"  # 1, 1, 2, 1 UTF-16 units; 1, 3, 4, 1 UTF-8 bytes


def test_utf16_units_of_every_code_point() -> None:
    table = utf16_offsets(TEXT)
    assert [table.from_code_points(n) for n in range(5)] == [0, 1, 2, 4, 5]
    assert [table.to_code_points(n) for n in (0, 1, 2, 4, 5)] == [0, 1, 2, 3, 4]


def test_utf8_bytes_of_every_code_point() -> None:
    table = utf8_offsets(TEXT)
    assert [table.from_code_points(n) for n in range(5)] == [0, 1, 4, 8, 9]
    assert [table.to_code_points(n) for n in (0, 1, 4, 8, 9)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("offset", [2, 3, 5, 6, 7])
def test_an_offset_inside_a_character_is_refused(offset: int) -> None:
    with pytest.raises(FormatError, match="falls inside a character"):
        utf8_offsets(TEXT).to_code_points(offset)


@pytest.mark.parametrize("offset", [-1, 6])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(FormatError, match="is outside the text, which has 5 UTF-16 code units"):
        utf16_offsets(TEXT).to_code_points(offset)


@given(st.text())
def test_tables_agree_with_the_encoders(text: str) -> None:
    utf16, utf8 = utf16_offsets(text), utf8_offsets(text)
    for position in range(len(text) + 1):
        units = len(text[:position].encode("utf-16-le")) // 2
        octets = len(text[:position].encode())
        assert utf16.from_code_points(position) == units
        assert utf8.from_code_points(position) == octets
        assert utf16.to_code_points(units) == position
        assert utf8.to_code_points(octets) == position


@given(st.text(alphabet="aé€😀", max_size=12))
def test_exactly_the_offsets_between_characters_are_accepted(text: str) -> None:
    table = utf8_offsets(text)
    between = {len(text[:position].encode()) for position in range(len(text) + 1)}
    for octets in range(table.units + 1):
        if octets in between:
            table.to_code_points(octets)
        else:
            with pytest.raises(FormatError):
                table.to_code_points(octets)
