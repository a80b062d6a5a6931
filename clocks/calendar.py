"""Working-day calendar (工作日历): which days count, answered in constant time.

A calendar is immutable and carries its version, so that every date computed with it can be computed again.
Two arrays make it fast: ``cum[day]`` says how many working days lie between the first day and that day, and
``pos[k]`` is the k-th working day. Adding and counting are then two look-ups, whatever the distance.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum


class DayKind(StrEnum):
    """Kind of day (日期类型) as a State Council notice makes it."""

    WORK = "WORK"
    """Monday to Friday, ordinary working day."""
    WEEKEND = "WEEKEND"
    """Saturday or Sunday, at rest."""
    HOLIDAY = "HOLIDAY"
    """A day off by the notice or by law, on whatever weekday it falls."""
    MAKEUP = "MAKEUP"
    """A Saturday or Sunday worked in exchange for a day off (调休上班)."""
    CLOSURE = "CLOSURE"
    """A day on which the local authorities were closed by a document, such as a flood emergency."""

    @property
    def works(self) -> bool:
        """Whether the day counts as a working day."""
        return self in (DayKind.WORK, DayKind.MAKEUP)


class CalendarRangeError(LookupError):
    """A date lies outside the calendar; no answer is guessed."""


class CalendarDataError(ValueError):
    """The rows offered as a calendar contradict themselves."""


class WorkCalendar:
    """Working-day calendar (工作日历), immutable.

    Working days are those of 行政许可法 art. 82: statutory holidays do not count, and the weekend days that the
    State Council's yearly notice turns into working days do. Days after ``published_until`` rest on the law
    alone (国务院令第795号) because their notice is not out; anything that depends on them is provisional.
    """

    __slots__ = ("_base", "_cum", "_kinds", "_notes", "_pos", "first_day", "last_day", "published_until", "version")

    first_day: date
    last_day: date
    published_until: date
    version: str
    _base: int
    _cum: list[int]
    _pos: list[date]
    _kinds: tuple[DayKind, ...]
    _notes: dict[date, str]

    def __init__(
        self,
        first_day: date,
        kinds: Sequence[DayKind],
        published_until: date,
        version: str,
        notes: Mapping[date, str] | None = None,
    ) -> None:
        """``kinds`` has one entry per day from ``first_day`` on, without gaps.

        Raises ``CalendarDataError`` when a make-up day falls on a weekday, or an ordinary kind on the wrong one.
        """
        if not kinds:
            raise CalendarDataError("a calendar needs at least one day")
        base = first_day.toordinal()
        cum: list[int] = []
        pos: list[date] = [first_day]  # never read at 0: the first working day is number 1
        for offset, kind in enumerate(kinds):
            day = date.fromordinal(base + offset)
            weekend = day.weekday() >= 5
            if kind is DayKind.WORK and weekend or kind in (DayKind.MAKEUP, DayKind.WEEKEND) and not weekend:
                raise CalendarDataError(f"{day} ({day:%a}) cannot be {kind}")
            if kind.works:
                pos.append(day)
            cum.append(len(pos) - 1)
        put = object.__setattr__
        put(self, "first_day", first_day)
        put(self, "last_day", date.fromordinal(base + len(kinds) - 1))
        put(self, "published_until", published_until)
        put(self, "version", version)
        put(self, "_base", base)
        put(self, "_cum", cum)
        put(self, "_pos", pos)
        put(self, "_kinds", tuple(kinds))
        put(self, "_notes", dict(notes or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a calendar never changes; build a new version")

    def __reduce__(self) -> tuple[object, ...]:
        return WorkCalendar, (self.first_day, self._kinds, self.published_until, self.version, self._notes)

    def __repr__(self) -> str:
        return f"<WorkCalendar {self.version} {self.first_day}..{self.last_day}>"

    @classmethod
    def from_exceptions(
        cls,
        first_day: date,
        last_day: date,
        exceptions: Mapping[date, DayKind],
        published_until: date,
        version: str,
        notes: Mapping[date, str] | None = None,
    ) -> "WorkCalendar":
        """Build from the holidays and make-up days alone; every other day is its plain weekday kind."""
        kinds = [exceptions.get(day) or plain_kind(day) for day in days_between(first_day, last_day)]
        return cls(first_day, kinds, published_until, version, notes)

    def closed_on(self, days: Mapping[date, str], version: str) -> "WorkCalendar":
        """This calendar with the offices of a region closed on ``days`` (day → why); days already off stay as they are."""
        closed = {day: why for day, why in days.items() if self.is_working_day(day)}
        kinds = list(self._kinds)
        for day in closed:
            kinds[day.toordinal() - self._base] = DayKind.CLOSURE
        return WorkCalendar(self.first_day, kinds, self.published_until, version, {**self._notes, **closed})

    # ---- arithmetic -----------------------------------------------------------------------------------------

    def add(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (``day`` itself is day 0, 民法典 art. 201); ``add(d, 0)`` is ``d``.

        Raises ``ValueError`` for a negative ``n``, ``CalendarRangeError`` outside the calendar.
        """
        i = day.toordinal() - self._base
        if i < 0 or n < 1:
            return self._add_at_the_edge(day, n)
        try:
            return self._pos[self._cum[i] + n]
        except IndexError:
            raise self._outside(f"{n} working days after {day}") from None

    def count(self, after: date, until: date) -> int:
        """Number of working days in ``(after, until]``; 0 when ``until`` is not later.

        Raises ``CalendarRangeError`` outside the calendar.
        """
        i = after.toordinal() - self._base
        j = until.toordinal() - self._base
        if i < 0 or j < 0:
            raise self._outside(str(min(after, until)))
        try:
            n = self._cum[j] - self._cum[i]
        except IndexError:
            raise self._outside(str(max(after, until))) from None
        return n if n > 0 else 0

    def index(self, day: date) -> int:
        """How many working days the calendar has up to and including ``day``."""
        i = day.toordinal() - self._base
        if i < 0:
            raise self._outside(str(day))
        try:
            return self._cum[i]
        except IndexError:
            raise self._outside(str(day)) from None

    def day_at(self, index: int) -> date:
        """The working day whose ``index`` is this number (1-based)."""
        if index < 1 or index >= len(self._pos):
            raise self._outside(f"working day number {index}")
        return self._pos[index]

    # ---- single days ----------------------------------------------------------------------------------------

    def kind(self, day: date) -> DayKind:
        """Kind of this day. Raises ``CalendarRangeError`` outside the calendar."""
        i = day.toordinal() - self._base
        if 0 <= i < len(self._kinds):
            return self._kinds[i]
        raise self._outside(str(day))

    def note(self, day: date) -> str:
        """The festival (节日) for which this day is off or made up, in Chinese; empty for plain days."""
        return self._notes.get(day, "")

    def is_working_day(self, day: date) -> bool:
        """Whether this day counts (工作日)."""
        return self.kind(day).works

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for this day's year is still missing, so that the answer may change."""
        return day > self.published_until

    def roll_forward(self, day: date) -> date:
        """``day`` if it is a working day, else the next one (民法典 art. 203: last day on a holiday)."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def next_working_day(self, day: date) -> date:
        """The first working day after ``day``."""
        return self.add(day, 1)

    # ---- whole calendar -------------------------------------------------------------------------------------

    @property
    def cumulative(self) -> Sequence[int]:
        """``index`` of every day from ``first_day`` on."""
        return self._cum

    @property
    def working_days(self) -> Sequence[date]:
        """Working days by index; entry 0 is a placeholder."""
        return self._pos

    def exceptions(self) -> Iterator[tuple[date, DayKind, str]]:
        """Every holiday, closure and make-up day with its festival, in order."""
        for offset, kind in enumerate(self._kinds):
            if kind not in (DayKind.WORK, DayKind.WEEKEND):
                day = date.fromordinal(self._base + offset)
                yield day, kind, self.note(day)

    def _add_at_the_edge(self, day: date, n: int) -> date:
        if n < 0:
            raise ValueError("working days are added forward only")
        if not self.first_day <= day <= self.last_day:
            raise self._outside(str(day))
        return day

    def _outside(self, what: str) -> CalendarRangeError:
        return CalendarRangeError(f"{what}: outside the calendar {self.first_day}..{self.last_day} ({self.version})")


def plain_kind(day: date) -> DayKind:
    """Kind of a day no notice mentions."""
    return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORK


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
