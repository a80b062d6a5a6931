"""A small county for the tests of this room: departments, people, an enterprise, a catalogue, a project."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import Department, Enterprise, Membership, Region, User
from approvals.models import ItemCase, JointApplication
from catalogue.models import CatalogueVersion, Item
from core.time import now
from projects.models import Project

SINCE = date(2020, 1, 1)


@dataclass
class World:
    """What `build()` made; people by a short name such as `clerk`, `reviewer_0`, `head_3`."""

    region: Region
    window: Department
    lead: Department
    departments: list[Department]
    enterprise: Enterprise
    items: list[Item]
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def person(name: str, **bound: object) -> User:
    """A user with one membership; `bound` is role and department, enterprise or region."""
    user = User.objects.create(username=name, name=name)
    if bound:
        Membership.objects.create(user=user, valid_from=SINCE, **bound)
    return user


def build(departments: int = 3, prefix: str = "") -> World:
    """A county with that many deciding departments, each with one item and two people."""
    province, _ = Region.objects.get_or_create(code="360000", defaults={"name": "江西省", "level": "PROVINCE"})
    city, _ = Region.objects.get_or_create(
        code="360700", defaults={"name": "赣州市", "level": "CITY", "parent": province}
    )
    county, _ = Region.objects.get_or_create(
        code="360702", defaults={"name": "章贡区", "level": "COUNTY", "parent": city}
    )
    window = Department.objects.create(
        code="W", name="章贡区综合窗口", region=county, function="WINDOW", is_window=True
    )
    deciding = [
        Department.objects.create(code=f"D{n}", name=f"章贡区第{n}局", region=county, function=f"F{n}")
        for n in range(departments)
    ]
    enterprise = Enterprise.objects.create(uscc="91360702MAC1TE5T5N", name="垚翀置业（虚构）有限公司")
    version = CatalogueVersion.objects.create(number=1, state="PUBLISHED", content_hash="0" * 64, content={})
    items = [
        Item.objects.create(
            version=version,
            code=str(301 + n),
            name=f"事项{301 + n}",
            name_en=f"Item {301 + n}",
            kind="XK",
            stage="S3",
            department_function=f"F{n}",
            statutory_limit=20,
            statutory_unit="WORKING_DAY",
            promised_days=7,
            counts_in_cap=True,
        )
        for n in range(departments)
    ]
    people = {
        "owner": person(f"{prefix}owner", role="OWNER", enterprise=enterprise),
        "clerk": person(f"{prefix}clerk", role="CLERK", department=window),
        "lead": person(f"{prefix}lead", role="LEAD", department=deciding[0]),
        "supervisor": person(f"{prefix}supervisor", role="SUPERVISOR", region=city),
        "stranger": person(f"{prefix}stranger"),
    }
    for n, department in enumerate(deciding):
        people[f"reviewer_{n}"] = person(f"{prefix}reviewer_{n}", role="REVIEWER", department=department)
        people[f"head_{n}"] = person(f"{prefix}head_{n}", role="HEAD", department=department)
    return World(county, window, deciding[0], deciding, enterprise, items, people)


def project(world: World, code: str = "2605-360702-04-01-100001") -> Project:
    """An enterprise-invested project of `world`."""
    return Project.objects.create(
        code=code,
        name="𬱖燚厂房（虚构）",
        enterprise=world.enterprise,
        region=world.region,
        state="ACTIVE",
        investment_kind="ENT",
        regime="FILING",
        industry="C3099",
        investment=Decimal("12000000"),
        land_mode="GRANTED",
        land_area=Decimal("20000"),
        floor_area=Decimal("8000"),
        flow_code="ENT_FILING",
        cap=60,
        catalogue=world.items[0].version,
        created_by=world.owner,
        created_at=now(),
    )


def rows(world: World, state: str, cases: str = "", code: str = "2605-360702-04-01-100001") -> JointApplication:
    """An application written straight into `state` with one case per item in the states `cases` (space separated)."""
    file = project(world, code)
    application = JointApplication.objects.create(
        number=f"SJ-{file.pk}",
        project=file,
        stage="S3",
        region=world.region,
        window=world.window,
        lead=world.lead,
        state=state,
        budget=15,
        received_at=now(),
        received_on=date(2026, 3, 2),
        accepted_on=date(2026, 3, 2),
        created_at=now(),
    )
    for n, case_state in enumerate(cases.split()):
        ItemCase.objects.create(
            number=f"{file.pk}-{n}",
            application=application,
            item=world.items[n],
            department=world.departments[n],
            state=case_state,
            promised_days=7,
            decided_on=date(2026, 3, 5) if case_state in ("PASSED", "FAILED") else None,
        )
    return application
