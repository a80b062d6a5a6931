"""章贡区 with the shipped catalogue, every department, one officer per role and function, and an enterprise."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from shapely import box

from accounts.models import Department, Enterprise, Membership, Region, User
from approvals import commands
from approvals.intake import filing_of
from approvals.models import ItemCase, JointApplication, OvertimeExplanation, OvertimeReason, WithdrawalRequest
from approvals.overtime.commands import explain_overtime
from approvals.overtime.reasons import load_reasons
from catalogue.models import CatalogueVersion
from catalogue.queries import published
from catalogue.rows import write_rows
from catalogue.source import content_hash, read_source, shipped_catalogue
from core import files, outbox
from core.geo import box_of, level_of, to_wkb
from core.time import now, today, travel
from projects.models import Material, Project, Redline

SINCE = date(2020, 1, 1)
PLOT = box(114.94, 25.83, 114.942, 25.832)
CODE = "2601-360702-04-01-100001"
FORM = {"contact": "䶮听澜", "phone": "0797-8123456", "delivery": "WINDOW", "note": "", "declared": True}


@dataclass
class County:
    """People by role, or by role and function: `people["reviewer", "WATER"]`."""

    region: Region
    departments: dict[str, Department]
    enterprise: Enterprise
    people: dict[Any, User] = field(default_factory=dict)

    @property
    def owner(self) -> User:
        return self.people["owner"]

    @property
    def clerk(self) -> User:
        return self.people["clerk"]

    def lead(self, application: JointApplication) -> User:
        return self.people["lead", application.lead.function]

    def reviewer(self, case: ItemCase) -> User:
        return self.people["reviewer", case.department.function]

    def head(self, case: ItemCase) -> User:
        return self.people["head", case.department.function]


SOURCE = read_source()


def build() -> County:
    """Write the county; the catalogue is the one in the repository."""
    catalogue = shipped_catalogue()
    load_reasons()
    version = CatalogueVersion.objects.create(
        number=1, state="PUBLISHED", content=SOURCE, content_hash=content_hash(SOURCE), published_at=now()
    )
    write_rows(version, catalogue)
    province = Region.objects.create(code="360000", name="江西省", level="PROVINCE")
    city = Region.objects.create(code="360700", name="赣州市", level="CITY", parent=province)
    region = Region.objects.create(code="360702", name="章贡区", level="COUNTY", parent=city)
    names = {code: named.name.zh for code, named in catalogue.departments.items() if code != "APPROVAL_BUREAU"}
    rows = [
        Department(
            code=f"360702-{code}", name=f"章贡区{name}", region=region, function=code, is_window=code == "WINDOW"
        )
        for code, name in {**names, "WINDOW": "政务服务综合窗口"}.items()
    ]
    departments = {row.function: row for row in Department.objects.bulk_create(rows)}
    enterprise = Enterprise.objects.create(uscc="91360702MAC1TE5T5N", name="赣州垚翀新材料（虚构）有限公司")
    other = Enterprise.objects.create(uscc="91360111MA7B2C3D9Y", name="九江䶮泽置业（虚构）有限公司")
    posts: dict[Any, dict[str, Any]] = {
        "owner": {"role": "OWNER", "enterprise": enterprise},
        "other_owner": {"role": "OWNER", "enterprise": other},
        "clerk": {"role": "CLERK", "department": departments["WINDOW"]},
        "supervisor": {"role": "SUPERVISOR", "region": city},
        "stranger": {},
    }
    for function, department in departments.items():
        for role in ("reviewer", "head", "lead"):
            posts[role, function] = {"role": role.upper(), "department": department}
    users = User.objects.bulk_create(
        User(username="-".join(key).lower() if isinstance(key, tuple) else key, name=str(key)) for key in posts
    )
    people = dict(zip(posts, users, strict=True))
    Membership.objects.bulk_create(
        Membership(user=people[key], valid_from=SINCE, **post) for key, post in posts.items() if post
    )
    return County(region, departments, enterprise, people)


def project(county: County, code: str = CODE, **facts: Any) -> Project:
    """A filed industrial project on granted land (企业投资备案): S3 runs 301 beside others, then 303."""
    row = Project(
        code=code,
        name="𬱖燚特种釉料厂房（虚构）",
        enterprise=county.enterprise,
        region=county.region,
        address="章贡区垚燚路1号",
        description="生产车间二栋",
        investment_kind="ENT",
        regime="FILING",
        industry="C3072",
        investment=Decimal("18600000"),
        land_mode="GRANTED",
        land_area=Decimal("46800"),
        floor_area=Decimal("12300"),
        facts={"sector": "INDUSTRIAL", "height": 21, "spoil": True, "construction_drainage": True, **facts},
        catalogue=published(),
        created_by=county.owner,
        created_at=now(),
    )
    from projects.classifying import admitted, apply
    from projects.facts import facts_of

    catalogue = shipped_catalogue()
    apply(row, admitted(facts_of(row), catalogue), catalogue)
    row.save()
    Redline.objects.create(
        project=row, version=1, geometry=to_wkb(PLOT), **box_of(PLOT), level=level_of(PLOT.bounds), source="typed",
        source_crs="EPSG:4490", zone=38, area_ellipsoidal=1, area_zone=1, created_by=county.owner, created_at=now(),
    )  # fmt: skip
    return row


def hand_in_papers(row: Project, stage: str, chosen: list[str] | None = None) -> None:
    """Every paper the applicant brings for the stage, as stored PDFs."""
    for paper in filing_of(row, stage, chosen).papers:
        if paper.need.uploaded and paper.material is None:
            Material.objects.create(
                project=row,
                key=paper.need.key,
                name=paper.need.material.name.zh,
                file=files.store(f"%PDF-1.7 {paper.need.key}".encode(), "application/pdf"),
                original_name=f"{paper.need.key}.pdf",
                uploaded_by=row.created_by,
                uploaded_at=now(),
            )


def passed_before(row: Project, *codes: str) -> None:
    """Earlier items that a later stage waits for, decided in an application that has ended."""
    from catalogue.models import Item

    application = JointApplication.objects.create(
        number=f"earlier-{row.pk}", project=row, stage="S2", region=row.region, state="ISSUED",
        received_at=now(), received_on=date(2025, 12, 1), accepted_on=date(2025, 12, 1), created_at=now(),
    )  # fmt: skip
    department = Department.objects.first()
    for code in codes:
        ItemCase.objects.create(
            number=f"earlier-{row.pk}-{code}", application=application, department=department, state="PASSED",
            item=Item.objects.get(version_id=row.catalogue_id, code=code), promised_days=1, decided_on=date(2025, 12, 5),
        )  # fmt: skip


def draft(county: County, stage: str = "S2", **facts: Any) -> JointApplication:
    """A complete draft: everything but the last press."""
    row = project(county, **facts)
    hand_in_papers(row, stage)
    application = commands.filing.create_draft.perform(county.owner, row, stage=stage)
    return commands.filing.save_draft.perform(county.owner, application, form=FORM)


def submitted(county: County, stage: str = "S2", **facts: Any) -> JointApplication:
    """A file at the window."""
    return commands.filing.submit.perform(county.owner, draft(county, stage, **facts))


def accepted(county: County, stage: str = "S2", **facts: Any) -> JointApplication:
    """A file under review."""
    return commands.window.accept.perform(county.clerk, submitted(county, stage, **facts))


def explain(county: County, case: ItemCase, expected_on: date | None = None, **said: Any) -> OvertimeExplanation:
    """The letter of apology of a late case."""
    return explain_overtime.perform(
        county.reviewer(case),
        case,
        **{
            "reason": OvertimeReason.objects.get(code="meeting"),
            "text": "方案需报规委会审议，会议延期至下周。",
            "measures": "已约定会议时间，会后当日办结。",
            "expected_on": expected_on or today(),
            **said,
        },
    )


def decide(county: County, case: ItemCase, outcome: str = "PASS") -> ItemCase:
    """Opinion and signature of one case; whoever is late explains it first."""
    commands.review.give_opinion.perform(
        county.reviewer(case), case, recommendation=outcome, text="符合规划条件", conditions=["按图施工"]
    )
    if explain_overtime.is_open(county.head(case), case):
        explain(county, case)
    commands.review.sign.perform(
        county.head(case),
        case,
        outcome=outcome,
        official_number=f"赣区〔2026〕{case.pk}号" if outcome == "PASS" else "",
        title=case.item.outcome if outcome == "PASS" else "",
        reason="" if outcome == "PASS" else "退界不足五米",
    )
    case.refresh_from_db()
    return case


def withdraw(county: County, subject: JointApplication | ItemCase, reason: str = "方案调整") -> None:
    """Taken back with the consent of every department that is at work on it."""
    from approvals.withdrawals import answering, asking

    whole = isinstance(subject, JointApplication)
    command = asking.request_withdrawal if whole else asking.request_case_withdrawal
    request = command.perform(county.owner, subject, reason=reason)
    for consent in request.consents.select_related("department"):
        answering.answer.perform(county.people["head", consent.department.function], request, consents=True)
    subject.refresh_from_db()


def consented(county: County, subject: JointApplication | ItemCase) -> None:
    """Every department has consented; what follows after the commit has not happened yet."""
    whole = isinstance(subject, JointApplication)
    WithdrawalRequest.objects.create(
        application=subject if whole else subject.application, case=None if whole else subject, state="CONSENTED",
        reason="方案调整", requested_by=county.owner, requested_at=now(), days=3, due_on=SINCE, silence=True,
    )  # fmt: skip


def case(application: JointApplication, code: str) -> ItemCase:
    return application.cases.select_related("department", "item").get(item__code=code)


def states(application: JointApplication) -> dict[str, str]:
    return dict(application.cases.values_list("item__code", "state"))


def messages_of(user: User) -> list[str]:
    """The kinds of messages a person has, oldest first; what the outbox still holds is delivered first."""
    outbox.deliver_due()
    return list(user.messages.order_by("id").values_list("kind", flat=True))


__all__ = ["CODE", "FORM", "County", "accepted", "build", "case", "decide", "draft", "travel"]
