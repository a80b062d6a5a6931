"""Who sees which parcel (可见范围): from the sale notice on everyone signed in, before it who runs the zone."""

from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts import scope
from regional_assessments.land.rules import PUBLIC
from regional_assessments.querysets import managed_q


def _inside_q(user: Any) -> Q:
    """Parcels whose contracts and measured values `user` reads: the zone's, a watched region's, one's own."""
    own = scope.enterprise_q(user, "project__enterprise_id", "project__code")
    return managed_q(user, "zone__") | scope.region_q(user, "zone__region_id", ("SUPERVISOR",)) | own


class ParcelQuerySet(QuerySet):
    """标准地地块."""

    def visible_to(self, user: Any) -> Self:
        """Public from the sale notice on; before it the people who run the zone or watch its region."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(state__in=PUBLIC) | _inside_q(user))

    def inside(self, user: Any) -> Self:
        """Those whose contracts, measured values and evidence `user` may read."""
        return self.filter(_inside_q(user)) if user.is_authenticated else self.none()
