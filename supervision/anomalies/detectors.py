"""The detectors (监察规则判定): facts of one application in, findings out. Pure, so that a rule can be argued about.

Each takes the parameters of its rule's row; the names of the parameters are the names of its arguments.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from supervision.anomalies.facts import ApplicationFact, CaseFact, Entry

APPLICATION: Final = "approvals.jointapplication"
CASE: Final = "approvals.itemcase"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found (线索): about which row, on which day it happened, and the figures that prove it."""

    subject_type: str
    subject_id: int
    happened_on: date
    evidence: dict[str, Any]
    case: CaseFact | None = None


Detector = Callable[..., Iterator[Finding]]


def fake_parallel(application: ApplicationFact, *, days: int) -> Iterator[Finding]:
    """假并联: cases that need nothing of each other were opened more than `days` calendar days apart."""
    free = [case for case in application.cases if case.opened_on and not case.waits]
    first = min((case.opened_on for case in free if case.opened_on), default=None)
    for case in free:
        if first and case.opened_on and (case.opened_on - first).days > days:
            evidence = {"first": first.isoformat(), "opened": case.opened_on.isoformat()}
            yield _of_case(case, case.opened_on, evidence)


def stop_near_limit(application: ApplicationFact, *, share: int) -> Iterator[Finding]:
    """临期暂停: a stop began when at least 100 − `share` per cent of the limit, though not all of it, were used."""
    for case in application.cases:
        for stop in case.stops:
            if case.limit and stop.used * 100 >= case.limit * (100 - share):
                yield _of_case(case, stop.started_on, {"used": stop.used, "limit": case.limit, "kind": stop.kind})
                break


def decided_within_minutes(application: ApplicationFact, *, minutes: int, share: int) -> Iterator[Finding]:
    """秒批补录: decided within `minutes` of opening, or with under `share` per cent of the limit although every paper
    had been there before the application was received (体外循环的迹象). What is to be decided at once (即办件, limit 0)
    is left alone.
    """
    for case in application.cases:
        if not case.limit or case.decided_at is None or case.opened_at is None or case.decided_on is None:
            continue
        took = case.decided_at - case.opened_at
        quick = timedelta(0) <= took <= timedelta(minutes=minutes)
        older = case.prepared_at and application.received_on and case.prepared_at.date() < application.received_on
        few = case.used is not None and case.used * 100 < case.limit * share
        if quick or (few and older):
            evidence = {"minutes": int(took.total_seconds() // 60), "used": case.used, "limit": case.limit}
            yield _of_case(case, case.decided_on, evidence)


def back_filled(application: ApplicationFact, *, days: int) -> Iterator[Finding]:
    """事后补录: entered more than `days` working days after it took effect."""
    if worst := _latest(application.entries, days):
        yield Finding(APPLICATION, application.pk, worst.entered_on, _entry(worst))
    for case in application.cases:
        if worst := _latest(case.entries, days):
            yield _of_case(case, worst.entered_on, _entry(worst))


def repeated_returns(application: ApplicationFact, *, notices: int) -> Iterator[Finding]:
    """反复退件: `notices` notices or more in one application, where the law wants one (行政许可法 32)."""
    if len(application.notices) >= notices:
        yield Finding(APPLICATION, application.pk, max(application.notices), {"notices": len(application.notices)})


def no_notice_in_time(application: ApplicationFact, *, days: int) -> Iterator[Finding]:
    """逾期未告知: neither accepted nor answered within `days` working days of receipt."""
    if application.received_on and application.answer_days > days:
        on = application.answered_on or application.received_on
        evidence = {"days": application.answer_days, "received": application.received_on.isoformat()}
        yield Finding(APPLICATION, application.pk, on, evidence)


def pause_abuse(application: ApplicationFact, *, stops: int, share: int) -> Iterator[Finding]:
    """滥用暂停: more than `stops` stops in one case, or stopped for over `share` per cent of its limit."""
    for case in application.cases:
        days = sum(stop.days for stop in case.stops)
        if case.stops and (len(case.stops) > stops or days * 100 > case.limit * share):
            evidence = {"stops": len(case.stops), "days": days, "limit": case.limit}
            yield _of_case(case, case.stops[-1].started_on, evidence)


def material_outside_list(application: ApplicationFact) -> Iterator[Finding]:
    """清单外材料: a notice asks for what the catalogue does not name (清单外无审批)."""
    if application.asked:
        day, _first = application.asked[0]
        names = sorted({name for _day, name in application.asked})
        yield Finding(APPLICATION, application.pk, day, {"materials": names})


DETECTORS: Final[dict[str, Detector]] = {
    "FAKE_PARALLEL": fake_parallel,
    "STOP_NEAR_LIMIT": stop_near_limit,
    "DECIDED_WITHIN_MINUTES": decided_within_minutes,
    "BACK_FILLED": back_filled,
    "REPEATED_RETURNS": repeated_returns,
    "NO_NOTICE_IN_5_DAYS": no_notice_in_time,
    "PAUSE_ABUSE": pause_abuse,
    "MATERIAL_OUTSIDE_LIST": material_outside_list,
}


def _of_case(case: CaseFact, day: date, evidence: dict[str, Any]) -> Finding:
    return Finding(CASE, case.pk, day, evidence, case)


def _latest(entries: Iterable[Entry], days: int) -> Entry | None:
    late = [entry for entry in entries if entry.days_later > days]
    return max(late, key=lambda entry: entry.days_later, default=None)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "verb": entry.verb,
        "effective": entry.effective_on.isoformat(),
        "entered": entry.entered_on.isoformat(),
        "days": entry.days_later,
    }
