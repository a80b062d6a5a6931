"""Figures of the statistics page (统计分析): counted by the database, every one a selection that opens its rows.

A percentile interpolates linearly between the two nearest values, as spreadsheets and pandas do; the database hands
out how often each number of days occurs, not the cases. Days are working days of the promised clock, as the clock
froze them when it ended.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from approvals.models import ItemCase, OneTimeNotice
from clocks.current import AllCalendars
from clocks.models import Clock, Stop
from clocks.settling import pauses_of

CASE: Final = "approvals.itemcase"
LATE: Final = Q(used__gt=F("limit"))
"""It took more days than promised."""
BANDS: Final = ((0, 25), (25, 50), (50, 75), (75, 100), (100, None))
"""Used days in per cent of the limit: above the first, up to and including the second number; 0 is in the first."""
BINS: Final = ((0, 0), (1, 5), (6, 10), (11, 20), (21, 40), (41, None))
"""Used days, from and up to."""


def started(clocks: "QuerySet[Clock]") -> "QuerySet[Clock]":
    """The promised clocks of cases among `clocks`: a case runs one from its acceptance."""
    return clocks.filter(kind="PROMISED", subject_type=CASE, unit="WORKING_DAY")


def ended(clocks: "QuerySet[Clock]") -> "QuerySet[Clock]":
    """Those that were concluded (办结)."""
    return started(clocks).filter(state="ENDED", used__isnull=False)


def band_q(place: int) -> Q:
    """The clocks that used the share of their limit that `BANDS[place]` names."""
    low, high = BANDS[place]
    above = Q(used__gt=F("limit") * low / Value(100.0)) if place else Q()
    return above & Q(used__lte=F("limit") * high / Value(100.0)) if high else above


def bin_q(place: int) -> Q:
    """The clocks that used as many days as `BINS[place]` names."""
    low, high = BINS[place]
    return Q(used__gte=low) & (Q(used__lte=high) if high is not None else Q())


def _placed(condition: Callable[[int], Q], number: int) -> Case:
    return Case(*(When(condition(place), then=Value(place)) for place in range(number)), output_field=IntegerField())


# ---- totals, trend, distributions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Totals:
    """How many were concluded, and how many of them late."""

    decided: int
    late: int


def totals(clocks: "QuerySet[Clock]") -> Totals:
    """Of the concluded `clocks`; one query."""
    return Totals(**clocks.aggregate(decided=Count("pk"), late=Count("pk", filter=LATE)))


@dataclass(frozen=True, slots=True)
class Period:
    """One week (from Monday) or month, cut to the time asked for: cases received, accepted, concluded, and late."""

    start: date
    first: date
    last: date
    received: int
    accepted: int
    decided: int
    late: int


def trend(
    received: "QuerySet[ItemCase]",
    accepted: "QuerySet[Clock]",
    decided: "QuerySet[Clock]",
    since: date,
    until: date,
    *,
    weekly: bool,
) -> list[Period]:
    """Every period that touches the days from `since` to `until`, also those in which nothing happened; 4 queries."""
    came = _per_period(received, "application__received_on", weekly)
    began = _per_period(accepted, "origin_on", weekly)
    done = _per_period(decided, "ended_on", weekly)
    late = _per_period(decided.filter(LATE), "ended_on", weekly)
    periods, start = [], _begin(since, weekly)
    while start <= until:
        following = start + timedelta(days=7) if weekly else _begin(start + timedelta(days=31), weekly)
        first, last = max(start, since), min(following - timedelta(days=1), until)
        periods.append(Period(start, first, last, came[start], began[start], done[start], late[start]))
        start = following
    return periods


def _per_period(rows: "QuerySet[Any]", column: str, weekly: bool) -> "Counter[date]":
    cut = TruncWeek(column) if weekly else TruncMonth(column)
    counted = rows.order_by().annotate(period=cut).values("period").annotate(number=Count("pk"))
    return Counter(dict(counted.values_list("period", "number")))


def _begin(day: date, weekly: bool) -> date:
    return day - timedelta(days=day.weekday()) if weekly else day.replace(day=1)


def distribution(clocks: "QuerySet[Clock]") -> list[int]:
    """How many of the concluded `clocks` used which share of their limit, in `BANDS`; one query."""
    counted = clocks.order_by().values(place=_placed(band_q, len(BANDS))).annotate(number=Count("pk"))
    found = dict(counted.values_list("place", "number"))
    return [found.get(place, 0) for place in range(len(BANDS))]


def histogram(clocks: "QuerySet[Clock]") -> list[tuple[str, list[int]]]:
    """(flow type, numbers of cases by used days in `BINS`), the most frequent flow type first; one query."""
    counted = clocks.order_by().values("flow_type", place=_placed(bin_q, len(BINS))).annotate(number=Count("pk"))
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(BINS))
    for flow, place, number in counted.values_list("flow_type", "place", "number"):
        found[flow][place] = number
    return sorted(found.items(), key=lambda line: (-sum(line[1]), line[0]))


# ---- where the time goes -----------------------------------------------------------------------------------------

Group = tuple[str, int | None]
"""Item and department."""
NOTHING: Final[Counter[str]] = Counter()


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One item of one department: how many cases, median and p90 of used days, and where the time went."""

    item: str
    department: int | None
    cases: int
    median: float
    p90: float
    late: int
    stopped_share: float
    rounds: float
    first_response: float | None


Stood = Mapping[Group, Counter[str]]
"""Working days of every kind of stop, by group."""


def bottlenecks(clocks: "QuerySet[Clock]", calendars: AllCalendars, stood: Stood) -> list[Bottleneck]:
    """One line per item and department (堵点), the slowest tenth first; four queries over the concluded `clocks`."""
    used: dict[Group, Counter[int]] = defaultdict(Counter)
    late: Counter[Group] = Counter()
    by_days = clocks.order_by().values("label", "department_id", "used")
    for item, office, days, number, slow in by_days.annotate(
        number=Count("pk"), slow=Count("pk", filter=LATE)
    ).values_list("label", "department_id", "used", "number", "slow"):
        used[item, office][days or 0] += number
        late[item, office] += slow
    spans = _spans(clocks, calendars)
    rounds, answers = _answers(clocks, calendars)
    lines = [
        Bottleneck(
            item=group[0],
            department=group[1],
            cases=(cases := sum(days.values())),
            median=percentile(days, 50),
            p90=percentile(days, 90),
            late=late[group],
            stopped_share=sum(stood.get(group, NOTHING).values()) / spans[group] if spans[group] else 0.0,
            rounds=rounds[group] / cases,
            first_response=percentile(answers[group], 50) if answers[group] else None,
        )
        for group, days in used.items()
    ]
    return sorted(lines, key=lambda line: (-line.p90, -line.median, line.item, line.department or 0))


@dataclass(frozen=True, slots=True)
class Standstill:
    """One kind of stop: how many cases it stopped, and for how many working days in all."""

    kind: str
    cases: int
    days: int


def stopped_by_kind(clocks: "QuerySet[Clock]", stood: Stood) -> list[Standstill]:
    """The kinds of stop of the concluded `clocks`, the longest first; one query."""
    total: Counter[str] = Counter()
    for own in stood.values():
        total.update(own)
    stops = Stop.objects.filter(subject_type=CASE, subject_id__in=clocks.values("subject_id")).order_by()
    cases = stops.values("kind").annotate(number=Count("subject_id", distinct=True)).values_list("kind", "number")
    found = [Standstill(kind, number, total[kind]) for kind, number in cases]
    return sorted(found, key=lambda line: (-line.days, line.kind))


def _spans(clocks: "QuerySet[Clock]", calendars: AllCalendars) -> "Counter[Group]":
    """Working days from acceptance to conclusion, summed by group: the days up to each end less those up to each
    beginning, so that the database hands out dates with their numbers and not cases."""
    found: Counter[Group] = Counter()
    for column, sign in (("ended_on", 1), ("origin_on", -1)):
        columns = ("label", "department_id", "calendar_id", column)
        dates = clocks.order_by().values(*columns).annotate(number=Count("pk"))
        for item, office, version, day, number in dates.values_list(*columns, "number"):
            days = calendars[version].days
            found[item, office] += sign * number * days.count(days.first_day, day)
    return found


def standstill(clocks: "QuerySet[Clock]", calendars: AllCalendars) -> Stood:
    """Working days of every kind of stop by group; two queries that read only the cases that ever stood still."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(subject_type=CASE, subject_id__in=clocks.values("subject_id")).order_by("pk"):
        stops[stop.subject_id].append(stop)
    found: dict[Group, Counter[str]] = defaultdict(Counter)
    stood = Stop.objects.filter(subject_type=CASE).values("subject_id")
    for clock in clocks.filter(subject_id__in=stood):
        assert clock.ended_on is not None
        for pause in pauses_of(clock, stops[clock.subject_id]):
            last = min(pause.end or clock.ended_on, clock.ended_on)
            days = calendars[clock.calendar_id].days.count(max(pause.start, clock.origin_on), last)
            found[clock.label, clock.department_id][pause.kind] += days
    return found


def _answers(clocks: "QuerySet[Clock]", calendars: AllCalendars) -> "tuple[Counter[Group], dict[Group, Counter[int]]]":
    """Correction notices, and how often an application waited how many working days to be accepted; one query."""
    case = ItemCase.objects.filter(pk=OuterRef("subject_id"))
    notices = OneTimeNotice.objects.filter(application__cases=OuterRef("subject_id")).order_by().values("application")
    dated = clocks.order_by().annotate(
        received=Subquery(case.values("application__received_on")[:1]),
        answered=Subquery(case.values("application__accepted_on")[:1]),
        notices=Coalesce(Subquery(notices.annotate(number=Count("pk")).values("number")[:1]), 0),
    )
    columns = ("label", "department_id", "calendar_id", "received", "answered")
    grouped = dated.values(*columns)
    rounds: Counter[Group] = Counter()
    waits: dict[Group, Counter[int]] = defaultdict(Counter)
    for item, office, version, received, answered, number, sent in grouped.annotate(
        number=Count("pk"), sent=Sum("notices")
    ).values_list(*columns, "number", "sent"):
        rounds[item, office] += sent
        if received and answered:
            waits[item, office][calendars[version].days.count(received, answered)] += number
    return rounds, waits


def percentile(counts: Mapping[int, int], percent: float) -> float:
    """The `percent`-th percentile of values given with how often each occurs. Raises ValueError without values."""
    number = sum(counts.values())
    if not number:
        raise ValueError("no values")
    place = (number - 1) * percent / 100
    low = int(place)
    below, above = _nth(counts, low), _nth(counts, min(low + 1, number - 1))
    return below + (above - below) * (place - low)


def _nth(counts: Mapping[int, int], place: int) -> int:
    return next(value for value, past in _running(counts) if place < past)


def _running(counts: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    past = 0
    for value in sorted(counts):
        past += counts[value]
        yield value, past


def days_used(clocks: "QuerySet[Clock]") -> dict[int, int]:
    """How often each number of used days occurs among the concluded `clocks`; one query."""
    counted = clocks.order_by().values("used").annotate(number=Count("pk"))
    return {used or 0: number for used, number in counted.values_list("used", "number")}


def first_and_last(clocks: "QuerySet[Clock]") -> tuple[date, date]:
    """The earliest acceptance and the latest conclusion of the concluded `clocks`, of which there is one at least."""
    found = clocks.aggregate(first=Min("origin_on"), last=Max("ended_on"))
    return found["first"], found["last"]
