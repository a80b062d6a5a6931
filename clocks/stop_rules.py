"""Which clocks a stop stops, how long it may last and how often it may come (特别程序规则).

What the statutory clock does is law; the longest duration, the number of times and what the promised clock does
are defaults of this product, passed as values so that an operator can replace them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from clocks.calendar import WorkCalendar

STOPPABLE: Final = frozenset({"PROMISED", "STATUTORY"})
"""Clocks of a case; notices, deliveries, urge orders and the like run on."""


@dataclass(frozen=True, slots=True)
class StopRule:
    """Rule of one kind of stop. ``longest`` in working days, None for as long as the procedure lasts."""

    stops_statutory: bool
    stops_promised: bool
    longest: int | None
    times: int
    law: str
    given: bool = True
    """Whoever asks names the paper it rests on (证据); False where the system issues that paper in the same act."""


_ART_45: Final = "行政许可法第四十五条：听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在内"
_PROMISE: Final = "办理承诺时限规则；法定时限照常计算"

STOP_RULES: Final[Mapping[str, StopRule]] = {
    "HEARING": StopRule(True, True, 20, 2, _ART_45),
    "TENDER": StopRule(True, True, None, 2, _ART_45),
    "TESTING": StopRule(True, True, 15, 2, _ART_45),
    "EXPERT_REVIEW": StopRule(True, True, 20, 2, _ART_45),
    "PUBLICITY": StopRule(False, True, None, 2, _PROMISE),
    "CORRECTION": StopRule(False, True, 15, 1, _PROMISE, given=False),
    "THIRD_PARTY": StopRule(False, True, 15, 2, _PROMISE),
    "APPLICANT": StopRule(False, True, 30, 2, _PROMISE),
    "FORCE_MAJEURE": StopRule(True, True, None, 99, "不可抗力或系统故障，以停办通知为据"),
    "LATE_FILING": StopRule(
        True, True, None, 2, "赣府厅发〔2020〕8号：出具初审意见后挂起，容缺材料补齐后恢复", given=False
    ),
}
LONGEST_BACKDATING: Final = 1
"""Working days by which the entry of a stop may follow its start."""


class StopObjection(StrEnum):
    """Why a stop is refused (不予暂停的原因)."""

    UNKNOWN_KIND = "UNKNOWN_KIND"
    ENDS_BEFORE_START = "ENDS_BEFORE_START"
    IN_FUTURE = "IN_FUTURE"
    BACKDATED = "BACKDATED"
    TOO_LONG = "TOO_LONG"
    TOO_OFTEN = "TOO_OFTEN"
    NO_BASIS = "NO_BASIS"
    NO_EVIDENCE = "NO_EVIDENCE"
    SAME_PERSON = "SAME_PERSON"


def stops(kind: str, clock_kind: str, rules: Mapping[str, StopRule] = STOP_RULES) -> bool:
    """Whether a stop of ``kind`` stops a clock of ``clock_kind``; KeyError for an unknown kind."""
    rule = rules[kind]
    if clock_kind not in STOPPABLE:
        return False
    return rule.stops_statutory if clock_kind == "STATUTORY" else rule.stops_promised


def longest_end(kind: str, started_on: date, calendar: WorkCalendar, rule: StopRule | None = None) -> date | None:
    """The last day a stop begun on ``started_on`` may end (特别程序期限), None without a limit."""
    longest = (rule or STOP_RULES[kind]).longest
    return None if longest is None else calendar.add(started_on, longest)


def stop_objection(
    kind: str,
    started_on: date,
    planned_end_on: date,
    *,
    today: date,
    earlier: int,
    legal_basis: str,
    reason: str,
    evidence: str,
    requested_by: int | None,
    approved_by: int | None,
    calendar: WorkCalendar,
    rules: Mapping[str, StopRule] = STOP_RULES,
) -> StopObjection | None:
    """The first reason against this stop, None if none. ``earlier`` counts stops of the same kind so far.

    A stop names its basis, its reason and the paper it rests on, was not asked for by whom it is approved, begins today or one working day
    ago, and is planned to end in time (行政许可法 art. 45 wants the time needed told to the applicant in writing).
    """
    rule = rules.get(kind)
    if rule is None:
        return StopObjection.UNKNOWN_KIND
    if not legal_basis.strip() or not reason.strip():
        return StopObjection.NO_BASIS
    if rule.given and not evidence.strip():
        return StopObjection.NO_EVIDENCE
    if requested_by is not None and requested_by == approved_by:
        return StopObjection.SAME_PERSON
    if planned_end_on < started_on:
        return StopObjection.ENDS_BEFORE_START
    if started_on > today:
        return StopObjection.IN_FUTURE
    if calendar.count(started_on, today) > LONGEST_BACKDATING:
        return StopObjection.BACKDATED
    last = longest_end(kind, started_on, calendar, rule)
    if last is not None and planned_end_on > last:
        return StopObjection.TOO_LONG
    return StopObjection.TOO_OFTEN if earlier >= rule.times else None
