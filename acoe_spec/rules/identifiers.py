"""Whether an identifier is one that its scheme can issue: form, check digits, dated code lists.

That an identifier is valid does not say that it was issued; nothing is looked up over a network.
An identifier is compared as it is written: compact and in capitals, because two spellings of one
identifier would be two entities to everything that joins on it. This module knows nothing of
records or findings. No reason repeats the identifier: an IBAN is personal data.

LEI and ISIN, which fill label files, are a line of arithmetic each and computed here; for the
others python-stdnum is imported when the first of them is checked, as it is slow to import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from acoe_spec.rules.code_lists import code_lists

_SEPARATORS = re.compile(r"[ .\-]")
_WRONG_CHECK_DIGIT = "its check digit does not fit the rest"
_WRONG_CHECK_DIGITS = "its check digits do not fit the rest"

_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_ISIN = re.compile(r"[A-Z]{2}[0-9A-Z]{9}[0-9]")
_CUSIP = re.compile(r"[0-9A-Z*@#]{8}[0-9]")
_SEDOL = re.compile(r"(?:[0-9]{6}|[B-DF-HJ-NP-TV-Z][0-9B-DF-HJ-NP-TV-Z]{5})[0-9]")
_FIGI = re.compile(r"[B-DF-HJ-NP-TV-Z]{2}G[0-9B-DF-HJ-NP-TV-Z]{8}[0-9]")
_FIGI_NOT_ISSUED = frozenset(("BS", "BM", "GG", "GB", "GH", "KY", "VG"))
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_BIC = re.compile(r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}(?:[0-9A-Z]{3})?")
_MIC = re.compile(r"[0-9A-Z]{4}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def _malformed(identifier: str, form: re.Pattern[str], shape: str) -> str | None:
    """None if `identifier` has the form, else what is wrong with it; `shape` says it in words."""
    if form.fullmatch(identifier):
        return None
    if form.fullmatch(_SEPARATORS.sub("", identifier).upper()):
        return "it is not written in capitals and without spaces or separators"
    return f"it is not made of {shape}"


def lei(identifier: str) -> str | None:
    """Legal Entity Identifier, ISO 17442-1: 20 characters, the last two ISO 7064 mod 97-10.

    ISO 7064 catches every digit that stands for another digit and every letter for another
    letter; one digit for a letter shifts the rest and may go unseen.
    """
    if reason := _malformed(identifier, _LEI, "18 letters or digits and 2 check digits"):
        return reason
    return _mod_97_10(identifier, identifier[-2:])


def isin(identifier: str) -> str | None:
    """International Securities Identification Number, ISO 6166: prefix, 9 characters, Luhn digit.

    The prefix is a country of ISO 3166-1 or one that ISO 6166 adds (`XS`, `EZ`, ...); the list is
    ours, because the one of python-stdnum refuses over-the-counter derivatives.
    """
    if reason := _malformed(identifier, _ISIN, "2 letters, 9 letters or digits and 1 check digit"):
        return reason
    prefix = identifier[:2]
    if prefix not in code_lists()["iso3166"] and prefix not in code_lists()["iso6166"]:
        return "its first two letters are no country and no other prefix of ISO 6166"
    digits = [int(digit) for digit in _in_digits(identifier)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return None if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else _WRONG_CHECK_DIGIT


def cusip(identifier: str) -> str | None:
    """CUSIP, ANSI X9.6: 8 characters and one check digit (a Luhn sum over values of characters)."""
    if reason := _malformed(
        identifier, _CUSIP, "8 letters, digits or one of * @ # and 1 check digit"
    ):
        return reason

    from stdnum.cusip import calc_check_digit

    return None if calc_check_digit(identifier[:-1]) == identifier[-1] else _WRONG_CHECK_DIGIT


def sedol(identifier: str) -> str | None:
    """SEDOL of the London Stock Exchange: 6 characters without vowels and a weighted check digit.

    Numbers issued since 2004 begin with a letter; older ones are digits only.
    """
    if reason := _malformed(
        identifier, _SEDOL, "6 digits, or a consonant and 5 consonants or digits, and 1 check digit"
    ):
        return reason

    from stdnum.gb.sedol import calc_check_digit

    return None if calc_check_digit(identifier[:-1]) == identifier[-1] else _WRONG_CHECK_DIGIT


def figi(identifier: str) -> str | None:
    """Financial Instrument Global Identifier, ANSI X9.145: 12 characters, `G` the third.

    Seven pairs of first letters are never issued, so that no FIGI reads like an ISIN.
    """
    if reason := _malformed(
        identifier, _FIGI, "2 consonants, G, 8 consonants or digits and 1 check digit"
    ):
        return reason
    if identifier[:2] in _FIGI_NOT_ISSUED:
        return "a FIGI never begins with these two letters"

    from stdnum.figi import calc_check_digit

    return None if calc_check_digit(identifier[:-1]) == identifier[-1] else _WRONG_CHECK_DIGIT


def iban(identifier: str) -> str | None:
    """International Bank Account Number, ISO 13616: country form and ISO 7064 mod 97-10.

    Form by country is SWIFT's registry as python-stdnum ships it. National checks within the
    account number stay off: they ask whether a bank still exists, and refuse SWIFT's own example
    for Belgium.
    """
    if reason := _malformed(
        identifier, _IBAN, "2 letters, 2 check digits and 11 to 30 letters or digits"
    ):
        return reason
    if reason := _mod_97_10(identifier[4:] + identifier[:4], identifier[2:4]):
        return reason

    from stdnum.exceptions import InvalidComponent, InvalidFormat
    from stdnum.iban import validate

    try:
        validate(identifier, check_country=False)
    except InvalidComponent:
        return "its first two letters are no country that issues IBANs"
    except InvalidFormat:
        return "its length or its characters are not those of its country"
    return None


def bic(identifier: str) -> str | None:
    """Business Identifier Code, ISO 9362: 8 or 11 characters, the fifth and sixth a country.

    `XK` for Kosovo is in use beside ISO 3166-1. A BIC has no check digits.
    """
    if reason := _malformed(
        identifier,
        _BIC,
        "4 letters or digits, 2 letters for the country, and 2 or 5 letters or digits",
    ):
        return reason
    country = identifier[4:6]
    if country not in code_lists()["iso3166"] and country != "XK":
        return "its fifth and sixth letters are no country of ISO 3166-1"
    return None


def mic(identifier: str) -> str | None:
    """Market Identifier Code, ISO 10383: the form only, since the list changes every month."""
    return _malformed(identifier, _MIC, "4 letters or digits")


def iso4217(identifier: str) -> str | None:
    """Currency, fund or precious metal that is active in ISO 4217 (`USD`, `XAU`)."""
    return _malformed(identifier, _CURRENCY, "3 letters") or _not_listed(identifier, "iso4217")


def iso3166(identifier: str) -> str | None:
    """Country that is officially assigned in ISO 3166-1 alpha-2 (`GB`)."""
    return _malformed(identifier, _COUNTRY, "2 letters") or _not_listed(identifier, "iso3166")


SCHEMES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "bic": bic,
        "cusip": cusip,
        "figi": figi,
        "iban": iban,
        "isin": isin,
        "iso3166": iso3166,
        "iso4217": iso4217,
        "lei": lei,
        "mic": mic,
        "sedol": sedol,
    }
)


@lru_cache(maxsize=16384)
def identifier_problem(scheme: str, identifier: str) -> str | None:
    """Why `identifier` cannot be one of `scheme`, or None; a scheme without a check has no reasons.

    The reason completes "the identifier is not valid: ...". Answers are kept for the latest
    16,384 identifiers, since the same few counterparties fill a label file.
    """
    check = SCHEMES.get(scheme)
    return None if check is None else check(identifier)


def _not_listed(code: str, name: str) -> str | None:
    listed = code_lists()[name]
    if code in listed:
        return None
    return f"it is not among the {listed.title} in force on {listed.as_of}"


def _in_digits(identifier: str) -> str:
    """Digits as they are, and letters as the numbers from 10 for A to 35 for Z."""
    return "".join(str(int(character, 36)) for character in identifier)


def _mod_97_10(number: str, check_digits: str) -> str | None:
    """ISO 7064 mod 97-10 of `number`, which ends in its check digits; those are 02 to 98."""
    if int(_in_digits(number)) % 97 == 1 and "02" <= check_digits <= "98":
        return None
    return _WRONG_CHECK_DIGITS
