"""Who is told of an alert (预警送达对象): by level and kind of clock, as the routes in force say."""

from typing import Final

from accounts.models import Membership, Region
from accounts.posts import SUPERVISOR
from approvals.messages import recipients
from approvals.models import ItemCase
from clocks.models import Clock
from supervision.models import Alert, AlertRoute, Level

#: Defaults 江西省电子监察 [D]: reviewer → head → department → supervisor. Editable rows, loaded once.
DEFAULTS: Final = (
    (Level.WARN, "", "REVIEWER"),
    (Level.WARN, "NOTICE", "CLERK"),
    (Level.WARN, "RECHECK", "CLERK"),
    (Level.WARN, "DELIVERY", "CLERK"),
    (Level.WARN, "CORRECTION", "APPLICANT"),
    (Level.WARN, "CAP", "LEAD"),
    (Level.WARN, "CAP", "SUPERVISOR"),
    (Level.WARN, "STAGE", "LEAD"),
    (Level.WARN, "URGE", "HEAD"),
    (Level.YELLOW, "", "REVIEWER"),
    (Level.YELLOW, "", "HEAD"),
    (Level.YELLOW, "RECHECK", "CLERK"),
    (Level.YELLOW, "STAGE", "LEAD"),
    (Level.RED, "", "HEAD"),
    (Level.RED, "", "LEAD"),
    (Level.RED, "", "SUPERVISOR"),
    (Level.RED, "NOTICE", "CLERK"),
    (Level.RED, "RECHECK", "CLERK"),
    (Level.RED, "RECHECK", "SUPERVISOR"),
    (Level.RED, "DELIVERY", "CLERK"),
    (Level.RED, "CORRECTION", "APPLICANT"),
    (Level.FORECAST, "CAP", "LEAD"),
    (Level.FORECAST, "CAP", "SUPERVISOR"),
)


def load_routes() -> None:
    """Write the default routes of every level that has none."""
    known = set(AlertRoute.objects.values_list("level", flat=True))
    AlertRoute.objects.bulk_create(
        AlertRoute(level=level, kind=kind, role=role) for level, kind, role in DEFAULTS if level not in known
    )


def roles_for(level: str, kind: str) -> list[str]:
    """The roles told of a clock of this kind; routes of the very kind replace those of any kind."""
    routes = AlertRoute.objects.filter(level=level, active=True, kind__in=("", kind)).values_list("kind", "role")
    own = [role for of, role in routes if of == kind]
    return own or [role for of, role in routes if not of]


def told(alert: Alert) -> list[int]:
    """Ids of the people to tell, each once; stand-ins included, people on leave replaced by theirs.

    A reviewer who has taken the case is told instead of all reviewers of the department.
    """
    clock, found = alert.clock, set[int]()
    for role in roles_for(alert.level, clock.kind):
        found.update(_holders(role, clock))
    return sorted(found)


def _holders(role: str, clock: Clock) -> list[int]:
    if role == "APPLICANT":
        return recipients({"enterprise": clock.enterprise_id}, clock.project_code) if clock.enterprise_id else []
    if role == SUPERVISOR:
        return _supervisors(clock.region)
    if clock.department_id is None:
        return []
    if role == "REVIEWER" and (taken := _reviewer(clock)) is not None:
        return [taken]
    return recipients({"department": clock.department_id, "role": role}, clock.project_code)


def _reviewer(clock: Clock) -> int | None:
    if clock.subject_type != ItemCase._meta.label_lower:
        return None
    reviewer: int | None = ItemCase.objects.filter(pk=clock.subject_id).values_list("reviewer_id", flat=True).first()
    if reviewer is None or clock.department_id is None:
        return None
    active = Membership.objects.in_force().filter(
        user_id=reviewer, department_id=clock.department_id, role="REVIEWER", user__is_active=True
    )
    return reviewer if active.exists() else None


def _supervisors(region: Region | None) -> list[int]:
    """Those of the region itself, else of the one above it."""
    while region is not None:
        posts = Membership.objects.in_force().filter(role=SUPERVISOR, region=region, user__is_active=True)
        if found := list(posts.values_list("user_id", flat=True)):
            return found
        region = region.parent
    return []
