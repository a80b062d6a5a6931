"""Visibility of this room's own rows: every read of people and their bindings starts with `visible_to(user)`."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.contrib.auth.models import UserManager
from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import ADMIN, HEAD, OFFICERS, OWNER, SUPERVISOR, ZONE_MANAGER
from core.time import today


class RegionQuerySet(QuerySet):
    """行政区划: public."""

    def visible_to(self, user: Any) -> Self:
        """All of them; regions are public data."""
        return self

    def in_force(self) -> Self:
        """Those valid today (现行区划)."""
        day = today()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def under(self, prefix: str) -> Self:
        """The subtree that shares `prefix` (see `Region.prefix`)."""
        return self.filter(scope.subtree_q("code", prefix))


class DepartmentQuerySet(QuerySet):
    """审批部门: public, as the service guide names them."""

    def visible_to(self, user: Any) -> Self:
        """All of them; which authority exercises what is public."""
        return self


class EnterpriseQuerySet(QuerySet):
    """企业: seen by its own people, by officers of its region, and by administrators."""

    def visible_to(self, user: Any) -> Self:
        """Those `user` acts for, and those registered in a region `user` serves."""
        return self.filter(
            Q(pk__in=scope.enterprises(user))
            | scope.region_q(user, "region_id", OFFICERS | {SUPERVISOR, ZONE_MANAGER, ADMIN})
        )


class PeopleManager(UserManager):
    """人员: one sees oneself, the people of one's enterprise or department, and as administrator one's region."""

    use_in_migrations = False

    def visible_to(self, user: Any) -> QuerySet:
        """Those `user` may see by name."""
        if not user.is_authenticated:
            return self.none()
        if any(post.region_prefix == "" for post in scope.acting(user).having([ADMIN])):
            return self.all()
        members = apps.get_model("accounts", "Membership").objects.visible_to(user)
        lent = apps.get_model("accounts", "Delegation").objects.visible_to(user)
        return self.filter(Q(pk=user.pk) | Q(pk__in=members.values("user_id")) | Q(pk__in=lent.values("to_user_id")))


class MembershipQuerySet(QuerySet):
    """任职: one's own, those of one's enterprise (owner), of one's department (head), of one's region (admin)."""

    def visible_to(self, user: Any) -> Self:
        """Those `user` may see (see `bound_q`)."""
        return self.filter(bound_q(user))

    def in_force(self) -> Self:
        """Those that count today."""
        return self.filter(scope.in_force(today()))


class DelegationQuerySet(QuerySet):
    """委托: those one received, and those lent from a membership one may see."""

    def visible_to(self, user: Any) -> Self:
        """Those `user` received, and those behind a visible membership."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(to_user=user) | bound_q(user, "membership__"))

    def in_force(self) -> Self:
        """Those that count today; the membership behind them is checked where they are used."""
        return self.filter(scope.in_force(today()))


def bound_q(user: Any, prefix: str = "") -> Q:
    """Memberships (behind `prefix`) that `user` may see."""
    if not user.is_authenticated:
        return scope.NOTHING
    acting = scope.acting(user)
    owned = [post.enterprise for post in acting.having([OWNER]) if post.enterprise]
    headed = [post.department for post in acting.having([HEAD]) if post.department]
    seen = Q(**{f"{prefix}user_id": user.pk})
    if owned:
        seen |= Q(**{f"{prefix}enterprise_id__in": owned})
    if headed:
        seen |= Q(**{f"{prefix}department_id__in": headed})
    for post in acting.having([ADMIN]):
        if post.region_prefix == "":
            return Q(**{f"{prefix}pk__isnull": False})
        for column in ("region_id", "department__region_id", "enterprise__region_id"):
            seen |= scope.subtree_q(f"{prefix}{column}", post.region_prefix or "")
    return seen
