"""The stored clocks of one project as plain data (项目计时), reckoned anew from their facts, not from cached columns."""

from datetime import date
from typing import Any

from clocks import queries
from clocks.answers import day_data
from clocks.models import Clock, Stop
from clocks.project_account import account_data, account_of_project
from clocks.settling import WHOLES, key_of, recompute
from clocks.trace import UnionTraceDay
from core.time import today


def of_project(code: str, until: date | None = None) -> dict[str, Any] | None:
    """Every clock of the project with this code as of ``until`` (today when None); None if it has none.

    The total limit comes first, then stages, then items by day 0. Eight queries, whatever the number of clocks,
    and two more for each explanation.
    """
    on = until or today()
    clocks = list(Clock.objects.filter(project_code=code, origin_on__lte=on).select_related("department"))
    if not clocks:
        return None
    stops: dict[tuple[str, int], list[Stop]] = {}
    for stop in Stop.objects.filter(project_id=clocks[0].project_id).order_by("started_on", "pk"):
        stops.setdefault((stop.subject_type, stop.subject_id), []).append(stop)
    fresh = recompute(clocks, stops, queries.calendar_chooser(), on)
    order = {"CAP": 0, "STAGE": 1}
    fresh.sort(key=lambda clock: (order.get(clock.kind, 2), clock.origin_on, clock.pk))
    account = account_of_project(clocks[0].project_id, on)
    return {
        "project_code": code,
        "project_name": fresh[0].project_name,
        "until": on,
        "time_account": account_data(account) if account else None,
        "clocks": [_clock(clock, on, stops.get(key_of(clock), [])) for clock in fresh],
    }


def _clock(clock: Clock, on: date, stops: list[Stop]) -> dict[str, Any]:
    calendar = queries.calendar_chooser()(clock)
    data: dict[str, Any] = {
        "id": clock.pk,
        "kind": clock.kind,
        "label": clock.label,
        "department": clock.department.name if clock.department else "",
        "stage": clock.stage,
        "state": clock.state,
        "accepted_on": clock.origin_on,
        "ended_on": clock.ended_on,
        "limit": clock.limit,
        "unit": clock.unit,
        "due_on": clock.due_on,
        "used": queries.days_used(clock, on, calendar.days),
        "left": queries.days_left(clock, on, calendar.days),
        "light": queries.light_of(clock, on),
        "provisional": clock.provisional,
        "counts_in_cap": clock.counts_in_cap,
        "calendar": calendar.days.version,
        "stops": [
            {"kind": stop.kind, "start": stop.started_on, "end": stop.ended_on, "planned_end": stop.planned_end_on,
             "legal_basis": stop.legal_basis}
            for stop in stops
        ],
    }  # fmt: skip
    if clock.kind in WHOLES:
        parts, days = queries.explain_whole(clock, on)
        data["items"] = [part.label for part in parts]
        data["trace"] = [_union_day(day) for day in days]
    else:
        data["trace"] = [day_data(line) for line in queries.explain(clock, on)]
    return data


def _union_day(day: UnionTraceDay) -> dict[str, Any]:
    return {
        "day": day.day,
        "kind": day.kind,
        "number": day.number,
        "running": list(day.running),
        "note": day.note,
        "provisional": day.provisional,
    }
