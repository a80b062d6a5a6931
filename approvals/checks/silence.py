"""逾期未反馈视为齐全: a department that says nothing in time has found nothing missing; it may still say so later."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from approvals.access import nobody
from approvals.checks import messages, record
from approvals.checks.rules import CHECK, deems
from approvals.models import CompletenessCheck
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import legal_date, today


def _deem(context: Context, check: CompletenessCheck) -> CompletenessCheck:
    clock = record.clock_of(check)
    due_on = clock.due_on if clock is not None and clock.due_on else check.due_on
    if not deems(check.state, check.silence, due_on, today()):
        raise WrongState
    record.end(check, legal_date(context.effective_at))
    record.move(context, check, data={"due_on": due_on.isoformat()}, due_on=due_on)
    messages.to_department("check_deemed", check, "REVIEWER", "HEAD")
    if not check.application.checks.filter(state="OPEN").exists():
        messages.to_mergers("check_all", check)
    return check


deem = Command(
    name="checks.deem",
    label=gettext_lazy("Complete by silence"),
    subject=CompletenessCheck,
    may=nobody,
    states=CHECK["checks.deem"].sources,
    validators=[],
    run=_deem,
    system=True,
).register()


@sweep("approvals.0_checks")
def deem_silent() -> int:
    """Every check whose last day has passed in silence where silence counts; how many.

    It takes effect at midnight after the last day, however late the sweep runs.
    """
    late = Clock.objects.late(today()).filter(kind=record.KIND, subject_type=CompletenessCheck._meta.label_lower)
    due = {pk: due_on for pk, due_on in late.values_list("subject_id", "due_on") if due_on is not None}
    silent = CompletenessCheck.objects.filter(pk__in=due, state="OPEN", silence=True).select_related("application")
    return each(silent.order_by("due_on", "pk"), lambda check: _perform(check, due[check.pk]))


def _perform(check: CompletenessCheck, due_on: date) -> bool:
    midnight = datetime.combine(due_on + timedelta(days=1), time.min, tzinfo=get_default_timezone())
    try:
        deem.perform(SYSTEM_USER, check, effective_at=midnight)
    except WrongState:  # the department answered in the meantime
        return False
    return True
