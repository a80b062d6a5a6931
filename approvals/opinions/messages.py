"""站内消息 about opinion requests; delivered by the room's one outbox topic."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.models import OpinionRequest

messages.announce(
    {
        "opinion_asked": _("%(item)s, %(project)s: your opinion on “%(part)s” is due on %(on)s"),
        "opinion_answered": _("%(item)s, %(project)s: the opinion on “%(part)s” is there"),
        "opinion_deemed": _("%(item)s, %(project)s: no opinion on “%(part)s” in time, deemed no objection"),
        "opinion_late": _("%(item)s, %(project)s: a late opinion on “%(part)s”"),
        "opinion_taken_back": _("%(item)s, %(project)s: the request for your opinion on “%(part)s” was taken back"),
    }
)


def to_asked(kind: str, request: OpinionRequest, *roles: str, **data: Any) -> None:
    """Tell the department that is asked."""
    for role in roles or ("REVIEWER",):
        _tell(kind, messages.department(request.department_id, role), request, data)


def to_asking(kind: str, request: OpinionRequest, **data: Any) -> None:
    """Tell who asked, and the lead of the stage."""
    _tell(kind, messages.user(request.asked_by_id), request, data)
    lead = request.case.application.lead_id
    if lead:
        _tell(kind, messages.department(lead, "LEAD"), request, data)


def _tell(kind: str, to: dict[str, Any], request: OpinionRequest, data: dict[str, Any]) -> None:
    case = request.case
    known = {
        "item": {"zh": case.item.name, "en": case.item.name_en or case.item.name},
        "part": {"zh": request.name, "en": request.name_en or request.name},
        "project": case.application.project.name,
    }
    link = reverse("approvals:opinion_request", args=[request.pk])
    messages.tell(kind, to, request, link, {**known, **data}, case.application.project.code)
