"""Who may see and do what: the one place of visibility (可见范围).

`acting(user)` reads the memberships and delegations in force today, once per request. Rooms below turn it into
questions (`has_role`) and filters (`row_q`) over the region, department and enterprise columns their rows carry.
A role that is taken away is gone at the next request, and a command reads it anew under its row lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.posts import AGENT, APPLICANTS, GOVERNMENT, OFFICERS, OWNER, Acting, Post, prefix_of
from core.display import by_language
from core.prepared import Prepared
from core.time import today

if TYPE_CHECKING:
    from accounts.models import Department, Enterprise, Membership, Region

NOBODY: Final = Acting(user=0)
NOTHING: Final = Q(pk__in=[])
EVERYTHING: Final = Q(pk__isnull=False)
_generation = 0

Roles = str | Iterable[str]


def acting(user: Any) -> Acting:
    """What `user` may act as today (当前身份): two queries at the first call, none afterwards in the same request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    day = today()
    known = getattr(user, "_acting", None)
    if known is not None and known[:2] == (day, _generation):
        return known[2]
    found = _read(user.pk, day)
    user._acting = (day, _generation, found)
    return found


def forget(user: Any) -> None:
    """Read `user`'s posts anew at the next question; commands do so before they check under the lock."""
    if hasattr(user, "_acting"):
        del user._acting


def forget_everyone(**_signal: Any) -> None:
    """A membership, delegation or person changed: nothing read before counts any more."""
    global _generation
    _generation += 1


def has_role(
    user: Any,
    roles: Roles,
    *,
    region: Region | str | None = None,
    department: Department | int | None = None,
    enterprise: Enterprise | int | None = None,
    project_code: str | None = None,
) -> bool:
    """Whether `user` holds one of `roles`, itself or as 代, over everything that is named.

    Args:
        roles: a role or several; see `accounts.posts`.
        region: covered when it lies in the subtree of the post's region.
        department: covered by the posts of that very department.
        enterprise: covered by the owners of that enterprise and by its agents.
        project_code: an agent limited to projects covers only those; name it whenever a project is at hand.
    """
    return acting(user).has(
        [roles] if isinstance(roles, str) else roles,
        region=_key(region),
        department=_key(department),
        enterprise=_key(enterprise),
        project_code=project_code,
    )


def acts_for(user: Any, enterprise: Enterprise | int, project_code: str | None = None) -> bool:
    """Whether `user` may act for `enterprise` (建设单位或其代办人), for that project where one is named."""
    return has_role(user, APPLICANTS, enterprise=enterprise, project_code=project_code)


def title(user: Any) -> str:
    """What stands under the person's name (职务): the body of the first post, or how many departments it is."""
    named = (by_language(post.body, post.body_en) for post in acting(user).posts if post.body)
    bodies = list(dict.fromkeys(named))
    if len(bodies) > 1:
        return _("%(first)s and %(count)d more") % {"first": bodies[0], "count": len(bodies) - 1}
    return bodies[0] if bodies else ""


def is_officer(user: Any) -> bool:
    """Whether `user` is on the side of government (政府工作人员): departments, supervision, zones, administration."""
    return acting(user).has(GOVERNMENT)


def regions_subtree(user: Any, roles: Roles = ()) -> QuerySet[Region]:
    """The regions that the posts with `roles` (all posts when none) cover, subtrees included."""
    return apps.get_model("accounts", "Region").objects.filter(region_q(user, "code", roles))


def departments(user: Any, roles: Roles = OFFICERS) -> frozenset[int]:
    """Ids of the departments in which `user` holds one of `roles`."""
    return frozenset(p.department for p in _posts(user, roles) if p.department is not None)


def enterprises(user: Any, roles: Roles = APPLICANTS) -> frozenset[int]:
    """Ids of the enterprises for which `user` holds one of `roles`, limited agents included."""
    return frozenset(p.enterprise for p in _posts(user, roles) if p.enterprise is not None)


def region_q(user: Any, field: str = "region_id", roles: Roles = ()) -> Q:
    """Rows whose region code in `field` lies in a subtree covered by `roles`; index ranges, no pattern search."""
    return _any(subtree_q(field, p.region_prefix) for p in _posts(user, roles) if p.region_prefix is not None)


def department_q(user: Any, field: str = "department_id", roles: Roles = OFFICERS) -> Q:
    """Rows whose department in `field` is one in which `user` holds one of `roles`."""
    ids = departments(user, roles)
    return Q(**{f"{field}__in": ids}) if ids else NOTHING


def enterprise_q(user: Any, field: str = "enterprise_id", project_code: str = "") -> Q:
    """Rows of the enterprises `user` acts for.

    `project_code` names the column with the project code; without one, an agent limited to projects sees nothing.
    """
    return _any(
        _enterprise_q(post, field, project_code) for post in _posts(user, APPLICANTS) if post.enterprise is not None
    )


def row_q(
    user: Any,
    *,
    region: str = "",
    region_roles: Roles = ("SUPERVISOR",),
    department: str = "",
    department_roles: Roles = OFFICERS,
    enterprise: str = "",
    project_code: str = "",
) -> Q:
    """The ordinary filter of a row: own enterprise, own department, or a watched region; columns by name.

    Example: `Project.objects.filter(row_q(user, region="region_id", enterprise="enterprise_id", project_code="code"))`.
    """
    parts = []
    if region:
        parts.append(region_q(user, region, region_roles))
    if department:
        parts.append(department_q(user, department, department_roles))
    if enterprise:
        parts.append(enterprise_q(user, enterprise, project_code))
    return _any(parts)


def subtree_q(field: str, prefix: str) -> Q:
    """Region codes in `field` that begin with `prefix`, as a closed range that a B-tree answers."""
    if not prefix:
        return EVERYTHING
    if len(prefix) == 6:
        return Q(**{field: prefix})
    return Q(**{f"{field}__gte": prefix.ljust(6, "0"), f"{field}__lte": prefix.ljust(6, "9")})


def in_force(day: date, prefix: str = "") -> Q:
    """Memberships or delegations that count on `day`, both ends included, and are not revoked."""
    return Q(
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}),
        **{f"{prefix}valid_from__lte": day, f"{prefix}revoked_at__isnull": True},
    )


_POST: Final = (
    *("pk", "role", "user_id", "user__name", "user__username"),
    *("department_id", "department__name", "department__name_en", "department__function"),
    *("department__region_id", "department__region__level"),
    *("enterprise_id", "enterprise__name"),
    *("region_id", "region__name", "region__name_en", "region__level"),
)
"""What a post is made of, as columns of a membership."""


def _lent(user: int, day: date) -> QuerySet[Any, Any]:
    delegations = apps.get_model("accounts", "Delegation").objects.filter(in_force(day), to_user_id=user)
    return delegations.filter(to_user__is_active=True)


def _held(user: int, day: date) -> QuerySet[Any, Any]:
    own_or_lent = Q(user_id=user) | Q(pk__in=_lent(user, day).values("membership_id"))
    held = apps.get_model("accounts", "Membership").objects.filter(own_or_lent, in_force(day), user__is_active=True)
    return held.order_by("pk").values_list(*_POST)


_HELD: Final = Prepared(_held, user=int, day=date)
_LENT: Final = Prepared(
    lambda user, day: _lent(user, day).order_by("pk").values_list("membership_id", "pk", "project_codes"),
    user=int,
    day=date,
)


def _read(user_id: int, day: date) -> Acting:
    held = {row[0]: row for row in _HELD.rows(user=user_id, day=day)}
    own = [_post(*row) for row in held.values() if row[2] == user_id]
    # Posts of others can only be lent ones.
    lent = _LENT.rows(user=user_id, day=day) if len(own) < len(held) else []
    return Acting(user_id, (*own, *(_post(*held[pk], *loan) for pk, *loan in lent if pk in held)))


def post(membership: Membership) -> Post:
    """The post a membership gives."""
    department, enterprise, region = membership.department, membership.enterprise, membership.region
    seat = department.region if department else None
    return _post(
        *(membership.pk, membership.role, membership.user_id, membership.user.name, membership.user.username),
        *((department.pk, department.name, department.name_en, department.function) if department else (None,) * 4),
        *((seat.code, seat.level) if seat else (None, None)),
        *((enterprise.pk, enterprise.name) if enterprise else (None, None)),
        *((region.code, region.name, region.name_en, region.level) if region else (None,) * 4),
    )


def _post(
    pk: int, role: str, holder: int, name: str, username: str,
    department: int | None, department_name: str, department_name_en: str, function: str | None,
    seat: str | None, seat_level: str,
    enterprise: int | None, enterprise_name: str,
    region: str | None, region_name: str, region_name_en: str, region_level: str,
    delegation: int | None = None, project_codes: Iterable[str] = (),
) -> Post:  # fmt: skip
    """One post of these columns; an enterprise lends the role of agent."""
    if department is not None:
        body, body_en = department_name, department_name_en
    elif enterprise is not None:
        body, body_en = enterprise_name, ""
    else:
        body, body_en = region_name or "", region_name_en or ""
    code, level = (seat, seat_level) if department is not None else (region, region_level)
    anywhere = "" if role == "ADMIN" else None
    return Post(
        membership=pk,
        role=AGENT if delegation and role == OWNER else role,
        body=body,
        body_en=body_en,
        holder=holder,
        holder_name=name or username,
        department=department,
        function=function or "",
        region_prefix=prefix_of(code, level) if code else anywhere,
        enterprise=enterprise,
        delegation=delegation,
        project_codes=frozenset(project_codes),
    )


def _posts(user: Any, roles: Roles) -> Iterable[Post]:
    return acting(user).having([roles] if isinstance(roles, str) else roles)


def _enterprise_q(post: Post, field: str, project_code: str) -> Q:
    whole = Q(**{field: post.enterprise})
    if not post.project_codes:
        return whole
    return whole & Q(**{f"{project_code}__in": post.project_codes}) if project_code else NOTHING


def _any(parts: Iterable[Q]) -> Q:
    joined = Q()
    for part in parts:
        if part is not NOTHING:
            joined |= part
    return joined or NOTHING


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)
