"""Deleting and filing again does not reset a clock (重新申报不重置计时, domain §4.6)."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from approvals.models import ItemCase
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
    decision and without the applicant's withdrawal. Two queries.
    """
    earlier = (
        Clock.objects.of_project(case.application.project_id)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on - MEMORY), kind="PROMISED", label=case.item.name)
        .filter(subject_type=ItemCase._meta.label_lower, origin_on__lt=on)
        .exclude(subject_id=case.pk)
        .order_by("origin_on", "pk")
    )
    found = list(earlier)
    if not found:
        return None
    states = dict(ItemCase.objects.filter(pk__in=[clock.subject_id for clock in found]).values_list("pk", "state"))
    return next((clock for clock in found if states.get(clock.subject_id) in _ENDED_BY_OFFICERS), None)
