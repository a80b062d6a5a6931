"""A watched land: a province with two cities and three counties, departments, projects and their clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Department, Enterprise, Membership, Region, User
from clocks import bootstrap, commands
from clocks.models import CalendarVersion, Clock
from core.time import travel
from projects.models import Project
from supervision.alerting import routing

TODAY = date(2026, 3, 18)
"""A Wednesday without holidays around."""


class Land:
    """What the tests build on; clocks may be written as rows or started by their commands."""

    def __init__(self) -> None:
        bootstrap.run()
        self.calendar = CalendarVersion.objects.newest()
        names = {
            "360000": ("江西省", "PROVINCE", None),
            "360100": ("南昌市", "CITY", "360000"),
            "360121": ("南昌县", "COUNTY", "360100"),
            "360124": ("进贤县", "COUNTY", "360100"),
            "360700": ("赣州市", "CITY", "360000"),
            "360702": ("章贡区", "COUNTY", "360700"),
        }
        self.regions = {
            code: Region.objects.create(code=code, name=name, level=level, parent_id=parent)
            for code, (name, level, parent) in names.items()
        }
        self.departments = {
            (region, function): Department.objects.create(
                code=f"{region}-{function}", name=f"{names[region][0]}{word}", region_id=region, function=function
            )
            for region in names
            for function, word in (("HOUSING", "住建局"), ("WATER", "水利局"))
        }
        self.enterprise = Enterprise.objects.create(uscc="91360000MA00000001", name="垚鑫置业有限公司")
        self.owner = self.person("owner", "OWNER", enterprise=self.enterprise)
        self.province = self.person("province", "SUPERVISOR", region=self.regions["360000"])
        self.number = 0

    def person(self, username: str, role: str, **bound: Any) -> User:
        user = User.objects.create(username=username, name=f"㛃{username}")
        Membership.objects.create(user=user, role=role, valid_from=date(2020, 1, 1), **bound)
        return user

    def officer(self, region: str, function: str, role: str = "REVIEWER") -> User:
        return self.person(f"{role}{region}{function}", role, department=self.departments[region, function])

    def project(self, region: str = "360121", enterprise: Enterprise | None = None, name: str = "䶮江学校") -> Project:
        self.number += 1
        return Project.objects.create(
            code=f"2603-{region}-04-01-{self.number:06d}",
            name=name,
            enterprise=enterprise or self.enterprise,
            region_id=region,
            state="ACTIVE",
            investment_kind="GOV",
            regime="EXAM",
            industry="P8321",
            investment=1,
            land_mode="ALLOCATED",
            land_area=1,
            flow_code="GOV_BUILDING",
            created_by=self.owner,
            created_at=datetime(2026, 3, 1, tzinfo=UTC),
        )

    def row(self, due_on: date | None, region: str = "360121", function: str = "HOUSING", **facts: Any) -> Clock:
        """A running clock as a bare row, for lists; the warning begins two days before `due_on`, red ten after."""
        self.number += 1
        dates: dict[str, Any] = {}
        if due_on is not None:
            dates = {
                "warn_on": date.fromordinal(due_on.toordinal() - 2),
                "red_on": date.fromordinal(due_on.toordinal() + 10),
            }
        return Clock(
            **{
                "kind": "PROMISED",
                "subject_type": "approvals.itemcase",
                "subject_id": self.number,
                "project_id": facts.pop("project_id", 10_000 + self.number),
                "project_name": "䶮江学校",
                "project_code": f"2603-{region}-04-01-{self.number:06d}",
                "label": "建筑工程施工许可",
                "region_id": region,
                "department": self.departments[region, function],
                "stage": "S3",
                "flow_type": "GOV_BUILDING",
                "origin_on": date(2026, 3, 2),
                "limit": 12,
                "due_on": due_on,
                "calendar": self.calendar,
                **dates,
                **facts,
            }
        )

    def rows(self, *clocks: Clock) -> list[Clock]:
        return Clock.objects.bulk_create(clocks)

    def start(self, kind: str, project: Project, limit: int, origin_on: date, **facts: Any) -> Clock:
        """A clock started by its command; `subject` defaults to the project itself."""
        subject = facts.pop("subject", project)
        with travel(origin_on):
            return commands.start_clock(
                kind,
                subject,
                commands.Place.of(project),
                label=facts.pop("label", "建筑工程施工许可"),
                limit=limit,
                origin_on=origin_on,
                **facts,
            )


@pytest.fixture
def land(db: None) -> Iterator[Land]:
    with travel(TODAY):
        yield Land()


@pytest.fixture
def routes(land: Land) -> Land:
    """The province with the shipped routes of alerts."""
    routing.load_routes()
    return land
