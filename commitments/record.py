"""The one way a commitment changes state (承诺状态): by the table, journalled, with its process and its clocks."""

from datetime import date
from typing import Any

from clocks import commands as clocks
from clocks.current import office_calendar
from commitments import flows, rules
from commitments.models import Breach, Commitment, Obligation, Reminder, Verification
from core.commands import Context
from core.errors import WrongState
from core.time import legal_date
from projects.facts import catalogue_for


def move(
    context: Context, commitment: Commitment, verb: str = "", *, data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move a locked commitment by `verb` (default: the running command's) and write `columns` with it.

    Raises WrongState where the table of its track forbids it.
    """
    verb, before = verb or context.command.name, commitment.state
    try:
        commitment.state = rules.after(verb, commitment.state, commitment.track)
    except rules.NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(commitment, name, value)
    if commitment.state not in rules.OPEN and commitment.state != "DRAFT":
        commitment.ended_on = columns["ended_on"] = legal_date(context.effective_at)
    commitment.save(update_fields=["state", *columns])
    context.note(
        commitment.project.chain,
        commitment,
        verb=verb,
        data={"number": commitment.number, "track": commitment.track, **(data or {})},
    )
    flows.follow(commitment, before, context.user)


def owe(commitment: Commitment, on: date) -> None:
    """The decision stands: start the clock of every obligation and write down its reminders."""
    for duty in commitment.obligations.filter(state="OPEN").order_by("position"):
        clock = clocks.start_clock(
            "COMMITMENT",
            duty,
            clocks.Place.of(commitment.project),
            label=f"{commitment.item_name} · {duty.name}"[:200],
            limit=max(0, (duty.promised_on - on).days),
            unit="CALENDAR_DAY",
            origin_on=on,
            department_id=commitment.department_id,
        )
        duty.due_on = clock.due_on or duty.due_on
        duty.save(update_fields=["due_on"])
        remind_before(duty, on)


def remind_before(duty: Obligation, on: date) -> None:
    """Write down the reminders of a duty that lie after `on`; a distance told already is not told again."""
    commitment = duty.commitment
    practice = catalogue_for(commitment.project).practice
    calendar = office_calendar(commitment.department_id, commitment.region_id)
    last, told = calendar.index(duty.due_on), set(duty.reminders.values_list("days_before", flat=True))
    wanted = ((days, calendar.day_at(last - days)) for days in practice.reminders if last - days > 0)
    Reminder.objects.bulk_create(
        Reminder(obligation=duty, days_before=days, on=day) for days, day in wanted if day > on and days not in told
    )


def settle_obligation(context: Context, duty: Obligation, state: str, **columns: Any) -> None:
    """End one obligation: kept, missed or released; its clock and the reminders still waiting end with it."""
    on = legal_date(context.effective_at)
    duty.state, duty.settled_on = state, on
    duty.settled_by = context.user if context.user.pk else None
    for name, value in columns.items():
        setattr(duty, name, value)
    duty.save(update_fields=["state", "settled_on", "settled_by", *columns])
    duty.reminders.filter(told_at__isnull=True).delete()
    project_id = duty.commitment.project_id
    clocks.end_clocks(duty, on=on, project_id=project_id)
    context.note(
        duty.commitment.project.chain,
        duty,
        verb=f"commitments.obligation_{state.lower()}",
        data={"code": duty.code, "due_on": duty.due_on},
    )


def close_all(context: Context, commitment: Commitment, state: str = "RELEASED") -> None:
    """The commitment has ended: nothing is owed (what was, becomes `state`), verified or timed any more."""
    for duty in commitment.obligations.filter(state__in=("OPEN", "SUBMITTED")):
        settle_obligation(context, duty, state)
    for check in commitment.verifications.filter(state="OPEN"):
        cancel_verification(context, check)
    end_rectification(commitment, legal_date(context.effective_at))


def open_verification(
    context: Context, commitment: Commitment, reason: str, *, limit: int, unit: str = "WORKING_DAY"
) -> Verification:
    """Set a verification task with its clock; an open one for the same reason is returned instead of a twin."""
    standing = commitment.verifications.filter(reason=reason, state="OPEN").first()
    if standing is not None:
        return standing
    on = legal_date(context.effective_at)
    check = Verification.objects.create(
        commitment=commitment,
        department_id=commitment.department_id,
        reason=reason,
        sequence=commitment.verifications.filter(reason=reason).count() + 1,
        opened_on=on,
        due_on=on,
    )
    clock = clocks.start_clock(
        "VERIFICATION",
        check,
        clocks.Place.of(commitment.project),
        label=f"核查 · {commitment.item_name}"[:200],
        limit=limit,
        unit=unit,
        origin_on=on,
        department_id=commitment.department_id,
    )
    check.due_on = clock.due_on or on
    check.save(update_fields=["due_on"])
    context.note(
        commitment.project.chain,
        check,
        verb="commitments.open_verification",
        data={"reason": reason, "due_on": check.due_on},
    )
    return check


def end_verification(check: Verification, on: date) -> None:
    """Its clock ends."""
    clocks.end_clocks(check, on=on, project_id=check.commitment.project_id)


def cancel_verification(context: Context, check: Verification) -> None:
    """Nobody needs it any more."""
    check.state = Verification.State.CANCELLED
    check.save(update_fields=["state"])
    end_verification(check, legal_date(context.effective_at))


def start_rectification(breach: Breach, on: date, days: int) -> date:
    """限期整改: the clock of one breach; the last day in time."""
    commitment = breach.commitment
    clock = clocks.start_clock(
        "RECTIFY",
        breach,
        clocks.Place.of(commitment.project),
        label=f"整改 · {commitment.item_name}"[:200],
        limit=days,
        origin_on=on,
        department_id=commitment.department_id,
    )
    return clock.due_on or on


def extend_rectification(breach: Breach, days: int) -> date:
    """延长整改: the same day 0, `days` in all."""
    clock = clocks.set_limit("RECTIFY", breach, days, project_id=breach.commitment.project_id)
    return clock.due_on or clock.origin_on


def end_rectification(commitment: Commitment, on: date) -> None:
    """The rectification ended, one way or the other."""
    for breach in commitment.breaches.all():
        clocks.end_clock("RECTIFY", breach, on=on, project_id=commitment.project_id)
