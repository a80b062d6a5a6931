"""Who asks for a correction after acceptance, who grants it, who answers (受理后补正权限)."""

from typing import Any

from approvals.access import applicant_of_case, head_of, reviewer_of
from approvals.models import ItemCase


def asks(user: Any, case: ItemCase) -> bool:
    """A reviewer of a case for which no correction waits for the head."""
    return reviewer_of(user, case) and not case.corrections.filter(state="REQUESTED").exists()


def grants(user: Any, case: ItemCase) -> bool:
    """A head who did not ask for the correction that waits for an answer."""
    asked = case.corrections.filter(state="REQUESTED").values_list("requested_by_id", flat=True).first()
    return asked is not None and asked != user.pk and head_of(user, case)


answers = applicant_of_case
"""The enterprise that filed, or its agent."""
