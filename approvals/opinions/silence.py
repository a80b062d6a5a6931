"""超时默认: what silence means for an opinion, and nothing else: a permit is never granted by silence."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from approvals.access import nobody
from approvals.models import OpinionRequest
from approvals.opinions import messages, record
from approvals.opinions.rules import REQUEST, deems
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import legal_date, today


def _deem(context: Context, request: OpinionRequest) -> OpinionRequest:
    clock = record.clock_of(request)
    due_on = clock.due_on if clock is not None and clock.due_on else request.due_on
    if not deems(request.state, request.silence, due_on, today()):
        raise WrongState
    record.end(request, legal_date(context.effective_at))
    record.move(
        context, request, data={"due_on": due_on.isoformat(), "basis": request.basis}, due_on=due_on,
        ended_at=context.effective_at,
    )  # fmt: skip
    messages.to_asked("opinion_deemed", request, "REVIEWER", "HEAD")
    messages.to_asking("opinion_deemed", request)
    return request


deem = Command(
    name="opinions.deem",
    label=gettext_lazy("Deemed no objection"),
    subject=OpinionRequest,
    may=nobody,
    states=REQUEST["opinions.deem"].sources,
    validators=[],
    run=_deem,
    system=True,
).register()


@sweep("approvals.8_opinion_silence")
def deem_silent() -> int:
    """Every request whose last day has passed in silence where silence counts; how many.

    It takes effect at midnight after the last day, however late the sweep runs.
    """
    late = Clock.objects.late(today()).filter(kind="OPINION", subject_type=OpinionRequest._meta.label_lower)
    due = {pk: due_on for pk, due_on in late.values_list("subject_id", "due_on") if due_on is not None}
    silent = OpinionRequest.objects.filter(pk__in=due, state=OpinionRequest.State.OPEN, silence=True)
    return each(silent.order_by("due_on", "pk"), lambda request: _perform(request, due[request.pk]))


def _perform(request: OpinionRequest, due_on: date) -> bool:
    midnight = datetime.combine(due_on + timedelta(days=1), time.min, tzinfo=get_default_timezone())
    try:
        deem.perform(SYSTEM_USER, request, effective_at=midnight)
    except WrongState:  # the department answered in the meantime
        return False
    return True
