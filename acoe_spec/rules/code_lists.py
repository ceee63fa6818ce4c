"""Dated membership lists of published codes: countries, currencies, prefixes of ISINs.

The facts are in `code_lists.json`, each list with the day that it was right, its source and its
licence. This module reads them and knows nothing of records, rules or check digits.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec


class CodeList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The codes of one standard as they were in force on the day `as_of` (YYYY-MM-DD)."""

    title: str
    as_of: str
    source: str
    licence: str
    codes: frozenset[str]

    def __contains__(self, code: object) -> bool:
        return code in self.codes


@cache
def code_lists() -> dict[str, CodeList]:
    """All lists by their name: `iso3166` (alpha-2), `iso4217`, `iso6166` (prefixes beside 3166)."""
    data = Path(__file__).with_name("code_lists.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, CodeList])
