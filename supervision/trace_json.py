"""A clock's trace for machines (计时明细接口): the same days and figures as its page, in one documented shape.

    {"clock": {"id", "kind", "label", "project_code", "origin_on", "limit", "unit", "extended_by", "state", "ended_on"},
     "as_of", "light", "used", "left", "due_on", "provisional",
     "calendar": {"version", "source", "official_until"},
     "stops": [{"kind", "started_on", "planned_end_on", "ended_on", "entered_at", "backdated", "legal_basis", "reason",
                "evidence", "paper", "end_evidence", "days"}],
     "days": [{"date", "counted", "number", "mark", "reason", "source", "due", "late", "future", "provisional",
               "running"}]}

Dates are ISO 8601; `number` is the day's count or null; `used` equals the days with `counted` up to `as_of` (of an
ended clock, its end). `backdated` says that a stop was entered on a later day than it took effect.
"""

from typing import Any

from supervision.explain import Explained, Pause
from supervision.sheets import Day


def as_json(explained: Explained) -> dict[str, Any]:
    """The trace of one clock as plain values."""
    clock = explained.clock
    return {
        "clock": {
            "id": clock.pk,
            "kind": clock.kind,
            "label": clock.label,
            "project_code": clock.project_code,
            "origin_on": clock.origin_on,
            "limit": clock.limit,
            "unit": clock.unit,
            "extended_by": clock.extended_by,
            "state": clock.state,
            "ended_on": clock.ended_on,
        },
        "as_of": clock.ended_on or explained.on,
        "light": explained.light.value,
        "used": explained.used,
        "left": explained.left,
        "due_on": explained.due_on,
        "provisional": explained.provisional,
        "calendar": {
            "version": str(clock.calendar),
            "source": clock.calendar.source,
            "official_until": clock.calendar.official_until,
        },
        "stops": [_stop(pause) for pause in explained.pauses],
        "days": [_day(day) for day in explained.days],
    }


def _stop(pause: Pause) -> dict[str, Any]:
    stop = pause.stop
    return {
        "kind": stop.kind,
        "started_on": stop.started_on,
        "planned_end_on": stop.planned_end_on,
        "ended_on": stop.ended_on,
        "entered_at": stop.entered_at,
        "backdated": pause.backdated,
        "legal_basis": stop.legal_basis,
        "reason": stop.reason,
        "evidence": stop.evidence,
        "paper": pause.paper,
        "end_evidence": stop.end_evidence,
        "days": pause.days,
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "date": day.day,
        "counted": day.number is not None,
        "number": day.number,
        "mark": day.mark,
        "reason": day.reason,
        "source": day.source,
        "due": day.is_due,
        "late": day.late,
        "future": day.future,
        "provisional": day.provisional,
        "running": list(day.running),
    }
