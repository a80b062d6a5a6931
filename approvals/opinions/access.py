"""Who asks and who answers (征求意见权限)."""

from typing import Any

from accounts import scope
from approvals.access import impartial, reviewer_of
from approvals.models import OpinionRequest

ANSWERING = ("REVIEWER", "HEAD")


def answers(user: Any, request: OpinionRequest) -> bool:
    """Reviewer or head of the department that was asked."""
    return scope.has_role(user, ANSWERING, department=request.department_id) and impartial(
        user, request.case.application
    )


def asked(user: Any, request: OpinionRequest) -> bool:
    """A reviewer of the department that asks."""
    return reviewer_of(user, request.case)
