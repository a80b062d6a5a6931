"""Who sees which hand-over (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.db.models import QuerySet

from approvals.querysets import JointApplicationQuerySet


class HandoverQuerySet(QuerySet):
    """送达."""

    def visible_to(self, user: Any) -> Self:
        """Those of the applications one sees."""
        return self.filter(JointApplicationQuerySet.seen_q(user, "application__"))
