"""Identifiers for things whose own names are none, or would be the same as one.

`a-b` and `a_b`, `mro`, `3m` and `finance-core:amount` are good labels and no Python names. Only
ASCII letters and digits are kept: Python takes some look-alikes of other scripts for each other.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections import Counter
from collections.abc import Collection, Mapping


def class_name(*words: str) -> str:
    """The words run together, each with a capital: `entity`, `fx-option` give `EntityFxOption`."""
    parts = (part for word in words for part in re.split(r"[^A-Za-z0-9]+", word))
    return "".join(part[:1].upper() + part[1:] for part in parts)


def module_name(text: str) -> str:
    """A name for a Python module or package: `trade-chat` gives `trade_chat`."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not name or name[0].isdigit():
        name = f"taxonomy_{name}".rstrip("_")
    return name + "_" if keyword.iskeyword(name) else name


def told_apart(wanted: Mapping[str, str], taken: Collection[str] = ()) -> dict[str, str]:
    """A name for each key: the wanted one if nobody else wants it, else with a hash of the key.

    The hash depends on the key alone, so that a name does not change because of a third one. Names
    that differ in case only count as the same. `taken` is not given to anybody.
    """
    used = {name.casefold() for name in taken}
    demand = Counter(name.casefold() for name in wanted.values())
    names: dict[str, str] = {}
    clashing = []
    for key, name in wanted.items():
        if demand[name.casefold()] > 1 or name.casefold() in used or not name.isidentifier():
            clashing.append(key)
        else:
            names[key] = name
    used |= {name.casefold() for name in names.values()}
    for key in sorted(clashing):
        digest = hashlib.sha256(key.encode()).hexdigest()
        length = 6
        while (name := f"{wanted[key]}_{digest[:length]}").casefold() in used:
            length += 1
        names[key] = name
        used.add(name.casefold())
    return names
