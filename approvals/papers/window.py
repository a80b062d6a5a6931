"""Papers of the window before the review: receipt, acceptance, non-acceptance, one-time notice."""

from collections import defaultdict

from django.utils import timezone

from approvals import timing
from approvals.checks.rules import DATA
from approvals.models import CounterFiling, ItemCase, JointApplication, MaterialBinding, NoticeLine, OneTimeNotice
from approvals.papers.shared import cases_of, in_chinese, said, window_letter, window_name
from clocks.models import Clock
from core.commands import Context
from core.display import weekday
from core.time import legal_date
from documents import samples
from documents.commands import issue_document
from documents.letters.preview import TABLE, around_table, texts
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.notice import Defect, Notice
from documents.render.receipt import Receipt, ReceivedMaterial


@in_chinese
def receipt(context: Context, application: JointApplication) -> Document:
    """收件凭证, dated, with every material (行政许可法第三十二条第二款)."""
    project, received = application.project, timezone.localtime(application.received_at)
    served: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    bound = MaterialBinding.objects.filter(case__application=application).select_related("material", "case__item")
    for binding in bound.order_by("material__key", "case__item__code"):
        served[binding.material.key, binding.material.name, binding.material.original_name].append(
            binding.case.item.name
        )
    filing = CounterFiling.objects.filter(application=application).select_related("clerk", "window").first()
    forms = {row.key: row.get_form_display() for row in filing.originals.all()} if filing else {}
    clock = Clock.objects.of_subject(application._meta.label_lower, application.pk).get(kind="NOTICE")
    received_on, answer_by = application.received_on or received.date(), clock.due_on or clock.origin_on
    told = said(
        "counter_receipt" if filing else "receipt",
        application,
        legal_date(context.effective_at),
        received_on=received_on,
        count=len(served),
        answer_by=answer_by,
        **(_brought(filing) if filing else {}),
    )
    facts = Receipt(
        office=window_name(application),
        applicant=project.enterprise.name,
        applicant_code=project.enterprise.uscc,
        project_name=project.name,
        project_code=project.code,
        stage=timing.stage_name(application),
        items=tuple(case.item.name for case in cases_of(application)),
        materials=tuple(
            ReceivedMaterial(
                name=name,
                items="；".join(dict.fromkeys(items)),
                form="扫描件" if filing else "电子件",
                remark="；".join(part for part in (forms.get(key, ""), original) if part),
            )
            for (key, name, original), items in served.items()
        ),
        received_at=f"{chinese_date(received.date())} {received:%H:%M}（{weekday(received.date())}）",
        received_by=f"{filing.window.name}　{filing.clerk}" if filing else "网上申报，系统自动收件",
        answer_by=answer_by,
        received_on=received_on,
        title=told.title,
        told=texts(told.parts),
    )
    return issue_document(
        context,
        DocumentKind.RECEIPT,
        facts,
        project=project,
        subject=application,
        issuer=application.window,
        number=application.number or "",
        wording=told.wording,
    )


def _brought(filing: CounterFiling) -> dict[str, str]:
    """Who brought the file on paper, on what authority, and its number in the queue."""
    letter = f"，授权委托书：{filing.letter}" if filing.letter else ""
    return {
        "queue": filing.queue_number,
        "agent": f"{filing.agent_name}（{filing.get_proof_display()}{letter}）{filing.agent_phone}",
    }


@in_chinese
def acceptance(context: Context, application: JointApplication) -> Document:
    """受理通知书: from which day, by whom, until when."""
    on = application.accepted_on or legal_date(context.effective_at)
    items = tuple(
        f"{number}.{case.item.name}：{case.department.name}，承诺办理时限{case.promised_days}个工作日"
        + ("，前置事项办结后起算。" if case.state == ItemCase.State.WAITING else "。")
        for number, case in enumerate(cases_of(application), start=1)
    )
    return window_letter(
        context,
        application,
        "deemed_acceptance" if application.deemed_accepted else "acceptance",
        received_on=application.received_on or on,
        accepted_on=on,
        items=items,
        **({"received_papers": _papers(application)} if application.deemed_accepted else {}),
    )


def _papers(application: JointApplication) -> str:
    """What silence was kept about: after a correction the five days ran again from the day the corrected papers came."""
    return "补正材料" if application.notices.filter(answered_at__isnull=False).exists() else "申请材料"


@in_chinese
def non_acceptance(context: Context, application: JointApplication, reason: str, clause: str) -> Document:
    """不予受理决定书 or 不受理告知书, with reasons and remedies."""
    letter = "refused" if context.command.name == "approvals.refuse" else "not_required"
    return window_letter(context, application, letter, reason=reason, basis=clause)


@in_chinese
def correction_received(context: Context, notice: OneTimeNotice) -> Document:
    """补正材料收件凭证: what came back, and until when the window answers (行政许可法第三十二条第二款)."""
    application = notice.filed
    on = legal_date(context.effective_at)
    clock = Clock.objects.of_subject(notice._meta.label_lower, notice.pk).get(kind="NOTICE")
    lines = notice.lines.select_related("replacement").order_by("pk")
    answers = tuple(f"{number}.{line.material_name}：{_answered(line)}" for number, line in enumerate(lines, start=1))
    return window_letter(
        context,
        application,
        "correction_received",
        answered_on=on,
        count=len(answers),
        answers=(*_about(notice), *answers),
        answer_by=clock.due_on or on,
    )


def _about(notice: OneTimeNotice) -> tuple[str, ...]:
    """A line that names the item which joined the stage, where the notice is about one."""
    if notice.supplement is None:
        return ()
    return (f"以下补正材料针对办理中增加的事项“{notice.supplement.case.item.name}”：",)


def _answered(line: NoticeLine) -> str:
    parts = []
    if line.replacement is not None:
        parts.append(f"已重新提交（{line.replacement.original_name}）")
    if line.new_value != line.old_value:
        parts.append(f"更正为“{line.new_value}”")
    if line.answer and line.answer_kind in (NoticeLine.Answer.LATE, NoticeLine.Answer.NC):
        parts.append(line.answer.rstrip("。"))
    elif line.answer:
        parts.append(f"说明：{line.answer.rstrip('。')}")
    return "；".join(parts) + "。"


@in_chinese
def returned(context: Context, application: JointApplication, notice: OneTimeNotice) -> Document:
    """退件通知书: the correction limit has passed; no decision on the merits, the enterprise may file again at any time."""
    return window_letter(
        context,
        application,
        "returned",
        received_on=application.received_on or notice.answer_due_on,
        told_on=legal_date(notice.sent_at),
        count=notice.lines.count(),
        correct_by=notice.answer_due_on,
    )


@in_chinese
def one_time_notice(context: Context, notice: OneTimeNotice) -> Document:
    """一次性告知书: every defect in one list (行政许可法第三十二条第一款第四项)."""
    application = notice.filed
    project = application.project
    asked: defaultdict[str, list[ItemCase]] = defaultdict(list)
    for case in cases_of(application).prefetch_related("item__materials"):
        for spec in case.item.materials.all():
            asked[spec.key].append(case)
    on = legal_date(notice.sent_at)
    lines = list(notice.lines.select_related("old_material").prefetch_related("defects__check_row__department"))
    told = said(
        "one_time_notice",
        application,
        on,
        received_on=application.received_on or on,
        count=len(lines),
        defects=(TABLE,),
        correct_by=notice.answer_due_on,
    )
    opening, closing = around_table(told.parts)
    facts = Notice(
        applicant=project.enterprise.name,
        project_name=project.name,
        project_code=project.code,
        stage=timing.stage_name(application),
        application_number=application.number or "",
        received_on=application.received_on or on,
        defects=tuple(
            Defect(
                material=line.material_name,
                problem=line.reason,
                basis=line.clause,
                example=line.example,
                sample=samples.told(project.catalogue_id, line.material_key),
                remedy=remedy(line),
                item="；".join(case.item.name for case in asked[line.material_key]),
                department="；".join(_found_by(line) or _deciding(asked[line.material_key])),
                deferrable=line.deferrable,
                committable=line.committable,
            )
            for line in lines
        ),
        correct_by=notice.answer_due_on,
        issuer=window_name(application),
        notified_on=on,
        title=told.title,
        opening=opening,
        closing=closing,
    )
    return issue_document(
        context,
        DocumentKind.ONE_TIME_NOTICE,
        facts,
        project=project,
        subject=notice,
        issuer=application.window,
        wording=told.wording,
    )


def remedy(line: NoticeLine) -> str:
    """补正要求: what is expected for this line."""
    if line.material_key.startswith(DATA):
        return f"现填报为“{line.old_value}”，请更正后提交，或者说明理由。" if line.old_value else "请补填后提交。"
    if line.old_material_id is None:
        return "请上传该材料；如已提交，请指明所在文件及页码。"
    return f"请更正后重新上传（现为第{line.old_material.version}版），或者逐条说明。"  # type: ignore[union-attr]


def _found_by(line: NoticeLine) -> list[str]:
    return list(dict.fromkeys(defect.check_row.department.name for defect in line.defects.all()))


def _deciding(cases: list[ItemCase]) -> list[str]:
    return list(dict.fromkeys(case.department.name for case in cases))
