"""站内消息 about renewals."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.models import Renewal

messages.announce(
    {
        "renewal_filed": _("%(item)s, %(project)s: a renewal is asked for; decide by %(on)s, else it counts as renewed"),
        "renewal_filed_late": _("%(item)s, %(project)s: a renewal is asked for, too late for silence to count; decide by %(on)s"),
        "renewal_renewed": _("%(item)s was renewed, valid until %(on)s"),
        "renewal_refused": _("%(item)s is not renewed; the letter gives the reasons"),
        "renewal_deemed": _("%(item)s counts as renewed until %(on)s: the department decided nothing before the end"),
        "renewal_deemed_here": _("%(item)s, %(project)s counts as renewed by law until %(on)s: your department did not decide in time"),
        "renewal_withdrawn": _("%(item)s, %(project)s: the renewal was withdrawn by the applicant"),
        "renewal_closed": _("%(item)s: the renewal was closed, the licence has lost its force"),
    }
)  # fmt: skip


def to_holder(kind: str, renewal: Renewal, **data: Any) -> None:
    """Tell the enterprise."""
    _tell(kind, messages.enterprise(renewal.case.application.project.enterprise_id), renewal, data)


def to_department(kind: str, renewal: Renewal, **data: Any) -> None:
    """Tell reviewers and heads of the department that granted the licence."""
    for role in ("REVIEWER", "HEAD"):
        _tell(kind, messages.department(renewal.case.department_id, role), renewal, data)


def _tell(kind: str, to: dict[str, Any], renewal: Renewal, data: dict[str, Any]) -> None:
    case = renewal.case
    known = {
        "item": {"zh": case.item.name, "en": case.item.name_en or case.item.name},
        "project": case.application.project.name,
    }
    link = reverse("approvals:renewal", args=[renewal.pk])
    messages.tell(kind, to, renewal, link, {**known, **data}, case.application.project.code)
