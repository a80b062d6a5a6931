"""Where a project of the large province stands today (办件状态分布): dealt in rounds, so that no state is ever missing."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")


class Fate(StrEnum):
    """How far the last stage of a project has come."""

    ENTERED = "ENTERED"
    """The dossier is there, nothing was filed."""
    DRAFT = "DRAFT"
    RECEIVED = "RECEIVED"
    CORRECTION = "CORRECTION"
    CORRECTED = "CORRECTED"
    REVIEW = "REVIEW"
    SIGNATURE = "SIGNATURE"
    """An opinion waits for the head."""
    SPECIAL = "SPECIAL"
    YELLOW = "YELLOW"
    RED = "RED"
    AT_LEAD = "AT_LEAD"
    AT_WINDOW = "AT_WINDOW"
    ISSUED = "ISSUED"
    """The enterprise prepares the next stage."""
    COMPLETE = "COMPLETE"
    """Every stage is issued."""
    NOT_ACCEPTED = "NOT_ACCEPTED"
    """Refused at the window."""
    FAILED = "FAILED"
    """A department refused its item."""
    RETURNED = "RETURNED"
    """No correction came in time."""
    WITHDRAWN = "WITHDRAWN"


ROUND: Final[dict[Fate, int]] = {
    Fate.ENTERED: 1, Fate.DRAFT: 2, Fate.RECEIVED: 3, Fate.CORRECTION: 2, Fate.CORRECTED: 1, Fate.REVIEW: 11,
    Fate.SIGNATURE: 3, Fate.SPECIAL: 2, Fate.YELLOW: 1, Fate.RED: 1, Fate.AT_LEAD: 2, Fate.AT_WINDOW: 2,
    Fate.ISSUED: 3, Fate.COMPLETE: 2, Fate.NOT_ACCEPTED: 1, Fate.FAILED: 1, Fate.RETURNED: 1, Fate.WITHDRAWN: 1,
}  # fmt: skip
"""Of every forty projects, how many stand where."""


def deal(cards: Sequence[T], random: Random) -> Iterator[T]:
    """The cards in random order, again and again: each comes once in every round."""
    while True:
        yield from random.sample(cards, len(cards))


def fates(random: Random) -> Iterator[Fate]:
    """One fate after the other."""
    return deal([fate for fate, times in ROUND.items() for _ in range(times)], random)
