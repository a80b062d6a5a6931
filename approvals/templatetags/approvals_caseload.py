"""What the page of a case shows of who handles it."""

from typing import Any

from django import template

from approvals.access import owner_of_project
from approvals.caseload import assigning
from approvals.caseload.forms import AssignForm
from approvals.models import ItemCase
from core.forms import CommandForm

register = template.Library()


@register.inclusion_tag("approvals/caseload/_of_case.html", takes_context=True)
def holder_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """认领人 of a case for those inside the authority, and what the reader may do about it."""
    user = context["request"].user
    may_assign = assigning.assign.is_open(user, case)
    return {
        "case": case,
        "inside": not owner_of_project(user, case.application.project),
        "may_claim": assigning.claim.is_open(user, case),
        "may_release": assigning.release.is_open(user, case),
        "assign": AssignForm(case=case, auto_id="assign_%s") if may_assign else None,
        "once": CommandForm()["once"],
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
