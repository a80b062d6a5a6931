"""Who sees which completeness check (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.db.models import QuerySet

from accounts import scope
from approvals.querysets import JointApplicationQuerySet


class CompletenessCheckQuerySet(QuerySet):
    """完整性核对."""

    def visible_to(self, user: Any) -> Self:
        """Of applications one handles, leads or watches; it stays inside the authorities until the notice."""
        own = scope.enterprise_q(user, "application__project__enterprise_id", "application__project__code")
        return self.filter(JointApplicationQuerySet.seen_q(user, "application__")).exclude(own)
