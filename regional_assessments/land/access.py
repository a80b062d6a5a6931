"""Who prepares, sells and checks standard land (标准地权限)."""

from typing import Any

from regional_assessments.models import Parcel, Zone
from regional_assessments.querysets import managed_q


def runs_zone(user: Any, zone: Zone) -> bool:
    """The committee that runs the zone (园区管委会)."""
    return Zone.objects.managed_by(user).filter(pk=zone.pk).exists()


def manages(user: Any, parcel: Parcel) -> bool:
    """Whoever runs the zone of the parcel."""
    return Parcel.objects.filter(managed_q(user, "zone__"), pk=parcel.pk).exists()


def reads_inside(user: Any, parcel: Parcel) -> bool:
    """Whether contracts, measured values and evidence of the parcel are open to `user`."""
    return Parcel.objects.inside(user).filter(pk=parcel.pk).exists()
