"""Who may do what to a dossier (权限): the predicates of this room's commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts import scope
from accounts.posts import LEAD
from projects.models import Project

OPEN_STATES = ("DRAFT", "ACTIVE")


def may_enter(user: Any, _subject: None) -> bool:
    """Anyone who acts for a whole enterprise, not only for named projects; for which one is checked with the data."""
    return any(scope.acts_for(user, enterprise) for enterprise in scope.enterprises(user))


Rule = Callable[[Any, Project], bool]
_others: list[Rule] = []


def lets_edit(rule: Rule) -> Rule:
    """Let a room below say who else types into a dossier (窗口代录); called when it is ready."""
    if rule not in _others:
        _others.append(rule)
    return rule


def may_edit(user: Any, project: Project) -> bool:
    """The enterprise of the project, its agent within the delegation, or whom a room below names."""
    return scope.acts_for(user, project.enterprise_id, project.code) or any(rule(user, project) for rule in _others)


def may_confirm_major(user: Any, project: Project) -> bool:
    """A lead officer of the region who did not enter the project: the second person."""
    return project.created_by_id != user.pk and scope.has_role(user, LEAD, region=project.region_id)
