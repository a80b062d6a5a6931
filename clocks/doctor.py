"""Proves that every cached clock equals its recomputation from stored facts (时钟体检)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from clocks.models import CalendarVersion, Clock, Stop
from clocks.queries import calendar_chooser
from clocks.regions import outdated
from clocks.settling import CACHED, Key, recompute
from clocks.stop_rules import STOP_RULES
from core.time import today

_FROZEN: Final = {"red_on"}
"""Of an ended clock, what another clock of the case decided while it was open."""


def check() -> Iterator[str]:
    """A sentence for each clock whose cached values differ from the recomputation."""
    calendars, on = calendar_chooser(), today()
    stopped = set(Stop.objects.values_list("project_id", flat=True).distinct())
    clocks = Clock.objects.order_by("project_id", "pk").iterator(chunk_size=2000)
    for project_id, group in groupby(clocks, key=lambda clock: clock.project_id):
        stored = list(group)
        stops: defaultdict[Key, list[Stop]] = defaultdict(list)
        if project_id in stopped:
            for stop in Stop.objects.filter(project_id=project_id):
                stops[stop.subject_type, stop.subject_id].append(stop)
        for clock, fresh in zip(stored, recompute(stored, stops, calendars, on), strict=True):
            yield from _differences(clock, fresh)
    yield from stops_obey_their_rule()
    yield from regions_follow_their_closures()


def stops_obey_their_rule() -> Iterator[str]:
    """A sentence for each stop whose stored effect on the statutory limit is not what the law gives its kind."""
    for stop in Stop.objects.exclude(stops_statutory__isnull=True).iterator(chunk_size=2000):
        lawful = STOP_RULES[stop.kind].stops_statutory
        if stop.stops_statutory != lawful:
            yield (
                f"stop {stop.pk} ({stop.kind}, project {stop.project_id}): stops the statutory limit is stored as "
                f"{stop.stops_statutory}, the law gives {lawful}"
            )


def regions_follow_their_closures() -> Iterator[str]:
    """A sentence for each region whose calendar in force closes other days than its documents do."""
    newest = CalendarVersion.objects.newest()
    for found in outdated(newest) if newest else ():
        yield (
            f"region {found.region.pk}: calendar {found.version or 'of the province'} is in force, the closures give "
            f"{', '.join(day.isoformat() for day in sorted(found.closed)) or 'no closed day'}"
        )


def _differences(clock: Clock, fresh: Clock) -> Iterator[str]:
    for name in (*CACHED, "origin_on"):
        says, is_so = getattr(clock, name), getattr(fresh, name)
        if says != is_so and not (clock.ended_on and name in _FROZEN):
            yield (
                f"clock {clock.pk} ({clock.kind} {clock.label}, project {clock.project_id}): "
                f"{name} is stored as {says}, the facts give {is_so}"
            )
