"""撤回生效: once nobody's consent is missing the withdrawal happens in a transaction of its own, the sweep makes up for a crash."""

from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.access import nobody
from approvals.commands.issuing import withdraw, withdraw_case
from approvals.models import ItemCase, WithdrawalConsent, WithdrawalRequest
from approvals.withdrawals import messages
from clocks import commands as clocks
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import legal_date

STATE = WithdrawalRequest.State


def end_clock(consent: WithdrawalConsent, on: date) -> None:
    """The department has answered, or need not any more."""
    clocks.end_clock("OPINION", consent, on=on, project_id=consent.request.application.project_id)


def close(request: WithdrawalRequest, on: date) -> None:
    """Nobody waits for the answers that are still open."""
    for consent in request.consents.filter(state=WithdrawalConsent.State.OPEN):
        consent.state = WithdrawalConsent.State.CLOSED
        consent.save(update_fields=["state"])
        end_clock(consent, on)


def undecided(request: WithdrawalRequest) -> list[ItemCase]:
    """The items the request would end now."""
    meant = request.application.cases.exclude(state__in=rules.DONE)
    return list(meant.filter(pk=request.case_id) if request.case_id else meant)


def settle(context: Context, request: WithdrawalRequest) -> bool:
    """Consent is complete when no department that is still at work is missing; whether it is.

    A department that has decided in the meantime need not consent: its decision stays.
    """
    at_work = {case.department_id for case in undecided(request) if case.state in rules.STARTED}
    if request.consents.filter(state=WithdrawalConsent.State.OPEN, department_id__in=at_work).exists():
        return False
    request.state, request.ended_at = STATE.CONSENTED, context.effective_at
    request.save(update_fields=["state", "ended_at"])
    close(request, legal_date(context.effective_at))
    messages.to_applicant("withdrawal_consented", request)
    transaction.on_commit(partial(execute, request.pk), robust=True)
    return True


def execute(pk: int) -> bool:
    """Let a consented withdrawal take effect; False where a decision came first."""
    request = WithdrawalRequest.objects.select_related("application", "case").get(pk=pk)
    command, subject = (withdraw_case, request.case) if request.case is not None else (withdraw, request.application)
    try:
        command.perform(SYSTEM_USER, subject, reason=request.reason)
    except WrongState:
        return overtaken(request)
    return True


def _overtake(context: Context, request: WithdrawalRequest) -> WithdrawalRequest:
    if in_reach(request):
        raise WrongState
    request.state, request.ended_at = STATE.OVERTAKEN, context.effective_at
    request.save(update_fields=["state", "ended_at"])
    close(request, legal_date(context.effective_at))
    return request


overtake = Command(
    name="withdrawal.overtake",
    label=gettext_lazy("Decided before the withdrawal took effect"),
    subject=WithdrawalRequest,
    may=nobody,
    states={"OPEN", "CONSENTED"},
    validators=[],
    run=_overtake,
    system=True,
).register()


def in_reach(request: WithdrawalRequest) -> bool:
    """Whether what is meant can still be withdrawn."""
    if request.case_id:
        return ItemCase.objects.filter(pk=request.case_id).exclude(state__in=rules.DONE).exists()
    return type(request.application)._default_manager.filter(pk=request.application_id, state="ACCEPTED").exists()


def overtaken(request: WithdrawalRequest) -> bool:
    """Mark a request whose object was decided first; whether this call did."""
    try:
        overtake.perform(SYSTEM_USER, request)
    except WrongState:
        return False
    return True


@sweep("approvals.8_withdrawals")
def finish() -> int:
    """Withdrawals a crash left between consent and effect, and requests the decisions have overtaken; how many."""
    rows = WithdrawalRequest.objects.select_related("application", "case").order_by("pk")
    whole = Q(case__isnull=True, application__state="ACCEPTED")
    within = whole | (Q(case__isnull=False) & ~Q(case__state__in=rules.DONE))
    return each(rows.filter(within, state=STATE.CONSENTED).values_list("pk", flat=True), execute) + each(
        rows.filter(~within, state=STATE.OPEN), overtaken
    )
