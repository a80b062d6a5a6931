"""到期提醒: committee and department are told 90, 30 and 7 days before an area's last day, once each."""

from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from accounts.posts import HEAD, ZONE_MANAGER
from core.sweeps import each, sweep
from core.time import now, today
from regional_assessments.models import AssessmentUnit, ExpiryAlert
from regional_assessments.units import telling

LEVELS: Final = (90, 30, 7)
"""Calendar days before the last day; a default of this installation."""


@sweep("regional_assessments.4_expiring")
def alert_due() -> int:
    """Tell of every published unit that runs out, at its nearest level only; how many were told of."""
    due = AssessmentUnit.objects.running_out(today(), LEVELS[0]).exclude(code__in=_renewed())
    return each(due.select_related("zone").defer("geometry", "zone__geometry").order_by("last_day", "pk"), _alert)


def _renewed() -> list[str]:
    """Codes with a newer version under way: nobody has to be reminded of those."""
    return list(AssessmentUnit.objects.filter(state="SUBMITTED").values_list("code", flat=True))


def _alert(unit: AssessmentUnit) -> int:
    last_day = unit.last_day
    if last_day is None:
        return 0
    level = min(level for level in LEVELS if (last_day - today()).days <= level)
    with transaction.atomic():
        _row, new = ExpiryAlert.objects.get_or_create(
            unit=unit, days=level, last_day=last_day, defaults={"told_at": now()}
        )
        if new:
            for pk in _concerned(unit):
                telling.tell(
                    telling.UNIT_EXPIRING,
                    {"user": pk},
                    unit,
                    reverse("regional_assessments:unit", args=[unit.pk]),
                    {"unit": unit.name, "on": last_day},
                )
    return int(new)


def _concerned(unit: AssessmentUnit) -> list[int]:
    """Whoever runs the zone, and the heads of the reviewing department."""
    region = unit.zone.region_id
    above = [region, region[:4] + "00", region[:2] + "0000"]
    runs = Q(department_id=unit.zone.manager_id) if unit.zone.manager_id else Q(pk__in=[])
    runs |= Q(department__isnull=True, region_id__in=above)
    posts = Membership.objects.in_force().filter(
        (Q(role=ZONE_MANAGER) & runs) | Q(role=HEAD, department_id=unit.reviewer_id), user__is_active=True
    )
    return sorted(set(posts.values_list("user_id", flat=True)))
