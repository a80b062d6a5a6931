"""A small province with one person for every role, for tests of visibility (not for single rooms' fixtures)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Delegation, Department, Enterprise, Membership, Region, Role, User
from core.time import now, today

USCC = "91360100MA35H1XY0N"
OTHER_USCC = "91360111MA7B2C3D9Y"
CODE = "2403-360702-04-01-123456"
PASSWORD = "bingshen-demo"


@dataclass(slots=True)
class Province:
    """Two cities, three counties; `people` by role name, see `province()`."""

    regions: dict[str, Region]
    housing: Department
    water: Department
    """Of the same county as `housing`."""
    far: Department
    """The housing department of another city's county."""
    enterprise: Enterprise
    other_enterprise: Enterprise
    people: dict[str, User]

    def __getitem__(self, name: str) -> User:
        """The person of that name, read anew: nothing is remembered from an earlier request."""
        return User.objects.get(pk=self.people[name].pk)


def person(username: str, name: str = "", **fields: Any) -> User:
    """An account without a role."""
    user = User(username=username, name=name or username, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def member(user: User, role: str, **bound: Any) -> Membership:
    """A membership since a month ago."""
    bound.setdefault("valid_from", today() - timedelta(days=30))
    return Membership.objects.create(user=user, role=role, **bound)


def lend(membership: Membership, to: User, *, codes: list[str] | None = None, last: date | None = None) -> Delegation:
    """A delegation in force since yesterday."""
    return Delegation.objects.create(
        membership=membership,
        to_user=to,
        project_codes=codes or [],
        valid_from=today() - timedelta(days=1),
        valid_to=last or today() + timedelta(days=10),
        granted_at=now(),
    )


def province() -> Province:
    """Write it all. People: owner, agent, limited_agent, clerk, reviewer, head, lead, supervisor, zone, admin,
    other_owner, other_reviewer (of `water`), far_reviewer, province_supervisor, nobody."""
    names = {
        "360000": ("江西省", "PROVINCE", None),
        "360700": ("赣州市", "CITY", "360000"),
        "360702": ("章贡区", "COUNTY", "360700"),
        "360703": ("南康区", "COUNTY", "360700"),
        "360400": ("九江市", "CITY", "360000"),
        "360403": ("浔阳区", "COUNTY", "360400"),
    }
    regions = {
        code: Region.objects.create(code=code, name=name, level=level, parent_id=parent)
        for code, (name, level, parent) in names.items()
    }

    def department(function: str, region: str, **more: Any) -> Department:
        code = f"{region}-{function}"
        return Department.objects.create(
            code=code, name=names[region][0] + function, region_id=region, function=function, **more
        )

    housing = department("HOUSING", "360702")
    water = department("WATER", "360702")
    window = department("WINDOW", "360702", is_window=True)
    lead = department("NATURAL_RESOURCES", "360702")
    far = department("HOUSING", "360403")
    ours = Enterprise.objects.create(uscc=USCC, name="赣州垚鑫新材料有限公司", region=regions["360702"])
    other = Enterprise.objects.create(uscc=OTHER_USCC, name="九江䶮泽置业有限公司", region=regions["360403"])
    roles: dict[str, tuple[str, dict[str, Any]] | None] = {
        "owner": (Role.OWNER, {"enterprise": ours}),
        "agent": (Role.AGENT, {}),
        "limited_agent": (Role.AGENT, {}),
        "clerk": (Role.CLERK, {"department": window}),
        "reviewer": (Role.REVIEWER, {"department": housing}),
        "head": (Role.HEAD, {"department": housing}),
        "lead": (Role.LEAD, {"department": lead}),
        "supervisor": (Role.SUPERVISOR, {"region": regions["360700"]}),
        "province_supervisor": (Role.SUPERVISOR, {"region": regions["360000"]}),
        "zone": (Role.ZONE_MANAGER, {"region": regions["360702"]}),
        "admin": (Role.ADMIN, {}),
        "other_owner": (Role.OWNER, {"enterprise": other}),
        "other_reviewer": (Role.REVIEWER, {"department": water}),
        "far_reviewer": (Role.REVIEWER, {"department": far}),
        "nobody": None,
    }
    people = {name: person(name, is_staff=name == "admin", is_superuser=name == "admin") for name in roles}
    for name, held in roles.items():
        if held is not None:
            member(people[name], held[0], **held[1])
    owner = Membership.objects.get(user=people["owner"])
    lend(owner, people["agent"])
    lend(owner, people["limited_agent"], codes=[CODE])
    return Province(regions, housing, water, far, ours, other, people)
