"""增加事项的一次性告知与补正: every defect once, answered point by point; a second notice only for what the correction made
anew; without an answer the item is closed, the others go on.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from approvals import flows, rules, timing
from approvals.access import nobody
from approvals.checks import lines as notice_lines
from approvals.checks.lines import Line
from approvals.checks.replies import Answers, demand_answers, keep, take_over
from approvals.commands.correction import extend, extendable, more_time_has_a_reason
from approvals.commands.opening import after_decision
from approvals.models import ItemCase, OneTimeNotice, SupplementaryItem
from approvals.papers import correction_received
from approvals.promises import filing as promises
from approvals.promises.instead import papers_to_follow
from approvals.record import move_case
from approvals.supplements import access, messages, papers
from approvals.supplements.answering import row_of, silence_has_not_accepted
from commitments.models import Commitment
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each, sweep
from core.time import legal_date, today

STATE = SupplementaryItem.State


def every_point_is_clear(case: ItemCase, data: dict[str, Any]) -> None:
    """All points at once, each of a material of the item, with words and the clause it rests on."""
    lines: Sequence[Line] = data.get("lines", ())
    notice_lines.demand_clear(lines, set(case.item.materials.values_list("key", flat=True)))
    notice_lines.demand_new_defects(notices_of(case), lines)


def notices_of(case: ItemCase) -> Any:
    """The notices an added item has had, the last one first."""
    return OneTimeNotice.objects.filter(supplement__case=case).order_by("-round")


def _notify(context: Context, case: ItemCase, *, lines: Sequence[Line]) -> OneTimeNotice:
    row, on = row_of(case), legal_date(context.effective_at)
    timing.end_item_notice(case, on)
    notice, _lines = notice_lines.begin(context, row.notices, lines)
    move_case(context, case, data={"round": notice.round, "lines": len(lines), "answer_due_on": notice.answer_due_on})
    row.state = STATE.CORRECTION
    row.save(update_fields=["state"])
    notice.document = papers.notified(context, notice)
    notice.save(update_fields=["answer_due_on", "document"])
    enterprise = messages.enterprise(row.application.project.enterprise_id)
    messages.about_case("item_notified", enterprise, case, on=notice.answer_due_on)
    return notice


notify_item = Command(
    name="approvals.notify_item",
    label=gettext_lazy("Send one-time notice on the added item"),
    subject=ItemCase,
    may=access.accepts,
    states=rules.CASE["approvals.notify_item"].sources,
    validators=[silence_has_not_accepted, every_point_is_clear],
    run=_notify,
).register()


# ---- the answer ----------------------------------------------------------------------------------------------


def open_notice(case: ItemCase) -> OneTimeNotice:
    """The notice that waits for the applicant, its supplement locked. Raises WrongState when there is none."""
    row = SupplementaryItem.objects.select_for_update().filter(case=case, state=STATE.CORRECTION).first()
    notice = row.notices.filter(answered_at__isnull=True).first() if row is not None else None
    if row is None or notice is None:
        raise WrongState
    row.case, row.application, notice.supplement = case, case.application, row
    return notice


def every_point_is_answered(case: ItemCase, data: dict[str, Any]) -> None:
    """Each point needs words or a file of its material of this project."""
    notice = notices_of(case).filter(answered_at__isnull=True).select_related("supplement__application").first()
    if notice is None:
        raise WrongState
    demand_answers(notice, data.get("answers") or {})


def _save(context: Context, case: ItemCase, *, answers: Answers) -> ItemCase:
    keep(open_notice(case), answers)
    return case


save_item_answers = Command(
    name="approvals.save_item_answers",
    label=gettext_lazy("Save the answers"),
    subject=ItemCase,
    may=access.corrects,
    states={"RECEIVED"},
    validators=[],
    run=_save,
).register()


def _answer(context: Context, case: ItemCase, *, answers: Answers | None = None) -> OneTimeNotice:
    notice, on = open_notice(case), legal_date(context.effective_at)
    replaced = take_over(notice, answers or {}, context.effective_at)
    row = notice.supplement
    assert row is not None  # the notice was found through it
    row.state = STATE.RECEIVED
    row.save(update_fields=["state"])
    timing.end_item_notice(case, on)
    clock = timing.restart_notice(notice, on)
    move_case(context, case, data={"round": notice.round, "replaced": replaced})
    correction_received(context, notice)
    messages.about_case(
        "item_corrected", messages.department(row.application.window_id, "CLERK"), case, on=clock.due_on
    )
    return notice


answer_item = Command(
    name="approvals.answer_item",
    label=gettext_lazy("Hand in the corrections of the added item"),
    subject=ItemCase,
    may=access.corrects,
    states=rules.CASE["approvals.answer_item"].sources,
    validators=[every_point_is_answered],
    run=_answer,
).register()


# ---- more time, papers that follow later ---------------------------------------------------------------------


def may_have_more_time(user: Any, case: ItemCase) -> bool:
    """The applicant of the added item, on the same terms as for a whole file."""
    return access.corrects(user, case) and extendable(notices_of(case).filter(answered_at__isnull=True).first())


def _more_time(context: Context, case: ItemCase, *, reason: str) -> OneTimeNotice:
    notice = open_notice(case)
    move_case(context, case, data=extend(context, notice, reason))
    window = messages.department(case.application.window_id, "CLERK")
    messages.about_case("item_more_time", window, case, on=notice.answer_due_on)
    return notice


item_more_time = Command(
    name="approvals.item_more_time",
    label=gettext_lazy("Ask for more time"),
    subject=ItemCase,
    may=may_have_more_time,
    states=rules.CASE["approvals.item_more_time"].sources,
    validators=[more_time_has_a_reason],
    run=_more_time,
).register()


def _promise(context: Context, case: ItemCase, *, days: Mapping[str, date]) -> Commitment:
    open_notice(case)
    papers_late, _days = papers_to_follow(case)
    return promises.drawn_up(context, case, papers_late, days)


promise_item_papers = Command(
    name="approvals.promise_item_papers",
    label=gettext_lazy("Promise the missing papers"),
    subject=ItemCase,
    may=access.corrects,
    states={"RECEIVED"},
    validators=[],
    run=_promise,
).register()


# ---- no answer -----------------------------------------------------------------------------------------------


def _lapse(context: Context, case: ItemCase) -> OneTimeNotice:
    process, notice = flows.item_process(case), open_notice(case)
    if today() <= notice.answer_due_on:
        raise WrongState
    row = notice.supplement
    assert row is not None  # the notice was found through it
    timing.end_item_notice(case, notice.answer_due_on)
    move_case(context, case, data={"reason": "逾期未补正", "answer_due_on": notice.answer_due_on})
    row.state = STATE.WITHDRAWN
    row.save(update_fields=["state"])
    promises.on_end(context, case, "逾期未补正")
    enterprise = messages.enterprise(row.application.project.enterprise_id)
    messages.about_case("item_lapsed", enterprise, case, on=notice.answer_due_on)
    flows.ItemFlow.strike.run(process, None)
    after_decision(case)
    return notice


lapse_item = Command(
    name="approvals.lapse_item",
    label=gettext_lazy("Added item closed without corrections"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.lapse_item"].sources,
    validators=[],
    run=_lapse,
    system=True,
).register()


@sweep("approvals.1_corrections_of_items")
def close_unanswered() -> int:
    """Close every added item whose correction limit has passed; how many."""
    late = OneTimeNotice.objects.filter(
        answered_at__isnull=True, answer_due_on__lt=today(), supplement__state="CORRECTION"
    )
    return each(late.select_related("supplement__case").order_by("pk"), _perform)


def _perform(notice: OneTimeNotice) -> bool:
    assert notice.supplement is not None  # chosen by its state
    try:
        lapse_item.perform(SYSTEM_USER, notice.supplement.case)
    except WrongState:  # the answer came at the last moment
        return False
    return True
