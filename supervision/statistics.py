"""Statistics of ended cases (统计分析): a small table of facts, and pure figures over it.

A percentile interpolates linearly between the two nearest values, as spreadsheets and pandas do. Days are working
days of the promised clock, as the clock froze them when it ended.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet

from approvals.models import ItemCase
from clocks.calendar import WorkCalendar
from clocks.current import all_calendars
from clocks.models import Clock, Stop
from clocks.settling import pauses_of

CASE = "approvals.itemcase"


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


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One item of one department: how many cases, median and p90 of used days, and where the time went."""

    item: str
    department: str
    cases: int
    median: float
    p90: float
    late: int
    stopped_share: float
    rounds: float
    first_response: float | None


def records(clocks: "QuerySet[Clock]") -> list[Record]:
    """The ended promised clocks of cases among `clocks` as records, each by the calendar it ended under; four queries."""
    ended = clocks.filter(kind="PROMISED", subject_type=CASE, state="ENDED", unit="WORKING_DAY", used__isnull=False)
    rows = list(ended.select_related("department").order_by("ended_on", "pk"))
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


def percentile(values: Iterable[float], percent: float) -> float:
    """The `percent`-th percentile, interpolated linearly. Raises ValueError without values."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def bottlenecks(rows: Iterable[Record]) -> list[Bottleneck]:
    """One line per item and department (瓶颈), the slowest tenth first."""
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in rows:
        groups[row.item, row.department].append(row)
    lines = []
    for (item, department), own in groups.items():
        used = [row.used for row in own]
        answers = [row.first_response for row in own if row.first_response is not None]
        span, stopped = sum(row.span for row in own), sum(sum(row.stopped.values()) for row in own)
        lines.append(
            Bottleneck(
                item=item,
                department=department,
                cases=len(own),
                median=percentile(used, 50),
                p90=percentile(used, 90),
                late=sum(row.late for row in own),
                stopped_share=stopped / span if span else 0.0,
                rounds=sum(row.rounds for row in own) / len(own),
                first_response=percentile(answers, 50) if answers else None,
            )
        )
    return sorted(lines, key=lambda line: (-line.p90, -line.median, line.item, line.department))


def stopped_by_kind(rows: Iterable[Record]) -> list[tuple[str, int]]:
    """Working days stopped by kind of stop, the longest first."""
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.stopped)
    return sorted(((kind, days) for kind, days in total.items() if days), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Period:
    """One week (from Monday) or month: how many ended, and how many of them late."""

    start: date
    decided: int
    late: int


def trend(rows: Iterable[Record], since: date, until: date, *, weekly: bool) -> list[Period]:
    """Every period that touches `since` to `until`, also those in which nothing ended."""
    begin: Callable[[date], date] = monday if weekly else first_of_month
    decided: Counter[date] = Counter()
    late: Counter[date] = Counter()
    for row in rows:
        decided[begin(row.ended_on)] += 1
        late[begin(row.ended_on)] += row.late
    periods, start = [], begin(since)
    while start <= until:
        periods.append(Period(start, decided[start], late[start]))
        start = start + timedelta(days=7) if weekly else first_of_month(start + timedelta(days=31))
    return periods


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


BANDS = ((0, 25), (25, 50), (50, 75), (75, 100), (100, None))
"""Used days in per cent of the limit: above the first, up to and including the second number; 0 is in the first."""


def distribution(rows: Iterable[Record]) -> list[int]:
    """How many cases used which share of their limit, in `BANDS`."""
    found = [0] * len(BANDS)
    for row in rows:
        share = 100 * row.used / row.limit if row.limit else (101 if row.used else 0)
        place = next(n for n, (_low, high) in enumerate(BANDS) if high is None or share <= high)
        found[place] += 1
    return found
