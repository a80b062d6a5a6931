"""Who asks for a renewal, and who decides it (延续权限)."""

from typing import Any

from approvals.access import applicant_of_case, head_of, owner_of_project
from approvals.models import Renewal
from documents.models import Document


def holder(user: Any, licence: Document) -> bool:
    """The enterprise that holds the licence, or its agent; of a paper that was handed out."""
    return licence.released_at is not None and owner_of_project(user, licence.project)


def asker(user: Any, renewal: Renewal) -> bool:
    """The enterprise that asked, or its agent."""
    return applicant_of_case(user, renewal.case)


def decides(user: Any, renewal: Renewal) -> bool:
    """A head of the department that granted the licence (作出行政许可决定的行政机关)."""
    return head_of(user, renewal.case)
