"""What the page of an application shows of the delivery of its papers."""

from typing import Any

from django import template

from approvals.delivery import queries
from approvals.models import JointApplication

register = template.Library()


@register.inclusion_tag("approvals/delivery/_of_application.html", takes_context=True)
def delivery_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """送达 of an application, nothing before it was issued."""
    if application.state != JointApplication.State.ISSUED:
        return {"rows": []}
    rows = queries.handovers(context["request"].user).filter(application=application)
    return {"rows": rows.order_by("ready_at", "id")}
