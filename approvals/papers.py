"""What this room writes on paper (文书内容): facts out of rows, printed and stored by the room of documents.

Papers are in Chinese whatever language their reader works in; they are official documents.
"""

from collections import defaultdict
from typing import Final

from django.utils import timezone, translation

from approvals import timing
from approvals.models import (
    Consolidation,
    Decision,
    ItemCase,
    JointApplication,
    MaterialBinding,
    OneTimeNotice,
    SpecialProcedure,
)
from catalogue.queries import catalogue_of
from clocks.models import Clock
from clocks.rules import add_months
from core.commands import Context
from core.display import weekday
from core.errors import Invalid
from core.time import legal_date
from documents.commands import issue_document, release_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section
from documents.render.licence import Licence
from documents.render.notice import Defect, Notice
from documents.render.opinion import Consolidated, Opinion
from documents.render.receipt import Receipt, ReceivedMaterial

REMEDIES: Final = "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。"
"""行政复议法第二十条、行政诉讼法第四十六条; 行政许可法第三十八条第二款 asks for it on every refusal."""
in_chinese = translation.override("zh-hans")


@in_chinese
def receipt(context: Context, application: JointApplication) -> Document:
    """收件凭证, dated, with every material (行政许可法第三十二条第二款)."""
    project, received = application.project, timezone.localtime(application.received_at)
    served: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    bound = MaterialBinding.objects.filter(case__application=application).select_related("material", "case__item")
    for binding in bound.order_by("material__key", "case__item__code"):
        served[binding.material.name, binding.material.original_name].append(binding.case.item.name)
    clock = Clock.objects.of_subject(application._meta.label_lower, application.pk).get(kind="NOTICE")
    facts = Receipt(
        office=_window(application),
        applicant=project.enterprise.name,
        applicant_code=project.enterprise.uscc,
        project_name=project.name,
        project_code=project.code,
        stage=timing.stage_name(application),
        items=tuple(case.item.name for case in _cases(application)),
        materials=tuple(
            ReceivedMaterial(name=name, items="；".join(dict.fromkeys(items)), remark=original)
            for (name, original), items in served.items()
        ),
        received_at=f"{chinese_date(received.date())} {received:%H:%M}（{weekday(received.date())}）",
        received_by="网上申报，系统自动收件",
        answer_by=clock.due_on or clock.origin_on,
        received_on=application.received_on or received.date(),
    )
    return issue_document(
        context, DocumentKind.RECEIPT, facts, project=project, subject=application, issuer=application.window
    )


@in_chinese
def acceptance(context: Context, application: JointApplication) -> Document:
    """受理通知书: from which day, by whom, until when."""
    project, on = application.project, application.accepted_on or legal_date(context.effective_at)
    how = (
        "因本窗口自收到申请材料之日起五个工作日内未告知需要补正的内容，根据《中华人民共和国行政许可法》"
        "第三十二条第一款第四项，自收到申请材料之日起即为受理。"
        if application.deemed_accepted
        else "经审查，申请材料齐全、符合法定形式，根据《中华人民共和国行政许可法》第三十二条，决定予以受理。"
    )
    opening = (
        f"你单位于{chinese_date(application.received_on or on)}提交的“{project.name}”（项目代码：{project.code}）"
        f"{timing.stage_name(application)}阶段并联审批申请（编号：{application.number}）收悉。{how}"
    )
    items = tuple(
        f"{number}.{case.item.name}：{case.department.name}，承诺办理时限{case.promised_days}个工作日"
        + ("，前置事项办结后起算。" if case.state == ItemCase.State.WAITING else "。")
        for number, case in enumerate(_cases(application), start=1)
    )
    return _letter(
        context,
        DocumentKind.ACCEPTANCE,
        application,
        title="受理通知书",
        sections=(
            Section(paragraphs=(opening, f"受理日期为{chinese_date(on)}，办理时限自次日起计算。")),
            Section(heading="受理事项", paragraphs=items),
        ),
    )


@in_chinese
def non_acceptance(context: Context, application: JointApplication, reason: str, clause: str) -> Document:
    """不予受理决定书 or 不受理告知书, with reasons and remedies."""
    refused = context.command.name == "approvals.refuse"
    project = application.project
    verdict = (
        f"你单位提交的“{project.name}”（项目代码：{project.code}）{timing.stage_name(application)}阶段申请"
        f"（编号：{application.number}），"
        + (
            "依法不属于本行政机关职权范围，决定不予受理。"
            if refused
            else "依法不需要取得行政许可，不予受理，即时告知。"
        )
    )
    return _letter(
        context,
        DocumentKind.NON_ACCEPTANCE,
        application,
        title="不予受理决定书" if refused else "不受理告知书",
        sections=(Section(paragraphs=(verdict, f"理由：{reason}", f"依据：{clause}", REMEDIES)),),
    )


@in_chinese
def one_time_notice(context: Context, notice: OneTimeNotice) -> Document:
    """一次性告知书: every defect in one list (行政许可法第三十二条第一款第四项)."""
    application = notice.application
    project = application.project
    asked: defaultdict[str, list[ItemCase]] = defaultdict(list)
    for case in _cases(application).prefetch_related("item__materials"):
        for spec in case.item.materials.all():
            asked[spec.key].append(case)
    facts = Notice(
        applicant=project.enterprise.name,
        project_name=project.name,
        project_code=project.code,
        stage=timing.stage_name(application),
        application_number=application.number or "",
        received_on=application.received_on or legal_date(context.effective_at),
        defects=tuple(
            Defect(
                material=line.material_name,
                problem=line.reason,
                basis=line.clause,
                remedy="按上述意见更正后重新上传，或者逐条说明。",
                item="；".join(case.item.name for case in asked[line.material_key]),
                department="；".join(dict.fromkeys(case.department.name for case in asked[line.material_key])),
            )
            for line in notice.lines.all()
        ),
        correct_by=notice.answer_due_on,
        issuer=_window(application),
        notified_on=legal_date(notice.sent_at),
    )
    return issue_document(
        context, DocumentKind.ONE_TIME_NOTICE, facts, project=project, subject=notice, issuer=application.window
    )


@in_chinese
def special_procedure(context: Context, special: SpecialProcedure) -> Document:
    """特别程序告知书: the time needed is told in writing (行政许可法第四十五条)."""
    case = special.case
    project = case.application.project
    paragraphs = (
        f"你单位申请的“{project.name}”（项目代码：{project.code}）{case.item.name}（办件编号：{case.number}）"
        f"需要进行{special.get_kind_display()}，根据{special.legal_basis}，所需时间不计算在办理时限内，现予以告知。",
        f"事由：{special.reason}",
        f"自{chinese_date(special.started_on or legal_date(context.effective_at))}起暂停计时，"
        f"预计至{chinese_date(special.planned_end_on)}结束，期满自动恢复计时。",
    )
    return _case_letter(context, DocumentKind.SPECIAL_PROCEDURE, case, "特别程序告知书", paragraphs, release=True)


def licence(context: Context, decision: Decision, valid_months: int | None = None) -> Document:
    """证照或批复 of a passed item; the enterprise gets it when the window issues the stage."""
    case = decision.case
    project, issuer = case.application.project, case.department
    item = catalogue_of(case.item.version).items.get(case.item.code)
    months = valid_months or (item.outcome.valid_months if item else None)
    until = add_months(decision.decided_on, months) if months else None
    opinion = case.opinions.filter(round=case.round).first()
    basis = f"根据{case.item.legal_basis}，" if case.item.legal_basis else "根据国家有关规定，"
    facts = Licence(
        heading=case.item.outcome if decision.title != case.item.outcome else "",
        title=decision.title,
        statement=f"{basis}经审查，你单位申请的{case.item.name}符合法定条件、标准，准予许可，特发此件。",
        holder=project.enterprise.name,
        holder_code=project.enterprise.uscc,
        project_name=project.name,
        project_code=project.code,
        issuer=issuer.name,
        decided_on=decision.decided_on,
        rows=tuple(
            (label, value)
            for label, value in (
                ("建设地点", project.address),
                ("建设规模", project.description),
                ("办件编号", case.number),
            )
            if value
        ),
        conditions=tuple(opinion.conditions) if opinion else (),
        valid_from=decision.decided_on if until else None,
        valid_until=until,
    )
    try:
        return issue_document(
            context,
            DocumentKind.LICENCE,
            facts,
            project=project,
            subject=case,
            issuer=issuer,
            number=decision.official_number,
            valid_from=decision.decided_on,
            valid_to=until,
            release=False,
        )
    except Invalid as refused:
        if "number" not in refused.fields:
            raise
        raise Invalid({"official_number": refused.fields["number"]}) from refused


def refusal(context: Context, decision: Decision) -> Document:
    """不予许可决定书, with reasons and remedies (行政许可法第三十八条第二款)."""
    case = decision.case
    project = case.application.project
    paragraphs = (
        f"你单位申请的“{project.name}”（项目代码：{project.code}）{case.item.name}（办件编号：{case.number}），"
        "经审查，不符合法定条件、标准，决定不予许可。",
        f"理由：{decision.reason}",
        REMEDIES,
    )
    return _case_letter(context, DocumentKind.REFUSAL, case, "不予行政许可决定书", paragraphs, release=False)


@in_chinese
def consolidated(context: Context, consolidation: Consolidation) -> Document:
    """并联审批综合意见书: what every department answered and the lead's conclusion."""
    application = consolidation.application
    project = application.project
    facts = Consolidated(
        project_name=project.name,
        project_code=project.code,
        applicant=project.enterprise.name,
        stage=timing.stage_name(application),
        application_number=application.number or "",
        accepted_on=application.accepted_on or legal_date(context.effective_at),
        opinions=tuple(_opinion(case) for case in _cases(application).prefetch_related("opinions", "decision")),
        conclusion=consolidation.text,
        issuer=application.lead.name if application.lead else _window(application),
        concluded_on=legal_date(consolidation.made_at),
    )
    return issue_document(
        context,
        DocumentKind.CONSOLIDATED,
        facts,
        project=project,
        subject=application,
        issuer=application.lead,
        release=False,
    )


@in_chinese
def delivery_slip(context: Context, application: JointApplication) -> Document:
    """送达回证: which papers left together."""
    papers = case_papers(application)
    lines = tuple(
        f"{number}.{paper.title}（{paper.number}），{paper.issuer.name if paper.issuer else ''}"
        for number, paper in enumerate(papers, start=1)
    )
    opening = (
        f"“{application.project.name}”（项目代码：{application.project.code}）{timing.stage_name(application)}阶段"
        f"并联审批（编号：{application.number}）已全部办结，下列文书由综合窗口统一出件，共{len(papers)}件。"
    )
    return _letter(
        context,
        DocumentKind.DELIVERY,
        application,
        title="统一出件单",
        sections=(Section(paragraphs=(opening, *lines)),),
    )


def case_papers(application: JointApplication) -> list[Document]:
    """Decisions of the cases and the consolidated opinion, in the order of the items."""
    decided = Decision.objects.filter(case__application=application, document__isnull=False)
    papers = [d.document for d in decided.select_related("document__issuer").order_by("case__item__code")]
    consolidation = Consolidation.objects.filter(application=application).select_related("document__issuer").first()
    if consolidation is not None and consolidation.document is not None:
        papers.append(consolidation.document)
    return papers


def release(context: Context, application: JointApplication) -> None:
    """出件: the enterprise sees every paper from now on."""
    for paper in case_papers(application):
        release_document(context, paper)


def _opinion(case: ItemCase) -> Opinion:
    given = case.opinions.all()[len(case.opinions.all()) - 1] if case.opinions.all() else None
    decision: Decision | None = getattr(case, "decision", None)
    used = Clock.objects.of_subject(case._meta.label_lower, case.pk).filter(kind="PROMISED").first()
    return Opinion(
        department=case.department.name,
        item=case.item.name,
        conclusion=case.get_state_display(),
        text=(decision.reason if decision and decision.reason else "") or (given.text if given else ""),
        reviewer=str(given.author) if given else "",
        decided_on=case.decided_on,
        conditions=tuple(given.conditions) if given else (),
        used=used.used if used else None,
        limit=case.promised_days,
        late_by=case.late_by_days,
    )


def _letter(
    context: Context, kind: str, application: JointApplication, *, title: str, sections: tuple[Section, ...]
) -> Document:
    facts = Letter(
        title=title,
        addressee=application.project.enterprise.name,
        sections=sections,
        issuer=_window(application),
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context, kind, facts, project=application.project, subject=application, issuer=application.window
    )


def _case_letter(
    context: Context, kind: str, case: ItemCase, title: str, paragraphs: tuple[str, ...], *, release: bool
) -> Document:
    project = case.application.project
    facts = Letter(
        title=title,
        addressee=project.enterprise.name,
        sections=(Section(paragraphs=paragraphs),),
        issuer=case.department.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(context, kind, facts, project=project, subject=case, issuer=case.department, release=release)


def _window(application: JointApplication) -> str:
    return application.window.name if application.window else application.region.name


def _cases(application: JointApplication):
    return application.cases.select_related("item__version", "department").order_by("item__code")
