"""What the pages of a case and of a stage show of withdrawal requests."""

from typing import Any

from django import template
from django.db.models import Q

from approvals.forms import ReasonForm
from approvals.models import ItemCase, JointApplication, WithdrawalRequest
from approvals.withdrawals import answering
from core.forms import CommandForm

register = template.Library()


@register.inclusion_tag("approvals/withdrawals/_request.html", takes_context=True)
def withdrawal_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """撤回申请 that concerns a case: of the item, or of its whole application."""
    rows = WithdrawalRequest.objects.filter(Q(case=case) | Q(case=None), application=case.application_id)
    return _shown(context, rows, case)


@register.inclusion_tag("approvals/withdrawals/_request.html", takes_context=True)
def withdrawal_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """撤回申请 of an application or of one of its items, with every department's answer."""
    return _shown(context, WithdrawalRequest.objects.filter(application=application), None)


def _shown(context: Any, rows: Any, case: ItemCase | None) -> dict[str, Any]:
    user = context["request"].user
    found = rows.select_related("application__project", "case__item", "document", "requested_by").prefetch_related(
        "consents__department"
    )
    row = found.filter(state="OPEN").first() or found.first()
    may_answer = row is not None and answering.answer.is_open(user, row)
    return {
        "row": row,
        "case": case,
        "may_answer": may_answer,
        "may_take_back": row is not None and answering.take_back.is_open(user, row),
        "once": CommandForm()["once"],
        "refuse": ReasonForm(auto_id="refuse_withdrawal_%s") if may_answer else None,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
