"""What the pages of an application show of the departments' completeness checks."""

from typing import Any

from django import template

from approvals.checks import queries
from approvals.models import JointApplication

register = template.Library()


@register.inclusion_tag("approvals/checks/_of_application.html", takes_context=True)
def checks_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """完整性核对 of one application, for those inside the authorities; nothing for the applicant."""
    rows = queries.checks(context["request"].user).filter(application=application).order_by("pk")
    return {"checks": queries.timed(rows)}
