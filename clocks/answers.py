"""A reckoning as plain data (计时结果), the one shape of the command line, the trace's JSON and batch files.

Keys: accepted_on, limit, unit, stops ([start, end] pairs), until, due_on, used, left, late, stopped, provisional,
light, warn_on, yellow_on, red_on, calendar, official_until and, if asked for, trace (one object a day). Dates are
``date`` objects; `docs/reckon.md` shows the JSON.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from clocks import rules
from clocks.calendar import WorkCalendar
from clocks.lights import light, light_dates
from clocks.trace import TraceDay, trace

UNITS: Final[Mapping[str, rules.Unit]] = {
    **{unit.value: unit for unit in rules.Unit},
    **{unit.value.lower(): unit for unit in rules.Unit},
}
"""Names a person or a file may use for a unit."""


def reckoned(
    accepted_on: date,
    limit: int,
    unit: rules.Unit,
    stops: Iterable[rules.Stop],
    calendar: WorkCalendar,
    until: date | None = None,
    *,
    traced: bool = True,
) -> dict[str, Any]:
    """One clock as of ``until`` (the due date when None). Raises as ``rules.due``."""
    facts = (accepted_on, limit, unit, tuple(stops), calendar)
    due_on = rules.due(*facts)
    on = until or due_on or accepted_on
    found = rules.reckon(*facts, on)
    shown = light_dates(*facts, due_on)
    answer: dict[str, Any] = {
        "accepted_on": found.accepted_on,
        "limit": found.limit,
        "unit": found.unit,
        "stops": [[pause.start, pause.end] for pause in found.stops],
        "until": found.until,
        "due_on": found.due_on,
        "used": found.used,
        "left": found.left,
        "late": found.late,
        "stopped": found.stopped,
        "provisional": found.provisional,
        "light": light(on, shown),
        "warn_on": shown.warn_on,
        "yellow_on": shown.yellow_on,
        "red_on": shown.red_on,
        "calendar": calendar.version,
        "official_until": calendar.published_until,
    }
    if traced:
        answer["trace"] = [day_data(line) for line in trace(*facts, on)]
    return answer


def day_data(line: TraceDay) -> dict[str, Any]:
    """One day of a trace as plain data."""
    return {
        "day": line.day,
        "kind": line.kind,
        "reason": line.reason,
        "number": line.number,
        "note": line.note,
        "due": line.is_due,
        "late": line.late,
        "provisional": line.provisional,
    }
