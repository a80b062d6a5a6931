"""Rows of this room, one module a concept; import them here so that Django finds them."""

from clocks.models.calendar import CalendarDay, CalendarProposal, CalendarVersion, LocalClosure, version_name
from clocks.models.clock import Clock, ClockKind, LimitUnit
from clocks.models.stop import Stop, StopKind, StoppingRule

__all__ = [
    "CalendarDay",
    "CalendarProposal",
    "CalendarVersion",
    "Clock",
    "ClockKind",
    "LimitUnit",
    "LocalClosure",
    "Stop",
    "StopKind",
    "StoppingRule",
    "version_name",
]
