"""Ended cases one by one (办结件明细), for the lists and exports behind the figures of the statistics.

Days are working days of the promised clock, as the clock froze them when it ended.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from approvals.models import ItemCase
from clocks.calendar import WorkCalendar
from clocks.current import all_calendars
from clocks.models import Clock, Stop
from clocks.settling import pauses_of
from supervision.statistics import CASE


@dataclass(frozen=True, slots=True)
class Record:
    """One ended case (办结件). `stopped` are the working days of each kind of stop; `first_response` from receipt to
    acceptance or first notice; `rounds` the correction notices of its application.
    """

    clock: int
    case: int
    item: str
    department: str
    flow: str
    accepted_on: date
    ended_on: date
    limit: int
    used: int
    span: int
    stopped: dict[str, int]
    rounds: int
    first_response: int | None

    @property
    def late(self) -> bool:
        """Whether it took longer than promised."""
        return self.used > self.limit


def records(rows: Sequence[Clock]) -> list[Record]:
    """Promised clocks of ended cases, with their department, as records, each by the calendar it ended under; three
    queries."""
    keys = [row.subject_id for row in rows]
    stops: dict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(subject_type=CASE, subject_id__in=keys).order_by("started_on"):
        stops[stop.subject_id].append(stop)
    cases = ItemCase.objects.filter(pk__in=keys).annotate(rounds=Count("application__notices"))
    known = {
        pk: (rounds, received, accepted)
        for pk, rounds, received, accepted in cases.values_list(
            "pk", "rounds", "application__received_on", "application__accepted_on"
        )
    }
    calendars = all_calendars()
    return [
        _record(row, stops[row.subject_id], known.get(row.subject_id, (0, None, None)), calendars[row.calendar_id].days)
        for row in rows
    ]


def _record(
    row: Clock, stops: Sequence[Stop], known: tuple[int, date | None, date | None], calendar: WorkCalendar
) -> Record:
    assert row.ended_on is not None
    assert row.used is not None
    stopped: Counter[str] = Counter()
    for pause in pauses_of(row, stops):
        last = min(pause.end or row.ended_on, row.ended_on)
        stopped[pause.kind] += calendar.count(max(pause.start, row.origin_on), last)
    rounds, received, accepted = known
    return Record(
        clock=row.pk,
        case=row.subject_id,
        item=row.label,
        department=row.department.label if row.department else "",
        flow=row.flow_type,
        accepted_on=row.origin_on,
        ended_on=row.ended_on,
        limit=row.limit,
        used=row.used,
        span=calendar.count(row.origin_on, row.ended_on),
        stopped=dict(stopped),
        rounds=rounds,
        first_response=calendar.count(received, accepted) if received and accepted else None,
    )
