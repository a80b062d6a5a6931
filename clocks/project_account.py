"""The time account of a stored project (项目用时账), from its clocks, stops and calendar: five queries."""

from collections import defaultdict
from datetime import date
from typing import Any, Final

from clocks.current import in_force
from clocks.models import Clock, Stop
from clocks.queries import calendar_chooser
from clocks.settling import Key, key_of, parts_of, pauses_of, run_of
from clocks.time_account import ProjectDays, TimeAccount, time_account
from clocks.union import Run, closures

_HANDLING: Final = ("PROMISED", "NOTICE", "CORRECTION", "DELIVERY", "OPINION", "CAP")
"""Kinds that tell where a project is; both limits of a case begin and end alike, so one of them is enough."""


def account_of_project(project_id: int, on: date) -> TimeAccount | None:
    """The account of a project as of `on`; None before its first receipt.

    It begins with the first receipt of a stage the total limit covers and ends with the total limit, or today.
    """
    clocks = list(Clock.objects.of_project(project_id).filter(kind__in=_HANDLING, origin_on__lte=on).order_by("pk"))
    cap = next((clock for clock in clocks if clock.kind == "CAP"), None)
    scope = set(cap.scope.split()) if cap else set()
    within = [
        clock for clock in clocks if clock.kind != "CAP" and (not scope or not clock.stage or clock.stage in scope)
    ]
    if not within:
        return None
    stops: defaultdict[Key, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(project_id=project_id):
        stops[stop.subject_type, stop.subject_id].append(stop)
    first = min(clock.origin_on for clock in within)
    counted = parts_of(cap, within) if cap else [c for c in within if c.kind == "PROMISED" and c.counts_in_cap]
    known, calendars = {clock.pk for clock in counted}, calendar_chooser()
    days = (calendars(cap) if cap else in_force().at(within[0].region_id)).days

    def runs(*kinds: str) -> tuple[Run, ...]:
        return tuple(
            Run(clock.origin_on, clock.ended_on, pauses_of(clock, stops[key_of(clock)]))
            for clock in within
            if clock.kind in kinds and clock.pk not in known
        )

    facts = ProjectDays(
        first=first,
        last=max(first, _last(cap, within, on)),
        items=tuple(run_of(c, stops[key_of(c)], closed=closures(calendars(c).days, days)) for c in counted),
        checking=runs("NOTICE"),
        uncounted=runs("PROMISED", "OPINION"),
        delivering=runs("DELIVERY"),
        origin=cap.origin_on if cap and cap.origin_fixed else None,
    )
    return time_account(facts, days)


def account_data(account: TimeAccount) -> dict[str, Any]:
    """The account as plain values: `span` = `used` + `hidden`, `hidden` = the sum of `parts`, in working days."""
    return {
        "first": account.first,
        "last": account.last,
        "span": account.span,
        "used": account.used,
        "hidden": account.hidden,
        "parts": {part.value: days for part, days in account.parts.items()},
        "stopped_by_kind": account.stopped,
    }


def _last(cap: Clock | None, within: list[Clock], on: date) -> date:
    """The last issue: the end of the total limit; without one, of the last clock if none is open. Else today."""
    if cap is not None:
        return min(cap.ended_on or on, on)
    return on if any(c.ended_on is None for c in within) else min(on, max(c.ended_on or on for c in within))
