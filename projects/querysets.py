"""Visibility of dossiers: the enterprise and its agents see their own, officers those of their region."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import OFFICERS, SUPERVISOR, ZONE_MANAGER

#: Roles that see the projects of the region their post covers. Administrators run the system; they read no files (ADR 12).
WATCHERS = OFFICERS | {SUPERVISOR, ZONE_MANAGER}


def seen_q(user: Any, prefix: str = "") -> Q:
    """Filter for rows whose project stands at ``prefix`` (``""`` or ``"project__"``)."""
    return scope.row_q(
        user,
        region=f"{prefix}region_id",
        region_roles=WATCHERS,
        enterprise=f"{prefix}enterprise_id",
        project_code=f"{prefix}code",
    )


class ProjectQuerySet(QuerySet):
    """工程建设项目."""

    def visible_to(self, user: Any) -> Self:
        """Own projects (an agent's only within the delegation) and those of the regions ``user`` serves.

        A draft is the enterprise's own affair until it is submitted.
        """
        own = scope.enterprise_q(user, "enterprise_id", "code")
        return self.filter(seen_q(user)).filter(own | ~Q(state="DRAFT"))

    def own(self, user: Any) -> Self:
        """Those ``user`` may act for as enterprise or agent."""
        return self.filter(scope.enterprise_q(user, "enterprise_id", "code"))


class DossierQuerySet(QuerySet):
    """Redlines 红线 and materials 材料: seen with their project."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the projects ``user`` sees."""
        own = scope.enterprise_q(user, "project__enterprise_id", "project__code")
        return self.filter(seen_q(user, "project__")).filter(own | ~Q(project__state="DRAFT"))
