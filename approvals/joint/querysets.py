"""Who sees which joint procedure (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import CLERK, OFFICERS, SUPERVISOR


def seen_q(user: Any, prefix: str = "") -> Q:
    """The filter for rows whose joint procedure stands at `prefix`, e.g. `review__`.

    Own projects; procedures led by, or with a part of, one's department; those of a file at one's window; those of a
    watched region.
    """
    seen = scope.enterprise_q(user, f"{prefix}project__enterprise_id", f"{prefix}project__code")
    seen |= scope.region_q(user, f"{prefix}region_id", SUPERVISOR)
    seen |= scope.department_q(user, f"{prefix}lead_id", OFFICERS)
    seen |= scope.department_q(user, f"{prefix}application__window_id", CLERK)
    departments = scope.departments(user, OFFICERS)
    if departments:
        parts = apps.get_model("approvals", "JointPart").objects.filter(department_id__in=departments)
        seen |= Q(**{f"{prefix}pk__in" if prefix else "pk__in": parts.values("review_id")})
    return seen


class JointReviewQuerySet(QuerySet):
    """联合办理."""

    def visible_to(self, user: Any) -> Self:
        """See `seen_q`."""
        return self.filter(seen_q(user))

    def own(self, user: Any) -> Self:
        """Those of the enterprises `user` acts for."""
        return self.filter(scope.enterprise_q(user, "project__enterprise_id", "project__code"))


class OfReviewQuerySet(QuerySet):
    """Rows of a joint procedure: parts, drawings, photos."""

    def visible_to(self, user: Any) -> Self:
        """The rows of visible procedures."""
        return self.filter(seen_q(user, "review__"))


class RemarkQuerySet(QuerySet):
    """审查意见与整改问题."""

    def visible_to(self, user: Any) -> Self:
        """Of visible procedures; the applicant reads what the lead has sent, not what a department still drafts."""
        seen = self.filter(seen_q(user, "part__review__"))
        inside = scope.department_q(user, "part__review__lead_id", OFFICERS)
        inside |= scope.department_q(user, "part__department_id", OFFICERS)
        inside |= scope.region_q(user, "part__review__region_id", SUPERVISOR)
        departments = scope.departments(user, OFFICERS)
        if departments:
            parts = apps.get_model("approvals", "JointPart").objects.filter(department_id__in=departments)
            inside |= Q(part__review_id__in=parts.values("review_id"))
        sent = Q(part__round__list_sent_at__isnull=False) | Q(part__review__state="CONCLUDED")
        return seen.filter(inside | sent)
