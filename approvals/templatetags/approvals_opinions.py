"""What the pages of a case and of a stage show of opinion requests."""

from typing import Any

from django import template

from approvals.models import ItemCase, JointApplication
from approvals.opinions import asking, queries

register = template.Library()


@register.inclusion_tag("approvals/opinions/_of_case.html", takes_context=True)
def opinions_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """征求意见 of a case, for those inside the authorities."""
    user = context["request"].user
    rows = queries.timed(queries.requests(user).filter(case=case).order_by("code", "round"))
    return {"case": case, "rows": rows, "may_ask": asking.ask_opinion.is_open(user, case)}


@register.inclusion_tag("approvals/opinions/_of_case.html", takes_context=True)
def opinions_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """征求意见 of every case of a stage, for its lead."""
    user = context["request"].user
    found = queries.requests(user).filter(case__application=application).order_by("case_id", "code", "round")
    return {"rows": queries.timed(found), "may_ask": False, "by_item": True}
