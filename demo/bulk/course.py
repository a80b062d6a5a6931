"""How one application goes (办理过程): every event as a working-day position, before it is known how much has happened.

Pure. Positions count working days from the first day of the project; what lies after the present day is cut off later.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Protocol

SPECIAL_DAYS: Final = (8, 19)
"""Working days an expert review takes; at most 20 are allowed."""
ANSWER_DAYS: Final = 15
"""Working days to correct; a file without an answer is returned after them."""
SILENCE_DAYS: Final = 5


class Work(Protocol):
    """What the course of an item depends on."""

    @property
    def promised(self) -> int: ...
    @property
    def needs(self) -> tuple[tuple[int, ...], ...]: ...


@dataclass(frozen=True, slots=True)
class Temper:
    """How an application goes: days until each act, speed of the departments, and what goes wrong.

    `late`, `special`, `slow_head` and `fails` are positions of items; `answer_after` None means no answer ever.
    """

    accept_after: int = 1
    silent: bool = False
    notice_after: int | None = None
    answer_after: int | None = 3
    refuse_after: int | None = None
    not_required: bool = False
    pace: float = 0.7
    late: int | None = None
    late_by: int = 0
    special: int | None = None
    slow_head: int | None = None
    fails: int | None = None


@dataclass(slots=True)
class CaseCourse:
    """When one item opens, is paused, gets its opinion and its decision; `due` is its last day in time."""

    opens: int
    opinion: int
    decided: int
    due: int
    special: tuple[int, int] | None = None
    passed: bool = True


@dataclass(slots=True)
class Course:
    """When what happens to one application; None for what never does. `cases` has None for an item never opened."""

    drafted: int
    filed: int | None = None
    noticed: int | None = None
    answered: int | None = None
    lapsed: int | None = None
    refused: int | None = None
    not_required: bool = False
    accepted: int | None = None
    silent: bool = False
    withdrawn: int | None = None
    cases: list[CaseCourse | None] = field(default_factory=list)
    gathered: int | None = None
    consolidated: int | None = None
    issued: int | None = None
    led: bool = True
    """Whether a lead consolidates before the window issues."""

    @property
    def opened(self) -> Iterator[tuple[int, CaseCourse]]:
        """Items that are ever reviewed, with their positions."""
        return ((place, case) for place, case in enumerate(self.cases) if case is not None)


def course(items: Sequence[Work], led: bool, temper: Temper, start: int, random: Random) -> Course:
    """The course of one application whose draft is begun at `start`. Items come after those they need."""
    at = start + random.randint(0, 2)
    going = Course(drafted=start, filed=at, led=led)
    if temper.refuse_after is not None:
        going.refused, going.not_required = at + temper.refuse_after, temper.not_required
        return going
    if temper.notice_after is not None:
        going.noticed = at + temper.notice_after
        if temper.answer_after is None:
            going.lapsed = going.noticed + ANSWER_DAYS + 1
            return going
        going.answered = at = going.noticed + temper.answer_after
    going.silent = temper.silent
    # A corrected file is checked again within one working day.
    after = temper.accept_after if going.answered is None else min(temper.accept_after, 1)
    going.accepted = at + (SILENCE_DAYS + 1 if temper.silent else after)
    _review(going, items, temper, at if temper.silent else going.accepted, random)
    going.gathered = max(case.decided for _, case in going.opened)
    going.consolidated = going.gathered + random.randint(1, 2) if led else going.gathered
    going.issued = going.consolidated + random.randint(1, 2)
    return going


def _review(going: Course, items: Sequence[Work], temper: Temper, origin: int, random: Random) -> None:
    """Let the departments work; `origin` is day 0, `going.accepted` the first day anybody can act."""
    acts_from = going.accepted or origin
    going.cases = [None] * len(items)
    for place in _in_order(items):
        item = items[place]
        groups = [[case for need in group if (case := going.cases[need]) and case.passed] for group in item.needs]
        if not all(groups):
            continue  # what it needs was refused
        opens = max([origin, *(min(case.decided for case in group) for group in groups)])
        # What opens on the day of another decision is worked on from the next day.
        first = max(acts_from, opens + bool(item.needs))
        going.cases[place] = _case(place, item, temper, opens, first, random)


def _case(place: int, item: Work, temper: Temper, opens: int, first: int, random: Random) -> CaseCourse:
    days = min(item.promised, max(1, round(item.promised * temper.pace * random.uniform(0.8, 1.15))))
    if place == temper.late:
        days = item.promised + temper.late_by
    if place in (temper.special, temper.slow_head):
        days = max(days, 3)
    decided, special, pause = max(opens + days, first), None, 0
    if place == temper.special:
        begins = first + random.randint(0, 1)
        decided = max(decided, begins + 1)
        pause = random.randint(*SPECIAL_DAYS)
        special = (begins, begins + pause)
        decided += pause
    earliest = max(first, special[1] if special else first)
    behind = 2 if place == temper.slow_head else random.choice((0, 0, 1, 1, 2))
    return CaseCourse(
        opens=opens,
        opinion=max(earliest, decided - behind),
        decided=decided,
        due=opens + item.promised + pause,
        special=special,
        passed=place != temper.fails,
    )


def _in_order(items: Sequence[Work]) -> list[int]:
    """Positions such that every item comes after those it needs."""
    order: list[int] = []
    while len(order) < len(items):
        ready = [
            place
            for place, item in enumerate(items)
            if place not in order and all(need in order for group in item.needs for need in group)
        ]
        if not ready:
            raise ValueError("the items of an application wait for each other")
        order += ready
    return order
