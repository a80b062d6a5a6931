"""Who sees which promise (可见范围): every read starts with `visible_to(user)`; the public reads through `public()`."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db.models import OuterRef, Q, QuerySet

from accounts import scope
from accounts.posts import OFFICERS, SUPERVISOR, ZONE_MANAGER


def seen_q(user: Any, prefix: str = "") -> Q:
    """Own enterprise, own department, watched region; a draft is the enterprise's own affair."""
    own = scope.enterprise_q(user, f"{prefix}enterprise_id", f"{prefix}project__code")
    official = scope.department_q(user, f"{prefix}department_id", OFFICERS)
    official |= scope.region_q(user, f"{prefix}region_id", (SUPERVISOR, ZONE_MANAGER))
    return own | (official & ~Q(**{f"{prefix}state": "DRAFT"}))


def open_check(reason: str) -> QuerySet:
    """The open verification for `reason` of the outer commitment; for Exists, which keeps both conditions on one row."""
    checks = apps.get_model("commitments", "Verification").objects
    return checks.filter(commitment=OuterRef("pk"), reason=reason, state="OPEN")


class CommitmentQuerySet(QuerySet):
    """承诺."""

    def visible_to(self, user: Any) -> Self:
        """Own promises; those one's department decides; those of a watched region."""
        return self.filter(seen_q(user))

    def public(self) -> Self:
        """Publicised letters, from their first day on; late filings are shown with the notices of acceptance, not here."""
        return self.filter(publicity_until__isnull=False).exclude(state__in=("DRAFT", "SIGNED", "WITHDRAWN"))

    def open(self) -> Self:
        """Something is owed."""
        from commitments.rules import OPEN

        return self.filter(state__in=OPEN)


class OfCommitmentQuerySet(QuerySet):
    """Rows of a commitment are seen with it."""

    def visible_to(self, user: Any) -> Self:
        """Those of visible commitments."""
        return self.filter(seen_q(user, "commitment__"))


class CreditRecordQuerySet(QuerySet):
    """信用记录."""

    def visible_to(self, user: Any) -> Self:
        """One's own enterprise's; those of the departments and regions that watch it."""
        return self.filter(
            scope.enterprise_q(user, "enterprise_id", "breach__commitment__project__code")
            | scope.department_q(user, "breach__commitment__department_id", OFFICERS)
            | scope.region_q(user, "region_id", SUPERVISOR)
        )

    def counting(self, day: date) -> Self:
        """未修复: not withdrawn, not repaired. It keeps the enterprise from promising; a year by default, longer if told so."""
        return self.filter(withdrawn_on__isnull=True).exclude(repair="DONE")

    def public(self, day: date) -> Self:
        """What the law publishes on `day`: not the minor ones, only in their period, after the objection, until repaired."""
        return self.filter(
            published=True, publish_from__lte=day, publish_to__gte=day, withdrawn_on__isnull=True
        ).exclude(repair="DONE")


class InspectionQuerySet(QuerySet):
    """双随机."""

    def visible_to(self, user: Any) -> Self:
        """Officers of the region; everybody else reads the published ones."""
        return self.filter(
            scope.region_q(user, "region_id", (*OFFICERS, SUPERVISOR)) | Q(visits__inspectors=user.pk)
            if user.is_authenticated
            else scope.NOTHING
        ).distinct()

    def public(self) -> Self:
        """一公开: seed, pools and results are open once published."""
        return self.filter(state="PUBLISHED")
