"""Who prepares, reviews and publishes assessment units (单元权限)."""

from typing import Any

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from regional_assessments.models import AssessmentUnit, Zone


def runs_zone(user: Any, zone: Zone) -> bool:
    """The committee that runs the zone (园区管委会)."""
    return Zone.objects.managed_by(user).filter(pk=zone.pk).exists()


def prepares(user: Any, unit: AssessmentUnit) -> bool:
    """Whoever runs the zone of the unit."""
    return runs_zone(user, unit.zone)


def reviews(user: Any, unit: AssessmentUnit) -> bool:
    """A reviewer or the head of the reviewing department."""
    return scope.has_role(user, (REVIEWER, HEAD), department=unit.reviewer_id)


def publishes(user: Any, unit: AssessmentUnit) -> bool:
    """The head of the reviewing department, never the person who drew it up."""
    return unit.drafted_by_id != user.pk and scope.has_role(user, HEAD, department=unit.reviewer_id)


def nobody(_user: Any, _unit: AssessmentUnit) -> bool:
    """The system's own verb."""
    return False
