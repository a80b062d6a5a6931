"""Who may do what to a dossier (权限): the predicates of this room's commands."""

from __future__ import annotations

from typing import Any

from accounts import scope
from accounts.posts import LEAD
from projects.models import Project

OPEN_STATES = ("DRAFT", "ACTIVE")


def may_enter(user: Any, _subject: None) -> bool:
    """Anyone who acts for a whole enterprise, not only for named projects; for which one is checked with the data."""
    return any(scope.acts_for(user, enterprise) for enterprise in scope.enterprises(user))


def may_edit(user: Any, project: Project) -> bool:
    """The enterprise of the project, or its agent within the delegation."""
    return scope.acts_for(user, project.enterprise_id, project.code)


def may_confirm_major(user: Any, project: Project) -> bool:
    """A lead officer of the region who did not enter the project: the second person."""
    return project.created_by_id != user.pk and scope.has_role(user, LEAD, region=project.region_id)
