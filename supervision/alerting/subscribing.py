"""Subscriptions (预警订阅): a filter of the wall kept by a person, and which clocks fit it now."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from clocks.models import Clock
from supervision import queries
from supervision.filters import WallFilter
from supervision.models import Alert, Level, Subscription

ORDER: Final = {Level.WARN: 0, Level.FORECAST: 0, Level.YELLOW: 1, Level.RED: 2}


def matching(user: Any, query: Mapping[str, str], clocks: "QuerySet[Clock] | None" = None) -> "QuerySet[Clock]":
    """The open clocks `user` may see that fit a filter of the wall; none when the filter is not understood."""
    seen = queries.visible_clocks(user).open() if clocks is None else clocks
    data = QueryDict(mutable=True)
    data.update(query)
    narrowed = WallFilter(
        data, seen, request=SimpleNamespace(user=user, GET=data), regions=queries.watched_regions(user)
    )
    return narrowed.qs if narrowed.form.is_valid() else seen.none()


def subscribers(alert: Alert) -> set[int]:
    """Who asked to be told of a clock like this one, at this level or an earlier one."""
    asked = Subscription.objects.select_related("user").filter(
        level__in=[level for level in Level if ORDER[level] <= ORDER[Level(alert.level)]], user__is_active=True
    )
    return {row.user_id for row in asked if fits(row.user, row.query, alert.clock_id)}


def fits(user: User, query: Mapping[str, str], clock_id: int) -> bool:
    """Whether this clock is one that `user` may see and the filter names."""
    return matching(user, query, queries.visible_clocks(user).filter(pk=clock_id)).exists()
