"""Late cases of the seeded province say why, as in life: a letter of apology before the decision."""

from datetime import date
from typing import Any, Final

from approvals.models import ItemCase, OvertimeReason
from approvals.overtime.commands import explain_overtime
from approvals.overtime.reasons import load_reasons
from core.time import today

STORIES: Final = (
    (
        "opinion",
        "征求文物部门意见的复函晚于约定日期三个工作日收到。",
        "已与文物部门约定线上会签，后续同类事项当日往返。",
    ),
    ("meeting", "方案需经规划委员会审议，原定会议因汛情延期。", "已列入下次会议首个议题，会后当日办结。"),
    ("workload", "本月集中受理年度重点项目，经办人员不足。", "已抽调两名人员支援，优先办理超期件。"),
)
"""Reason, what happened, what is done about it."""


def explain_if_late(case: ItemCase, officer: Any, expected_on: date) -> bool:
    """Explain a late case on behalf of its department; False for one in time or explained already."""
    load_reasons()
    if not explain_overtime.is_open(officer, case):
        return False
    code, text, measures = STORIES[case.pk % len(STORIES)]
    explain_overtime.perform(
        officer,
        case,
        reason=OvertimeReason.objects.get(code=code),
        text=text,
        measures=measures,
        expected_on=max(expected_on, today()),
    )
    return True
