"""Days that move with the calendar (日历变动): a duty or a check is due when its clock says so, and is reminded of before that."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from clocks.models import Clock
from commitments.access import nobody
from commitments.models import Obligation, Verification
from commitments.record import remind_before
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each
from core.time import legal_date


def _moved(rows: "QuerySet[Obligation] | QuerySet[Verification]", kind: str) -> "QuerySet":
    """Those of `rows` whose open clock is due on another day than the row says."""
    clock = Clock.objects.filter(
        subject_type=rows.model._meta.label_lower, subject_id=OuterRef("pk"), kind=kind, ended_on__isnull=True
    )
    due = rows.annotate(clock_due=Subquery(clock.values("due_on")[:1])).exclude(clock_due=None)
    return due.filter(~Q(clock_due=F("due_on"))).order_by("pk")


def moved_duties() -> "QuerySet[Obligation]":
    """承诺事项 still owed whose day moved."""
    return _moved(Obligation.objects.filter(state__in=("OPEN", "SUBMITTED")), "COMMITMENT")


def moved_checks() -> "QuerySet[Verification]":
    """核查 still to be done whose day moved."""
    return _moved(Verification.objects.filter(state="OPEN"), "VERIFICATION")


def _follow_duty(context: Context, duty: Obligation) -> Obligation:
    rows: Any = moved_duties().filter(pk=duty.pk)
    moved = rows.values_list("clock_due", flat=True).first()
    if moved is None:
        raise WrongState
    before, duty.due_on = duty.due_on, moved
    duty.save(update_fields=["due_on"])
    duty.reminders.filter(told_at__isnull=True).delete()
    remind_before(duty, legal_date(context.effective_at))
    context.note(
        duty.commitment.project.chain, duty, data={"code": duty.code, "due_on": {"old": before, "new": duty.due_on}}
    )
    return duty


follow_duty = Command(
    name="commitments.follow_clock",
    label=gettext_lazy("The day moved with the calendar"),
    subject=Obligation,
    may=nobody,
    states={"OPEN", "SUBMITTED"},
    validators=[],
    run=_follow_duty,
    system=True,
).register()


def _follow_check(context: Context, check: Verification) -> Verification:
    rows: Any = moved_checks().filter(pk=check.pk)
    moved = rows.values_list("clock_due", flat=True).first()
    if moved is None:
        raise WrongState
    before, check.due_on = check.due_on, moved
    check.save(update_fields=["due_on"])
    data = {"reason": check.reason, "due_on": {"old": before, "new": check.due_on}}
    context.note(check.commitment.project.chain, check, data=data)
    return check


follow_check = Command(
    name="commitments.follow_check_clock",
    label=gettext_lazy("The day of the check moved with the calendar"),
    subject=Verification,
    may=nobody,
    states={"OPEN"},
    validators=[],
    run=_follow_check,
    system=True,
).register()


def follow_clocks() -> int:
    """Every day that a notice or a closure moved, each once; how many."""
    return each(moved_duties(), _duty) + each(moved_checks(), _check)


def _duty(duty: Obligation) -> bool:
    try:
        follow_duty.perform(SYSTEM_USER, duty)
    except WrongState:  # settled or followed in the meantime
        return False
    return True


def _check(check: Verification) -> bool:
    try:
        follow_check.perform(SYSTEM_USER, check)
    except WrongState:
        return False
    return True
