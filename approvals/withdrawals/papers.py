"""撤回文书: that a withdrawal took effect, or why it was refused."""

from approvals import timing
from approvals.models import ItemCase, JointApplication, WithdrawalConsent, WithdrawalRequest
from approvals.papers.shared import in_chinese, window_letter
from core.commands import Context
from core.time import legal_date
from documents.models import Document


@in_chinese
def granted(
    context: Context,
    application: JointApplication,
    case: ItemCase | None,
    request: WithdrawalRequest | None,
    reason: str,
) -> Document:
    """准予撤回通知书: what ends, who consented; what was decided before stays."""
    return window_letter(
        context,
        application,
        "withdrawal_granted",
        withdrawn=_what(application, case),
        reason=reason,
        consents=tuple(_line(row) for row in _consents(request)) if request is not None else (),
    )


@in_chinese
def refused(context: Context, request: WithdrawalRequest) -> Document:
    """不予撤回告知书, with the reason and the remedies."""
    against = [row for row in _consents(request) if row.state == WithdrawalConsent.State.REFUSED]
    return window_letter(
        context,
        request.application,
        "withdrawal_refused",
        withdrawn=_what(request.application, request.case),
        asked_on=legal_date(request.requested_at),
        reason=request.reason,
        consents=tuple(_line(row) for row in against),
    )


def _what(application: JointApplication, case: ItemCase | None) -> str:
    if case is not None:
        return f"{case.item.name}（办件编号：{case.number}）"
    return f"{timing.stage_name(application)}阶段并联审批申请"


def _consents(request: WithdrawalRequest) -> list[WithdrawalConsent]:
    rows = request.consents.exclude(state=WithdrawalConsent.State.CLOSED)
    return list(rows.select_related("department", "answered_by"))


def _line(row: WithdrawalConsent) -> str:
    if row.state == WithdrawalConsent.State.SILENT:
        return f"{row.department.name}：期限内未答复，视为同意。"
    return f"{row.department.name}：{row.get_state_display()}{'，' + row.reason if row.reason else ''}。"
