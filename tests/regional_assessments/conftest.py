"""A small land: two counties of one city, one zone, and people around it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely

from accounts.models import Department, Enterprise, Membership, Region, User
from core import files
from core.geo import box_of, level_of, to_wkb
from projects.models import Project, Redline
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import commands
from regional_assessments.units.kinds import kinds

OUTLINE = shapely.Polygon([(116.10, 28.70), (116.14, 28.70), (116.14, 28.74), (116.10, 28.74)])


class Land:
    """What the tests build on."""

    def __init__(self) -> None:
        self.province = Region.objects.create(code="360000", name="江西省", level="PROVINCE")
        self.city = Region.objects.create(code="360100", name="南昌市", level="CITY", parent=self.province)
        self.county = Region.objects.create(code="360121", name="南昌县", level="COUNTY", parent=self.city)
        self.neighbour = Region.objects.create(code="360124", name="进贤县", level="COUNTY", parent=self.city)
        self.committee = Department.objects.create(
            code="360121-ZC", name="䶮章新城管理委员会", region=self.county, function="ZONE_COMMITTEE"
        )
        self.enterprise = Enterprise.objects.create(uscc="91360000MA00000001", name="垚鑫置业有限公司")
        self.zone = Zone.objects.create(
            code="JXYZ",
            name="䶮章新城经济开发区",
            level="NATIONAL",
            region=self.county,
            manager=self.committee,
            geometry=to_wkb(OUTLINE),
            **box_of(OUTLINE),
        )
        self.owner = self.person("owner", "OWNER", enterprise=self.enterprise)
        self.manager = self.person("zone", "ZONE_MANAGER", region=self.county, department=self.committee)

    def person(self, username: str, role: str, **bound: Any) -> User:
        user = User.objects.create(username=username, name=f"㛃{username}")
        Membership.objects.create(user=user, role=role, valid_from=date(2020, 1, 1), **bound)
        return user

    def department(self, function: str, region: Region | None = None) -> Department:
        region = region or self.county
        department, _ = Department.objects.get_or_create(
            code=f"{region.code}-{function}",
            defaults={"name": region.name + function, "region": region, "function": function},
        )
        return department

    def head(self, function: str) -> User:
        """The head of the county's department with that function."""
        username = f"head-{function}"
        known = User.objects.filter(username=username).first()
        return known or self.person(username, "HEAD", department=self.department(function))

    def draft(self, kind: str = "R01", shape: shapely.Geometry = OUTLINE, **columns: Any) -> AssessmentUnit:
        """A unit the zone manager has drafted, with its report."""
        for function in kinds()[kind].reviewers:
            self.department(function)
        values = {
            "name": f"{kind}区域评估", "producer": "䶮章新城管理委员会", "effective_from": date(2026, 1, 1),
            "report": files.store(b"%PDF-1.4 " + kind.encode(), "application/pdf"), "report_name": "报告.pdf",
            "cleared": True, **columns,
        }  # fmt: skip
        return commands.draft.perform(self.manager, self.zone, kind=kind, shape=shape, **values)

    def publish(self, unit: AssessmentUnit) -> AssessmentUnit:
        """Hand it in and let the reviewing department publish it."""
        unit = commands.submit.perform(self.manager, unit)
        head = self.head(unit.reviewer.function)
        return commands.publish.perform(head, unit, document_number="䶮水保〔2026〕1号", document_on=date(2026, 1, 1))

    def unit(self, kind: str = "R01", shape: shapely.Geometry = OUTLINE, **columns: Any) -> AssessmentUnit:
        """A published unit."""
        return self.publish(self.draft(kind, shape, **columns))

    def project(self, number: int, shape: shapely.Polygon, *, state: str = "ACTIVE", **facts: Any) -> Project:
        project = Project.objects.create(
            code=f"2611-360121-04-01-{number:06d}",
            name=f"翀{number}号厂房",
            enterprise=facts.get("enterprise", self.enterprise),
            region=facts.get("region", self.county),
            state=state,
            investment_kind="ENT",
            regime="FILING",
            industry="C3921",
            investment=1,
            land_mode="GRANTED",
            land_area=1,
            created_by=self.owner,
            created_at=datetime(2026, 3, 5, tzinfo=UTC),
        )
        self.redline(project, 1, shape)
        return project

    def redline(self, project: Project, version: int, shape: shapely.Polygon, *, current: bool = True) -> Redline:
        return Redline.objects.create(
            project=project,
            version=version,
            current=current,
            geometry=to_wkb(shape),
            **box_of(shape),
            level=level_of(shape.bounds),
            source="typed",
            source_crs="EPSG:4490",
            zone=39,
            area_ellipsoidal=12345,
            area_zone=12345,
            created_by=self.owner,
            created_at=project.created_at,
        )


@pytest.fixture
def land(db: None) -> Land:
    return Land()


def plot(west: float, south: float, size: float = 0.002) -> shapely.Polygon:
    """A square plot of land, `size` degrees wide."""
    return shapely.box(west, south, west + size, south + size)
