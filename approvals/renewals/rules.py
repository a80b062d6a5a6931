"""延续的期限和默认 (行政许可法 50): when it must be asked for, when silence renews, for how long. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from approvals.rules import Step
from clocks.rules import add_months

LAW: Final = "《中华人民共和国行政许可法》第五十条第二款"
LONGEST_MONTHS: Final = 120
"""No licence of the catalogue is renewed for more than ten years at once."""


def _step(sources: str, target: str) -> Step:
    return Step(frozenset(sources.split()), target)


RENEWAL: Final[Mapping[str, Step]] = {
    "renewals.file": Step(frozenset({""}), "FILED"),
    "renewals.renew": _step("FILED", "RENEWED"),
    "renewals.refuse": _step("FILED", "REFUSED"),
    "renewals.withdraw": _step("FILED", "WITHDRAWN"),
    "renewals.deem": _step("FILED", "DEEMED"),
    "renewals.close": _step("FILED", "MOOT"),
}
"""Verbs of a renewal."""


def file_by(expires_on: date, before: int, unit: str) -> date:
    """The last day in time for a licence whose last day is `expires_on`: `before` calendar days or months earlier.

    Counted back from the last day of validity; a day off moves nothing, since the law shifts only ends that lie ahead.
    Raises ValueError for another unit.
    """
    if unit == "MONTH":
        return add_months(expires_on, -before)
    if unit != "CALENDAR_DAY":
        raise ValueError(f"a renewal is asked for days or months before the end, not {unit}")
    return expires_on - timedelta(days=before)


def deems(state: str, filed_on: date, last_day: date, expires_on: date, on: date, *, switched_on: bool) -> bool:
    """Whether silence renews on `on`: asked for by `last_day`, undecided when the last day of validity is over."""
    return switched_on and state == "FILED" and filed_on <= last_day and on > expires_on


def next_period(first: date, last: date) -> tuple[date, date]:
    """The period of the same length that follows (both days included): as many months where it is whole months."""
    day = timedelta(days=1)
    begins, before = last + day, first - day
    months = (begins.year - first.year) * 12 + begins.month - first.month
    for n in (months, months - 1, months + 1):
        # A licence of two years ends on the same day of the month, or on the day before where it began with a period. One
        # that followed an end of February counts from it.
        if n > 0 and (add_months(first, n) in (last, begins) or add_months(before, n) == last):
            return begins, add_months(last, n)
    return begins, last + (begins - first)
