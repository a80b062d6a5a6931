"""核对答复: complete, or every defect with its clause and an example; until the window acts the answer may be changed."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.checks import messages, record
from approvals.checks.access import checks
from approvals.checks.lines import Line, demand_clear
from approvals.checks.rules import CHECK
from approvals.models import CheckDefect, CompletenessCheck, JointApplication
from clocks.current import current_calendar
from core.commands import Command, Context
from core.errors import WrongState
from core.time import legal_date


def window_has_not_acted(check: CompletenessCheck, data: dict[str, Any]) -> None:
    """Once the file is accepted or its defects are told, the check is over; read after the row is locked."""
    state = JointApplication.objects.filter(pk=check.application_id).values_list("state", flat=True).get()
    if state != JointApplication.State.RECEIVED:
        raise WrongState(_("The window has answered the applicant already; this check is closed."))


def every_line_is_clear(check: CompletenessCheck, data: dict[str, Any]) -> None:
    """At least one line; each says what is wrong and names the clause it rests on."""
    demand_clear(data.get("lines", ()))


def _complete(context: Context, check: CompletenessCheck) -> CompletenessCheck:
    check.defects.all().delete()
    _answer(context, check, {})
    return check


def _report(context: Context, check: CompletenessCheck, *, lines: Sequence[Line]) -> CompletenessCheck:
    check.defects.all().delete()
    CheckDefect.objects.bulk_create(
        CheckDefect(
            check_row=check,
            position=position,
            material_key=line["material_key"],
            material_name=line["material_name"],
            reason=line["reason"].strip(),
            clause=str(line.get("clause", "")).strip(),
            example=str(line.get("example", "")).strip(),
        )
        for position, line in enumerate(lines, start=1)
    )
    _answer(context, check, {"defects": [line["material_key"] for line in lines]})
    return check


def _answer(context: Context, check: CompletenessCheck, data: dict[str, Any]) -> None:
    on = legal_date(context.effective_at)
    record.end(check, on)
    late = current_calendar().count(check.due_on, on) if on > check.due_on else 0
    record.move(
        context, check, data={**data, "late_by_days": late} if late else data,
        author=context.user, answered_at=context.effective_at, late_by_days=late,
    )  # fmt: skip
    if not check.application.checks.filter(state="OPEN").exists():
        messages.to_mergers("check_all", check)


complete = Command(
    name="checks.complete",
    label=gettext_lazy("Complete"),
    subject=CompletenessCheck,
    may=checks,
    states=CHECK["checks.complete"].sources,
    validators=[window_has_not_acted],
    run=_complete,
).register()

report = Command(
    name="checks.report",
    label=gettext_lazy("Report defects"),
    subject=CompletenessCheck,
    may=checks,
    states=CHECK["checks.report"].sources,
    validators=[window_has_not_acted, every_line_is_clear],
    run=_report,
).register()
