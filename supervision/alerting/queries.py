"""Reads of alerts for the navigation."""

from typing import Any

from supervision.models import Alert


def waiting_count(user: Any) -> int:
    """How many alerts of open limits wait for this person; one query, the badge stops at a hundred."""
    return len(Alert.objects.visible_to(user).waiting().order_by().values_list("pk")[:100])
