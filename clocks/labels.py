"""How a day of an explanation is worded (计时明细用语); the rules know codes, people read sentences."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.calendar import DayKind
from clocks.models import StopKind
from clocks.trace import Reason, TraceDay, UnionTraceDay

REASONS: Final[dict[Reason, Promise]] = {
    Reason.START: gettext_lazy("Day of acceptance, not counted"),
    Reason.COUNTED: gettext_lazy("Counted"),
    Reason.WEEKEND: gettext_lazy("Weekend, not counted"),
    Reason.HOLIDAY: gettext_lazy("Statutory holiday, not counted"),
    Reason.CLOSURE: gettext_lazy("Offices closed, not counted"),
    Reason.STOPPED: gettext_lazy("Clock stopped, not counted"),
    Reason.SHIFTED: gettext_lazy("Limit moved to the next working day"),
}
KINDS: Final[dict[DayKind, Promise]] = {
    DayKind.WORK: gettext_lazy("Working day"),
    DayKind.WEEKEND: gettext_lazy("Weekend"),
    DayKind.HOLIDAY: gettext_lazy("Statutory holiday"),
    DayKind.MAKEUP: gettext_lazy("Make-up working day"),
    DayKind.CLOSURE: gettext_lazy("Offices closed"),
}
OCCASIONS: Final[dict[str, Promise]] = {
    "元旦": gettext_lazy("New Year's Day"),
    "春节": gettext_lazy("Spring Festival"),
    "清明节": gettext_lazy("Tomb-Sweeping Day"),
    "劳动节": gettext_lazy("Labour Day"),
    "端午节": gettext_lazy("Dragon Boat Festival"),
    "中秋节": gettext_lazy("Mid-Autumn Festival"),
    "国庆节": gettext_lazy("National Day"),
    "抗战胜利纪念日": gettext_lazy("Victory Day"),
}


def occasion(note: str) -> str:
    """A calendar note in the reader's language; a note nobody translated, such as a local document, as written."""
    return "、".join(str(OCCASIONS.get(part, part)) for part in note.split("、")) if note else ""


def why(line: TraceDay) -> str:
    """One line's reason: `法定节假日，不计入（春节）`, `计入（调休上班日，国庆节）`, `暂停计时，不计入（专家评审）`."""
    detail = ""
    if line.reason is Reason.STOPPED and line.stop is not None:
        detail = str(StopKind(line.stop.kind).label) if line.stop.kind else ""
    elif line.kind is DayKind.MAKEUP:
        detail = _("make-up working day, %(occasion)s") % {"occasion": occasion(line.note)}
    elif line.note:
        detail = occasion(line.note)
    return (
        _("%(reason)s (%(detail)s)") % {"reason": REASONS[line.reason], "detail": detail}
        if detail
        else str(REASONS[line.reason])
    )


def kind_of_day(line: TraceDay | UnionTraceDay) -> str:
    """What day it is: `工作日`, `法定节假日（春节）`."""
    kind = str(KINDS[line.kind])
    if not line.note:
        return kind
    return _("%(reason)s (%(detail)s)") % {"reason": kind, "detail": occasion(line.note)}
