"""What the pages of a draft, a receipt and an application show of a file that was brought to the counter."""

from typing import Any

from django import template

from approvals.counter.access import typist_of
from approvals.models import CounterFiling, JointApplication

register = template.Library()


@register.inclusion_tag("approvals/counter/_of_application.html", takes_context=True)
def counter_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """窗口收件记录 of an application; nothing for one that came online."""
    filing = CounterFiling.objects.filter(application=application).select_related("window", "clerk").first()
    user = context["request"].user
    return {"filing": filing, "may_change": filing and application.state == "DRAFT" and typist_of(user, application)}
