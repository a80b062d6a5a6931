"""站内消息 about withdrawals."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.models import WithdrawalRequest

messages.announce(
    {
        "withdrawal_asked": _("%(number)s: the applicant wants to withdraw; answer until %(on)s"),
        "withdrawal_refused": _("%(number)s: the withdrawal was refused; the letter gives the reason"),
        "withdrawal_taken_back": _("%(number)s: the applicant does not withdraw any more"),
        "withdrawal_consented": _("%(number)s: every department consented, the withdrawal takes effect"),
    }
)


def tell(kind: str, to: dict[str, Any], request: WithdrawalRequest, **data: Any) -> None:
    """Tell `to` something about the item, or about the whole application."""
    if request.case is not None:
        messages.about_case(kind, to, request.case, **data)
    else:
        messages.about_application(kind, to, request.application, **data)


def to_departments(kind: str, request: WithdrawalRequest, **data: Any) -> None:
    """Tell the heads of every department that is asked."""
    for pk in request.consents.values_list("department_id", flat=True):
        tell(kind, messages.department(pk, "HEAD"), request, **data)


def to_applicant(kind: str, request: WithdrawalRequest, **data: Any) -> None:
    """Tell the enterprise."""
    tell(kind, messages.enterprise(request.application.project.enterprise_id), request, **data)
