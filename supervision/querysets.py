"""Who sees which alert and urge order; every read starts with `visible_to(user)`."""

from typing import Any, Final, Self

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accounts import scope
from clocks.querysets import NEVER, ClockQuerySet
from core.time import today
from supervision.gravity import GRAVITY

_GRAVITY: Final = Case(*(When(level=level, then=Value(place)) for level, place in GRAVITY.items()))


class AlertQuerySet(QuerySet):
    """监察预警."""

    def visible_to(self, user: Any) -> Self:
        """Alerts of one's department and of the regions one watches."""
        return self.filter(scope.row_q(user, region="region_id", department="department_id"), absorbed=False)

    def waiting(self) -> Self:
        """Of clocks still open, neither put aside nor lifted."""
        awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=today())
        return self.filter(awake, clock__state__in=("RUNNING", "STOPPED"), lifted_at__isnull=True)

    def gravest(self) -> Self:
        """One of each matter among these (一事一行): of the gravest level, the one due first."""
        ranked = self.alias(place=_GRAVITY, due=Coalesce("due_on", NEVER))
        graver = ranked.filter(
            Q(place__gt=OuterRef("place"))
            | Q(place=OuterRef("place"), due__lt=OuterRef("due"))
            | Q(place=OuterRef("place"), due=OuterRef("due"), pk__gt=OuterRef("pk")),
            matter=OuterRef("matter"),
        )
        return ranked.exclude(Exists(graver))


class FewClocks(ClockQuerySet):
    """A handful of clocks, named one by one: read all at once rather than page by page."""


class OwnQuerySet(QuerySet):
    """What belongs to one person."""

    def visible_to(self, user: Any) -> Self:
        """One's own rows."""
        return self.filter(user_id=user.pk)


class UrgeQuerySet(QuerySet):
    """督办单."""

    def visible_to(self, user: Any) -> Self:
        """Of the regions one watches and of one's own department."""
        return self.filter(scope.row_q(user, region="region_id", department="department_id"))

    def open(self) -> Self:
        """Neither closed nor withdrawn."""
        return self.filter(state__in=("ISSUED", "ACKNOWLEDGED", "REPLIED"))
