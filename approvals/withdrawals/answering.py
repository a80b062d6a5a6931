"""答复撤回申请: a head consents or refuses with a reason; silence counts as the rules said when it was asked."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.posts import HEAD
from approvals.access import nobody
from approvals.models import WithdrawalConsent, WithdrawalRequest
from approvals.withdrawals import access, messages, papers
from approvals.withdrawals.settling import close, end_clock, settle
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.sweeps import each, sweep
from core.time import legal_date, today

OPEN = frozenset({"OPEN"})


def refusal_is_reasoned(request: WithdrawalRequest, data: dict[str, Any]) -> None:
    """A refusal binds the applicant to go on: it says why."""
    if not data.get("consents") and not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say why the applicant may not withdraw; the letter gives your reason.")})


def _answer(context: Context, request: WithdrawalRequest, *, consents: bool, reason: str = "") -> WithdrawalRequest:
    mine = scope.departments(context.user, HEAD)
    state = WithdrawalConsent.State.CONSENTED if consents else WithdrawalConsent.State.REFUSED
    for consent in request.consents.filter(state=WithdrawalConsent.State.OPEN, department_id__in=mine):
        consent.state, consent.reason = state, str(reason or "").strip()
        consent.answered_by, consent.answered_at = context.user, context.effective_at
        consent.save()
        end_clock(consent, legal_date(context.effective_at))
    note(context, request, "withdrawal.consented" if consents else "withdrawal.refused", {"reason": reason or ""})
    if consents:
        settle(context, request)
    else:
        request.state, request.ended_at = WithdrawalRequest.State.REFUSED, context.effective_at
        close(request, legal_date(context.effective_at))
        request.document = papers.refused(context, request)
        request.save()
        messages.to_applicant("withdrawal_refused", request)
    return request


answer = Command(
    name="withdrawal.answer",
    label=gettext_lazy("Answer the withdrawal request"),
    subject=WithdrawalRequest,
    may=access.answers,
    states=OPEN,
    validators=[refusal_is_reasoned],
    run=_answer,
).register()


def _take_back(context: Context, request: WithdrawalRequest) -> WithdrawalRequest:
    request.state, request.ended_at = WithdrawalRequest.State.TAKEN_BACK, context.effective_at
    request.save(update_fields=["state", "ended_at"])
    close(request, legal_date(context.effective_at))
    note(context, request, "withdrawal.taken_back", {})
    messages.to_departments("withdrawal_taken_back", request)
    return request


take_back = Command(
    name="withdrawal.take_back",
    label=gettext_lazy("Do not withdraw after all"),
    subject=WithdrawalRequest,
    may=access.asker,
    states=OPEN,
    validators=[],
    run=_take_back,
).register()


def _silence(context: Context, request: WithdrawalRequest) -> WithdrawalRequest:
    if not request.silence or today() <= request.due_on:
        raise WrongState
    for consent in request.consents.filter(state=WithdrawalConsent.State.OPEN):
        consent.state, consent.answered_at = WithdrawalConsent.State.SILENT, context.effective_at
        consent.save(update_fields=["state", "answered_at"])
        end_clock(consent, request.due_on)
    note(context, request, "withdrawal.silence", {"due_on": request.due_on})
    settle(context, request)
    return request


silence = Command(
    name="withdrawal.silence",
    label=gettext_lazy("No answer in time: consent"),
    subject=WithdrawalRequest,
    may=nobody,
    states=OPEN,
    validators=[],
    run=_silence,
    system=True,
).register()


@sweep("approvals.8_withdrawal_silence")
def count_silence() -> int:
    """Requests whose last day has passed where silence consents; how many. It takes effect at midnight after it."""
    late = WithdrawalRequest.objects.filter(state="OPEN", silence=True, due_on__lt=today())
    return each(late.order_by("due_on", "pk"), _silent)


def _silent(request: WithdrawalRequest) -> bool:
    midnight = datetime.combine(request.due_on + timedelta(days=1), time.min, tzinfo=get_default_timezone())
    try:
        silence.perform(SYSTEM_USER, request, effective_at=midnight)
    except WrongState:  # the last department answered in the meantime
        return False
    return True


def note(context: Context, request: WithdrawalRequest, verb: str, data: dict[str, Any]) -> None:
    """Write it where the timeline of the application or of the item shows it."""
    context.note(request.application.project.chain, request.case or request.application, verb=verb, data=data)
