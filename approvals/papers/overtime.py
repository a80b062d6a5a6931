"""致歉函: what the applicant is told when a limit has passed."""

from typing import Final

from approvals.models import OvertimeExplanation
from approvals.papers.shared import case_letter, in_chinese
from approvals.refiling import was_kept
from clocks.models import Clock
from core.commands import Context
from documents.models import Document
from documents.render.imprint import chinese_date

_UNITS: Final = {"WORKING_DAY": "个工作日", "CALENDAR_DAY": "日", "MONTH": "个月"}
_LIMITS: Final = {"PROMISED": "承诺办理时限", "STATUTORY": "法定办理时限"}


@in_chinese
def apology(context: Context, given: OvertimeExplanation, clock: Clock) -> Document:
    """关于办理超期的致歉函: the missed limit, by how much, why, what is done about it, and the new day.

    Day 0 is the clock's: a case deleted and filed again keeps the first one, and the letter says so.
    """
    case, begun = given.case, chinese_date(clock.origin_on)
    late = f"已超期{given.late_by_days}{'个工作日' if clock.unit == 'WORKING_DAY' else '日'}"
    return case_letter(
        context,
        case,
        "apology",
        release=True,
        counted=_counted(clock),
        due_on=given.due_on,
        as_of=given.entered_on,
        late=late if given.late_by_days else "时限已经届满",
        kept=(
            f"本事项此前已申报受理，重新申报不重新计算办理时限，起算日保持为首次受理的{begun}，超期天数连续计算。"
            if was_kept(case.pk)
            else ""
        ),
        reason=f"{given.reason.name}。{given.text}",
        measures=given.measures,
        expected_on=given.expected_on,
    )


def _counted(clock: Clock) -> str:
    """How the limit is counted: from the day after day 0, or decided at once."""
    if clock.limit == 0:
        return f"于{chinese_date(clock.origin_on)}受理，承诺即时办结"
    return f"自{chinese_date(clock.origin_on)}次日起计算{_LIMITS[clock.kind]}{clock.limit}{_UNITS[clock.unit]}"
