"""Papers of the window before the review: receipt, acceptance, non-acceptance, one-time notice."""

from collections import defaultdict

from django.utils import timezone

from approvals import timing
from approvals.models import ItemCase, JointApplication, MaterialBinding, OneTimeNotice
from approvals.papers.shared import REMEDIES, cases_of, in_chinese, window_letter, window_name
from clocks.models import Clock
from core.commands import Context
from core.display import weekday
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Section
from documents.render.notice import Defect, Notice
from documents.render.receipt import Receipt, ReceivedMaterial


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
        office=window_name(application),
        applicant=project.enterprise.name,
        applicant_code=project.enterprise.uscc,
        project_name=project.name,
        project_code=project.code,
        stage=timing.stage_name(application),
        items=tuple(case.item.name for case in cases_of(application)),
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
        context,
        DocumentKind.RECEIPT,
        facts,
        project=project,
        subject=application,
        issuer=application.window,
        number=application.number or "",
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
        for number, case in enumerate(cases_of(application), start=1)
    )
    return window_letter(
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
    return window_letter(
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
    for case in cases_of(application).prefetch_related("item__materials"):
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
        issuer=window_name(application),
        notified_on=legal_date(notice.sent_at),
    )
    return issue_document(
        context, DocumentKind.ONE_TIME_NOTICE, facts, project=project, subject=notice, issuer=application.window
    )
