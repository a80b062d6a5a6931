"""Who sees which paper (文书可见范围): every read starts with `visible_to(user)`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import ADMIN, OFFICERS, SUPERVISOR
from clocks.models import Clock

#: Department ids → a subquery of the ids of projects those departments take part in.
TakesPart = Callable[[frozenset[int]], QuerySet]


def by_clocks(departments: frozenset[int]) -> QuerySet:
    """Projects of which a clock ran at the desk of one of `departments`."""
    return Clock.objects.filter(department_id__in=departments).values("project_id")


_taking_part: list[TakesPart] = [by_clocks]


def takes_part(rule: TakesPart) -> TakesPart:
    """Let a room below say in which further projects departments take part; called when it is ready."""
    if rule not in _taking_part:
        _taking_part.append(rule)
    return rule


class LetterTemplateQuerySet(QuerySet):
    """文书模板."""

    def visible_to(self, user: Any) -> Self:
        """Those of the regions one administers."""
        return self.filter(scope.region_q(user, "region_id", ADMIN))

    def in_force(self, day: date) -> Self:
        """Published, with their first day reached; of one letter and region the highest version counts."""
        return self.filter(state="PUBLISHED", valid_from__lte=day)


class DocumentQuerySet(QuerySet):
    """证照与文书."""

    def visible_to(self, user: Any) -> Self:
        """What left for one's own enterprise; all papers of projects one's department takes part in or one's region has.

        A department takes part when it issued the paper, a clock of the project ran at its desk, or a room
        below says so (`takes_part`).
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
        taking_part = Q(issuer_id__in=departments)
        for rule in _taking_part:
            taking_part |= Q(project_id__in=rule(departments))
        return taking_part
