"""申请撤回: after acceptance the departments that have started are asked; the clocks run on while they answer."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.models import ItemCase, JointApplication, Practice, WithdrawalConsent, WithdrawalRequest
from approvals.record import move_application
from approvals.withdrawals import access, messages
from clocks import commands as clocks
from clocks.current import current_calendar
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date


def reason_is_given(subject: Any, data: dict[str, Any]) -> None:
    """Departments weigh the reason; it stands in the letter."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why you withdraw.")})


def _asked(
    context: Context, application: JointApplication, case: ItemCase | None, started: Iterable[ItemCase], reason: str
) -> WithdrawalRequest:
    practice, on = Practice.current(), legal_date(context.effective_at)
    request = WithdrawalRequest.objects.create(
        application=application,
        case=case,
        reason=reason.strip(),
        requested_by=context.user,
        requested_at=context.effective_at,
        days=practice.withdrawal_days,
        due_on=current_calendar().add(on, practice.withdrawal_days),
        silence=practice.withdrawal_silence,
    )
    for department in sorted({row.department_id for row in started}):
        consent = WithdrawalConsent.objects.create(request=request, department_id=department)
        clocks.start_clock(
            "OPINION",
            consent,
            clocks.Place.of(application.project),
            label=f"撤回申请答复（{case.item.name if case else application.number}）",
            limit=request.days,
            origin_on=on,
            department_id=department,
            stage=application.stage,
        )
    messages.to_departments("withdrawal_asked", request, on=request.due_on)
    return request


def _request(context: Context, application: JointApplication, *, reason: str) -> WithdrawalRequest:
    started = application.cases.filter(state__in=rules.STARTED)
    request = _asked(context, application, None, started, reason)
    move_application(context, application, data={"reason": request.reason, "due_on": request.due_on})
    return request


request_withdrawal = Command(
    name="approvals.request_withdrawal",
    label=gettext_lazy("Ask to withdraw"),
    subject=JointApplication,
    may=access.asks,
    states=rules.APPLICATION["approvals.request_withdrawal"].sources,
    validators=[reason_is_given],
    run=_request,
).register()


def _request_case(context: Context, case: ItemCase, *, reason: str) -> WithdrawalRequest:
    request = _asked(context, case.application, case, [case], reason)
    # The case stays where it is, whichever of its states that is; only the fact is recorded.
    context.note(case.application.project.chain, case, data={"reason": request.reason, "due_on": request.due_on})
    return request


request_case_withdrawal = Command(
    name="approvals.request_case_withdrawal",
    label=gettext_lazy("Ask to withdraw this item"),
    subject=ItemCase,
    may=access.asks_for_case,
    states=rules.STARTED,
    validators=[reason_is_given],
    run=_request_case,
).register()
