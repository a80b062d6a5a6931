"""What the pages of a stage and of a case show of prerequisites."""

from typing import Any

from django import template

from approvals.models import ItemCase, JointApplication
from approvals.prerequisites.drawing import drawing_of
from approvals.prerequisites.rules import HEIGHT, WIDTH

register = template.Library()


@register.inclusion_tag("approvals/prerequisites/_drawing.html", takes_context=True)
def prerequisites_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """前置关系图 and the same as a table."""
    drawing = drawing_of(context["request"].user, application)
    return {"drawing": drawing, "box_width": WIDTH, "box_height": HEIGHT, "application": application}


@register.inclusion_tag("approvals/prerequisites/_waits.html", takes_context=True)
def prerequisites_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """Why a case cannot start yet, and with whom what it waits for lies; nothing where it can."""
    if case.state != "WAITING":
        return {"node": None}
    drawing = drawing_of(context["request"].user, case.application)
    return {"node": next((node for node in drawing.nodes if node.case.pk == case.pk), None)}
