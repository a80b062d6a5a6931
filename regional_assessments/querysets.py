"""Visibility of zones: their outlines are public inside the system, what happens in them is not."""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import ZONE_MANAGER


def managed_q(user: Any, prefix: str = "") -> Q:
    """Filter for rows whose zone stands at `prefix` ("" or "zone__") and is run by `user`: the zones of the committee
    they belong to, else those of their region."""
    parts = [
        Q(**{f"{prefix}manager_id": post.department})
        if post.department is not None
        else scope.subtree_q(f"{prefix}region_id", post.region_prefix or "")
        for post in scope.acting(user).having([ZONE_MANAGER])
    ]
    return reduce(or_, parts) if parts else scope.NOTHING


class ZoneQuerySet(QuerySet):
    """开发区/园区."""

    def visible_to(self, user: Any) -> Self:
        """All of them for anyone who has signed in."""
        return self if user.is_authenticated else self.none()

    def managed_by(self, user: Any) -> Self:
        """Those `user` runs (see `managed_q`)."""
        return self.filter(managed_q(user))
