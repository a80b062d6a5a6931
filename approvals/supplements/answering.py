"""受理增加的事项: accepted by window or lead within five working days, by silence afterwards, or refused in writing."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, rules, timing
from approvals.access import nobody
from approvals.commands.opening import after_decision, opened, readiness_of, states_by_item
from approvals.models import ItemCase, ItemProcess, OneTimeNotice, SupplementaryItem
from approvals.promises import filing as promises
from approvals.record import move_case
from approvals.supplements import access, messages, papers
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.flow_nodes import open_task
from core.sweeps import each, sweep
from core.time import legal_date, now, today

STATE = SupplementaryItem.State


def taken_in(context: Context, row: SupplementaryItem, on: date, process: ItemProcess, *, silent: bool = False) -> None:
    """受理 as of `on`: row, statuses 3 and, where nothing is waited for, 8; letter and messages."""
    case = row.case
    verb = "approvals.accept_item_by_silence" if silent else "approvals.accept_item"
    move_case(context, case, verb=verb, accepted_on=on, data={"accepted_on": on})
    row.state, row.answered_at, row.deemed = STATE.ACCEPTED, context.effective_at, silent
    row.answered_by = None if context.user is SYSTEM_USER else context.user
    if readiness_of(case, states_by_item(row.application)).ready:
        opened(context, case)
        flows.ItemFlow.wait.run(open_task(process, flows.ItemFlow.wait))
    promises.on_accept(context, case)
    # The paper is of today, even where the acceptance it confirms took effect earlier.
    row.document = papers.accepted(replace(context, effective_at=now()), row)
    row.save()
    messages.about_case("item_accepted", messages.enterprise(row.application.project.enterprise_id), case, on=on)


def row_of(case: ItemCase) -> SupplementaryItem:
    """The supplement of a case, locked, sharing its rows. Raises WrongState for an item filed with the stage."""
    row = SupplementaryItem.objects.select_for_update().filter(case=case, state=STATE.RECEIVED).first()
    if row is None:
        raise WrongState
    row.case, row.application = case, case.application
    return row


def silence_has_not_accepted(case: ItemCase, data: dict[str, Any]) -> None:
    """After five working days without an answer the item counts as accepted since its receipt (行政许可法 art. 32 (4))."""
    clock = timing.item_notice_clock(case)
    if clock is not None and clock.due_on is not None and today() > clock.due_on:
        raise WrongState(_("Five working days passed without an answer: by law the item counts as accepted."))


def _accept(context: Context, case: ItemCase) -> SupplementaryItem:
    row, on = row_of(case), legal_date(context.effective_at)
    process = flows.item_process(case)
    timing.end_item_notice(case, on)
    taken_in(context, row, on, process)
    return row


accept_item = Command(
    name="approvals.accept_item",
    label=gettext_lazy("Accept the added item"),
    subject=ItemCase,
    may=access.accepts,
    states=rules.CASE["approvals.accept_item"].sources,
    validators=[silence_has_not_accepted],
    run=_accept,
).register()


def refusal_is_reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    """A refusal says why and by which clause (行政许可法 art. 32 ¶2)."""
    faults = {}
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("Say why; the applicant gets this sentence in writing.")
    if not str(data.get("clause") or "").strip():
        faults["clause"] = _("Name the clause this rests on.")
    if faults:
        raise Invalid(faults)


def _refuse(context: Context, case: ItemCase, *, reason: str, clause: str) -> SupplementaryItem:
    row, on = row_of(case), legal_date(context.effective_at)
    process = flows.item_process(case)
    timing.end_item_notice(case, on)
    move_case(context, case, data={"reason": reason.strip(), "clause": clause.strip()})
    row.state, row.answered_by, row.answered_at = STATE.REFUSED, context.user, context.effective_at
    row.document = papers.refused(context, row, reason.strip(), clause.strip())
    row.save()
    promises.on_end(context, case, "增加的事项未予受理")
    messages.about_case("item_refused", messages.enterprise(row.application.project.enterprise_id), case)
    flows.ItemFlow.strike.run(process, context.user)
    after_decision(case)
    return row


refuse_item = Command(
    name="approvals.refuse_item",
    label=gettext_lazy("Refuse the added item"),
    subject=ItemCase,
    may=access.accepts,
    states=rules.CASE["approvals.refuse_item"].sources,
    validators=[silence_has_not_accepted, refusal_is_reasoned],
    run=_refuse,
    danger=True,
).register()


def _accept_by_silence(context: Context, case: ItemCase) -> SupplementaryItem:
    clock = timing.item_notice_clock(case)
    if clock is None or clock.due_on is None or today() <= clock.due_on:
        raise WrongState
    row, process = row_of(case), flows.item_process(case)
    timing.end_item_notice(case, clock.due_on)
    taken_in(context, row, clock.origin_on, process, silent=True)
    return row


accept_item_by_silence = Command(
    name="approvals.accept_item_by_silence",
    label=gettext_lazy("Added item accepted by silence"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.accept_item_by_silence"].sources,
    validators=[],
    run=_accept_by_silence,
    system=True,
).register()


@sweep("approvals.1_silence_on_items")
def accept_silent() -> int:
    """Accept every added item whose notice limit has passed unused, as of the day it came; how many."""
    late = Clock.objects.late(today()).filter(kind="NOTICE")
    own = late.filter(subject_type=ItemCase._meta.label_lower).values("subject_id")
    corrected = late.filter(subject_type=OneTimeNotice._meta.label_lower).values("subject_id")
    rows = SupplementaryItem.objects.filter(Q(case__in=own) | Q(notices__in=corrected), state=STATE.RECEIVED)
    return each(rows.select_related("case").order_by("pk").distinct(), _perform)


def _perform(row: SupplementaryItem) -> bool:
    try:
        answered = row.notices.filter(answered_at__isnull=False).order_by("round").last()
        since = answered.answered_at if answered is not None else row.added_at
        accept_item_by_silence.perform(SYSTEM_USER, row.case, effective_at=since)
    except WrongState:  # somebody answered at the last moment
        return False
    return True
