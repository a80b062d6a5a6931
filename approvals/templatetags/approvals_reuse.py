"""What the page of a case shows of a regional assessment."""

from typing import Any

from django import template

from approvals.models import ItemCase
from approvals.reuse import deciding, queries

register = template.Library()


@register.inclusion_tag("approvals/reuse/_of_case.html", takes_context=True)
def reuse_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """区域评估 of a case: what was found on its first day, and what the officer said."""
    user = context["request"].user
    evidence = queries.of_case(case)
    waits = evidence is not None and evidence.state == "TAKEN" and deciding.override.is_open(user, case)
    return {"case": case, "evidence": evidence, "waits": waits, "why": queries.why(evidence) if evidence else ""}
