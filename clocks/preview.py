"""What a notice would move (导入预览): every open clock whose due date changes, before anybody decides. Writes nothing.

Administrators keep the calendar but read no files (ADR 0012), so a move names region, department and kind of limit,
and neither project nor applicant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clocks.builtin import FIRST_DAY, LAST_DAY, NoticeDay
from clocks.calendar import CalendarDataError, DayKind, WorkCalendar
from clocks.current import Calendars, all_calendars, clocks_in, in_force, offices_in
from clocks.models import Clock, LocalClosure, Stop
from clocks.publishing import days_of_next
from clocks.regions import with_closures
from clocks.seed import seed_calendar
from clocks.settling import Key, recompute
from core.errors import Invalid
from core.time import today


@dataclass(frozen=True, slots=True)
class Move:
    """One open clock that the notice changes (变动时限): its due date before and after."""

    clock: Clock
    old: date | None
    new: date | None
    was_provisional: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class RegionMoves:
    """How many clocks of one region move: to a later day, to an earlier one, or only from provisional to certain."""

    region: str
    later: int
    earlier: int
    settled: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.later + self.earlier + self.settled


def calendar_with(days: Iterable[NoticeDay], official_until: date) -> WorkCalendar:
    """The calendar in force with this notice laid over it. Raises `Invalid` (field `days`) if it contradicts the week."""
    kept, given = days_of_next(seed_calendar(), days, official_until)
    kinds = {row.date: DayKind(row.kind) for row in kept} | {row.day: row.kind for row in given}
    notes = {row.date: row.note for row in kept} | {row.day: row.occasion for row in given}
    try:
        return WorkCalendar.from_exceptions(FIRST_DAY, LAST_DAY, kinds, official_until, "preview", notes)
    except CalendarDataError as error:
        raise Invalid({"days": str(error)}) from error


def moves_of_notice(days: Iterable[NoticeDay], official_until: date) -> Iterator[Move]:
    """Each open clock that a notice would change."""
    return moves(with_closures(calendar_with(days, official_until), LocalClosure.objects.in_force()))


def moves_of_closure(closure: LocalClosure) -> Iterator[Move]:
    """Each open clock that a closure, or its lifting, would change; none outside its region."""
    standing = LocalClosure.objects.in_force().select_related("region")
    closures = [row for row in standing if row.pk != closure.lifts_id] + ([] if closure.lifts_id else [closure])
    yield from moves(with_closures(in_force().base.days, closures), closure.region.prefix)


def moves(calendars: Calendars, prefix: str = "") -> Iterator[Move]:
    """Each open clock that `calendars` would change, project by project, reckoned by the rules that will apply them.

    With `prefix`, only projects with a clock in that subtree are read.
    """
    on, every = today(), all_calendars()
    stops: defaultdict[int, defaultdict[Key, list[Stop]]] = defaultdict(lambda: defaultdict(list))
    for stop in Stop.objects.all().iterator():
        stops[stop.project_id][stop.subject_type, stop.subject_id].append(stop)
    touched = Clock.objects.open().values("project_id")
    if prefix:
        touched = touched.filter(clocks_in(prefix, offices_in({prefix})))
    clocks = Clock.objects.filter(project_id__in=touched).select_related("region", "department")
    rows = clocks.defer("region__boundary").order_by("project_id", "pk").iterator(chunk_size=2000)
    for project_id, group in groupby(rows, key=lambda clock: clock.project_id):
        stored = list(group)
        fresh = recompute(
            stored,
            stops.get(project_id, {}),
            lambda clock: calendars.of(clock) if clock.ended_on is None else every[clock.calendar_id],
            on,
        )
        for before, after in zip(stored, fresh, strict=True):
            if before.ended_on is None and (before.due_on, before.provisional) != (after.due_on, after.provisional):
                yield Move(before, before.due_on, after.due_on, before.provisional, after.provisional)


def by_region(found: Iterable[Move]) -> list[RegionMoves]:
    """The moves counted by region, the most concerned first."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for move in found:
        place = 2 if move.old == move.new or not move.old or not move.new else 0 if move.new > move.old else 1
        counts[move.clock.region.label][place] += 1
    return sorted((RegionMoves(region, *n) for region, n in counts.items()), key=lambda row: (-row.total, row.region))
