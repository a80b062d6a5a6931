"""陈述申辩: the holder answers once; the period ends by itself."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.annulments import access, messages
from approvals.models import Annulment, ItemCase
from approvals.record import move_case
from clocks import commands as clocks
from clocks.models import Clock
from core.commands import Command, Context
from core.errors import Invalid
from core.sweeps import each, sweep
from core.time import legal_date, today

SUBJECT = "approvals.annulment"


def proposal_of(case: ItemCase) -> Annulment:
    """The proposal that waits, locked. Raises DoesNotExist where none does."""
    row = case.annulments.select_for_update().get(state=Annulment.State.PROPOSED)
    row.case = case
    return row


def end_clock(row: Annulment, on: Any) -> None:
    """The holder was heard, on its last day at the latest."""
    clocks.end_clock("HEARING", row, on=min(on, row.heard_until), project_id=row.case.application.project_id)


def statement_is_written_in_time(case: ItemCase, data: dict[str, Any]) -> None:
    """Words, within the period; afterwards the holder has waived the right (告知书)."""
    if today() > proposal_of(case).heard_until:
        raise Invalid({"statement": _("The period to state your case has ended.")})
    if not str(data.get("statement") or "").strip():
        raise Invalid({"statement": _("Write your statement, or that you have none to make.")})


def _state(context: Context, case: ItemCase, *, statement: str) -> Annulment:
    row = proposal_of(case)
    row.statement, row.stated_by, row.stated_at = statement.strip(), context.user, context.effective_at
    row.save(update_fields=["statement", "stated_by", "stated_at"])
    end_clock(row, legal_date(context.effective_at))
    move_case(context, case)
    messages.about_case("annulment_stated", messages.department(case.department_id, "HEAD"), case)
    return row


state_case = Command(
    name="approvals.answer_annulment",
    label=gettext_lazy("State your case"),
    subject=ItemCase,
    may=access.is_heard,
    states=rules.CASE["approvals.answer_annulment"].sources,
    validators=[statement_is_written_in_time],
    run=_state,
).register()


@sweep("approvals.3_hearings")
def end_periods() -> int:
    """End the clocks of hearing periods that have passed unused, on their last day; how many."""
    late = Clock.objects.late(today()).filter(kind="HEARING", subject_type=SUBJECT)
    rows = Annulment.objects.filter(pk__in=late.values("subject_id")).select_related("case__application")
    return each(rows.order_by("heard_until", "pk"), _over)


def _over(row: Annulment) -> bool:
    from django.db import transaction

    with transaction.atomic():
        end_clock(row, row.heard_until)
    return True
