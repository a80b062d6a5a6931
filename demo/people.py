"""Who can sign in to the seeded province. Every account has the same known password."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from accounts.models import Delegation, Department, Enterprise, Membership, Region, Role, User
from core.time import now, today
from demo import names

PASSWORD: Final = "bingshen-demo"
HOME: Final = "360702"
"""The county in which the nine accounts of the tour work."""
COUNTIES: Final = ("360702", "360703", "360113", "360102", "360403")
"""Counties with projects; each has a window, leads and its own officers."""
SINCE: Final = date(2024, 1, 1)
REVIEWING: Final = (
    "DRC", "INDUSTRY", "NATURAL_RESOURCES", "HOUSING", "ECOLOGY", "WATER", "CIVIL_DEFENCE", "FORESTRY",
    "CULTURAL_RELICS", "METEOROLOGY", "SEISMOLOGY", "EMERGENCY", "TRAFFIC_POLICE", "TRANSPORT", "URBAN_MANAGEMENT",
    "URBAN_ARCHIVES", "APPROVAL_BUREAU", "WATER_SUPPLY", "POWER_SUPPLY", "GAS_SUPPLY", "TELECOM",
    "REAL_ESTATE_REGISTRY",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the list of accounts: user name, person, and what they are here for."""

    username: str
    name: str
    role: str
    task: str


TOUR: Final[tuple[Account, ...]] = (
    Account("enterprise", "谌若湉", Role.OWNER, "建设单位：建项目、报阶段、看进度、领证照"),
    Account("agent", "蔺望舒", Role.AGENT, "代办人：受企业委托办理"),
    Account("clerk", "荀令仪", Role.CLERK, "综合窗口：收件、一次性告知、受理、出件"),
    Account("reviewer", "䶮听澜", Role.REVIEWER, "经办人：审查并出具意见"),
    Account("head", "垚既明", Role.HEAD, "审批负责人：签发决定"),
    Account("lead", "禤观复", Role.LEAD, "牵头部门：汇总各部门意见"),
    Account("supervisor", "虢北辰", Role.SUPERVISOR, "督查：全省时限红黄灯"),
    Account("zone", "覃采薇", Role.ZONE_MANAGER, "园区管委会：园区与区内项目"),
    Account("admin", "臧守拙", Role.ADMIN, "系统管理：节假日、局部停办、文书模板、规则"),
)


def appoint() -> dict[str, User]:
    """Create the nine accounts of the tour and officers for every department; user by user name.

    `reviewer` and `head` hold a post in every reviewing department of the home county, so that one
    person can walk a whole stage; each department also has its own reviewer and head, who play the
    history and are listed on the sign-in page of the demo.
    """
    random = Random(20261123)
    people = {
        account.username: engage(account.username, account.name, admin=account.role == Role.ADMIN) for account in TOUR
    }
    posts: list[Membership] = []
    for department in _departments():
        county, function = department.region_id, department.function
        for role, word in ((Role.REVIEWER, "jb"), (Role.HEAD, "sp")):
            user = engage(f"{word}-{function.lower().replace('_', '-')}-{county}", names.person(random))
            posts.append(_post(user, role, department=department))
            if county == HOME:
                posts.append(
                    _post(people["reviewer" if role == Role.REVIEWER else "head"], role, department=department)
                )
        if function in ("NATURAL_RESOURCES", "HOUSING", "APPROVAL_BUREAU"):
            leader = (
                people["lead"]
                if county == HOME
                else engage(f"qt-{function.lower().replace('_', '-')}-{county}", names.person(random))
            )
            posts.append(_post(leader, Role.LEAD, department=department))
    for window in Department.objects.filter(region_id__in=COUNTIES, is_window=True).order_by("region_id"):
        clerk = people["clerk"] if window.region_id == HOME else engage(f"ck-{window.region_id}", names.person(random))
        posts.append(_post(clerk, Role.CLERK, department=window))
    posts += [
        _post(people["supervisor"], Role.SUPERVISOR, region=Region.objects.get(code="360000")),
        _post(people["zone"], Role.ZONE_MANAGER, region=Region.objects.get(code=HOME)),
        _post(people["admin"], Role.ADMIN),
        _post(people["agent"], Role.AGENT),
    ]
    Membership.objects.bulk_create(posts)
    return people


def engage(username: str, name: str, *, admin: bool = False) -> User:
    """A person who can sign in with the known password."""
    return User.objects.create(username=username, name=name, password=_hash(), is_staff=admin, is_superuser=admin)


def appoint_to(user: User, role: str, **body: object) -> Membership:
    """Give `user` a post in a department or region."""
    membership = _post(user, role, **body)
    membership.save()
    return membership


def delegate(owner: User, agent: User) -> None:
    """Let the agent act for every enterprise of `owner` for the coming year."""
    for membership in owner.memberships.filter(role=Role.OWNER):
        Delegation.objects.create(
            membership=membership,
            to_user=agent,
            valid_from=today(),
            valid_to=today() + timedelta(days=180),
            reason="委托代办（样例）",
            granted_at=now(),
        )


@cache
def _hash() -> str:
    return make_password(PASSWORD)


def own(user: User, enterprise: Enterprise) -> Membership:
    """Make `user` act for `enterprise`."""
    membership = _post(user, Role.OWNER, enterprise=enterprise)
    membership.save()
    return membership


def _departments() -> Iterable[Department]:
    return (
        Department.objects.filter(region_id__in=COUNTIES, function__in=REVIEWING)
        .select_related("region")
        .order_by("region_id", "function")
    )


def _post(user: User, role: str, **body: object) -> Membership:
    return Membership(user=user, role=role, valid_from=SINCE, **body)
