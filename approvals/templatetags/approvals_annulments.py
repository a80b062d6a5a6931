"""What the page of a case shows of recalls and revocations."""

from typing import Any

from django import template

from approvals.access import owner_of_project
from approvals.annulments import deciding, proposing
from approvals.forms import ReasonForm
from approvals.models import ItemCase
from core.templatetags.bingshen import state_chip

register = template.Library()


@register.simple_tag
def case_state(code: str) -> Any:
    """状态 of a case by its code alone, as a chip."""
    return state_chip(code, ItemCase.State(code).label)


@register.inclusion_tag("approvals/annulments/_of_case.html", takes_context=True)
def annulments_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """撤回撤销 of a case, and the warning where it rests on another one that lost its force."""
    user = context["request"].user
    may_settle = deciding.settle_affected.is_open(user, case)
    shaken = case.shaken_by.select_related("annulment__case__item", "settled_by")
    return {
        "case": case,
        "row": case.annulments.first(),
        "may_propose": proposing.propose_annulment.is_open(user, case),
        "shaken": shaken if not owner_of_project(user, case.application.project) else shaken.none(),
        "settle": ReasonForm(auto_id="settle_%s") if may_settle else None,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
