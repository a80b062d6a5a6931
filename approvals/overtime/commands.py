"""说明超期: the department says why a case is late and when it will be decided; the applicant gets a letter of apology."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import messages
from approvals.access import handler_of
from approvals.models import ItemCase, OvertimeExplanation, OvertimeReason
from approvals.overtime.rules import OPEN, missed, must_explain
from approvals.papers.overtime import apology
from approvals.timing import CASE_LIMITS
from clocks.current import in_force
from clocks.models import Clock
from clocks.queries import days_left
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import legal_date, today


def missed_limit(case: ItemCase, on: date) -> Clock | None:
    """The limit of the case that was missed first and is still open on `on`; None while all are in time. One query."""
    limits = Clock.objects.of_subject(case._meta.label_lower, case.pk).open().filter(kind__in=CASE_LIMITS)
    found = list(limits.select_related("department"))
    first = missed((clock.due_on for clock in found), on)
    return next((clock for clock in found if first is not None and clock.due_on == first), None)


def last_expected(case: ItemCase) -> date | None:
    """The day the last explanation named to the applicant."""
    return case.overtime.values_list("expected_on", flat=True).first()


def overtime_is_explained(case: ItemCase, _data: dict[str, Any]) -> None:
    """Nobody decides late without having told the applicant why (domain §4.6)."""
    on = today()
    clock = missed_limit(case, on)
    if clock is None:
        return
    expected = last_expected(case)
    if must_explain(clock.due_on, expected, on):
        raise Invalid(
            _(
                "This case was due on %(day)s. First say under “Explain overtime” why it is late and when it will be decided."
            )
            % {"day": written_date(clock.due_on)}
            if expected is None
            else _("The day named to the applicant, %(day)s, has passed as well. First explain the overtime again.")
            % {"day": written_date(expected)}
        )


def may_explain(user: Any, case: ItemCase) -> bool:
    """Reviewer or head of a department whose case is late and not explained up to today."""
    if not handler_of(user, case):
        return False
    clock = missed_limit(case, today())
    return clock is not None and must_explain(clock.due_on, last_expected(case), today())


def _explanation_is_complete(_case: ItemCase, data: dict[str, Any]) -> None:
    faults, expected = {}, data.get("expected_on")
    if not isinstance(data.get("reason"), OvertimeReason) or not data["reason"].active:
        faults["reason"] = _("Choose the reason.")
    if not str(data.get("text") or "").strip():
        faults["text"] = _("Say what happened; the applicant and your supervisor read it.")
    if not isinstance(expected, date) or expected < today():
        faults["expected_on"] = _("Name the day by which you will decide, today or later.")
    elif (expected - today()).days > 366:
        faults["expected_on"] = _("Name a day within a year.")
    if faults:
        raise Invalid(faults)


def _explain(
    context: Context, case: ItemCase, *, reason: OvertimeReason, text: str, expected_on: date, measures: str = ""
) -> OvertimeExplanation:
    on = legal_date(context.effective_at)
    clock = missed_limit(case, on)
    if clock is None or clock.due_on is None:
        raise Invalid(_("This case is in time; there is nothing to explain."))
    given = OvertimeExplanation(
        case=case,
        reason=reason,
        text=text.strip(),
        measures=measures.strip(),
        due_on=clock.due_on,
        late_by_days=max(0, -(days_left(clock, on, in_force().of(clock).days) or 0)),
        expected_on=expected_on,
        entered_on=on,
        entered_by=context.user,
    )
    given.document = apology(context, given, clock)
    given.save()
    context.note(
        case.application.project.chain,
        case,
        data={
            "reason": f"{reason.name}：{given.text}",
            "due_on": given.due_on,
            "late_by": given.late_by_days,
            "expected_on": expected_on,
        },
    )
    messages.about_case(
        "overtime", messages.enterprise(case.application.project.enterprise_id), case, on=given.expected_on
    )
    return given


explain_overtime = Command(
    name="approvals.explain_overtime",
    label=gettext_lazy("Explain overtime"),
    subject=ItemCase,
    may=may_explain,
    states=OPEN,
    validators=[_explanation_is_complete],
    run=_explain,
).register()
