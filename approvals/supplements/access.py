"""Who adds an item to a running stage, and who accepts it (增加事项权限)."""

from typing import Any

from approvals.access import applicant_of, clerk_of, lead_of
from approvals.models import ItemCase, JointApplication


def adds(user: Any, application: JointApplication) -> bool:
    """The applicant, or a lead officer of the stage."""
    return applicant_of(user, application) or lead_of(user, application)


def accepts(user: Any, case: ItemCase) -> bool:
    """A clerk of the window or a lead officer, for an item that was added later."""
    return is_supplement(case) and (clerk_of(user, case.application) or lead_of(user, case.application))


def corrects(user: Any, case: ItemCase) -> bool:
    """The enterprise that filed, for an added item that waits for its corrections."""
    return is_supplement(case) and case.supplement.state == "CORRECTION" and applicant_of(user, case.application)


def is_supplement(case: ItemCase) -> bool:
    """Whether the item joined a running stage."""
    return hasattr(case, "supplement")
