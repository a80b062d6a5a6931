"""Closures laid over the calendar (各地日历): which regions have a calendar of their own, and what is closed in it.

A closure holds for the whole subtree of its region. A region with closures of its own gets a calendar with those of
every region above it as well; any other region uses the calendar of the nearest region above it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import Region
from clocks.calendar import WorkCalendar, days_between
from clocks.current import Calendars, StoredCalendar, calendar_of, offices_in
from clocks.models import CalendarDay, CalendarVersion, LocalClosure
from clocks.seed import seed_calendar
from core.time import now


def closed_days(prefix: str, closures: Iterable[LocalClosure], calendar: WorkCalendar) -> dict[date, LocalClosure]:
    """The working days of `calendar` on which the offices of this region are closed, each with the closure it rests on.

    Where several cover a day, the one of the innermost region counts, of these the latest.
    """
    over = [closure for closure in closures if prefix.startswith(closure.region.prefix)]
    over.sort(key=lambda closure: (len(closure.region.prefix), closure.pk or 0))
    return {
        day: closure
        for closure in over
        for day in days_between(closure.first_day, closure.last_day)
        if calendar.is_working_day(day)
    }


def with_closures(calendar: WorkCalendar, closures: Iterable[LocalClosure]) -> Calendars:
    """The calendars that would be in force with these closures over `calendar`; writes nothing."""
    every = list(closures)
    prefixes = {closure.region.prefix for closure in every}
    regional = {
        prefix: StoredCalendar(
            0,
            calendar.closed_on(
                {day: closure.reason for day, closure in closed_days(prefix, every, calendar).items()}, "preview"
            ),
        )
        for prefix in prefixes
    }
    return Calendars(StoredCalendar(0, calendar), regional, offices_in(prefixes))


@dataclass(frozen=True, slots=True)
class Outdated:
    """A region whose version in force, None for none, has other closed days than its closures give."""

    region: Region
    version: CalendarVersion | None
    closed: dict[date, LocalClosure]


def outdated(base: CalendarVersion) -> Iterator[Outdated]:
    """The regions whose calendars over `base` do not follow from the closures in force; of a sound database none."""
    calendar, closures = calendar_of(base.pk), list(LocalClosure.objects.in_force().select_related("region"))
    over = CalendarVersion.objects.filter(number=base.number, region__isnull=False).order_by("edition")
    regions = {closure.region_id: closure.region for closure in closures}
    known: dict[str, CalendarVersion] = {}
    for version in over.select_related("region"):
        if version.region is not None:
            known[version.region.pk], regions[version.region.pk] = version, version.region
    for pk, region in sorted(regions.items()):
        closed, before = closed_days(region.prefix, closures, calendar), known.get(pk)
        wanted = [(day, closure.reason, closure.document) for day, closure in sorted(closed.items())]
        stored = list(before.days.order_by("date").values_list("date", "note", "source")) if before else None
        if wanted != stored:
            yield Outdated(region, before, closed)


def publish_regions(base: CalendarVersion) -> list[CalendarVersion]:
    """Write a version over `base` for every region that needs one; in the caller's transaction, under `lock_calendars`.

    A region whose closures were all lifted gets one more edition without them.
    """
    return [_write(base, found) for found in outdated(base)]


def lock_calendars() -> CalendarVersion:
    """Whoever publishes waits here for the other; returns the province's version in force."""
    seed_calendar()
    CalendarVersion.objects.of_province().order_by("number").select_for_update()[0]
    return seed_calendar()


def _write(base: CalendarVersion, found: Outdated) -> CalendarVersion:
    documents = dict.fromkeys(closure.document for closure in found.closed.values())
    version = CalendarVersion.objects.create(
        number=base.number,
        region=found.region,
        edition=found.version.edition + 1 if found.version else 1,
        source="；".join([base.source, *(f"{found.region.name}停办：{document}" for document in documents)]),
        official_until=base.official_until,
        published_at=now(),
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version, date=day, kind=CalendarDay.Kind.CLOSURE, note=closure.reason, source=closure.document
        )
        for day, closure in sorted(found.closed.items())
    )
    return version
