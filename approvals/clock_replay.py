"""Clocks again, from the journal alone (时钟回放): day 0, stops, extensions and end of every case as they were entered.

The rows of `clocks` are what pages read; the chained journal is what nobody can rewrite. Where the two differ,
somebody changed a row past the commands (trust P5).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from approvals.models import CaseCorrection, SpecialProcedure
from approvals.replay import CASE
from clocks import rules
from clocks.calendar import WorkCalendar
from clocks.current import all_calendars
from clocks.models import Clock, Stop
from clocks.settling import holds
from core.models import JournalEntry
from core.time import legal_date

_ENDS: Final = frozenset(
    {
        "approvals.pass", "approvals.fail", "approvals.withdraw_case", "approvals.convert", "approvals.void_preliminary",
        "approvals.revoke_case",
    }
)  # fmt: skip
_STOPS: Final = frozenset({"approvals.start_special_procedure", "approvals.start_correction"})
_RESUMES: Final = frozenset(
    {
        "approvals.end_special_procedure",
        "approvals.answer_correction",
        "approvals.lapse_correction",
        "corrections.close",
    }
)
_VERBS: Final = (
    "approvals.open_case", "approvals.start_special_procedure", "approvals.end_special_procedure",
    "approvals.start_correction", "approvals.answer_correction", "approvals.lapse_correction", "corrections.close",
    "approvals.grant_extension", "approvals.waive", "approvals.preliminary", "approvals.late_files_in", *sorted(_ENDS),
)  # fmt: skip
CHUNK: Final = 2000


@dataclass(slots=True)
class Course:
    """What the journal says of one case. `stops` are (kind, start, end); an open one has its planned end."""

    opened_on: date | None = None
    ended_on: date | None = None
    extended_by: int = 0
    stops: list[tuple[str, date, date]] = field(default_factory=list)


def courses(entries: Iterable[JournalEntry]) -> dict[int, Course]:
    """Replay entries in the order of their chains."""
    found: defaultdict[int, Course] = defaultdict(Course)
    for entry in entries:
        _enter(found[int(entry.subject_id)], entry)
    return found


def _enter(course: Course, entry: JournalEntry) -> None:
    on, data = legal_date(entry.effective_at), entry.data
    if entry.verb == "approvals.open_case":
        course.opened_on = date.fromisoformat(data["opened_on"])
    elif entry.verb in _STOPS:
        course.stops.append((data["kind"], on, date.fromisoformat(data["planned_end_on"])))
    elif entry.verb in _RESUMES and course.stops:
        kind, start, planned = course.stops[-1]
        said = data.get("ended_on")
        course.stops[-1] = (kind, start, min(planned, date.fromisoformat(said) if said else on))
    elif entry.verb == "approvals.preliminary":
        course.stops.append(("LATE_FILING", on, date.fromisoformat(data["planned_end_on"])))
    elif entry.verb == "approvals.late_files_in" and course.stops:
        kind, start, planned = course.stops[-1]
        course.stops[-1] = (kind, start, min(planned, on))
    elif entry.verb == "approvals.grant_extension":
        course.extended_by += data["days"]
    elif entry.verb == "approvals.waive":
        course.ended_on = date.fromisoformat(data["ended_on"])
    elif entry.verb in _ENDS and course.ended_on is None:  # a permit revoked later ended with its decision
        course.ended_on = on
        course.stops = [(kind, start, min(end, max(on, start))) for kind, start, end in course.stops]


def check() -> Iterator[str]:
    """A sentence for each clock or stop of a case that differs from its recomputation out of the journal."""
    entries = JournalEntry.objects.filter(subject_type=CASE, verb__in=_VERBS).order_by("chain", "seq")
    replayed = courses(entries.iterator(chunk_size=CHUNK))
    granted = frozenset(
        pk
        for model in (SpecialProcedure, CaseCorrection)
        for pk in model._default_manager.filter(stop__isnull=False).values_list("stop_id", flat=True)
    )
    calendars = all_calendars()
    stops: defaultdict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(subject_type=CASE).order_by("started_on", "pk").iterator(chunk_size=CHUNK):
        stops[stop.subject_id].append(stop)
    for pk, course in replayed.items():
        yield from _stops(pk, course, [stop for stop in stops[pk] if not _joint(stop, granted)])
    clocks = Clock.objects.filter(subject_type=CASE, kind__in=("PROMISED", "STATUTORY")).order_by("pk")
    for clock in clocks.iterator(chunk_size=CHUNK):
        course = replayed.get(clock.subject_id, Course())
        if course.opened_on is not None:
            rows = stops[clock.subject_id]
            joint = [row for row in rows if _joint(row, granted)]
            yield from _clock(clock, course, _due(clock, course, rows, joint, calendars[clock.calendar_id].days))


def _stops(pk: int, course: Course, rows: list[Stop]) -> Iterator[str]:
    stored = [(row.kind, row.started_on, row.ended_on or row.planned_end_on) for row in rows]
    for line in course.stops:
        if line not in stored:
            yield f"case {pk}: journal says {_said(line)}, no such stop is stored"
    for line in stored:
        if line not in course.stops:
            yield f"case {pk}: {_said(line)} is stored, the journal knows no such stop"


def _clock(clock: Clock, course: Course, due_on: date | None) -> Iterator[str]:
    name = f"clock {clock.pk} ({clock.kind} {clock.label}, case {clock.subject_id})"
    if clock.origin_on != course.opened_on:
        yield f"{name}: day 0 is stored as {clock.origin_on}, journal says {course.opened_on}"
    if course.ended_on is not None and clock.ended_on != course.ended_on:
        yield f"{name}: end is stored as {clock.ended_on}, journal says {course.ended_on}"
    if clock.kind == "STATUTORY" and clock.extended_by != course.extended_by:
        yield f"{name}: extension is stored as {clock.extended_by}, journal says {course.extended_by}"
    if clock.due_on != due_on:
        yield f"{name}: due date is stored as {clock.due_on}, the journal gives {due_on}"


def _due(clock: Clock, course: Course, rows: list[Stop], joint: list[Stop], calendar: WorkCalendar) -> date | None:
    """The due date from journal facts; a stop holds as its row says, which the clocks' own doctor compares with law."""
    held = {row.kind for row in rows if holds(row, clock.kind)}
    last = course.ended_on or clock.ended_on or date.max
    known = [*course.stops, *((row.kind, row.started_on, row.ended_on or row.planned_end_on) for row in joint)]
    pauses = [rules.Stop(start, min(end, last), kind) for kind, start, end in known if kind in held and start <= last]
    return rules.due(course.opened_on or clock.origin_on, clock.limit, clock.unit, pauses, calendar)


def _joint(row: Stop, granted: frozenset[int | None]) -> bool:
    """A stop of a joint procedure's rectification, which no head granted as a special procedure of its own."""
    return row.kind == "CORRECTION" and row.pk not in granted


def _said(line: tuple[str, date, date]) -> str:
    kind, start, end = line
    return f"a stop {kind} ({start}, {end}]"
