"""Reads of assessment units (单元查询)."""

from typing import Any

from django.db.models import QuerySet

from regional_assessments.models import AssessmentUnit


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
