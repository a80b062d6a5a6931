"""Reads of the wall: which clocks a person may watch, in what order, and how many of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts import scope
from accounts.models import Region
from accounts.posts import OFFICERS, SUPERVISOR
from clocks import queries as clock_queries
from clocks.current import current_calendar
from clocks.lights import Light
from clocks.models import Clock
from clocks.querysets import ClockQuerySet
from clocks.settling import WHOLES
from core.keyset import Segment

WATCHERS = OFFICERS | {SUPERVISOR}
"""Roles that have a wall: supervisors their regions, officers their departments."""
CHUNK = 1000


def may_watch(user: Any) -> bool:
    """Whether `user` has a wall at all (监管与审批人员)."""
    return scope.has_role(user, WATCHERS)


def may_supervise(user: Any) -> bool:
    """Whether `user` watches a region (监管人员)."""
    return scope.has_role(user, SUPERVISOR)


def visible_clocks(user: Any) -> ClockQuerySet:
    """The clocks `user` may open (可见时限).

    Those of the regions watched, of the own department, of the own projects; and for an officer the stage and
    project clocks of the projects the department works on.
    """
    clocks = Clock.objects.visible_to(user)
    departments = scope.departments(user, OFFICERS)
    if departments:
        takes_part = Clock.objects.filter(project_id=OuterRef("project_id"), department_id__in=departments)
        clocks |= Clock.objects.filter(Exists(takes_part), kind__in=WHOLES)
    return clocks


def watched_regions(user: Any) -> list[Region]:
    """The regions `user` may choose on the wall, by code: subtrees watched, and those of the own departments."""
    return list(
        Region.objects.filter(scope.region_q(user, "code", WATCHERS))
        .only("code", "name", "name_en", "level", "parent_id")
        .order_by("code")
    )


ORDERS = ("urgency", "oldest", "project", "region")


def ordered(clocks: "QuerySet[Clock]", order: str) -> list[Segment]:
    """`clocks` in one of `ORDERS`, for `core.keyset`; urgency is the running by due date, then the stopped."""
    columns = {"oldest": ("origin_on", "id"), "project": ("project_code", "id"), "region": ("region_id", "id")}
    if order in columns:
        return [Segment(clocks, columns[order])]
    return clock_queries.wall(clocks)


@dataclass(frozen=True, slots=True)
class Row:
    """One clock as the wall shows it today. `left` in the clock's unit, negative when late."""

    clock: Clock
    light: Light
    left: int | None

    @property
    def limit(self) -> int:
        """The limit in its unit."""
        return self.clock.limit

    @property
    def unit(self) -> str:
        """The unit of `limit` and `left`."""
        return self.clock.unit

    @property
    def due_on(self) -> date | None:
        """The last day in time."""
        return self.clock.due_on

    @property
    def provisional(self) -> bool:
        """Whether the due date rests on a year whose notice is not out."""
        return self.clock.provisional


def rows(clocks: Sequence[Clock], on: date) -> list[Row]:
    """`clocks` with light and days left on `on`; one query however many they are."""
    calendar = current_calendar()
    return [
        Row(clock, clock_queries.light_of(clock, on), clock_queries.days_left(clock, on, calendar)) for clock in clocks
    ]


def every_row(segments: Sequence[Segment], on: date) -> Iterator[Row]:
    """All rows of `segments` in order, read and reckoned in chunks; for exports."""
    for segment in segments:
        chunk: list[Clock] = []
        for clock in segment.ordered().iterator(chunk_size=CHUNK):
            chunk.append(clock)
            if len(chunk) == CHUNK:
                yield from rows(chunk, on)
                chunk = []
        yield from rows(chunk, on)
