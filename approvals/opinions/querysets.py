"""Who sees which opinion request (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.db.models import QuerySet

from accounts import scope
from accounts.posts import OFFICERS
from approvals.querysets import JointApplicationQuerySet


class OpinionRequestQuerySet(QuerySet):
    """征求意见."""

    def visible_to(self, user: Any) -> Self:
        """Asked of one's department, or of a file one handles, leads or watches; it stays inside the authorities."""
        handled = JointApplicationQuerySet.seen_q(user, "case__application__")
        applicant = scope.enterprise_q(
            user, "case__application__project__enterprise_id", "case__application__project__code"
        )
        return self.filter(scope.department_q(user, "department_id", OFFICERS) | handled).exclude(applicant)
