"""Papers of a department: special procedure, licence or reply, refusal."""

from datetime import date

from approvals.models import Decision, Extension, SpecialProcedure
from approvals.papers.shared import REMEDIES, case_letter, in_chinese
from catalogue.queries import catalogue_of
from clocks.rules import add_months
from core.commands import Context
from core.errors import Invalid
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.licence import Licence


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
    return case_letter(context, DocumentKind.SPECIAL_PROCEDURE, case, "特别程序告知书", paragraphs, release=True)


def extension(context: Context, given: Extension, before: date, after: date) -> Document:
    """延长办理期限告知书: the reason is told to the applicant (行政许可法第四十二条第一款).

    `before`, `after`: the last day in time of the promised limit.
    """
    case = given.case
    project = case.application.project
    approver = f"本级人民政府负责人批准（{given.approval_number}）" if given.approval_number else "本机关负责人批准"
    paragraphs = (
        f"你单位申请的“{project.name}”（项目代码：{project.code}）{case.item.name}（办件编号：{case.number}），"
        f"在办理期限内不能作出决定，依据{given.legal_basis.partition('：')[0]}，经{approver}，办理期限延长{given.days}个工作日，"
        f"承诺办结日由{chinese_date(before)}变更为{chinese_date(after)}，起算日不变，现予以告知。",
        f"延长理由：{given.reason}",
    )
    return case_letter(context, DocumentKind.EXTENSION, case, "延长办理期限告知书", paragraphs, release=True)


@in_chinese
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
    return case_letter(context, DocumentKind.REFUSAL, case, "不予行政许可决定书", paragraphs, release=False)
