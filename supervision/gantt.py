"""The Gantt of one project (项目甘特图): stages and their items over time, with stops, due dates and days of rest.

Read from clocks and stops alone, laid out by `core.lanes`; every bar and mark is also a cell of the table.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from clocks import queries as clock_queries
from clocks import rules
from clocks.calendar import DayKind, WorkCalendar
from clocks.lights import Light
from clocks.models import Clock, ClockKind, Stop, StopKind
from clocks.settling import Key, key_of, pauses_of
from clocks.union import CLOSED
from core.display import listed
from core.lanes import Chart, Lane, Milestone, Rest, Span, Tone, chart
from supervision import words

DRAWN: Final = (ClockKind.CAP, ClockKind.STAGE, ClockKind.PROMISED, ClockKind.STATUTORY, ClockKind.CORRECTION)
ONE_DAY: Final = timedelta(days=1)
APPLICANTS: Final = frozenset({StopKind.CORRECTION, StopKind.APPLICANT, StopKind.LATE_FILING})
"""Stops that wait for the applicant; drawn as the days of a correction are."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nobody counts: a stop, or the applicant's correction. `end` is planned while `open`."""

    kind: str
    """A kind of stop, or empty for a correction before acceptance."""
    start: date
    end: date
    open: bool

    @property
    def label(self) -> str:
        """What it is called."""
        return str(StopKind(self.kind).label) if self.kind else _("correction by the applicant")


@dataclass(frozen=True, slots=True)
class Line:
    """One lane as a row of the table: the project, a stage, or an item of it."""

    clock: Clock
    name: str
    who: str
    light: Light
    statutory_due_on: date | None
    pauses: tuple[Pause, ...]

    @property
    def is_item(self) -> bool:
        """Whether it is an item, not what its days add up to."""
        return self.clock.kind == ClockKind.PROMISED


@dataclass(frozen=True, slots=True)
class Gantt:
    """The drawing and its table."""

    chart: Chart
    lines: tuple[Line, ...]

    @property
    def rows(self) -> list[tuple[Lane, Line]]:
        """Lane and line together."""
        return list(zip(self.chart.lanes, self.lines, strict=True))


def gantt(project_id: int, on: date, calendar: WorkCalendar) -> Gantt:
    """Everything of one project up to `on`, and what is still promised; two queries."""
    clocks = list(
        Clock.objects.of_project(project_id)
        .filter(kind__in=DRAWN)
        .select_related("department")
        .order_by("origin_on", "pk")
    )
    stops: dict[Key, list[Stop]] = {}
    for stop in Stop.objects.filter(project_id=project_id).order_by("started_on", "pk"):
        stops.setdefault((stop.subject_type, stop.subject_id), []).append(stop)
    statutory = {key_of(clock): clock.due_on for clock in clocks if clock.kind == ClockKind.STATUTORY}
    lines = [
        Line(
            clock=clock,
            name=words.timed(clock.label),
            who=clock.department.short_label if clock.department else "",
            light=clock_queries.light_of(clock, on),
            statutory_due_on=statutory.get(key_of(clock)) if clock.kind == ClockKind.PROMISED else None,
            pauses=tuple(_pauses(clock, clocks, stops.get(key_of(clock), ()))),
        )
        for clock in sorted(clocks, key=_place())
        if clock.kind in (ClockKind.CAP, ClockKind.STAGE, ClockKind.PROMISED)
    ]
    rows = [(line.name, line.who, list(_bars(line, on))) for line in lines]
    drawn = chart(_("Stages and items over time"), rows, on, [list(_dues(line)) for line in lines], resting(calendar))
    return Gantt(drawn, tuple(lines))


def resting(calendar: WorkCalendar) -> Callable[[date, date], Iterator[Rest]]:
    """Weekends, holidays and closures of `calendar` between two days, neighbouring days of one kind as one."""
    names = {DayKind.WEEKEND: _("weekend"), DayKind.HOLIDAY: _("holiday"), DayKind.CLOSURE: _("local closure")}

    def between(first: date, last: date) -> Iterator[Rest]:
        day, last = max(first, calendar.first_day), min(last, calendar.last_day)
        while day <= last:
            kind, end = calendar.kind(day), day
            while end < last and calendar.kind(end + ONE_DAY) is kind:
                end += ONE_DAY
            if kind in names:
                yield Rest(day, end, kind.value.lower(), names[kind])
            day = end + ONE_DAY

    return between


def spans(part: Clock, stops: Iterable[rules.Stop], until: date) -> Iterator[Span]:
    """The lane of one clock: from day 0 to its end or `until`, late days apart, with its stops."""
    last = min(part.ended_on or until, until)
    begin = part.origin_on
    for start, end, kinds in _merged(stops):
        if start >= last:
            break
        yield from _worked(part, begin, start)
        end = min(end, last)
        if start < end:
            named = listed(map(_named, kinds))
            tone: Tone = "wait" if set(kinds) <= APPLICANTS else "stop"
            yield Span(start + ONE_DAY, end, tone, _("stopped: %(kind)s") % {"kind": named}, named)
        begin = end + ONE_DAY
    yield from _worked(part, begin, last)


def _named(kind: str) -> str:
    """A kind of stop in words; days on which an office was closed stop the sum of a whole alone."""
    return _("offices closed") if kind == CLOSED else str(StopKind(kind).label)


def _worked(part: Clock, begin: date, last: date) -> Iterator[Span]:
    """Days on which it ran, those after the due date as late."""
    tone: Tone = "done" if part.ended_on else "now"
    in_time = last if part.due_on is None else min(last, part.due_on)
    if begin <= in_time:
        yield Span(begin, in_time, tone, words.timed(part.label))
    if part.due_on and last > max(part.due_on, begin - ONE_DAY):
        yield Span(max(begin, part.due_on + ONE_DAY), last, "late", _("overdue"))


def _merged(stops: Iterable[rules.Stop]) -> list[tuple[date, date, tuple[str, ...]]]:
    """(start, end, kinds) in order, overlapping ones as one; an open one ends with time."""
    found: list[tuple[date, date, tuple[str, ...]]] = []
    for stop in sorted(stops, key=lambda stop: (stop.start, stop.kind)):
        end = stop.end or date.max
        if found and stop.start <= found[-1][1]:
            start, before, kinds = found[-1]
            found[-1] = (start, max(before, end), kinds if stop.kind in kinds else (*kinds, stop.kind))
        else:
            found.append((stop.start, end, (stop.kind,)))
    return found


def _place() -> Callable[[Clock], tuple[int, int, date, int]]:
    """The project first, then stage by stage, each with its items by day 0."""
    order = {code: place for place, code in enumerate(words.stages())}
    kinds = {ClockKind.CAP: -1, ClockKind.STAGE: 0}

    def place(clock: Clock) -> tuple[int, int, date, int]:
        stage = -1 if clock.kind == ClockKind.CAP else order.get(clock.stage, len(order))
        return stage, kinds.get(ClockKind(clock.kind), 1), clock.origin_on, clock.pk

    return place


def _pauses(clock: Clock, clocks: Sequence[Clock], stops: Iterable[Stop]) -> Iterator[Pause]:
    if clock.kind == ClockKind.PROMISED:
        for stop in stops:
            if pauses_of(clock, [stop]):
                end = stop.ended_on or stop.planned_end_on
                yield Pause(stop.kind, stop.started_on, end, stop.ended_on is None)
    elif clock.kind == ClockKind.STAGE:
        for other in clocks:
            if other.kind == ClockKind.CORRECTION and other.stage == clock.stage:
                end_on = other.ended_on or other.due_on
                if end_on and end_on >= other.origin_on:
                    yield Pause("", other.origin_on, end_on, other.ended_on is None)


def _bars(line: Line, on: date) -> Iterator[Span]:
    clock = line.clock
    if line.is_item:
        yield from spans(clock, [rules.Stop(pause.start, pause.end, pause.kind) for pause in line.pauses], on)
    else:
        for pause in line.pauses:
            if pause.start <= on:
                waits = _("waiting for the applicant")
                yield Span(pause.start, min(pause.end, on), "wait", waits, waits)
        yield from _worked(clock, clock.origin_on, min(clock.ended_on or on, on))
    if clock.state == Clock.State.RUNNING and clock.due_on and clock.due_on > on:
        yield Span(on + ONE_DAY, clock.due_on, "plan", _("days left"))


def _dues(line: Line) -> Iterator[Milestone]:
    if line.clock.due_on:
        name = _("Promised by") if line.is_item else _("Limit reached on")
        yield Milestone(line.clock.due_on, "due", name)
    if line.statutory_due_on and line.statutory_due_on != line.clock.due_on:
        yield Milestone(line.statutory_due_on, "law", _("Statutory limit"))
