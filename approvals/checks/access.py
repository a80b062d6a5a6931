"""Who checks, who merges (完整性核对权限)."""

from typing import Any

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from approvals.access import clerk_of, impartial, lead_of
from approvals.models import CompletenessCheck, JointApplication

CHECKING = (REVIEWER, HEAD)


def checks(user: Any, check: CompletenessCheck) -> bool:
    """Reviewer or head of the department that is asked."""
    return scope.has_role(user, CHECKING, department=check.department_id) and impartial(user, check.application)


def notifier_of(user: Any, application: JointApplication) -> bool:
    """Who merges what the departments found into the one notice: the stage's lead, or the window."""
    return clerk_of(user, application) or lead_of(user, application)
