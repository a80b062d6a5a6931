"""What the page of a promise shows of the notice that is answered by it."""

from typing import Any, Final

from django import template
from django.db.models import Q
from django.urls import reverse

from approvals.models import NoticeLine
from approvals.queries import applications
from commitments.models import Commitment

register = template.Library()
KINDS: Final[dict[str, str]] = {"NC": NoticeLine.Answer.NC.value, "RQ": NoticeLine.Answer.LATE.value}
"""The kind of answer that rests on a letter of this track."""


@register.inclusion_tag("approvals/promises/_back_to_notice.html", takes_context=True)
def notice_of_promise(context: Any, promise: Commitment) -> dict[str, Any]:
    """The page where the answers wait for this letter, for the enterprise that gives them; nothing for others."""
    own = applications(context["request"].user).own(context["request"].user).filter(project_id=promise.project_id)
    lines = NoticeLine.objects.filter(
        Q(notice__application__in=own.values("pk")) | Q(notice__supplement__application__in=own.values("pk")),
        notice__answered_at__isnull=True,
        answer_kind=KINDS.get(promise.track, ""),
    ).exclude(answer_kind="")
    line = lines.select_related("notice__supplement").order_by("pk").first()
    if line is None:
        return {"to": ""}
    added = line.notice.supplement
    if added is not None:
        return {"to": reverse("approvals:item_correction", args=[added.case_id])}
    return {"to": reverse("approvals:correction", args=[line.notice.application_id])}
