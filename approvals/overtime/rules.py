"""When a late case must be explained (超期说明规则). Pure: dates in, answer out."""

from collections.abc import Iterable
from datetime import date
from typing import Final

OPEN: Final = frozenset({"OPEN", "REVIEWED"})
"""States of a case in which its overtime is explained; the case stays where it is."""


def missed(due_dates: Iterable[date | None], on: date) -> date | None:
    """The last day in time that was missed first, of the limits of a case still open on `on`; None while in time."""
    return min((due_on for due_on in due_dates if due_on is not None and due_on < on), default=None)


def must_explain(missed_on: date | None, expected_on: date | None, on: date) -> bool:
    """Whether a decision on `on` needs an explanation first: late, and no day named to the applicant covers it.

    `missed_on` as from `missed`, `expected_on` the day the last explanation named.
    """
    return missed_on is not None and (expected_on is None or expected_on < on)
