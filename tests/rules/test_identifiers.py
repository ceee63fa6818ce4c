"""Identifiers: public ones that are right, the ways in which each goes wrong, and the laws."""

from __future__ import annotations

import string
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acoe_spec.rules.code_lists import code_lists
from acoe_spec.rules.identifiers import SCHEMES, identifier_problem

LEIS = (
    "G5GSEF7VJP5I7OUK5573",  # Barclays Bank PLC
    "HWUPKR0MPOU8FGXBT394",  # Apple Inc.
    "784F5XWPLTWKTBV3E584",  # The Goldman Sachs Group, Inc.
    "7LTWFZYICNSX8D621K86",  # Deutsche Bank AG
    "7H6GLXDRUGQFU57RNE97",  # JPMorgan Chase Bank, N.A.
    "MLU0ZO3ML4LN2LL2TL39",  # HSBC Holdings plc
    "BFM8T61CT2L1QCEMIK50",  # UBS AG
    "R0MUWSFPU8MPRO8K5P83",  # BNP Paribas
    "INR2EJN1ERAN0W5ZP974",  # Microsoft Corporation
    "529900T8BM49AURSDO55",  # Ubisecure Oy
)
ISINS = (
    "US0378331005",  # Apple, common stock
    "GB0031348658",  # Barclays, ordinary share
    "DE0007164600",  # SAP
    "FR0000120271",  # TotalEnergies
    "NL0010273215",  # ASML
    "JP3633400001",  # Toyota
    "US912810TN81",  # US Treasury bond
    "EU000A1G0EK7",  # EFSF, prefix EU
    "XS0356705219",  # an international security
    "AN8068571086",  # Schlumberger, a country that is no more
    "EZR2H8VHTQ96",  # as issued for over-the-counter derivatives
)
CUSIPS = ("037833100", "594918104", "38259P508", "912810TN8", "17275R102")
SEDOLS = ("0263494", "3134865", "0540528", "2046251", "B0YBKJ7", "B10RZP7")
FIGIS = ("BBG000B9XRY4", "BBG000BLNNH6", "BBG000BPH459", "BBG000BDTBL9")
IBANS = (  # the examples of SWIFT's registry
    "GB82WEST12345698765432",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "CH9300762011623852957",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "BE68539007547034",
    "ES9121000418450200051332",
    "MT84MALT011000012345MTLCAST001S",
)
BICS = ("BARCGB22", "DEUTDEFF", "DEUTDEFF500", "CHASUS33XXX", "BNPAFRPP", "NCBVXKPR")
MICS = ("XNYS", "XLON", "XNAS", "BATE", "TRQX", "360T")


@pytest.mark.parametrize(
    ("scheme", "identifiers"),
    [
        ("lei", LEIS),
        ("isin", ISINS),
        ("cusip", CUSIPS),
        ("sedol", SEDOLS),
        ("figi", FIGIS),
        ("iban", IBANS),
        ("bic", BICS),
        ("mic", MICS),
        ("iso4217", ("USD", "EUR", "XAU", "XAG", "CHF", "XCG", "SLE", "ZWG", "CLF", "XXX")),
        ("iso3166", ("US", "GB", "DE", "SS", "CW", "AX")),
    ],
)
def test_identifiers_in_public_use_are_valid(scheme: str, identifiers: tuple[str, ...]) -> None:
    assert {one: identifier_problem(scheme, one) for one in identifiers} == dict.fromkeys(
        identifiers
    )


DIGITS = "its check digits do not fit the rest"
DIGIT = "its check digit does not fit the rest"
SPELLING = "it is not written in capitals and without spaces or separators"


@pytest.mark.parametrize(
    ("scheme", "identifier", "reason"),
    [
        ("lei", "G5GSEF7VJP5I7OUK5537", DIGITS),
        ("lei", "G5GSEF7VJP5I7OUK557", "it is not made of 18 letters or digits and 2 check digits"),
        ("lei", "g5gsef7vjp5i7ouk5573", SPELLING),
        ("lei", "G5GS EF7V JP5I 7OUK 5573", SPELLING),
        (
            "lei",
            "G5GSEF7VJP5I7OUK5573\n",
            "it is not made of 18 letters or digits and 2 check digits",
        ),
        # Only 20 characters make a LEI, however well they sum up: 97 * 0 + 1.
        ("lei", "01", "it is not made of 18 letters or digits and 2 check digits"),
        # ISO 7064 gives 98 here; 01 has the same remainder and is never issued.
        ("lei", "00000000000000000001", DIGITS),
        ("isin", "US0378331006", DIGIT),
        (
            "isin",
            "ZZ0378331005",
            "its first two letters are no country and no other prefix of ISO 6166",
        ),
        (
            "isin",
            "US037833100",
            "it is not made of 2 letters, 9 letters or digits and 1 check digit",
        ),
        ("cusip", "037833101", DIGIT),
        ("cusip", "38259p508", SPELLING),
        ("sedol", "0263495", DIGIT),
        (
            "sedol",
            "B0YBEJ7",  # a vowel
            (
                "it is not made of 6 digits, or a consonant and 5 consonants or digits, "
                "and 1 check digit"
            ),
        ),
        (
            "sedol",
            "0YBBKJ7",  # letters after a leading digit
            (
                "it is not made of 6 digits, or a consonant and 5 consonants or digits, "
                "and 1 check digit"
            ),
        ),
        ("figi", "BBG000B9XRY5", DIGIT),
        ("figi", "GBG000B9XRY4", "a FIGI never begins with these two letters"),
        ("iban", "GB82WEST12345698765423", DIGITS),
        ("iban", "GB82 WEST 1234 5698 7654 32", SPELLING),
        (
            "iban",
            "US64SVBKUS6S3300958879",
            "its first two letters are no country that issues IBANs",
        ),
        ("bic", "BARCZZ22", "its fifth and sixth letters are no country of ISO 3166-1"),
        (
            "bic",
            "BARCGB2",
            (
                "it is not made of 4 letters or digits, 2 letters for the country, "
                "and 2 or 5 letters or digits"
            ),
        ),
        ("mic", "XNY", "it is not made of 4 letters or digits"),
        ("mic", "xnys", SPELLING),
        (
            "iso4217",
            "HRK",
            (
                "it is not among the ISO 4217 currency, fund and precious metal codes "
                "in force on 2026-01-01"
            ),
        ),
        ("iso4217", "Usd", SPELLING),
        ("iso4217", "840", "it is not made of 3 letters"),
        (
            "iso3166",
            "UK",
            "it is not among the ISO 3166-1 alpha-2 country codes in force on 2026-01-01",
        ),
        ("iso3166", "GBR", "it is not made of 2 letters"),
    ],
)
def test_invalid_identifier(scheme: str, identifier: str, reason: str) -> None:
    assert identifier_problem(scheme, identifier) == reason


def test_an_iban_of_the_wrong_length_for_its_country_is_found() -> None:
    # Check digits made for a German account number of 17 digits instead of 18.
    assert (
        identifier_problem("iban", "DE5137040044053201300")
        == "its length or its characters are not those of its country"
    )


def test_a_scheme_without_a_check_accepts_everything() -> None:
    assert identifier_problem("house-book", "anything at all") is None


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
@given(identifier=st.text(st.characters(exclude_categories=["Ll"]), max_size=40))
def test_any_text_gets_an_answer_that_does_not_repeat_it(scheme: str, identifier: str) -> None:
    reason = SCHEMES[scheme](identifier)
    assert reason is None or len(identifier) < 12 or identifier not in reason


def _substitutions(identifier: str, classes: tuple[str, ...]) -> st.SearchStrategy[str]:
    """All ways to put another character of the same class at one place."""
    variants = [
        identifier[:at] + other + identifier[at + 1 :]
        for at, character in enumerate(identifier)
        for alphabet in classes
        if character in alphabet
        for other in alphabet
        if other != character
    ]
    return st.sampled_from(variants)


DIGIT_OR_LETTER = (string.digits, string.ascii_uppercase)


@pytest.mark.parametrize(("scheme", "valid"), [("lei", LEIS), ("iban", IBANS)])
@given(data=st.data())
def test_mod_97_10_catches_every_digit_for_a_digit_and_letter_for_a_letter(
    scheme: str, valid: tuple[str, ...], data: st.DataObject
) -> None:
    identifier = data.draw(st.sampled_from(valid))
    changed = data.draw(_substitutions(identifier, DIGIT_OR_LETTER))
    assert SCHEMES[scheme](changed) is not None


@pytest.mark.parametrize(
    ("scheme", "valid"), [("isin", ISINS), ("cusip", CUSIPS), ("sedol", SEDOLS), ("figi", FIGIS)]
)
@given(data=st.data())
def test_every_changed_digit_is_caught(
    scheme: str, valid: tuple[str, ...], data: st.DataObject
) -> None:
    identifier = data.draw(st.sampled_from(valid))
    changed = data.draw(_substitutions(identifier, (string.digits,)))
    assert SCHEMES[scheme](changed) is not None


@given(data=st.data())
def test_sedol_weights_catch_two_neighbours_swapped_unless_five_apart(
    data: st.DataObject,
) -> None:
    # The weights 1 3 1 7 3 9 1 differ by an even number, so a difference of five slips through.
    identifier = data.draw(st.sampled_from([one for one in SEDOLS if one.isdigit()]))
    at = data.draw(st.integers(0, 5))
    left, right = identifier[at], identifier[at + 1]
    swapped = identifier[:at] + right + left + identifier[at + 2 :]
    if abs(int(left) - int(right)) not in (0, 5):
        assert SCHEMES["sedol"](swapped) is not None


def test_code_lists_say_when_and_from_where() -> None:
    lists = code_lists()
    assert {name: len(one.codes) for name, one in lists.items()} == {
        "iso3166": 249,
        "iso4217": 178,
        "iso6166": 14,
    }
    for one in lists.values():
        assert one.as_of == "2026-01-01"
        assert one.source
        assert one.licence


def test_stdnum_is_not_loaded_until_an_identifier_needs_it() -> None:
    program = (
        "import sys; from acoe_spec.rules.identifiers import identifier_problem as p;"
        "p('mic', 'XNYS'); p('iso4217', 'USD'); p('house', 'x');"
        "p('lei', 'G5GSEF7VJP5I7OUK5573'); p('isin', 'US0378331005');"
        "early = 'stdnum' in sys.modules; p('cusip', '037833100');"
        "print(early, 'stdnum' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False True\n"
