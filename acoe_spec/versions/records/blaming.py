"""Which of several decisions about one record cannot be carried out, and what to say about each.

Two that are right alone may be wrong together: a person has to know both. Everything is found out
by trying some of the decisions. Knows ids and reasons, no annotations and no files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from acoe_spec.findings import printable_id
from acoe_spec.versions.records.choosing import Refusal

_SOUGHT = 24  # decisions for which it is found out with which others they cannot stand


class Attempt(Protocol):
    """What some decisions together come to, by the ids of annotations."""

    @property
    def wrong(self) -> Mapping[str, str]:
        """Why what is decided cannot stand."""
        ...

    @property
    def waits(self) -> Mapping[str, str]:
        """For which open annotation what is decided would wait."""
        ...

    @property
    def harm(self) -> Mapping[str, str]:
        """Why annotations that nobody decided about would be wrong."""
        ...


Try = Callable[[Collection[str]], Attempt]


def blamed(whole: Attempt, ids: list[str], attempt: Try) -> dict[str, Refusal]:
    """Which decisions cannot be carried out, and why; none where all can.

    `whole` is the attempt with all `ids`. The others are to be tried again without these.
    """
    if whole.wrong:
        return _wrong(whole.wrong, ids, attempt)
    if whole.waits:
        return {each: _too_early(on, decided=on in ids) for each, on in whole.waits.items()}
    if whole.harm:
        name = next(iter(whole.harm))
        culprits = _together(ids, lambda some: name in attempt(some).harm, [])
        last = max(culprits, key=ids.index)
        return {last: _harmful(whole.harm, name, [each for each in culprits if each != last])}
    return {}


def gone_and_kept(dropped: str, kept: str) -> dict[str, Refusal]:
    """What to say where one is to be dropped, and another that would go with it is to stay."""
    hint = f"drop both, or keep {printable_id(dropped)}, or let {printable_id(kept)} name another: "
    hint += 'with the whole "annotation"'
    there, here = printable_id(dropped), printable_id(kept)
    return {
        dropped: Refusal(f"{here} would be dropped with it, and is decided to stay", hint),
        kept: Refusal(f"it would be dropped with {there}, on which it depends", hint),
    }


def _wrong(wrong: Mapping[str, str], ids: list[str], attempt: Try) -> dict[str, Refusal]:
    """Those that are wrong by themselves, or if there are none, those that are so with others."""
    alone: dict[str, Refusal] = {}
    together: dict[str, Refusal] = {}
    for number, (each, why) in enumerate(wrong.items()):

        def is_so(some: list[str], each: str = each, why: str = why) -> bool:
            return attempt(some).wrong.get(each) == why

        others = _together(ids, is_so, [each])[1:] if number < _SOUGHT else []
        (together if others else alone)[each] = _objection(why, others)
    return alone or together


def _together(ids: list[str], holds: Callable[[list[str]], bool], found: list[str]) -> list[str]:
    """`found`, and as few more of the ids as it takes for something to hold that holds for all."""
    others = [each for each in ids if each not in found]
    while others and not holds(found):
        low, high = 1, len(others)
        while low < high:
            middle = (low + high) // 2
            if holds([*found, *others[:middle]]):
                high = middle
            else:
                low = middle + 1
        found, others = [*found, others[low - 1]], others[: low - 1]
    return found


def _objection(why: str, others: list[str]) -> Refusal:
    if others:
        return Refusal(
            f"with what is decided about {_all(others)} the annotation would be wrong: {why}",
            "decide otherwise about one of them",
        )
    return Refusal(
        f"the annotation would be wrong: {why}",
        'choose something else, give the whole "annotation", or drop it',
    )


def _too_early(on: str, *, decided: bool) -> Refusal:
    name = printable_id(on)
    first = f"decide about {name} first, or in the same file"
    return Refusal(
        f"it depends on {name}, which is unresolved",
        f"decide otherwise about {name}" if decided else first,
    )


def _harmful(harm: Mapping[str, str], name: str, others: list[str]) -> Refusal:
    them = f" and what is decided about {_all(others)}" if others else ""
    names = ", ".join(
        f'"{each}"' if f"'{each}'" == printable_id(each) else "its id" for each in harm
    )
    return Refusal(
        f"with it{them}, {printable_id(name)} would be wrong: {harm[name]}",
        f'decide otherwise, or add "reopen": [{names}] to the decision: then that is asked about',
    )


def _all(ids: list[str]) -> str:
    return " and ".join(map(printable_id, ids))
