"""What the pages of a case and of a stage show of corrections after acceptance."""

from typing import Any

from django import template

from approvals.corrections import answering, asking, queries
from approvals.forms import ReasonForm
from approvals.models import ItemCase, JointApplication
from core.forms import CommandForm

register = template.Library()


@register.inclusion_tag("approvals/corrections/_of_case.html", takes_context=True)
def corrections_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """受理后补正 of a case: its points and answers, and what the reader may do."""
    user = context["request"].user
    may_grant = asking.start_correction.is_open(user, case)
    return {
        "case": case,
        "rows": queries.corrections(user).filter(case=case),
        "may_ask": asking.request_correction.is_open(user, case),
        "may_grant": may_grant,
        "may_answer": answering.answer_correction.is_open(user, case),
        "once": CommandForm()["once"] if may_grant else None,
        "decline": ReasonForm(auto_id="decline_correction_%s") if may_grant else None,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }


@register.inclusion_tag("approvals/corrections/_of_application.html", takes_context=True)
def corrections_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """What of a stage waits for the applicant's correction."""
    user, rows = context["request"].user, list(queries.waiting(application))
    for row in rows:
        row.case.application = application
    return {"rows": rows, "may_answer": bool(rows) and answering.answer_correction.may(user, rows[0].case)}
