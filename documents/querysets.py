"""Who sees which paper (文书可见范围): every read starts with `visible_to(user)`."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import OFFICERS, SUPERVISOR
from clocks.models import Clock


class DocumentQuerySet(QuerySet):
    """证照与文书."""

    def visible_to(self, user: Any) -> Self:
        """What left for one's own enterprise; all papers of projects one's department takes part in or one's region has.

        A department takes part in a project when it issued the paper or a clock of the project ran at its desk.
        """
        own = scope.enterprise_q(user, "holder_id", "project__code") & Q(released_at__isnull=False)
        watched = scope.region_q(user, "region_id", SUPERVISOR)
        return self.filter(own | watched | self._of_departments(user))

    def released(self) -> Self:
        """Handed out (已出件)."""
        return self.filter(released_at__isnull=False)

    def of_subject(self, subject: Any) -> Self:
        """The papers about one row, such as an application or a case."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def in_force(self, day: date) -> Self:
        """Handed out and valid on `day` (有效)."""
        return self.released().filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            state="VALID",
        )

    def _of_departments(self, user: Any) -> Q:
        departments = scope.departments(user, OFFICERS)
        if not departments:
            return scope.NOTHING
        taking_part = Clock.objects.filter(department_id__in=departments).values("project_id")
        return Q(issuer_id__in=departments) | Q(project_id__in=taking_part)
