"""Reads of urge orders for the navigation."""

from typing import Any

from accounts import scope
from accounts.posts import HEAD, LEAD, SUPERVISOR
from supervision.models import UrgeOrder


def open_count(user: Any) -> int:
    """Orders that wait for this person: to answer for the department, to judge for the supervisor; one query."""
    mine = scope.department_q(user, "department_id", [HEAD, LEAD])
    asked = UrgeOrder.objects.filter(mine, state__in=("ISSUED", "ACKNOWLEDGED"))
    replied = UrgeOrder.objects.filter(scope.region_q(user, "region_id", SUPERVISOR), state="REPLIED")
    return (asked | replied).count()
