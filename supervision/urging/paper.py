"""The letter of an urge order (督办通知单)."""

from approvals.papers.shared import in_chinese
from clocks.current import in_force
from clocks.queries import days_left, days_used
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section
from supervision.models import UrgeOrder

UNITS = {"WORKING_DAY": "个工作日", "CALENDAR_DAY": "日", "EXACT_DAY": "日", "MONTH": "个月"}


@in_chinese
def order(context: Context, urge: UrgeOrder) -> Document:
    """To the department, kept from the enterprise: what is late, what is demanded, until when."""
    clock, on = urge.clock, legal_date(context.effective_at)
    calendar = in_force().of(clock).days
    left, used = days_left(clock, on, calendar), days_used(clock, on, calendar)
    stand = f"截至{chinese_date(on)}，已用{used if used is not None else 0}{_unit(clock.unit)}"
    if left is not None:
        stand += f"，超期{-left}个工作日" if left < 0 else f"，剩余{left}个工作日"
    facts = Letter(
        title="督办通知单",
        addressee=urge.department.name,
        sections=(
            Section(
                paragraphs=(
                    f"经电子监察，“{urge.project.name}”（项目代码：{urge.project.code}）的“{clock.label}”由你单位办理，"
                    f"时限{clock.limit}{UNITS[clock.unit]}，自{chinese_date(clock.origin_on)}次日起计"
                    + (f"，应于{chinese_date(clock.due_on)}届满。" if clock.due_on else "。")
                    + f"{stand}。",
                )
            ),
            Section(heading="督办要求", paragraphs=(urge.demand,)),
            Section(
                heading="答复期限",
                paragraphs=(
                    f"请于{chinese_date(urge.reply_due_on)}前书面答复，说明原因、整改措施和预计办结日期。"
                    "逾期不答复的，将按规定通报。",
                ),
            ),
        ),
        issuer=f"{urge.region.name}工程建设项目审批监管机构",
        issued_on=on,
    )
    return issue_document(
        context, DocumentKind.URGE_ORDER, facts, project=urge.project, subject=urge, number=urge.number, release=False
    )


def _unit(unit: str) -> str:
    return "个工作日" if unit == "WORKING_DAY" else "日"
