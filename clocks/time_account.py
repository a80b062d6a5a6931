"""Time account of a project (项目用时账): where every working day from first receipt to last issue went.

span = used + hidden, and hidden is split so that nothing can hide in it: each working day of the span stands in
exactly one part. Of several reasons on one day that of the administration goes before that of the applicant.
Pure functions over facts; the running days are those of `clocks.union`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from clocks.calendar import WorkCalendar
from clocks.rules import Stop
from clocks.union import Run, union_days


class Part(StrEnum):
    """Parts of the hidden time (隐形时间的构成), in the order in which a day is claimed."""

    STOPPED = "STOPPED"
    """暂停: no counted item ran and at least one was stopped."""
    BEFORE_ACCEPTANCE = "BEFORE_ACCEPTANCE"
    """受理前: the window had received the files and not yet accepted or answered them."""
    UNCOUNTED = "UNCOUNTED"
    """不计入总时限的办理: only items or opinions outside the total limit were under way."""
    AFTER_DECISION = "AFTER_DECISION"
    """决定后: decided, the document not yet issued."""
    BEFORE_ORIGIN = "BEFORE_ORIGIN"
    """起算日前: an item ran, but day 0 of the total limit, fixed by the land contract, had not come."""
    APPLICANT = "APPLICANT"
    """等待申请人: correcting, or the next filing has not come."""


@dataclass(frozen=True, slots=True)
class ProjectDays:
    """Facts of one project (用时事实). Spells run after their first day up to and including their last.

    `items` count in the total limit; `first` is the first receipt, `last` the last issue or today.
    """

    first: date
    last: date
    items: tuple[Run, ...] = ()
    checking: tuple[Run, ...] = ()
    uncounted: tuple[Run, ...] = ()
    delivering: tuple[Run, ...] = ()
    origin: date | None = None


@dataclass(frozen=True, slots=True)
class TimeAccount:
    """The account in working days (用时账). `stopped` maps a kind of stop to its days."""

    first: date
    last: date
    span: int
    used: int
    parts: dict[Part, int] = field(default_factory=dict)
    stopped: dict[str, int] = field(default_factory=dict)

    @property
    def hidden(self) -> int:
        """隐形时间: working days of the span that the total limit does not count."""
        return self.span - self.used


def time_account(facts: ProjectDays, calendar: WorkCalendar) -> TimeAccount:
    """Put every working day after `first` up to `last` into its part. Raises CalendarRangeError beyond the calendar."""
    used = frozenset(union_days(facts.items, calendar, facts.last, facts.origin))
    parts: Counter[Part] = Counter()
    stopped: Counter[str] = Counter()
    spent = 0
    for position in range(calendar.index(facts.first) + 1, calendar.index(facts.last) + 1):
        day = calendar.day_at(position)
        if day in used:
            spent += 1
            continue
        part, kind = _claimed(day, facts)
        parts[part] += 1
        if part is Part.STOPPED:
            stopped[kind] += 1
    return TimeAccount(
        first=facts.first,
        last=facts.last,
        span=calendar.count(facts.first, facts.last),
        used=spent,
        parts={part: parts[part] for part in Part},
        stopped=dict(sorted(stopped.items())),
    )


def _claimed(day: date, facts: ProjectDays) -> tuple[Part, str]:
    """The part a day that is not used belongs to, and of a stopped day the kind of the stop that began first."""
    under_way = [run for run in facts.items if _covers(run, day)]
    stops = [stop for run in under_way for stop in run.stops if stop.covers(day)]
    # Up to a contract's day 0 an item may run uncounted beside one that is stopped.
    if stops and all(any(stop.covers(day) for stop in run.stops) for run in under_way):
        return Part.STOPPED, _first(stops).kind
    for part, runs in (
        (Part.BEFORE_ACCEPTANCE, facts.checking),
        (Part.UNCOUNTED, facts.uncounted),
        (Part.AFTER_DECISION, facts.delivering),
    ):
        if any(_covers(run, day) for run in runs):
            return part, ""
    return (Part.BEFORE_ORIGIN if under_way else Part.APPLICANT), ""


def _covers(run: Run, day: date) -> bool:
    return run.accepted_on < day and (run.ended_on is None or day <= run.ended_on)


def _first(stops: Iterable[Stop]) -> Stop:
    return min(stops, key=lambda stop: (stop.start, stop.kind))
