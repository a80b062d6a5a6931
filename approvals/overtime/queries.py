"""Reads of overtime (超期查询)."""

from django.db.models import QuerySet

from approvals.models import ItemCase, OvertimeExplanation
from clocks.models import Clock


def explanations_of(clock: Clock) -> QuerySet[OvertimeExplanation]:
    """What was said about the case of a clock the reader may see, the newest first; none for other clocks."""
    rows = OvertimeExplanation.objects.select_related("reason", "entered_by", "document")
    return rows.filter(case=clock.subject_id) if clock.subject_type == ItemCase._meta.label_lower else rows.none()
