"""How an application and its cases may move (办理状态流转), and what follows from silence and prerequisites.

Each verb names where it starts, where it ends and which national handling status (BLZT) it reports.
The commands move rows by these tables and the doctor replays the journal with them, so there is no
second opinion about what a verb means. A verb on an application moves its cases along (`fan`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final


class Blzt(IntEnum):
    """办理状态 (national data standard, code list BLZT)."""

    RECEIVED = 1
    WITHDRAWN = 2
    ACCEPTED = 3
    NOT_ACCEPTED = 4
    REFUSED = 5
    CORRECTION = 6
    CORRECTED = 7
    STARTED = 8
    SPECIAL_STARTED = 9
    SPECIAL_ENDED = 10
    PASSED = 11
    PASSED_LATE_FILING = 12
    FAILED = 13
    RECALLED = 14
    REVOKED = 15


BLZT_AFTER: Final[Mapping[int | None, frozenset[int]]] = {
    None: frozenset({1}),
    1: frozenset({2, 3, 4, 5, 6}),
    # Besides 7, an answer that never comes ends the case as 撤件 with the reason 逾期未补正.
    6: frozenset({7, 2}),
    # The applicant's right to withdraw does not pause between the answer and the acceptance.
    7: frozenset({3, 5, 6, 2}),
    3: frozenset({8, 2, 13}),
    8: frozenset({9, 6, 11, 12, 13, 2, 14}),
    9: frozenset({10}),
    10: frozenset({8, 9, 11, 12, 13}),
    # 撤回 (14, 行政许可法 8) and 撤销 (15, 行政许可法 69) strike what was decided: ADR 20.
    12: frozenset({11, 14, 15}),
    11: frozenset({14, 15}),
}
"""Which BLZT may follow which; whatever is not here is refused. 2, 4, 5, 13, 14 and 15 are ends."""


def may_follow(before: int | None, after: int) -> bool:
    """Whether the national status `after` may be reported when `before` was the last one."""
    return after in BLZT_AFTER.get(before, frozenset())


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: allowed states, resulting state, BLZT it reports (in order), what its cases become."""

    sources: frozenset[str]
    target: str
    blzt: tuple[int, ...] = ()
    fan: str = ""
    """The state the application's undecided cases take; empty when they stay where they are."""


def _step(sources: str, target: str, *blzt: int, fan: str = "") -> Step:
    return Step(frozenset(sources.split()), target, tuple(int(code) for code in blzt), fan)


APPLICATION: Final[Mapping[str, Step]] = {
    "approvals.create_draft": _step("", "DRAFT"),
    "approvals.submit": _step("DRAFT", "RECEIVED", Blzt.RECEIVED, fan="RECEIVED"),
    "approvals.send_notice": _step("RECEIVED CORRECTED", "CORRECTION", Blzt.CORRECTION),
    "approvals.answer_notice": _step("CORRECTION", "CORRECTED", Blzt.CORRECTED),
    "approvals.more_time": _step("CORRECTION", "CORRECTION"),
    "approvals.lapse": _step("CORRECTION", "RETURNED", Blzt.WITHDRAWN, fan="CLOSED"),
    "approvals.accept": _step("RECEIVED CORRECTED", "ACCEPTED", Blzt.ACCEPTED, fan="WAITING"),
    "approvals.accept_by_silence": _step("RECEIVED CORRECTED", "ACCEPTED", Blzt.ACCEPTED, fan="WAITING"),
    "approvals.refuse": _step("RECEIVED CORRECTED", "REFUSED", Blzt.REFUSED, fan="CLOSED"),
    "approvals.not_required": _step("RECEIVED", "REFUSED", Blzt.NOT_ACCEPTED, fan="CLOSED"),
    "approvals.hand_to_lead": _step("ACCEPTED", "CONSOLIDATING"),
    # Items beside the stages have no lead department; their papers go to the window at once.
    "approvals.hand_to_window": _step("ACCEPTED", "CONSOLIDATED"),
    "approvals.consolidate": _step("CONSOLIDATING", "CONSOLIDATED"),
    "approvals.issue": _step("CONSOLIDATED", "ISSUED"),
    "approvals.add_item": _step("ACCEPTED", "ACCEPTED"),
    "approvals.request_withdrawal": _step("ACCEPTED", "ACCEPTED"),
    "approvals.withdraw": _step("RECEIVED CORRECTION CORRECTED ACCEPTED", "WITHDRAWN", Blzt.WITHDRAWN, fan="WITHDRAWN"),
}
"""Verbs of a joint application (并联审批申请)."""

CASE: Final[Mapping[str, Step]] = {
    "approvals.accept_item": _step("RECEIVED", "WAITING", Blzt.ACCEPTED),
    "approvals.accept_item_by_silence": _step("RECEIVED", "WAITING", Blzt.ACCEPTED),
    "approvals.refuse_item": _step("RECEIVED", "CLOSED", Blzt.REFUSED),
    "approvals.notify_item": _step("RECEIVED", "RECEIVED", Blzt.CORRECTION),
    "approvals.answer_item": _step("RECEIVED", "RECEIVED", Blzt.CORRECTED),
    "approvals.item_more_time": _step("RECEIVED", "RECEIVED"),
    "approvals.lapse_item": _step("RECEIVED", "CLOSED", Blzt.WITHDRAWN),
    "approvals.open_case": _step("WAITING", "OPEN", Blzt.STARTED),
    "approvals.close_case": _step("WAITING", "CLOSED", Blzt.WITHDRAWN),
    "approvals.claim_case": _step("OPEN", "OPEN"),
    "approvals.release_case": _step("OPEN", "OPEN"),
    "approvals.assign_case": _step("OPEN", "OPEN"),
    "approvals.give_opinion": _step("OPEN", "REVIEWED"),
    "approvals.return_to_reviewer": _step("REVIEWED", "OPEN"),
    "approvals.request_special_procedure": _step("OPEN", "OPEN"),
    "approvals.decline_special_procedure": _step("OPEN", "OPEN"),
    "approvals.ask_opinion": _step("OPEN", "OPEN"),
    "approvals.confirm_reuse": _step("OPEN", "OPEN"),
    "approvals.override_reuse": _step("OPEN", "OPEN"),
    # 区域评估替代: the standard has no status of its own for it; 应用区域评估情况 says what stands for the item.
    "approvals.waive": _step("OPEN", "WAIVED", Blzt.PASSED),
    "approvals.request_extension": _step("OPEN", "OPEN"),
    "approvals.decline_extension": _step("OPEN", "OPEN"),
    "approvals.grant_extension": _step("OPEN", "OPEN"),
    "approvals.start_special_procedure": _step("OPEN", "SPECIAL", Blzt.SPECIAL_STARTED),
    "approvals.end_special_procedure": _step("SPECIAL", "OPEN", Blzt.SPECIAL_ENDED),
    "approvals.request_correction": _step("OPEN", "OPEN"),
    "approvals.decline_correction": _step("OPEN", "OPEN"),
    "approvals.start_correction": _step("OPEN", "CORRECTING", Blzt.CORRECTION),
    "approvals.answer_correction": _step("CORRECTING", "OPEN", Blzt.CORRECTED),
    "approvals.lapse_correction": _step("CORRECTING", "OPEN", Blzt.CORRECTED),
    # 7 is followed by 3 alone: the standard takes a corrected case in again before the department goes on with 8.
    "approvals.readmit_case": _step("OPEN", "OPEN", Blzt.ACCEPTED),
    "approvals.resume_case": _step("OPEN", "OPEN", Blzt.STARTED),
    "approvals.pass": _step("REVIEWED", "PASSED", Blzt.PASSED),
    "approvals.fail": _step("REVIEWED", "FAILED", Blzt.FAILED),
    "approvals.propose_annulment": _step("PASSED", "PASSED"),
    "approvals.answer_annulment": _step("PASSED", "PASSED"),
    "approvals.drop_annulment": _step("PASSED", "PASSED"),
    "approvals.recall": _step("PASSED", "RECALLED", Blzt.RECALLED),
    "approvals.revoke": _step("PASSED", "REVOKED", Blzt.REVOKED),
    "approvals.preliminary": _step("REVIEWED", "LATE_FILES", Blzt.PASSED_LATE_FILING),
    "approvals.convert": _step("LATE_FILES", "PASSED", Blzt.PASSED),
    "approvals.void_preliminary": _step("LATE_FILES", "REVOKED", Blzt.REVOKED),
    "approvals.revoke_case": _step("PASSED LATE_FILES", "REVOKED", Blzt.REVOKED),
    "approvals.withdraw_case": _step("RECEIVED WAITING OPEN REVIEWED SPECIAL CORRECTING", "WITHDRAWN", Blzt.WITHDRAWN),
}
"""Verbs of a case (办件)."""

STARTED: Final = frozenset({"OPEN", "REVIEWED", "SPECIAL", "CORRECTING"})
"""A department is at work; taking the item back needs its consent."""
DECIDED: Final = frozenset({"PASSED", "FAILED"})
DONE: Final = frozenset({"PASSED", "FAILED", "WAIVED", "WITHDRAWN", "CLOSED", "RECALLED", "REVOKED", "LATE_FILES"})
MET: Final = frozenset({"PASSED", "WAIVED", "LATE_FILES"})
"""States of a prerequisite that let its dependants open; a preliminary opinion is a principal material for the next
item (赣府厅发〔2020〕8号)."""


class NotAllowed(ValueError):
    """The verb does not start from that state, or its BLZT may not follow the last one."""


def after(table: Mapping[str, Step], verb: str, state: str) -> str:
    """The state after `verb` in `state`. Raises NotAllowed; KeyError for an unknown verb."""
    step = table[verb]
    if state not in step.sources:
        raise NotAllowed(f"{verb} does not start from {state}")
    return step.target


def reports(step: Step, last: int | None) -> tuple[int, ...]:
    """The BLZT to report for `step` when `last` was the last one, in order.

    A withdrawal that strikes during a special procedure first ends it and resumes the review, because
    9 is followed by 10 alone and 2 never follows 10; nor does 6, so that a correction after a special
    procedure resumes the review first. Raises NotAllowed where the chain breaks.
    """
    codes = step.blzt
    if Blzt.WITHDRAWN in codes and last == Blzt.SPECIAL_STARTED:
        codes = (Blzt.SPECIAL_ENDED, Blzt.STARTED, *codes)
    elif codes and codes[0] in (Blzt.WITHDRAWN, Blzt.CORRECTION) and last == Blzt.SPECIAL_ENDED:
        codes = (Blzt.STARTED, *codes)
    for code in codes:
        if not may_follow(last, code):
            raise NotAllowed(f"BLZT {code} may not follow {last}")
        last = code
    return tuple(int(code) for code in codes)


# ---- prerequisites -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a case may open: codes it still waits for, and codes that will never be met."""

    waiting: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Nothing is missing."""
        return not self.waiting and not self.dead


Needs = Iterable[Sequence[str]]
"""Groups of item codes; of every group one item must be done."""


def readiness(needs: Needs, states: Mapping[str, str]) -> Readiness:
    """What a case waits for (前置事项), given the states of the cases of the same application by item code.

    A group without any case in the application does not hold: it was checked on filing.
    """
    waiting: list[str] = []
    dead: list[str] = []
    for group in needs:
        known = {code: states[code] for code in group if code in states}
        if not known or any(state in MET for state in known.values()):
            continue
        still = [code for code, state in known.items() if state not in DONE]
        if still:
            waiting += still
        else:
            dead += known
    return Readiness(tuple(dict.fromkeys(waiting)), tuple(dict.fromkeys(dead)))


def opening_day(accepted_on: date, needs: Needs, decided: Mapping[str, date]) -> date:
    """Day 0 of a case (起算日): acceptance, or the day its last prerequisite was decided if that is later.

    `decided` holds the decision days of met prerequisites; of a group the first one counts.
    """
    days = [min(met) for group in needs if (met := [decided[code] for code in group if code in decided])]
    return max([accepted_on, *days])


# ---- silence -------------------------------------------------------------------------------------------------

NOTICE_DAYS: Final = 5
"""Working days to accept or to name every defect at once; after that the file counts as accepted on the day it
was received (行政许可法 art. 32 (4))."""
RECHECK_DAYS: Final = 1
"""Working days of the window to check a corrected file, the points of its notice alone (补正复核); a limit inside the
five days above, without effect in law."""
DELIVERY_DAYS: Final = 10
"""Working days to deliver the document after the decision (行政许可法 art. 44)."""


def silence_accepts(state: str, notice_due_on: date | None, today: date) -> bool:
    """Whether silence has made the acceptance (视为受理): the last day of the notice limit has passed unused.

    Silence never issues a permit; only receipt turns into acceptance.
    """
    return state in ("RECEIVED", "CORRECTED") and notice_due_on is not None and today > notice_due_on
