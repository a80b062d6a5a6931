"""补正通知书 and 恢复办理告知书: what is missing and how long it takes, and from when the review goes on."""

from datetime import date

from approvals.models import CaseCorrection
from approvals.papers.shared import case_letter, in_chinese
from core.commands import Context
from documents.models import Document
from documents.render.imprint import chinese_date


@in_chinese
def start(context: Context, correction: CaseCorrection) -> Document:
    """补正通知书（受理后）: every point at once, the working days it may take, and what the clock does meanwhile."""
    points = tuple(
        f"{line.position}.{line.material_name}：{line.reason}" + (f"（依据：{line.clause}）" if line.clause else "")
        for line in correction.lines.all()
    )
    return case_letter(
        context,
        correction.case,
        "case_correction",
        release=True,
        started_on=correction.started_on,
        correct_days=correction.days,
        correct_by=correction.planned_end_on,
        points=points,
        reason=correction.reason,
        basis=correction.legal_basis,
    )


@in_chinese
def end(context: Context, correction: CaseCorrection, due_on: date) -> Document:
    """恢复办理告知书: answered or not, from which day the limit counts again and until when."""
    on = correction.ended_on
    assert on is not None  # written by the caller before
    answered = correction.state == CaseCorrection.State.ANSWERED
    return case_letter(
        context,
        correction.case,
        "case_resumption",
        release=True,
        answer=f"你单位于{chinese_date(on)}提交的补正材料收悉"
        if answered
        else f"截至{chinese_date(on)}未收到你单位的补正材料，本机关将依现有材料作出决定",
        started_on=correction.started_on,
        ended_on=on,
        due_on=due_on,
    )
