"""What was probably meant by a name that does not exist, and how to list the names that do."""

from __future__ import annotations

from functools import lru_cache

from acoe_spec.findings import printable_id

_LISTED = 6  # as many names of a long list as a hint can carry
_LONGEST = 128  # a name is no longer, and likeness costs the square of the length


@lru_cache(maxsize=1024)
def nearest(written: str, known: tuple[str, ...]) -> str | None:
    """The known name that was probably meant: other case, lost import prefix, or a slip."""
    folded = written.casefold()
    for name in known:
        if name.casefold() == folded:
            return name
    bare = folded.rpartition(":")[2]
    for name in known:
        if name.rpartition(":")[2].casefold() == bare:
            return name
    if len(written) > _LONGEST:
        return None
    import difflib  # only a wrong name needs it, and start-up pays for it otherwise

    found = difflib.get_close_matches(written, known, n=1, cutoff=0.7)
    return found[0] if found else None


def did_you_mean(written: str, known: tuple[str, ...]) -> str | None:
    """A hint at the nearest name, and at what kind of slip it was."""
    meant = nearest(written, known)
    if meant is None:
        return None
    hint = f"did you mean {printable_id(meant)}?"
    if meant.casefold() == written.casefold():
        return hint + " Names are case-sensitive"
    if ":" in meant and meant.rpartition(":")[2] == written:
        return hint + " What is imported carries its taxonomy's name"
    return hint


def any_of(names: tuple[str, ...]) -> str:
    """The names for a sentence: `'a'`, `'a' or 'b'`, `'a', 'b' ... or one of 4 more`."""
    return either(tuple(map(printable_id, names)))


def either(named: tuple[str, ...]) -> str:
    """As `any_of`, of names that are quoted already."""
    shown = named[:_LISTED]
    if len(named) > _LISTED:
        return f"{', '.join(shown)} or one of {len(named) - _LISTED} more"
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
