"""Who sees which assessment unit (可见范围): what was published is public inside the system, what is prepared is not."""

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import OFFICERS
from regional_assessments.querysets import managed_q
from regional_assessments.units.rules import ONCE_PUBLISHED


class ReevaluationQuerySet(QuerySet):
    """重新评估."""

    def visible_to(self, user: Any) -> Self:
        """Those of the units one runs or reviews."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(scope.department_q(user, "unit__reviewer_id", OFFICERS) | managed_q(user, "unit__zone__"))


class AssessmentUnitQuerySet(QuerySet):
    """区域评估单元."""

    def visible_to(self, user: Any) -> Self:
        """Published ones for anyone signed in; others for who runs the zone, and once handed in for the reviewers."""
        if not user.is_authenticated:
            return self.none()
        public = Q(state__in=ONCE_PUBLISHED)
        asked = scope.department_q(user, "reviewer_id", OFFICERS) & Q(state__in=["SUBMITTED", "RETURNED"])
        return self.filter(public | asked | managed_q(user, "zone__"))

    def running_out(self, on: date, days: int) -> Self:
        """Published ones whose last day comes within `days` calendar days of `on`."""
        return self.filter(state="PUBLISHED", last_day__gte=on, last_day__lte=on + timedelta(days=days))

    def in_force(self, on: date) -> Self:
        """Those that count for an item accepted on `on` (see `rules.in_force`)."""
        open_end = Q(last_day__isnull=True) | Q(last_day__gte=on)
        return self.filter(open_end, state__in=ONCE_PUBLISHED, effective_from__lte=on)
