"""Reads of this room (查询): people, posts and delegations as their pages need them."""

from __future__ import annotations

from typing import Any

from axes.models import AccessLog
from django.db.models import QuerySet

from accounts import scope
from accounts.models import Delegation, Enterprise, Membership
from accounts.posts import OWNER
from core.time import today


def my_memberships(user: Any) -> QuerySet[Membership]:
    """The user's own posts in force today, with the body each belongs to."""
    return (
        Membership.objects.visible_to(user)
        .in_force()
        .filter(user=user)
        .select_related("department__region", "enterprise", "region")
        .order_by("pk")
    )


def lent(user: Any) -> QuerySet[Delegation]:
    """What the user lent to others and is not over, newest first."""
    return _delegations(user).filter(membership__user=user)


def received(user: Any) -> QuerySet[Delegation]:
    """What others lent to the user and is not over, newest first."""
    return _delegations(user).filter(to_user=user)


def recent_sign_ins(user: Any, number: int = 10) -> QuerySet[AccessLog]:
    """The user's last sign-ins (登录记录), newest first."""
    return AccessLog.objects.filter(username=user.get_username()).order_by("-attempt_time")[:number]


def owned_enterprises(user: Any) -> QuerySet[Enterprise]:
    """The enterprises whose people the user looks after."""
    return Enterprise.objects.visible_to(user).filter(pk__in=scope.enterprises(user, OWNER)).order_by("name")


def people_of(user: Any, enterprise: Enterprise) -> QuerySet[Membership]:
    """The enterprise's people in force today."""
    return (
        Membership.objects.visible_to(user)
        .in_force()
        .filter(enterprise=enterprise)
        .select_related("user", "enterprise", "department__region", "region")
        .order_by("role", "pk")
    )


def agents_of(user: Any, enterprise: Enterprise) -> QuerySet[Delegation]:
    """The delegations an enterprise's people gave and that are not over (代办人)."""
    return _delegations(user).filter(membership__enterprise=enterprise)


def _delegations(user: Any) -> QuerySet[Delegation]:
    return (
        Delegation.objects.visible_to(user)
        .filter(revoked_at__isnull=True, valid_to__gte=today())
        .select_related("to_user", "membership__user", "membership__enterprise", "membership__department__region")
        .select_related("membership__region")
        .order_by("-granted_at", "-pk")
    )
