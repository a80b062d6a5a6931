"""What the page of a stage shows of items that joined it later."""

from typing import Any

from django import template

from approvals.forms import RefuseForm
from approvals.models import JointApplication
from approvals.supplements import adding, answering, correcting
from core.forms import CommandForm

register = template.Library()


@register.inclusion_tag("approvals/supplements/_of_application.html", takes_context=True)
def supplements_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """增加事项 of a stage: what was added, why, and what the reader may do."""
    user = context["request"].user
    rows = list(
        application.supplements.select_related("case__item", "case__department", "added_by", "document", "notice")
        .prefetch_related("notice__lines")
    )  # fmt: skip
    for row in rows:
        row.case.application = application
        row.may_correct = row.state == "CORRECTION" and correcting.answer_item.is_open(user, row.case)  # type: ignore[attr-defined]
    waiting = next((row for row in rows if row.state == "RECEIVED"), None)
    may_answer = waiting is not None and answering.accept_item.is_open(user, waiting.case)
    return {
        "application": application,
        "rows": rows,
        "may_add": adding.add_item.is_open(user, application),
        "may_answer": may_answer,
        "once": CommandForm()["once"],
        "refuse": RefuseForm(auto_id="refuse_item_%s") if may_answer else None,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
