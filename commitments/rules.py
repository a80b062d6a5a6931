"""How a commitment may move (承诺书流转), when it is checked and what a breach costs. Pure.

One table serves the three tracks; a step names the tracks it belongs to. The commands move rows by it and the
doctor replays the journal with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

NC: Final = "NC"
RQ: Final = "RQ"
CBV: Final = "CBV"
ALL: Final = frozenset({NC, RQ, CBV})
PROMISES: Final = frozenset({NC, CBV})
"""Tracks that are publicised, decided by a department and verified on the spot."""
LATE: Final = frozenset({RQ})


@dataclass(frozen=True, slots=True)
class Step:
    """One verb: allowed states, resulting state, tracks it belongs to."""

    sources: frozenset[str]
    target: str
    tracks: frozenset[str] = ALL


def _step(sources: str, target: str, tracks: frozenset[str] = ALL) -> Step:
    return Step(frozenset(sources.split()), target, tracks)


COMMITMENT: Final[Mapping[str, Step]] = {
    "commitments.draft": _step("", "DRAFT"),
    "commitments.sign": _step("DRAFT", "SIGNED"),
    "commitments.publicise": _step("SIGNED", "PUBLICISED", PROMISES),
    "commitments.end_publicity": _step("PUBLICISED", "PUBLICISED", PROMISES),
    "commitments.withdraw": _step("SIGNED PUBLICISED", "WITHDRAWN"),
    "commitments.grant": _step("PUBLICISED", "DECIDED", PROMISES),
    "commitments.refuse": _step("PUBLICISED", "REFUSED", PROMISES),
    "commitments.take_up": _step("SIGNED", "DECIDED", LATE),
    "commitments.begin_building": _step("DECIDED", "BUILDING", PROMISES),
    "commitments.begin_verifying": _step("DECIDED BUILDING", "VERIFYING"),
    "commitments.fulfil": _step("VERIFYING", "FULFILLED"),
    "commitments.find_breach": _step("DECIDED BUILDING VERIFYING", "BREACHED"),
    "commitments.order_rectification": _step("BREACHED", "RECTIFYING"),
    "commitments.extend_rectification": _step("RECTIFYING", "RECTIFYING"),
    "commitments.accept_rectification": _step("RECTIFYING", "VERIFYING"),
    "commitments.announce_revocation": _step("BREACHED RECTIFYING", "HEARING"),
    "commitments.drop_revocation": _step("HEARING", "VERIFYING"),
    "commitments.revoke": _step("HEARING", "REVOKED"),
    "commitments.close": _step("DECIDED VERIFYING BREACHED RECTIFYING HEARING", "CLOSED", LATE),
}
"""Verbs of a commitment. `close` ends a late filing whose application or opinion ended another way (作废)."""

OPEN: Final = frozenset(
    {"SIGNED", "PUBLICISED", "DECIDED", "BUILDING", "VERIFYING", "BREACHED", "RECTIFYING", "HEARING"}
)
"""States in which something is owed."""
STANDING: Final = frozenset({"DECIDED", "BUILDING", "VERIFYING", "FULFILLED"})
"""States in which the decision on the promise is relied on."""
IN_BREACH: Final = frozenset({"BREACHED", "RECTIFYING", "HEARING"})


class NotAllowed(ValueError):
    """The verb does not start from that state, or not on that track."""


def after(verb: str, state: str, track: str) -> str:
    """The state after `verb`. Raises NotAllowed; KeyError for an unknown verb."""
    step = COMMITMENT[verb]
    if track not in step.tracks or state not in (step.sources or {""}):
        raise NotAllowed(f"{verb} does not start from {state or 'nothing'} on {track}")
    return step.target


# ---- publicity, decision, rectification ----------------------------------------------------------------------


def may_decide(publicity_first: bool, publicity_over: bool, open_objections: int) -> bool:
    """Whether the department may decide: objections are answered first; where the track says so, after the publicity."""
    return open_objections == 0 and (publicity_over or not publicity_first)


def keeps(relation: str, limit: Decimal, value: Decimal) -> bool:
    """Whether `value` keeps a limit from below (`min`) or from above (`max`); exactly the limit keeps it."""
    return value >= limit if relation == "min" else value <= limit


# ---- verification --------------------------------------------------------------------------------------------


def spot_checks_due(every: int, since: date, on: date, add_months: Callable[[date, int], date]) -> int:
    """How many spot checks, one in `every` months, must have been set from the start of building up to `on`, the first one at the start.

    Each period has its check from its first day on, so that a short job of class A is checked once.
    """
    step, count, at = every, 0, since
    while at <= on:
        count += 1
        at = add_months(since, step * count)
    return count


# ---- breach --------------------------------------------------------------------------------------------------


class BreachClass(StrEnum):
    """失信等级 (信用修复管理办法, from 1 April 2026)."""

    MINOR = "MINOR"
    GENERAL = "GENERAL"
    SERIOUS = "SERIOUS"


def suggested_class(kind: str, revoked: bool, earlier: int, many: int) -> str:
    """The class a breach has by default: false statements, building too early and repetition weigh more.

    `earlier` counts the records that still weigh, `many` of them make the next one serious.
    """
    if kind in ("FALSE", "EARLY_START") and revoked or earlier >= many:
        return "SERIOUS"
    if revoked or earlier or kind in ("FALSE", "EARLY_START"):
        return "GENERAL"
    return "MINOR"


def repair_faults(shortest: int, months_since: int, cured: bool, open_duties: int, promised: bool) -> list[str]:
    """What still stands against a credit repair (信用修复条件), as codes: PERIOD, CURE, DUTIES, PROMISE.

    `shortest` is the shortest period of publication and `months_since` what of it has passed, in months.
    """
    faults = []
    if months_since < shortest:
        faults.append("PERIOD")
    if not cured:
        faults.append("CURE")
    if open_duties:
        faults.append("DUTIES")
    if not promised:
        faults.append("PROMISE")
    return faults


def level(kept: int, open_records: int, enough: int) -> str:
    """守信等级 of an enterprise: A after `enough` kept promises without a record, C with an uncured one, else B."""
    if open_records:
        return "C"
    return "A" if kept >= enough else "B"


def risk_class(credit_level: str, floor_area: float, hazards: bool, small: int) -> str:
    """风险等级 that sets the rate of spot checks: hazards and bad credit raise it, good credit and little floor area lower it.

    `floor_area` and `small`, below which it is little, in m².
    """
    if hazards or credit_level == "C":
        return "C"
    return "A" if credit_level == "A" or floor_area < small else "B"
