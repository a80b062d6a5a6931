"""Reads of assessment units (单元查询)."""

from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from regional_assessments.models import AssessmentUnit
from regional_assessments.querysets import managed_q

SOON_DAYS: Final = 90
"""Calendar days before its last day from which a unit is said to run out."""


def units(user: Any) -> QuerySet[AssessmentUnit]:
    """Visible units with what their pages and features show; without the outline of their zones."""
    return with_all(AssessmentUnit.objects.visible_to(user))


def with_all(rows: Any) -> QuerySet[AssessmentUnit]:
    """`rows` with zone, reviewer and report, in one query."""
    return (  # type: ignore[no-any-return]
        rows.select_related("zone__region", "reviewer", "report", "drafted_by", "published_by", "supersedes")
        .defer("zone__geometry", "zone__region__boundary", "supersedes__geometry")
        .order_by("code", "-version")
    )


def desk(user: Any) -> QuerySet[AssessmentUnit]:
    """What waits for `user`: units to review, and those a department sent back to the zones one runs."""
    reviewing = scope.department_q(user, "reviewer_id", (REVIEWER, HEAD)) & Q(state="SUBMITTED")
    returned = managed_q(user, "zone__") & Q(state="RETURNED")
    return units(user).filter(reviewing | returned).defer("geometry").order_by("submitted_at", "pk")
