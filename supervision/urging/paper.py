"""The letter of an urge order (督办通知单)."""

from approvals.papers.shared import in_chinese
from clocks.current import in_force
from clocks.queries import days_left, days_used
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import sections
from documents.letters.queries import written
from documents.models import Document
from documents.render.letter import Letter
from supervision.models import UrgeOrder

UNITS = {"WORKING_DAY": "个工作日", "CALENDAR_DAY": "日", "EXACT_DAY": "日", "MONTH": "个月"}


@in_chinese
def order(context: Context, urge: UrgeOrder) -> Document:
    """To the department, kept from the enterprise: what is late, what is demanded, until when."""
    clock, on = urge.clock, legal_date(context.effective_at)
    calendar = in_force().of(clock).days
    left, used = days_left(clock, on, calendar), days_used(clock, on, calendar)
    stand = f"已用{used if used is not None else 0}{_unit(clock.unit)}"
    if left is not None:
        stand += f"，超期{-left}个工作日" if left < 0 else f"，剩余{left}个工作日"
    office = f"{urge.region.name}工程建设项目审批监管机构"
    told = written(
        "urge_order",
        urge.region_id,
        on,
        {
            "department": urge.department.name,
            "project": urge.project.name,
            "code": urge.project.code,
            "number": urge.number,
            "matter": clock.label,
            "limit": f"{clock.limit}{UNITS[clock.unit]}",
            "begun_on": clock.origin_on,
            "last_day": clock.due_on,
            "as_of": on,
            "stand": stand,
            "demand": urge.demand,
            "reply_by": urge.reply_due_on,
            "office": office,
        },
    )
    facts = Letter(
        title=told.title,
        addressee=urge.department.name,
        sections=sections(told.parts),
        issuer=office,
        issued_on=on,
    )
    return issue_document(
        context, told.wording.letter.document, facts, project=urge.project, subject=urge, number=urge.number,
        release=False, wording=told.wording,
    )  # fmt: skip


def _unit(unit: str) -> str:
    return "个工作日" if unit == "WORKING_DAY" else "日"
