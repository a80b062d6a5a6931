"""The days of a clock drawn as calendar months (月历): weeks from Monday, every day with its fate. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the explanation (计时明细), ready to be shown.

    `mark` names its look: start, counted, weekend, holiday, closure, stopped, shifted or idle. `number` is its count,
    None when it does not count. `reason` says why in a sentence, `source` on what that rests.
    """

    day: date
    mark: str
    number: int | None
    reason: str
    source: str = ""
    running: tuple[str, ...] = ()
    is_due: bool = False
    is_today: bool = False
    late: bool = False
    future: bool = False
    provisional: bool = False
    makeup: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month: weeks of seven places, each a `Day`, a bare date outside the clock, or None."""

    first: date
    weeks: tuple[tuple[Day | date | None, ...], ...]
    counted: int
    """How many of its days count."""


def months(days: Sequence[Day]) -> list[Month]:
    """The months that `days` touch, in order. `days` are consecutive."""
    if not days:
        return []
    by_date = {day.day: day for day in days}
    found, first = [], days[0].day.replace(day=1)
    while first <= days[-1].day:
        length = monthrange(first.year, first.month)[1]
        dates = [first + timedelta(days=offset) for offset in range(length)]
        cells: list[Day | date | None] = [None] * first.weekday()
        cells += [by_date.get(day, day) for day in dates]
        cells += [None] * (-len(cells) % 7)
        counted = sum(by_date[day].number is not None for day in dates if day in by_date)
        found.append(Month(first, tuple(_weeks(cells)), counted))
        first += timedelta(days=length)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days of the same kind in one row of the table: from `first` to `last`."""

    first: Day
    last: Day
    days: int


def stretches(days: Iterable[Day]) -> list[Stretch]:
    """Days in order, with runs of days that do not count for the same reason told once."""
    found: list[Stretch] = []
    for day in days:
        before = found[-1].last if found else None
        if before and day.number is None and _alike(before, day):
            found[-1] = Stretch(found[-1].first, day, found[-1].days + 1)
        else:
            found.append(Stretch(day, day, 1))
    return found


def used_on(days: Iterable[Day], day: date) -> int:
    """Days used up to and including `day`: the highest count so far."""
    return max((one.number for one in days if one.number is not None and one.day <= day), default=0)


def _alike(one: Day, other: Day) -> bool:
    return (
        one.number is None
        and (one.mark, one.reason, one.source) == (other.mark, other.reason, other.source)
        and not (one.is_due or other.is_due or one.is_today or other.is_today or one.future != other.future)
    )


def _weeks(cells: Sequence[Day | date | None]) -> Iterable[tuple[Day | date | None, ...]]:
    for start in range(0, len(cells), 7):
        yield tuple(cells[start : start + 7])
