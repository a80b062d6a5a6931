"""One clock explained (计时明细): its days in words, its figures, what stopped it, what it is made of."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from approvals.queries import CASE
from approvals.refiling import was_kept
from clocks import queries as clock_queries
from clocks import rules, union
from clocks.calendar import WorkCalendar
from clocks.current import all_calendars, calendar_of, sources_of
from clocks.evidence import EVIDENCE, resumed_by
from clocks.lights import Light
from clocks.models import Clock, Stop
from clocks.settling import WHOLES, key_of, pauses_of, run_of
from core.lanes import Chart, chart
from core.time import legal_date
from supervision import reasons
from supervision.gantt import spans
from supervision.sheets import Day, Month, Stretch, months, stretches
from supervision.words import timed


@dataclass(frozen=True, slots=True)
class Pause:
    """One stop as it bears on this clock. `days` are the counted days it left out up to today or its end."""

    stop: Stop
    case: str
    end: date
    open: bool
    days: int

    @property
    def entered_on(self) -> date:
        """The day it was entered, which may follow the day it took effect."""
        return legal_date(self.stop.entered_at)

    @property
    def paper(self) -> str:
        """Name of the paper the stop rests on; `stop.evidence` is its number and title."""
        return str(EVIDENCE[self.stop.kind])

    @property
    def resumed_by(self) -> str:
        """What let the clock run again; empty while it stands."""
        return resumed_by(self.stop)

    @property
    def backdated(self) -> bool:
        """Whether it was entered after the day it took effect (补录)."""
        return self.entered_on > self.stop.started_on


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything the page of a clock says. `used` and `left` as of `on`, in the unit of the clock's days."""

    clock: Clock
    on: date
    light: Light
    used: int
    left: int
    due_on: date | None
    days: tuple[Day, ...]
    pauses: tuple[Pause, ...]
    parts: tuple[Clock, ...]
    lanes: Chart | None

    @property
    def unit(self) -> str:
        """The unit of `used` and `left`; months are counted in calendar days."""
        return self.clock.unit

    @property
    def limit(self) -> int:
        """The limit in the clock's unit."""
        return self.clock.limit

    @property
    def provisional(self) -> bool:
        """Whether the due date rests on a year whose notice is not out."""
        return self.clock.provisional

    @property
    def over(self) -> int:
        """Days past the limit, 0 while in time."""
        return max(0, -self.left)

    @property
    def whole(self) -> bool:
        """Whether this is the clock of a whole project or stage."""
        return self.clock.kind in WHOLES

    @property
    def months(self) -> list[Month]:
        """The days as calendar months."""
        return months(self.days)

    @property
    def stretches(self) -> list[Stretch]:
        """The days as rows of the table."""
        return stretches(self.days)


def explained(clock: Clock, on: date) -> Explained:
    """Explain `clock` as of `on`: seven queries at most, whatever its length.

    Figures come from the rules, days from the trace of the same rules; both count with the clock's calendar version.
    """
    calendar = calendar_of(clock.calendar_id)
    return _whole(clock, on, calendar) if clock.kind in WHOLES else _ordinary(clock, on, calendar)


def _ordinary(clock: Clock, on: date, calendar: WorkCalendar) -> Explained:
    until = clock.ended_on or on
    stops = clock_queries.stops_of(clock)
    pauses = pauses_of(clock, stops)
    facts = (clock.origin_on, clock.limit)
    due_on = rules.due(*facts, clock.unit, pauses, calendar)
    traced = list(clock_queries.explain(clock, on))
    sources = _sources(clock, traced[0].day, traced[-1].day)
    bases = {(pause.start, pause.end, pause.kind): stop for stop, pause in zip(stops, pauses, strict=True)}
    days = [reasons.day(day, until, on, clock, sources, bases) for day in traced]
    if clock.subject_type == CASE and was_kept(clock.subject_id):
        days[0] = replace(days[0], reason=_("Day 0 of the earlier case: filing again does not reset the limit"))
    return Explained(
        clock=clock,
        on=on,
        light=clock_queries.light_of(clock, on),
        used=rules.used(clock.origin_on, until, clock.unit, pauses, calendar),
        left=rules.left(*facts, until, clock.unit, pauses, calendar),
        due_on=due_on,
        days=tuple(days),
        pauses=tuple(_pause(stop, clock, until, calendar) for stop in stops),
        parts=(),
        lanes=None,
    )


def _whole(clock: Clock, on: date, calendar: WorkCalendar) -> Explained:
    until = clock.ended_on or on
    # Past today the trace shows what follows if the items now running go on.
    ahead = clock.due_on if clock.state == Clock.State.RUNNING and clock.due_on else on
    parts, traced = clock_queries.explain_whole(clock, max(on, ahead))
    prefetch_related_objects(parts, "department")
    days = list(traced)
    stops: dict[tuple[str, int], list[Stop]] = {}
    for stop in Stop.objects.filter(project_id=clock.project_id).order_by("started_on", "pk"):
        stops.setdefault((stop.subject_type, stop.subject_id), []).append(stop)
    every = all_calendars()
    runs = [
        run_of(part, stops.get(key_of(part), ()), closed=union.closures(every[part.calendar_id].days, calendar))
        for part in parts
    ]
    origin = clock.origin_on if clock.origin_fixed else None
    whole = union.union_reckon(runs, clock.limit, calendar, until, origin)
    sources = _sources(clock, days[0].day, days[-1].day) if days else {}
    return Explained(
        clock=clock,
        on=on,
        light=clock_queries.light_of(clock, on),
        used=whole.used,
        left=whole.left,
        due_on=whole.due_on,
        days=tuple(reasons.whole_day(day, parts, until, on, clock, sources, whole.due_on) for day in days),
        pauses=tuple(
            _pause(stop, part, until, calendar)
            for part in parts
            for stop in stops.get(key_of(part), ())
            if pauses_of(part, [stop])
        ),
        parts=tuple(parts),
        lanes=chart(
            _("Items over time"),
            [
                (
                    timed(part.label),
                    part.department.label if part.department else "",
                    list(spans(part, run.stops, until)),
                )
                for part, run in zip(parts, runs, strict=True)
            ],
            on,
        ),
    )


def _sources(clock: Clock, first: date, last: date) -> dict[date, str]:
    """Which notice made each day off or on, in this clock's calendar version."""
    return sources_of(clock.calendar_id, first, last)


def _pause(stop: Stop, clock: Clock, until: date, calendar: WorkCalendar) -> Pause:
    end = stop.ended_on or stop.planned_end_on
    unit = rules.Unit.WORKING_DAY if clock.unit == rules.Unit.WORKING_DAY else rules.Unit.CALENDAR_DAY
    last = min(end, until)
    days = rules.used(stop.started_on, last, unit, (), calendar) if last > stop.started_on else 0
    return Pause(stop, clock.label, end, stop.ended_on is None and stop.planned_end_on >= until, days)
