"""站内消息 about completeness checks; delivered by the room's one outbox topic."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.models import CompletenessCheck

messages.announce(
    {
        "check_asked": _("%(number)s, %(project)s: check until %(on)s whether your items' materials are complete"),
        "check_deemed": _(
            "%(number)s, %(project)s: no answer from your department in time; the file counts as complete"
        ),
        "check_all": _("%(number)s, %(project)s: every department has checked the file"),
    }
)


def to_department(kind: str, check: CompletenessCheck, *roles: str, **data: Any) -> None:
    """Tell the department that checks."""
    for role in roles or ("REVIEWER",):
        _tell(
            kind,
            messages.department(check.department_id, role),
            check,
            data,
            reverse("approvals:completeness", args=[check.pk]),
        )


def to_mergers(kind: str, check: CompletenessCheck, **data: Any) -> None:
    """Tell the window and the lead of the stage, who make one notice of it."""
    application = check.application
    link = reverse("approvals:check", args=[application.pk])
    _tell(kind, messages.department(application.window_id, "CLERK"), check, data, link)
    if application.lead_id:
        _tell(kind, messages.department(application.lead_id, "LEAD"), check, data, link)


def _tell(kind: str, to: dict[str, Any], check: CompletenessCheck, data: dict[str, Any], link: str) -> None:
    application = check.application
    known = {"number": application.number, "project": application.project.name}
    messages.tell(kind, to, check, link, {**known, **data}, application.project.code)
