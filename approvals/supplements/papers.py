"""增加事项受理通知书 and 不予受理决定书 for one item."""

from approvals.models import NoticeLine, OneTimeNotice, SupplementaryItem
from approvals.papers.shared import in_chinese, window_letter
from approvals.papers.window import remedy
from core.commands import Context
from core.time import legal_date
from documents import samples
from documents.models import Document


@in_chinese
def accepted(context: Context, row: SupplementaryItem) -> Document:
    """受理通知书 of the added item: its own day 0, its own limit."""
    case = row.case
    return window_letter(
        context,
        row.application,
        "item_accepted",
        item=case.item.name,
        case=case.number,
        origin="牵头部门" if row.by_authority else "你单位",
        reason=row.reason,
        how="因收件之日起五个工作日内未答复，自收件之日起即为受理" if row.deemed else "经审查予以受理",
        accepted_on=case.accepted_on or legal_date(context.effective_at),
        department=case.department.name,
        promised=case.promised_days,
    )


@in_chinese
def notified(context: Context, notice: OneTimeNotice) -> Document:
    """一次性告知书 of the added item: every point, how to put it right, and the last day to correct."""
    row = notice.supplement
    assert row is not None  # the caller wrote it
    version = row.application.project.catalogue_id
    lines = notice.lines.select_related("old_material")
    return window_letter(
        context,
        row.application,
        "item_notice",
        item=row.case.item.name,
        case=row.case.number,
        points=tuple(_point(line, samples.told(version, line.material_key)) for line in lines),
        correct_by=notice.answer_due_on,
    )


def _point(line: NoticeLine, sample: str) -> str:
    ways = ("可容缺后补。" if line.deferrable else "") + ("可由告知承诺替代。" if line.committable else "")
    more = "".join(f"{text.rstrip('。')}。" for text in (line.example, sample) if text)
    return f"{line.position}.{line.material_name}：{line.reason}（依据：{line.clause}）{remedy(line)}{more}{ways}"


@in_chinese
def refused(context: Context, row: SupplementaryItem, reason: str, clause: str) -> Document:
    """不予受理决定书 of the added item, with reasons and remedies."""
    case = row.case
    return window_letter(
        context, row.application, "item_refused", item=case.item.name, case=case.number, reason=reason, basis=clause
    )
