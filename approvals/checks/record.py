"""The one way a completeness check changes (核对记录): by the table, journalled, with its clock."""

from datetime import date
from typing import Any, Final

from approvals import timing
from approvals.checks import rules
from approvals.models import CompletenessCheck
from approvals.rules import NotAllowed, after
from clocks import commands as clocks
from clocks.models import Clock
from core.commands import Context
from core.errors import WrongState

KIND: Final = "CHECK"


def move(
    context: Context, check: CompletenessCheck, verb: str = "", *, data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move a locked check by `verb` (default: the running command's). Raises WrongState where the table forbids it."""
    verb = verb or context.command.name
    try:
        check.state = after(rules.CHECK, verb, check.state)
    except NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(check, name, value)
    check.save(update_fields=["state", *columns])
    note(context, check, verb, data)


def note(context: Context, check: CompletenessCheck, verb: str, data: dict[str, Any] | None = None) -> None:
    """Write what happened into the journal of the project."""
    context.note(check.application.project.chain, check, verb=verb, data=data)


def start(check: CompletenessCheck, on: date) -> Clock:
    """Start its clock at the desk of the department; it counts in no limit of the applicant's."""
    application = check.application
    return clocks.start_clock(
        KIND,
        check,
        clocks.Place.of(application.project),
        label=f"{timing.stage_name(application)} · 完整性核对",
        limit=check.days,
        origin_on=on,
        department_id=check.department_id,
        stage=application.stage,
    )


def end(check: CompletenessCheck, on: date) -> None:
    """Stop its clock, if it still runs."""
    clocks.end_clock(KIND, check, on=on, project_id=check.application.project_id)


def clock_of(check: CompletenessCheck) -> Clock | None:
    """Its clock; the last day in time is the clock's, by the calendar in force."""
    return Clock.objects.of_subject(check._meta.label_lower, check.pk).filter(kind=KIND).first()
