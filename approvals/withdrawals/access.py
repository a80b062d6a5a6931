"""Who may ask to withdraw, and who answers (撤回权限)."""

from typing import Any

from accounts import scope
from accounts.posts import HEAD
from approvals.access import applicant_of, impartial
from approvals.models import ItemCase, JointApplication, WithdrawalRequest
from approvals.rules import STARTED


def started(application: JointApplication) -> bool:
    """Whether a department is at work on an item of this application."""
    return application.cases.filter(state__in=STARTED).exists()


def withdraws_freely(user: Any, application: JointApplication) -> bool:
    """The applicant, as long as no department has started."""
    return applicant_of(user, application) and not started(application)


def asks(user: Any, application: JointApplication) -> bool:
    """The applicant of an application on which departments are at work, with no request that waits."""
    return applicant_of(user, application) and not _waiting(application) and started(application)


def withdraws_case_freely(user: Any, case: ItemCase) -> bool:
    """The applicant, as long as the department of this item has not started."""
    return case.state not in STARTED and applicant_of(user, case.application)


def asks_for_case(user: Any, case: ItemCase) -> bool:
    """The applicant of an item a department is at work on, with no request of the application that waits."""
    return applicant_of(user, case.application) and not _waiting(case.application)


def asker(user: Any, request: WithdrawalRequest) -> bool:
    """The enterprise that asked, or its agent."""
    return applicant_of(user, request.application)


def answers(user: Any, request: WithdrawalRequest) -> bool:
    """A head of a department whose consent is still open."""
    open_ = request.consents.filter(state="OPEN", department_id__in=scope.departments(user, HEAD))
    return impartial(user, request.application) and open_.exists()


def _waiting(application: JointApplication) -> bool:
    return application.withdrawals.filter(state="OPEN").exists()
