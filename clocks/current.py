"""The calendars in force (现行日历), of the province and of regions whose offices were closed, each built once per process.

A clock is reckoned with the calendar of its place: the region of the department that acts, of a clock without a
department the region of the project (ADR 18).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet, Subquery

from accounts.models import Department
from accounts.posts import prefix_of
from accounts.scope import subtree_q
from clocks.builtin import FIRST_DAY, LAST_DAY, builtin_calendar
from clocks.calendar import DayKind, WorkCalendar
from core.prepared import Prepared

if TYPE_CHECKING:
    from clocks.models import Clock

_HEADER: Final = ("pk", "number", "edition", "region_id", "official_until", "published_at", "source")


class StoredCalendar(NamedTuple):
    """A calendar and the id of its `CalendarVersion`, 0 while only the shipped one exists."""

    version_id: int
    days: WorkCalendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """What is in force (现行各地日历): the province's calendar, and by prefix of region code those that lie over it.

    `offices` are the departments inside those regions with the code of their region.
    """

    base: StoredCalendar
    regional: Mapping[str, StoredCalendar] = field(default_factory=dict)
    offices: Mapping[int, str] = field(default_factory=dict)

    def at(self, region_id: str | None) -> StoredCalendar:
        """The calendar of a region: its own, else that of the region above it."""
        if self.regional and region_id:
            for digits in (6, 4, 2):
                found = self.regional.get(region_id[:digits])
                if found is not None:
                    return found
        return self.base

    def of_office(self, department_id: int | None, region_id: str | None) -> StoredCalendar:
        """The calendar of a department; without one, of the region."""
        if not self.regional:
            return self.base
        return self.at(region_id if department_id is None else self.offices.get(department_id))

    def of(self, clock: "Clock") -> StoredCalendar:
        """The calendar in force at the place of a clock."""
        return self.of_office(clock.department_id, clock.region_id)

    def areas(self) -> Iterator[tuple[int, Q]]:
        """(version, its clocks as a condition), the innermost regions first, each to be asked before the next."""
        for prefix in sorted(self.regional, key=len, reverse=True):
            yield self.regional[prefix].version_id, clocks_in(prefix, self.offices)


def clocks_in(prefix: str, offices: Mapping[int, str]) -> Q:
    """Clocks whose place lies in the subtree `prefix`."""
    inside = [pk for pk, region_id in offices.items() if region_id.startswith(prefix)]
    return Q(department_id__in=inside) | Q(subtree_q("region_id", prefix), department_id__isnull=True)


def offices_in(prefixes: "set[str] | Mapping[str, Any]") -> dict[int, str]:
    """The departments in these subtrees with the code of their region; no query without prefixes."""
    if not prefixes:
        return {}
    wanted = Q()
    for prefix in prefixes:
        wanted |= subtree_q("region_id", prefix)
    return dict(Department.objects.filter(wanted).values_list("pk", "region_id"))


def current() -> StoredCalendar:
    """The province's newest calendar with its version; one small query, so that every process sees a new notice."""
    newest = _PROVINCE.rows()
    return StoredCalendar(newest[0][0], _built(*newest[0])) if newest else StoredCalendar(0, builtin_calendar())


def _province() -> QuerySet[Any, Any]:
    from clocks.models import CalendarVersion

    return CalendarVersion.objects.of_province().order_by("-number").values_list(*_HEADER)[:1]


def _newest() -> QuerySet[Any, Any]:
    from clocks.models import CalendarVersion

    newest = CalendarVersion.objects.of_province().order_by("-number").values("number")[:1]
    rows = CalendarVersion.objects.filter(number=Subquery(newest)).order_by("edition")
    return rows.values_list(*_HEADER, "region__level")


_PROVINCE: Final = Prepared(_province)
_NEWEST: Final = Prepared(_newest)


def in_force() -> Calendars:
    """Every calendar in force; one query, and one more for the departments once a region has one of its own."""
    rows = _NEWEST.rows()
    if not rows:
        return Calendars(StoredCalendar(0, builtin_calendar()))
    (*base, _none), regional = rows[0], rows[1:]
    days = _built(*base)
    found = {
        prefix_of(header[3], level): StoredCalendar(header[0], _over(days, *header)) for *header, level in regional
    }
    return Calendars(StoredCalendar(base[0], days), found, offices_in(found))


def current_calendar(region_id: str = "") -> WorkCalendar:
    """The calendar in force in a region, by default the province's; the shipped one before any is published."""
    return in_force().at(region_id).days if region_id else current().days


def office_calendar(department_id: int | None, region_id: str) -> WorkCalendar:
    """The calendar in force at a department; without one, in the region."""
    return in_force().of_office(department_id, region_id).days


def calendar_of(version_id: int) -> WorkCalendar:
    """The calendar of one version.

    Raises ``CalendarVersion.DoesNotExist``, and ``CalendarDataError`` if its rows contradict the week.
    """
    from clocks.models import CalendarVersion

    header = CalendarVersion.objects.values_list(*_HEADER).get(pk=version_id)
    if header[3] is None:
        return _built(*header)
    base = CalendarVersion.objects.of_province().values_list(*_HEADER).get(number=header[1])
    return _over(_built(*base), *header)


def sources_of(version_id: int, first: date, last: date) -> dict[date, str]:
    """Which document made each day off or on in a version (依据文件), from `first` to `last`."""
    from clocks.models import CalendarDay, CalendarVersion

    mine = CalendarVersion.objects.filter(pk=version_id).values("number")
    days = CalendarDay.objects.filter(
        Q(version=version_id) | Q(version__number__in=mine, version__region__isnull=True), date__range=(first, last)
    )
    # A closed day stands in the region's version and may stand in the province's: the region's comes last.
    return dict(days.order_by(F("version__region").asc(nulls_first=True)).values_list("date", "source"))


class AllCalendars(dict[int, StoredCalendar]):
    """Every published calendar by version id, built when first asked for."""

    def __init__(self, headers: Mapping[int, tuple[Any, ...]]) -> None:
        super().__init__()
        self._headers = headers
        self._bases = {header[1]: header for header in headers.values() if header[3] is None}

    def __missing__(self, version_id: int) -> StoredCalendar:
        header = self._headers[version_id]
        base = _built(*self._bases[header[1]])
        self[version_id] = StoredCalendar(version_id, base if header[3] is None else _over(base, *header))
        return self[version_id]


def all_calendars() -> AllCalendars:
    """Every published calendar by version id, in one query for the versions."""
    from clocks.models import CalendarVersion

    return AllCalendars({row[0]: row for row in CalendarVersion.objects.values_list(*_HEADER)})


@lru_cache(maxsize=16)
def _built(
    version_id: int, number: int, _edition: int, _region: None, official_until: date, _published: datetime, _source: str
) -> WorkCalendar:
    """Versions never change once published; the header in the key tells apart ids that were rolled back."""
    from clocks.models import CalendarDay

    rows = list(CalendarDay.objects.filter(version=version_id).values_list("date", "kind", "note"))
    return WorkCalendar.from_exceptions(
        FIRST_DAY,
        LAST_DAY,
        {day: DayKind(kind) for day, kind, _ in rows},
        official_until,
        f"v{number}",
        {day: note for day, _, note in rows},
    )


@lru_cache(maxsize=128)
def _over(
    base: WorkCalendar, version_id: int, number: int, edition: int, region_id: str, _until: date, _published: datetime,
    _source: str,
) -> WorkCalendar:  # fmt: skip
    """The calendar of a region: the closed days of its version over the province's."""
    from clocks.models import CalendarDay, version_name

    closed = dict(CalendarDay.objects.filter(version=version_id).values_list("date", "note"))
    return base.closed_on(closed, version_name(number, region_id, edition))
