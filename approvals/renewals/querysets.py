"""Who sees which renewal (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.db.models import QuerySet

from approvals.querysets import JointApplicationQuerySet


class RenewalQuerySet(QuerySet):
    """行政许可延续."""

    def visible_to(self, user: Any) -> Self:
        """Those of licences whose case one sees."""
        return self.filter(JointApplicationQuerySet.seen_q(user, "case__application__"))
