"""Who sees which application and case (可见范围): every read starts with `visible_to(user)`."""

from typing import Any, Self

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import CLERK, LEAD, OFFICERS, SUPERVISOR


class JointApplicationQuerySet(QuerySet):
    """并联审批申请."""

    def visible_to(self, user: Any) -> Self:
        """Own applications; those at one's window, led by one's department, decided in it, or in a watched region.

        A draft is the enterprise's own affair, unless a clerk types it in at the counter.
        """
        return self.filter(self.seen_q(user))

    @staticmethod
    def seen_q(user: Any, prefix: str = "") -> Q:
        """The filter behind `visible_to` for rows whose application stands at `prefix`, e.g. `application__`."""
        own = scope.enterprise_q(user, f"{prefix}project__enterprise_id", f"{prefix}project__code")
        typed_in = scope.NOTHING
        windows = scope.departments(user, (CLERK,))
        if windows:
            filings = apps.get_model("approvals", "CounterFiling").objects.filter(window_id__in=windows)
            typed_in = Q(**{f"{prefix}pk__in" if prefix else "pk__in": filings.values("application_id")})
        handed_in = ~Q(**{f"{prefix}state": "DRAFT"})
        official = scope.region_q(user, f"{prefix}region_id", SUPERVISOR)
        official |= scope.department_q(user, f"{prefix}window_id", CLERK)
        official |= scope.department_q(user, f"{prefix}lead_id", LEAD)
        deciding = scope.departments(user, OFFICERS)
        if deciding:
            cases = apps.get_model("approvals", "ItemCase").objects.filter(department_id__in=deciding)
            official |= Q(**{f"{prefix}pk__in" if prefix else "pk__in": cases.values("application_id")})
        return own | (official & handed_in) | (typed_in & ~handed_in)

    def own(self, user: Any) -> Self:
        """Those of the enterprises `user` acts for."""
        return self.filter(scope.enterprise_q(user, "project__enterprise_id", "project__code"))


class ItemCaseQuerySet(QuerySet):
    """办件."""

    def visible_to(self, user: Any) -> Self:
        """The cases of visible applications: who takes part sees how the others stand."""
        return self.filter(JointApplicationQuerySet.seen_q(user, "application__"))


class MessageQuerySet(QuerySet):
    """站内消息."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)
