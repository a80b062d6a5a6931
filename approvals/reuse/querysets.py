"""Who sees which evidence (可见范围): whoever sees the case, and for a unit also who answers for the unit."""

from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import OFFICERS
from regional_assessments.querysets import managed_q


class ReuseEvidenceQuerySet(QuerySet):
    """区域评估复用凭证."""

    def visible_to(self, user: Any) -> Self:
        """With a visible case; of units one runs, reviews or watches; never by strangers."""
        if not user.is_authenticated:
            return self.none()
        from approvals.models import ItemCase

        cases = ItemCase.objects.visible_to(user).values("pk")
        answers = (
            managed_q(user, "unit__zone__")
            | scope.department_q(user, "unit__reviewer_id", OFFICERS)
            | scope.region_q(user, "unit__zone__region_id", ("SUPERVISOR",))
        )
        return self.filter(Q(case__in=cases) | answers)
