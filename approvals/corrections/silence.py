"""逾期未补正: the clock runs again by itself at the last day, and the department decides on the file as it is."""

from datetime import datetime, time

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.access import nobody
from approvals.corrections import messages
from approvals.corrections.record import resume, running
from approvals.models import CaseCorrection, ItemCase
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import now, today


def _lapse(context: Context, case: ItemCase) -> CaseCorrection:
    correction = running(case)
    last = correction.planned_end_on
    if last is None or today() <= last:
        raise WrongState
    correction.case = case
    resume(context, case, correction, last, state=CaseCorrection.State.LAPSED, data={"reason": "逾期未补正"})
    messages.about_case("correction_lapsed", messages.messages.user(correction.requested_by_id), case, on=last)
    return correction


lapse_correction = Command(
    name="approvals.lapse_correction",
    label=gettext_lazy("No correction in time: the review goes on"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.lapse_correction"].sources,
    validators=[],
    run=_lapse,
    system=True,
).register()


@sweep("approvals.3_correction")
def resume_unanswered() -> int:
    """Let every case go on whose correction was not answered by its last day; how many. Late runs give the same dates."""
    late = CaseCorrection.objects.filter(state=CaseCorrection.State.RUNNING, planned_end_on__lt=today())
    return each(late.select_related("case").order_by("planned_end_on", "pk"), _resume)


def _resume(correction: CaseCorrection) -> bool:
    assert correction.planned_end_on is not None  # a running correction has one, by constraint
    last = datetime.combine(correction.planned_end_on, time(23, 59, 59), tzinfo=get_default_timezone())
    try:
        lapse_correction.perform(SYSTEM_USER, correction.case, effective_at=min(last, now()))
    except WrongState:  # the answer came at the last moment
        return False
    return True
