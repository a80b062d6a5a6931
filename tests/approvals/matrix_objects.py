"""Files under way that stand in URLs: projects, applications, a case, papers, a clock, a message, a zone.

All belong to the province's own enterprise and to the county 360702: one application waits at its window and is led
by its natural-resources department (`lead`), one is under review with a case of its housing department (`reviewer`,
`head`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import shapely

from accounts.models import Department, Membership, User
from approvals import commands
from approvals.counter import commands as counter
from approvals.models import (
    Absence,
    Handover,
    ItemCase,
    JointApplication,
    Message,
    OpinionRequest,
    Renewal,
    ReuseEvidence,
    SilenceRule,
)  # fmt: skip
from approvals.opinions import asking as commands_of_opinions
from approvals.withdrawals import asking as withdrawing
from catalogue.models import CatalogueVersion
from catalogue.rows import write_rows
from catalogue.source import content_hash, shipped_catalogue
from clocks.models import Clock
from core.geo import box_of, level_of, to_wkb
from core.time import now, today
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from projects.models import Project, Redline
from regional_assessments.land import taking
from regional_assessments.models import AssessmentUnit, Zone
from tests.approvals import county as life
from tests.approvals.joint import world as joint_life
from tests.commitments import matrix_world as promises
from tests.documents import papers
from tests.documents.issuing import context
from tests.people import Province
from tests.regional_assessments import sites

OUTLINE = shapely.box(114.93, 25.82, 114.97, 25.86)
PLOT = shapely.box(114.94, 25.83, 114.942, 25.832)


def objects(province: Province) -> dict[str, Any]:
    """Write them through the product's own commands where there is one."""
    county = _county(province)
    draft = _filed(county, 1, "S1", (), hand_in=False)
    received = _filed(county, 2, "S2", ("103", "105", "112", "113"))
    reviewed = _filed(county, 3, "S3", ("103", "105", "112", "113", "201", "203", "214"))
    reviewed = commands.window.accept.perform(county.clerk, reviewed)
    case = reviewed.cases.get(department=province.housing, item__code="301")
    zone = Zone.objects.create(
        code="JXMA", name="垚鑫经济开发区", level="PROVINCIAL", region=province.regions["360702"],
        geometry=to_wkb(OUTLINE), **box_of(OUTLINE),
    )  # fmt: skip
    asked = _asked(county, reviewed)
    receipt = Document.objects.filter(project=received.project).first()
    handover = Handover.objects.create(application=received, way="WINDOW", code="100001", ready_at=now())
    return {
        **joint_life.matrix_objects(county, case),
        **promises.matrix_objects(county, province),
        "project": received.project,
        "catalogue": received.project.catalogue,
        "draft": draft,
        "received": received,
        "reviewed": reviewed,
        "case": case,
        "counter_draft": _at_the_counter(county),
        "closed_check": reviewed.checks.get(department=province.housing),
        "opinion_request": asked,
        "absence": Absence.objects.create(
            user=province.people["reviewer"],
            substitute=province.people["head"],
            department=province.housing,
            valid_from=now().date(),
            valid_to=now().date(),
            recorded_at=now(),
        ),
        "withdrawal": withdrawing.request_withdrawal.perform(county.owner, reviewed, reason="方案调整"),
        "asked_material": asked.case.bindings.first().material,
        "material": received.project.materials.first(),
        "receipt": receipt,
        "handover": handover,
        "silence_rule": SilenceRule.objects.create(
            region=county.region,
            situation="PILOT",
            on=True,
            document_number="赣市府办〔2026〕1号",
            valid_from=now().date(),
            proposed_by=county.owner,
            proposed_at=now(),
        ),
        "handed_paper": _handed_paper(received),
        **_renewal(county, case, life.case(reviewed, "306")),
        "clock": Clock.objects.get(subject_type="approvals.itemcase", subject_id=case.pk, kind="PROMISED"),
        "message": Message.objects.create(
            user=province.people["owner"],
            kind="accepted",
            link="/approvals/",
            data={"number": received.number, "on": "2026-03-02"},
            created_at=now(),
        ),
        "zone_code": zone.code,
        **_standard_land(province, zone, received.project),
        **_reuse(province, zone, case),
    }


def _standard_land(province: Province, zone: Zone, project: Project) -> dict[str, Any]:
    """A parcel sold to the enterprise `owner`, completed and checked."""
    manager, on = province.people["zone"], today()
    parcel = sites.announced(zone, manager, PLOT, on)
    parcel = taking.contract.perform(manager, parcel, **sites.contract(on, on + timedelta(days=300), project=project))
    parcel = taking.check_completion.perform(manager, parcel, measured=sites.measured(parcel), checked_on=on)
    return {"parcel": parcel, "parcel_check": parcel.indicators.get(code="FAR").checks.get()}


def _handed_paper(application: JointApplication) -> Document:
    """A licence about the application that its window has handed out."""
    facts = replace(papers.LICENCE, project_name=application.project.name, project_code=application.project.code)
    return issue_document(
        context(),
        DocumentKind.LICENCE,
        facts,
        project=application.project,
        subject=application,
        number="赣审〔2026〕1号",
    )


def _renewal(county: life.County, asked: ItemCase, drainage: ItemCase) -> dict[str, Any]:
    """A drainage permit that ends, and a licence of the housing department whose holder has asked for its renewal."""
    until = today() + timedelta(days=90)
    made = [
        issue_document(
            context(),
            DocumentKind.LICENCE,
            replace(papers.LICENCE, project_name=case.application.project.name),
            project=case.application.project,
            subject=case,
            issuer=case.department,
            number=number,
            valid_from=today(),
            valid_to=until,
        )
        for case, number in ((asked, "赣审〔2026〕2号"), (drainage, "赣审〔2026〕3号"))
    ]
    row = Renewal.objects.create(
        licence=made[0], case=asked, reason="工期延长", until=until + timedelta(days=90), basis="行政许可法",
        expires_on=until, file_by=until - timedelta(days=30), filed_on=today(), filed_by=county.owner, filed_at=now(),
    )  # fmt: skip
    return {"renewable": made[1], "renewal": row}


def _at_the_counter(county: life.County) -> JointApplication:
    """A draft the clerk has opened for an enterprise that came with paper."""
    row = life.project(county, code="2601-360702-04-01-000007")
    Project.objects.filter(pk=row.pk).update(state="ACTIVE")
    Redline.objects.filter(project=row).update(geometry=to_wkb(PLOT), **box_of(PLOT))
    return counter.open_draft.perform(county.clerk, row, stage="S1")


def _reuse(province: Province, zone: Zone, case: ItemCase) -> dict[str, Any]:
    """A published unit, and evidence that a case of the housing department waits for its officer's word on it."""
    unit = AssessmentUnit.objects.create(
        zone=zone, kind="R02", code="JXMA-R02-77", name="交通影响评估", state="PUBLISHED", geometry=to_wkb(OUTLINE),
        **box_of(OUTLINE), level=level_of(OUTLINE.bounds), area=1, effective_from=today(), producer="园区",
        reviewer=province.water, document_number="样1号", document_on=today(), drafted_by=province.people["zone"],
        drafted_at=now(), published_at=now(),
    )  # fmt: skip
    redline = case.application.project.redlines.get(current=True)
    ReuseEvidence.objects.create(
        case=case, unit=unit, unit_hash="0" * 64, redline=redline, redline_hash="0" * 64, on=today(), ratio=1.0,
        found="WAIVE", promised_days=5, taken_at=now(),
    )  # fmt: skip
    return {"reused_case": case, "relied_unit": unit}


def _asked(county: life.County, application: JointApplication) -> OpinionRequest:
    """Another department asks the housing department about fire protection in one of its cases."""
    case = (
        application.cases.filter(state="OPEN", bindings__isnull=False).exclude(department__function="HOUSING").first()
    )
    asker = User.objects.create(username="asker", name="问意见的人")
    Membership.objects.create(user=asker, role="REVIEWER", department=case.department, valid_from=life.SINCE)
    commands_of_opinions.ask_opinion.perform(asker, case, matters=["FIRE"], question="消防车道是否满足要求？")
    return case.opinion_requests.get()


def _filed(
    county: life.County, number: int, stage: str, earlier: tuple[str, ...], *, hand_in: bool = True
) -> JointApplication:
    """A stage of a project of its own, the items it waits for passed before."""
    row = life.project(county, code=f"2601-360702-04-01-{number:06d}")
    Redline.objects.filter(project=row).update(geometry=to_wkb(PLOT), **box_of(PLOT))
    if earlier:
        life.passed_before(row, *earlier)
    life.hand_in_papers(row, stage)
    application = commands.filing.create_draft.perform(county.owner, row, stage=stage)
    application = commands.filing.save_draft.perform(county.owner, application, form=life.FORM)
    return commands.filing.submit.perform(county.owner, application) if hand_in else application


def _county(province: Province) -> life.County:
    catalogue = shipped_catalogue()
    version = CatalogueVersion.objects.create(
        number=1, state="PUBLISHED", content=life.SOURCE, content_hash=content_hash(life.SOURCE), published_at=now()
    )
    write_rows(version, catalogue)
    region = province.regions["360702"]
    departments = {row.function: row for row in Department.objects.filter(region=region)}
    for code, named in catalogue.departments.items():
        if code not in departments and code != "APPROVAL_BUREAU":
            departments[code] = Department.objects.create(
                code=f"360702-{code}", name=f"章贡区{named.name.zh}", region=region, function=code
            )
    people: dict[Any, Any] = {"owner": province.people["owner"], "clerk": province.people["clerk"]}
    return life.County(region, departments, province.enterprise, people)
