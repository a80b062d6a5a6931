"""`{% stage_label "S2" %}` and `{% delivery_label code %}`: names of codes in the reader's language."""

from typing import Final

from django import template
from django.utils.translation import gettext_lazy as _

from approvals.commands.filing import DELIVERIES

register = template.Library()

STAGES: Final = {
    "S1": _("Initiation and land-use permission"),
    "S2": _("Planning permission"),
    "S3": _("Construction permission"),
    "S4": _("Completion acceptance"),
    "PX": _("Items beside the stages"),
}


@register.simple_tag
def stage_label(code: str) -> str:
    """阶段名称 of a stage code; the code itself where it is unknown."""
    return str(STAGES.get(code, code))


@register.simple_tag
def delivery_label(code: str) -> str:
    """How the applicant wants the documents; — when not said."""
    return str(DELIVERIES.get(code, "—"))
