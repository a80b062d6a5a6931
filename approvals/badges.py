"""The numbers beside joint procedures and opinion requests in the navigation (待办数): both in one query a request."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts import scope
from accounts.posts import APPLICANTS
from approvals.joint.access import ANSWERING, LEADING
from approvals.joint.queries import waiting_q
from approvals.models import JointReview, OpinionRequest
from approvals.opinions.queries import DESKS, waiting


class Waiting(NamedTuple):
    """How many rows wait for one reader."""

    joint: int = 0
    opinions: int = 0


def joint_count(user: Any) -> int:
    """Procedures that wait for this person's answer, merge or corrected drawings: the tab `mine` of their list."""
    return _waiting(user).joint


def opinion_count(user: Any) -> int:
    """Requests that wait for the opinion of this person's department: the tab `todo` of their list."""
    return _waiting(user).opinions


def _waiting(user: Any) -> Waiting:
    known: Waiting | None = getattr(user, "_waiting_elsewhere", None)
    if known is None:
        known = user._waiting_elsewhere = _count(user)
    return known


def _count(user: Any) -> Waiting:
    if not scope.has_role(user, {*ANSWERING, *LEADING, *DESKS, *APPLICANTS}):
        return Waiting()
    reviews = JointReview.objects.visible_to(user).filter(waiting_q(user))
    asked = waiting(user, OpinionRequest.objects.visible_to(user))
    # A row that surely exists carries both counts.
    return Waiting(*get_user_model().objects.filter(pk=user.pk).values_list(_counted(reviews), _counted(asked)).get())


def _counted(rows: QuerySet[Any]) -> Coalesce:
    one_group = rows.order_by().annotate(group=Value(1)).values("group")
    number = one_group.annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
