"""A province in small: two counties, a department, an enterprise, and people who watch or own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Department, Enterprise, Membership, Region, User
from clocks.commands import Place, start_clock
from clocks.models import Clock
from clocks.seed import seed_calendar


def subject(kind: str, pk: int) -> Any:
    """Stands for a row of a room below, of which clocks know type and id only."""
    return SimpleNamespace(_meta=SimpleNamespace(label_lower=kind), pk=pk)


def case(pk: int) -> Any:
    return subject("approvals.itemcase", pk)


@dataclass
class World:
    place: Place
    elsewhere: Place
    department: Department
    user: Callable[..., User]

    def item(self, pk: int, origin_on: date, limit: int, **facts: Any) -> Clock:
        """A promised clock of case `pk`, counted in the cap."""
        place = facts.pop("place", self.place)
        return start_clock(
            "PROMISED", case(pk), place, label=f"事项{pk}", limit=limit, origin_on=origin_on,
            department_id=self.department.pk, counts_in_cap=True, **facts,
        )  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    province = Region.objects.create(code="360000", name="江西省", level="PROVINCE")
    city = Region.objects.create(code="360100", name="䶮城市", level="CITY", parent=province)
    county = Region.objects.create(code="360102", name="㛃湖区", level="COUNTY", parent=city)
    other = Region.objects.create(code="360702", name="翀江区", level="COUNTY", parent=province)
    department = Department.objects.create(code="zj", name="㛃湖区住建局", region=county, function="ZJ")
    owner = Enterprise.objects.create(uscc="91360102MA35AAAAXX", name="垚垚置业有限公司", region=county)
    seed_calendar()

    def user(name: str, role: str, **bound: Any) -> User:
        person = User.objects.create_user(username=name)
        Membership.objects.create(user=person, role=role, valid_from=date.today() - timedelta(days=4000), **bound)
        return person

    people: dict[str, Callable[[], User]] = {
        "owner": lambda: user("owner", "OWNER", enterprise=owner),
        "reviewer": lambda: user("reviewer", "REVIEWER", department=department),
        "city": lambda: user("city", "SUPERVISOR", region=city),
        "far": lambda: user("far", "SUPERVISOR", region=other),
        "admin": lambda: user("admin", "ADMIN", region=province),
        "nobody": lambda: User.objects.create_user(username="nobody"),
    }
    return World(
        place=Place(1, "燚山学校", "2601-360102-04-01-000001", county.code, owner.pk, "GOV_BUILDING"),
        elsewhere=Place(2, "翀江水厂", "2601-360702-04-01-000002", other.code, None, "GOV_LINEAR"),
        department=department,
        user=lambda name: people[name](),
    )
