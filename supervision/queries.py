"""Reads of the wall: which clocks a person may watch, in what order, and how many of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from accounts import scope
from accounts.models import Region
from accounts.posts import OFFICERS, SUPERVISOR
from clocks import queries as clock_queries
from clocks.current import in_force
from clocks.lights import Light
from clocks.models import Clock
from clocks.querysets import OPEN_STATES, ClockQuerySet
from clocks.settling import WHOLES
from core.keyset import Segment
from core.prepared import Prepared
from supervision.querysets import FewClocks

WATCHERS = OFFICERS | {SUPERVISOR}
"""Roles that have a wall: supervisors their regions, officers their departments."""
CHUNK = 1000
COLUMNS = (
    *("pk", "id", "kind", "label", "state", "stage", "project_name", "project_code", "region_id", "department_id"),
    *("origin_on", "due_on", "warn_on", "red_on", "stopped_on", "limit", "unit", "left", "rested", "forecast"),
    *("provisional", "department__name", "department__name_en", "department__short_name"),
)
"""What a line of the wall shows, is lit by, and is ordered by."""


FEW: Final = 300
"""So many clocks of a department are named one by one."""


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


def watched_clocks(user: Any) -> ClockQuerySet:
    """What the wall of `user` shows, asked so that indexes give its order; to be narrowed to open clocks.

    The open ones are those of `visible_clocks`. Not narrowed here, because each part of the wall asks for one state:
    planners multiply two conditions on a state and then take a page for a handful of rows.

    A region is a prefix by equality, since a range of codes cannot come ordered by due date; an officer's clocks are
    two lists of keys, since an OR of a column and a subquery reads every open clock. Where these are few, as at most
    desks, they are read here, once for all parts of the wall.
    """
    prefixes, departments = areas(user), scope.departments(user, OFFICERS)
    if prefixes is not None:
        return Clock.objects.filter(reduce(or_, map(area_q, prefixes)))
    if not departments or may_supervise(user):
        return visible_clocks(user)
    names = [f"department_{place}" for place in range(len(departments))]
    asked: dict[str, Any] = dict(zip(names, departments, strict=True))
    few = _first_of(FEW + 1, *names).rows(**asked)
    if len(few) > FEW:
        return Clock.objects.filter(pk__in=_keys_of(departments))
    return FewClocks(Clock).filter(pk__in=[key for (key,) in few])


@lru_cache
def _first_of(limit: int, *departments: str) -> Prepared:
    """The keys of no more than `limit` open clocks of so many departments."""
    return Prepared(lambda **ids: _keys_of(ids.values())[:limit], **dict.fromkeys(departments, int))


def _keys_of(departments: Iterable[int]) -> "QuerySet[Clock, Any]":
    """The keys of the open clocks of departments, and of the whole of the projects they work on."""
    own = Clock.objects.filter(department_id__in=departments)
    wholes = Clock.objects.open().filter(kind__in=WHOLES, project_id__in=own.values("project_id"))
    return own.open().values_list("pk", flat=True).union(wholes.values_list("pk", flat=True), all=True)


def areas(user: Any) -> list[str] | None:
    """The prefixes of region codes that are all `user` watches, none inside another; None for whoever watches by
    department or enterprise too, or the whole country."""
    posts = scope.acting(user).posts
    found = {post.region_prefix for post in posts if post.role == SUPERVISOR and post.region_prefix is not None}
    if not found or "" in found or any(post.role != SUPERVISOR for post in posts):
        return None
    return sorted(code for code in found if not any(code != top and code.startswith(top) for top in found))


def area_q(prefix: str) -> Q:
    """Clocks whose region code begins with `prefix` (2, 4 or 6 digits), by the expression the indexes hold."""
    if not prefix:
        return scope.EVERYTHING
    return Q(region_id=prefix) if len(prefix) == 6 else Q(Exact(Left("region_id", len(prefix)), prefix))


def watched_regions(user: Any) -> list[Region]:
    """The regions `user` may choose on the wall, by code: subtrees watched, and those of the own departments."""
    return list(
        Region.objects.filter(scope.region_q(user, "code", WATCHERS))
        .only("code", "name", "name_en", "level", "parent_id")
        .order_by("code")
    )


ORDERS = ("urgency", "oldest", "project", "region")


def ordered(clocks: "QuerySet[Clock]", order: str, light: str = "") -> list[Segment]:
    """`clocks` in one of `ORDERS`, for `core.keyset`; urgency is the running by due date, then the stopped.

    `light` says that they are narrowed to it, so that parts which cannot hold any are not asked for.
    """
    columns = {"oldest": ("origin_on", "id"), "project": ("project_code", "id"), "region": ("region_id", "id")}
    if order in columns:
        return [Segment(clocks.filter(state__in=OPEN_STATES), columns[order])]
    wall = clock_queries.held_wall if isinstance(clocks, FewClocks) else clock_queries.wall
    running, stopped, waiting = wall(clocks)
    if light == Light.STOPPED:
        return [stopped]
    return [running, waiting] if light else [running, stopped, waiting]


def shown(clocks: "QuerySet[Clock]") -> "QuerySet[Clock, Any]":
    """`clocks` as named tuples of what a page of the wall shows: a model of fifty columns each takes longer than the query."""
    return clocks.values_list(*COLUMNS, named=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One clock as the wall shows it today. `left` in the clock's unit, negative when late."""

    clock: Clock
    """The clock, or its columns from `shown`."""
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
    calendars = in_force()
    return [
        Row(clock, clock_queries.light_of(clock, on), clock_queries.days_left(clock, on, calendars.of(clock).days))
        for clock in clocks
    ]


def every_row(segments: Sequence[Segment], on: date) -> Iterator[Row]:
    """All rows of `segments` in order, read and reckoned in chunks; for exports."""
    for segment in segments:
        chunk: list[Clock] = []
        for clock in segment.every(CHUNK):
            chunk.append(clock)
            if len(chunk) == CHUNK:
                yield from rows(chunk, on)
                chunk = []
        yield from rows(chunk, on)
