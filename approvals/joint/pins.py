"""Where a pin of an older drawing stands on a newer one (图面标注的延续), from the pages' fingerprints. Pure.

A page whose content is the same carries its pins; if it moved, they move with it; a page that changed or is gone
leaves them stale: the comment stands, its place must be looked at anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """延续结果."""

    CARRIED = "CARRIED"
    MOVED = "MOVED"
    STALE = "STALE"


@dataclass(frozen=True, slots=True)
class Place:
    """A page (from 1) of the newer version, 0 where there is none, and how the pin came there."""

    page: int
    fate: Fate


def carry(page: int, before: Sequence[str], after: Sequence[str]) -> Place:
    """Where a pin on `page` of a version with fingerprints `before` stands in one with `after`.

    A fingerprint that several pages share does not say which of them a page became. Raises IndexError for a page
    the older version does not have.
    """
    if not 1 <= page <= len(before):
        raise IndexError(page)
    print_ = before[page - 1]
    if page <= len(after) and after[page - 1] == print_:
        return Place(page, Fate.CARRIED)
    if Counter(before)[print_] == 1 and Counter(after)[print_] == 1:
        return Place(after.index(print_) + 1, Fate.MOVED)
    return Place(page if page <= len(after) else 0, Fate.STALE)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one page: old and new number (0 for none) and `same`, `moved`, `changed`, `added` or `removed`."""

    old: int
    new: int
    what: str


def compare(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Page by page what a new version changed, in the order of the new one, removed pages last."""
    places: Mapping[str, list[int]] = _places(before)
    taken: set[int] = set()
    changes: dict[int, Change] = {}
    for number, print_ in enumerate(after, start=1):
        if number <= len(before) and before[number - 1] == print_:
            changes[number] = Change(number, number, "same")
            taken.add(number)
    for number, print_ in enumerate(after, start=1):
        old = next((old for old in places.get(print_, ()) if old not in taken), 0) if number not in changes else 0
        if old:
            changes[number] = Change(old, number, "moved")
            taken.add(old)
    for number in range(1, len(after) + 1):
        if number not in changes:
            replaced = number <= len(before) and number not in taken
            changes[number] = Change(number if replaced else 0, number, "changed" if replaced else "added")
            if replaced:
                taken.add(number)
    gone = [Change(old, 0, "removed") for old in range(1, len(before) + 1) if old not in taken]
    return [changes[number] for number in sorted(changes)] + gone


def _places(prints: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, print_ in enumerate(prints, start=1):
        found.setdefault(print_, []).append(number)
    return found
