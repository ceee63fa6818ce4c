"""Made-up identifiers with right check digits."""

from __future__ import annotations

from random import Random

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lei(random: Random) -> str:
    """A Legal Entity Identifier, ISO 17442-1: 18 characters and the check digits of ISO 7064."""
    stem = "".join(random.choice(_CHARACTERS) for _ in range(18))
    digits = "".join(str(int(character, 36)) for character in stem) + "00"
    return f"{stem}{98 - int(digits) % 97:02}"
