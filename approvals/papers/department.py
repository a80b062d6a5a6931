"""Papers of a department: special procedure, licence or reply, refusal."""

from datetime import date

from approvals.models import Decision, Extension, ItemCase, SpecialProcedure
from approvals.papers.shared import case_letter, in_chinese, said_of_case
from catalogue.queries import catalogue_of
from clocks.current import office_calendar
from clocks.rules import add_months
from core.commands import Context
from core.errors import Invalid
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.licence import Licence


@in_chinese
def special_procedure(context: Context, special: SpecialProcedure) -> Document:
    """特别程序告知书: the time needed is told in writing (行政许可法第四十五条)."""
    started_on = special.started_on or legal_date(context.effective_at)
    return case_letter(
        context,
        special.case,
        "special_procedure",
        release=True,
        procedure=special.get_kind_display(),
        basis=special.legal_basis,
        reason=special.reason,
        evidence=f"{special.paper}（{special.evidence}）" if special.evidence else "",
        started_on=started_on,
        planned_end_on=special.planned_end_on,
        time_needed=_working_days(special.case, started_on, special.planned_end_on),
    )


@in_chinese
def special_end(context: Context, special: SpecialProcedure, due_on: date) -> Document:
    """恢复计时告知书: since when the limit runs again, and its last day `due_on`."""
    started_on, ended_on = special.started_on, special.ended_on
    if started_on is None or ended_on is None:
        raise ValueError(f"special procedure {special.pk} has not ended")
    return case_letter(
        context,
        special.case,
        "special_end",
        release=True,
        procedure=special.get_kind_display(),
        started_on=started_on,
        ended_on=ended_on,
        time_used=_working_days(special.case, started_on, ended_on),
        due_on=due_on,
    )


def _working_days(case: ItemCase, after: date, until: date) -> int:
    """Working days a stop leaves out where the case is handled: after its first day up to and including its last."""
    return office_calendar(case.department_id, case.application.project.region_id).count(after, until)


@in_chinese
def extension(context: Context, given: Extension, before: date, after: date) -> Document:
    """延长办理期限告知书: the reason is told to the applicant (行政许可法第四十二条第一款).

    `before`, `after`: the last day in time of the promised limit.
    """
    approver = f"本级人民政府负责人批准（{given.approval_number}）" if given.approval_number else "本机关负责人批准"
    return case_letter(
        context,
        given.case,
        "extension",
        release=True,
        basis=given.legal_basis.partition("：")[0],
        approver=approver,
        days=given.days,
        due_before=before,
        due_on=after,
        reason=given.reason,
    )


@in_chinese
def licence(
    context: Context, decision: Decision, valid_months: int | None = None, valid_until: date | None = None
) -> Document:
    """证照或批复 of a passed item; the enterprise gets it when the window issues the stage.

    `valid_until`: where the law leaves the validity to the decision; else it follows from the catalogue.
    """
    case = decision.case
    project, issuer = case.application.project, case.department
    item = catalogue_of(case.item.version_id).items.get(case.item.code)
    months = valid_months or (item.outcome.valid_months if item else None)
    until = valid_until or (add_months(decision.decided_on, months) if months else None)
    opinion = case.opinions.filter(round=case.round).first()
    told = said_of_case(
        "licence",
        case,
        decision.decided_on,
        basis=f"根据{case.item.legal_basis or '国家有关规定'}",
        outcome=decision.title,
    )
    facts = Licence(
        heading=case.item.outcome if decision.title != case.item.outcome else "",
        title=decision.title,
        statement="\n".join(told.paragraphs),
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
            wording=told.wording,
        )
    except Invalid as refused:
        if "number" not in refused.fields:
            raise
        raise Invalid({"official_number": refused.fields["number"]}) from refused


@in_chinese
def refusal(context: Context, decision: Decision) -> Document:
    """不予许可决定书, with reasons and remedies (行政许可法第三十八条第二款)."""
    return case_letter(context, decision.case, "refusal", release=False, reason=decision.reason)
