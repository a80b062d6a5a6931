"""What the page of a stage shows of items that joined it later."""

from typing import Any

from django import template
from django.db.models import Prefetch

from approvals.checks.lines import changed_by_correction
from approvals.forms import RefuseForm
from approvals.models import JointApplication, OneTimeNotice, SupplementaryItem
from approvals.queries import CASE, NOTICE, clocks_of
from approvals.supplements import adding, answering, correcting
from core.forms import CommandForm

register = template.Library()


def _timed(row: SupplementaryItem) -> list[tuple[str, int]]:
    """What the clocks before its acceptance belong to: its case, then its notices."""
    return [(CASE, row.case_id), *((NOTICE, notice.pk) for notice in row.notices.all())]


@register.inclusion_tag("approvals/supplements/_of_application.html", takes_context=True)
def supplements_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """增加事项 of a stage: what was added, why, and what the reader may do."""
    user = context["request"].user
    rows = list(
        application.supplements.select_related("case__item", "case__department", "added_by", "document")
        .prefetch_related(Prefetch("notices", OneTimeNotice.objects.order_by("round")), "notices__lines")
    )  # fmt: skip
    clocks = clocks_of(key for row in rows if row.state == "RECEIVED" for key in _timed(row))
    for row in rows:
        row.case.application = application
        own = {kind: clock for key in _timed(row) for kind, clock in clocks[key].items() if clock.ended_on is None}
        row.clock = own.get("RECHECK") or own.get("NOTICE")  # type: ignore[attr-defined]
        row.waits_for = next((one for one in row.notices.all() if one.answered_at is None), None)  # type: ignore[attr-defined]
        row.may_tell = row.state == "RECEIVED" and (  # type: ignore[attr-defined]
            not row.notices.all() or bool(changed_by_correction(row.notices.all()))
        )
        row.may_correct = row.state == "CORRECTION" and correcting.answer_item.is_open(user, row.case)  # type: ignore[attr-defined]
    waiting = next((row for row in rows if row.state == "RECEIVED"), None)
    may_answer = waiting is not None and answering.accept_item.is_open(user, waiting.case)
    return {
        "application": application,
        "rows": rows,
        "may_add": adding.add_item.is_open(user, application),
        "may_answer": may_answer,
        "once": CommandForm()["once"],
        "refuse": RefuseForm(auto_id="refuse_item_%s") if may_answer else None,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
