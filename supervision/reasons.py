"""Why a day counts or does not, in a sentence, and on what that rests (计入或不计入的原因与依据)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.calendar import DayKind
from clocks.models import Clock, Stop
from clocks.settling import WHOLES
from clocks.trace import Reason, TraceDay, UnionTraceDay
from supervision.sheets import Day
from supervision.words import timed

_MARKS = {
    Reason.START: "start",
    Reason.COUNTED: "counted",
    Reason.WEEKEND: "weekend",
    Reason.HOLIDAY: "holiday",
    Reason.CLOSURE: "closure",
    Reason.STOPPED: "stopped",
    Reason.SHIFTED: "shifted",
}
_CIVIL_CODE_201 = gettext_lazy("Civil Code, art. 201: the day itself is not counted")
_CIVIL_CODE_203 = gettext_lazy("Civil Code, art. 203: a last day off moves to the next working day")
_LICENSING_82 = gettext_lazy("Administrative Licensing Law, art. 82: limits are in working days")
_UNION = gettext_lazy("Days of items that run side by side count once")


def day(
    day: TraceDay,
    until: date,
    on: date,
    clock: Clock,
    sources: dict[date, str],
    bases: dict[tuple[date, date | None, str], Stop],
) -> Day:
    """A day of an ordinary clock. `until` is today or the day it ended, `bases` finds the stop behind a pause."""
    stop = bases.get((day.stop.start, day.stop.end, day.stop.kind)) if day.stop else None
    reason, source = _said(day, clock, stop, sources)
    return Day(
        day=day.day,
        mark=_MARKS[day.reason],
        number=day.number,
        reason=reason,
        source=source,
        is_due=day.is_due,
        is_today=day.day == on,
        late=day.late,
        future=day.day > until,
        provisional=day.provisional,
        makeup=day.kind is DayKind.MAKEUP,
    )


def _said(day: TraceDay, clock: Clock, stop: Stop | None, sources: dict[date, str]) -> tuple[str, str]:
    """Why this day counts or not, and on what that rests."""
    if day.reason is Reason.START:
        return _start(clock), str(_CIVIL_CODE_201)
    if day.reason is Reason.STOPPED and stop is not None:
        return _("Stopped: %(kind)s") % {"kind": stop.get_kind_display()}, stop.legal_basis
    if day.reason is Reason.SHIFTED:
        return _("Counted: the last day was off"), str(_CIVIL_CODE_203)
    if day.reason is Reason.COUNTED and day.kind is not DayKind.MAKEUP:
        return _("Counted"), ""
    if day.reason is Reason.COUNTED:
        return _makeup(day), sources.get(day.day, "")
    return _rest(day, sources)


def whole_day(
    day: UnionTraceDay,
    parts: list[Clock],
    until: date,
    on: date,
    clock: Clock,
    sources: dict[date, str],
    due_on: date | None,
) -> Day:
    """A day of a project or stage: which of its `parts` were under way."""
    running = tuple(timed(parts[place].label) for place in day.running)
    mark, reason, source = _whole_said(day, len(running), parts, clock, sources)
    return Day(
        day=day.day,
        mark=mark,
        number=day.number,
        reason=reason,
        source=source,
        running=running,
        is_due=day.day == due_on,
        is_today=day.day == on,
        late=due_on is not None and day.day > due_on,
        future=day.day > until,
        provisional=day.provisional,
        makeup=day.kind is DayKind.MAKEUP,
    )


def _whole_said(
    day: UnionTraceDay, running: int, parts: list[Clock], clock: Clock, sources: dict[date, str]
) -> tuple[str, str, str]:
    if day.number is not None:
        return "counted", _("Counted once: %(n)s under way") % {"n": running}, str(_UNION) if running > 1 else ""
    if not day.kind.works:
        return {"WEEKEND": "weekend", "HOLIDAY": "holiday"}.get(day.kind.value, "closure"), *_rest(day, sources)
    if day.day == min(part.origin_on for part in parts) or (clock.origin_fixed and day.day == clock.origin_on):
        return "start", _start(clock), str(_CIVIL_CODE_201)
    return "idle", _("Not counted: no item was under way"), _("Items are decided, stopped, or not yet accepted")


def _start(clock: Clock) -> str:
    return _("Day 0, not counted") if clock.kind in WHOLES else _("Day 0: the limit starts on the next day")


def _makeup(day: TraceDay | UnionTraceDay) -> str:
    if day.note:
        return _("Counted: make-up working day (%(occasion)s)") % {"occasion": day.note}
    return _("Counted: make-up working day")


def _rest(day: TraceDay | UnionTraceDay, sources: dict[date, str]) -> tuple[str, str]:
    if day.kind is DayKind.WEEKEND:
        return _("Not counted: weekend"), str(_LICENSING_82)
    if day.kind is DayKind.CLOSURE:
        return _("Not counted: offices closed (%(note)s)") % {"note": day.note or "—"}, sources.get(day.day, "")
    source = sources.get(day.day) or (str(_("The notice for this year is not out yet")) if day.provisional else "")
    return _("Not counted: public holiday (%(note)s)") % {"note": day.note or "—"}, source
