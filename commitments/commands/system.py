"""What happens by itself: publicity ends, spot checks are set, reminders go out, passed days become breaches.

Every effect is a row first and happens once, late rather than never, whoever runs the sweep.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from clocks.models import Clock
from clocks.rules import add_months
from commitments import rules
from commitments.access import nobody
from commitments.commands.breaching import find_breach
from commitments.commands.deciding import end_publicity
from commitments.commands.keeping import PRODUCTION, ask_for_production_check
from commitments.effects import tell_enterprise
from commitments.models import Commitment, Obligation, Reminder, Verification
from commitments.querysets import open_check
from commitments.record import open_verification
from core.commands import ANY_STATE, SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each
from core.time import legal_date, today
from projects.facts import catalogue_for


def midnight_after(day: date) -> datetime:
    """The first instant of the day after."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=get_default_timezone())


def end_publicities() -> int:
    """Every publicity whose last day has passed; it ended at midnight after that day."""
    over = Commitment.objects.filter(
        state="PUBLICISED", publicity_until__lt=today(), publicity_ended_on__isnull=True
    ).order_by("publicity_until", "pk")
    return each(over, _end)


def _end(commitment: Commitment) -> bool:
    until = commitment.publicity_until
    assert until is not None
    try:
        end_publicity.perform(SYSTEM_USER, commitment, effective_at=midnight_after(until))
    except WrongState:  # decided in the meantime
        return False
    return True


# ---- spot checks ---------------------------------------------------------------------------------------------


def _set_spot_check(context: Context, commitment: Commitment) -> bool:
    wanted = _due(commitment, legal_date(context.effective_at))
    if commitment.verifications.filter(reason="SPOT").count() >= wanted:
        raise WrongState
    if commitment.verifications.filter(reason="SPOT", state="OPEN").exists():
        raise WrongState
    open_verification(context, commitment, "SPOT", limit=catalogue_for(commitment.project).practice.spot_check_days)
    return True


def _due(commitment: Commitment, on: date) -> int:
    since = commitment.building_since
    if since is None:
        return 0
    every = catalogue_for(commitment.project).practice.spot_check_months[commitment.risk_class]
    return rules.spot_checks_due(every, since, on, add_months)


set_spot_check = Command(
    name="commitments.set_spot_check",
    label=gettext_lazy("Set a spot check"),
    subject=Commitment,
    may=nobody,
    states={"BUILDING"},
    validators=[],
    run=_set_spot_check,
    system=True,
).register()


def set_spot_checks() -> int:
    """One spot check per period of the risk class while the works are being built; never two open at once."""
    building = Commitment.objects.filter(state="BUILDING", building_since__isnull=False)
    return each(building.filter(~Exists(open_check("SPOT"))).order_by("pk"), _spot)


def _spot(commitment: Commitment) -> bool:
    if commitment.verifications.filter(reason="SPOT").count() >= _due(commitment, today()):
        return False
    try:
        set_spot_check.perform(SYSTEM_USER, commitment)
    except WrongState:
        return False
    return True


# ---- checks at production ------------------------------------------------------------------------------------

PRODUCED = Obligation.objects.filter(
    milestone=PRODUCTION, kind="INDICATOR", state__in=("OPEN", "SUBMITTED"), commitment=OuterRef("pk")
)


def _set_production_check(context: Context, commitment: Commitment) -> bool:
    if not ask_for_production_check(context, commitment):
        raise WrongState
    return True


set_production_check = Command(
    name="commitments.set_production_check",
    label=gettext_lazy("Set the check at production"),
    subject=Commitment,
    may=nobody,
    states={"DECIDED", "BUILDING", "VERIFYING"},
    validators=[],
    run=_set_production_check,
    system=True,
).register()


def set_production_checks() -> int:
    """达产考核: the check of control indicators is set on the promised day of production, shown or not."""
    come = Commitment.objects.filter(
        Exists(PRODUCED.filter(due_on__lte=today())), state__in=("DECIDED", "BUILDING", "VERIFYING")
    )
    unset = ~Exists(Verification.objects.filter(commitment=OuterRef("pk"), reason=PRODUCTION))
    return each(come.filter(unset).order_by("pk"), _produced)


def _produced(commitment: Commitment) -> bool:
    try:
        set_production_check.perform(SYSTEM_USER, commitment)
    except WrongState:
        return False
    return True


# ---- reminders -----------------------------------------------------------------------------------------------


def _remind(context: Context, reminder: Reminder) -> bool:
    if reminder.told_at is not None:
        raise WrongState
    duty = reminder.obligation
    reminder.told_at = context.effective_at
    reminder.save(update_fields=["told_at"])
    # After an outage the shorter distance alone is told: "in 10 days" would be wrong by then.
    nearer = duty.reminders.filter(days_before__lt=reminder.days_before, on__lte=today()).exists()
    if duty.owed and not nearer:
        tell_enterprise(context, "promise_due", duty.commitment, about=duty.name, on=duty.due_on)
    return True


remind = Command(
    name="commitments.remind",
    label=gettext_lazy("Remind"),
    subject=Reminder,
    may=nobody,
    states=ANY_STATE,
    validators=[],
    run=_remind,
    system=True,
).register()


def send_reminders() -> int:
    """Every reminder whose day has come, each once."""
    due = Reminder.objects.filter(on__lte=today(), told_at__isnull=True).order_by("on", "pk")
    return each(due, _tell)


def _tell(reminder: Reminder) -> bool:
    try:
        remind.perform(SYSTEM_USER, reminder)
    except WrongState:
        return False
    return True


# ---- passed days ---------------------------------------------------------------------------------------------


def find_late() -> int:
    """Every promise of which a day has passed without evidence; the breach takes effect at midnight after that day."""
    late = Clock.objects.late(today()).filter(kind="COMMITMENT", subject_type=Obligation._meta.label_lower)
    owed = Obligation.objects.filter(
        pk__in=late.values("subject_id"), state="OPEN", commitment__state__in=("DECIDED", "BUILDING", "VERIFYING")
    )
    first: dict[int, Obligation] = {}
    for duty in owed.select_related("commitment").order_by("due_on", "pk"):
        first.setdefault(duty.commitment_id, duty)
    return each(list(first.values()), _late)


def _late(duty: Obligation) -> bool:
    try:
        find_breach.perform(
            SYSTEM_USER,
            duty.commitment,
            kind="LATE",
            facts=f"“{duty.name}”应于{duty.due_on:%Y-%m-%d}前完成，逾期未提交。",
            obligation=duty.pk,
            effective_at=midnight_after(duty.due_on),
        )
    except WrongState:
        return False
    return True
