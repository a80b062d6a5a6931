"""站内消息 about papers on their way; delivered by the room's one outbox topic."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.models import Handover

messages.announce(
    {
        "papers_ready": _("The papers of %(number)s are ready at the window; your collection code is %(code)s"),
        "papers_to_post": _("The papers of %(number)s will be sent to you by courier"),
        "papers_sent": _("The papers of %(number)s are on their way: %(courier)s %(tracking)s"),
        "papers_back": _("The courier brought the papers of %(number)s back: %(reason)s"),
        "papers_served": _("The papers of %(number)s were delivered to %(receiver)s"),
    }
)


def to_enterprise(kind: str, row: Handover, **data: Any) -> None:
    """Tell whoever acts for the enterprise; once per hand-over, kind and what is told."""
    application = row.application
    known = {"number": application.number, "project": application.project.name}
    link = reverse("approvals:handover", args=[row.pk])
    messages.tell(
        kind, messages.enterprise(application.project.enterprise_id), row, link, {**known, **data},
        application.project.code,
    )  # fmt: skip
