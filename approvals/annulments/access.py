"""Who proposes, who is heard, who confirms (撤回撤销权限)."""

from typing import Any

from accounts import scope
from accounts.posts import HEAD, SUPERVISOR
from approvals.access import applicant_of_case, head_of, impartial
from approvals.models import Annulment, ItemCase


def pending(case: ItemCase) -> Annulment | None:
    """The proposal that waits, if any."""
    return case.annulments.filter(state="PROPOSED").first()


def proposes(user: Any, case: ItemCase) -> bool:
    """A head of the department that decided, while nothing is proposed yet."""
    return head_of(user, case) and pending(case) is None


def is_heard(user: Any, case: ItemCase) -> bool:
    """The holder, or its agent, once."""
    row = pending(case)
    return row is not None and row.stated_at is None and applicant_of_case(user, case)


def confirms(user: Any, case: ItemCase) -> bool:
    """Another head of the department, or a supervisor of the region; never who proposed it."""
    row = pending(case)
    return row is not None and row.proposed_by_id != user.pk and over(user, case)


def drops(user: Any, case: ItemCase) -> bool:
    """Who proposed it, or who could have confirmed it."""
    row = pending(case)
    return row is not None and (row.proposed_by_id == user.pk or over(user, case))


def over(user: Any, case: ItemCase) -> bool:
    """A head of the department or a supervisor of its region."""
    watching = scope.has_role(user, SUPERVISOR, region=case.application.region_id)
    return (head_of(user, case) or watching) and impartial(user, case.application)


def settles(user: Any, case: ItemCase) -> bool:
    """A head of the department of an item that rests on a decision without force."""
    open_ = case.shaken_by.filter(settled_at__isnull=True).exists()
    return open_ and scope.has_role(user, HEAD, department=case.department_id) and impartial(user, case.application)
