"""Deleting and filing again does not reset a clock (重新申报不重置计时, domain §4.6)."""

from datetime import date, timedelta
from typing import Final

from approvals.models import ItemCase
from clocks.commands import clocks_of
from clocks.models import Clock
from core.models import JournalEntry

MEMORY: Final = timedelta(days=30)
"""Calendar days after the end of a case in which the same item of the same project keeps its day 0."""
_ENDED_BY_OFFICERS: Final = frozenset({None, "CLOSED"})
"""The case is gone, or was closed without a decision; a decision or the applicant's own withdrawal starts anew."""


def was_kept(case_id: int) -> bool:
    """Whether the case kept the day 0 of an earlier one, by the journal."""
    opened = JournalEntry.objects.filter(
        subject_type=ItemCase._meta.label_lower, subject_id=str(case_id), verb="approvals.open_case"
    )
    return any("kept_from_clock" in entry.data for entry in opened.only("data"))


def kept_clock(case: ItemCase, on: date) -> Clock | None:
    """The clock whose day 0 a case that opens on `on` keeps, None when it begins its own.

    An earlier case of the same item and project that ended within `MEMORY`, or whose clock never ended, without a
    decision and without the applicant's withdrawal. At most one query beyond the clocks the command holds.
    """
    found = [
        clock
        for clock in clocks_of(case.application.project_id)
        if (clock.kind, clock.label) == ("PROMISED", case.item.name)
        and clock.subject_type == ItemCase._meta.label_lower
        and clock.subject_id != case.pk
        and clock.origin_on < on
        and (clock.ended_on is None or clock.ended_on >= on - MEMORY)
    ]
    found.sort(key=lambda clock: (clock.origin_on, clock.pk))
    if not found:
        return None
    states = dict(ItemCase.objects.filter(pk__in=[clock.subject_id for clock in found]).values_list("pk", "state"))
    return next((clock for clock in found if states.get(clock.subject_id) in _ENDED_BY_OFFICERS), None)
