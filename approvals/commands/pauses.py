"""特别程序: the reviewer asks, the head grants, the applicant is told in writing (行政许可法 art. 45)."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules
from approvals.access import granter_of, handler_of, reviewer_without_request
from approvals.models import ItemCase, SpecialProcedure
from approvals.record import move_case
from approvals.together import requested
from clocks import commands as clocks
from clocks.current import office_calendar
from clocks.evidence import ended_with, evidence_missing
from clocks.models import Clock, StopKind
from clocks.stop_rules import STOP_RULES, longest_end
from clocks.stopping import rules_in_force
from core.commands import SYSTEM_USER, Command, Context
from core.display import written_date
from core.errors import Invalid, WrongState
from core.flow_nodes import open_task
from core.sweeps import each
from core.time import legal_date, now, today

ASKED_FOR = tuple(kind for kind in StopKind if STOP_RULES[kind].given)
"""Kinds a reviewer may ask for; late files and correction after acceptance have their own way and paper."""


def request_is_complete(case: ItemCase, data: dict[str, Any]) -> None:
    """Kind, legal basis, reason, the kind's own paper and a planned end in the future."""
    faults = {}
    kind = data.get("kind")
    if kind not in ASKED_FOR:
        faults["kind"] = _("Choose the kind of special procedure from the list.")
    elif not str(data.get("evidence", "")).strip():
        faults["evidence"] = evidence_missing(kind)
    for name in ("legal_basis", "reason"):
        if not str(data.get(name, "")).strip():
            faults[name] = _("Name the legal basis and the reason; the applicant is told both.")
    end = data.get("planned_end_on")
    if end is None or end <= today():
        faults["planned_end_on"] = _("Give the day the procedure will end; it lies after today.")
    elif "kind" not in faults and (last := _last_day(case, str(kind))) is not None and end > last:
        # Said to whoever asks, not only to the head who would grant it.
        faults["planned_end_on"] = _("This procedure may last until %(day)s.") % {"day": written_date(last)}
    if faults:
        raise Invalid(faults)


def _last_day(case: ItemCase, kind: str) -> date | None:
    calendar = office_calendar(case.department_id, case.application.region_id)
    return longest_end(kind, today(), calendar, rules_in_force().get(kind))


def _request(
    context: Context,
    case: ItemCase,
    *,
    kind: str,
    legal_basis: str,
    reason: str,
    planned_end_on: date,
    evidence: str,
) -> SpecialProcedure:
    special = SpecialProcedure.objects.create(
        case=case,
        kind=kind,
        legal_basis=legal_basis.strip(),
        reason=reason.strip(),
        evidence=evidence.strip(),
        planned_end_on=planned_end_on,
        requested_by=context.user,
        requested_at=context.effective_at,
    )
    move_case(
        context,
        case,
        data={
            "kind": kind,
            "planned_end_on": planned_end_on,
            "legal_basis": legal_basis,
            "evidence": special.evidence,
        },
    )
    messages.about_case("special_requested", messages.department(case.department_id, "HEAD"), case)
    return special


request_special_procedure = Command(
    name="approvals.request_special_procedure",
    label=gettext_lazy("Request special procedure"),
    subject=ItemCase,
    may=reviewer_without_request,
    states=rules.CASE["approvals.request_special_procedure"].sources,
    validators=[request_is_complete],
    run=_request,
).register()


def _requested(case: ItemCase) -> SpecialProcedure:
    return case.special_procedures.select_for_update().get(state=SpecialProcedure.State.REQUESTED)


def _start(context: Context, case: ItemCase) -> SpecialProcedure:
    process, special, on = flows.item_process(case), _requested(case), legal_date(context.effective_at)
    special.stop = clocks.stop_clocks(
        case,
        special.kind,
        started_on=on,
        planned_end_on=special.planned_end_on,
        legal_basis=special.legal_basis,
        reason=special.reason,
        evidence=special.evidence,
        project_id=case.application.project_id,
        requested_by_id=special.requested_by_id,
        approved_by_id=context.user.pk,
    )
    special.state, special.decided_by, special.started_on = SpecialProcedure.State.RUNNING, context.user, on
    move_case(
        context,
        case,
        data={"kind": special.kind, "planned_end_on": special.planned_end_on, "legal_basis": special.legal_basis},
    )
    special.document = papers.special_procedure(context, special)
    special.save()
    messages.about_case(
        "special_started",
        messages.enterprise(case.application.project.enterprise_id),
        case,
        on=special.planned_end_on,
    )
    flows.ItemFlow.pause.run(process, context.user)
    return special


start_special_procedure = Command(
    name="approvals.start_special_procedure",
    label=gettext_lazy("Grant special procedure"),
    subject=ItemCase,
    may=granter_of,
    states=rules.CASE["approvals.start_special_procedure"].sources,
    validators=[],
    run=_start,
).register()


def _decline(context: Context, case: ItemCase, *, reason: str = "") -> SpecialProcedure:
    special = _requested(case)
    special.state, special.decided_by = SpecialProcedure.State.DECLINED, context.user
    special.save(update_fields=["state", "decided_by"])
    move_case(context, case, data={"kind": special.kind, "reason": reason.strip()})
    messages.about_case("special_declined", messages.user(special.requested_by_id), case)
    return special


decline_special_procedure = Command(
    name="approvals.decline_special_procedure",
    label=gettext_lazy("Decline special procedure"),
    subject=ItemCase,
    may=granter_of,
    states=rules.CASE["approvals.decline_special_procedure"].sources,
    validators=[],
    run=_decline,
).register()


def ended(context: Context, case: ItemCase, on: date) -> SpecialProcedure:
    """End the running special procedure on `on`, its planned end at the latest: row, stop and clocks."""
    special = case.special_procedures.select_for_update().get(state=SpecialProcedure.State.RUNNING)
    clocks.resume_clocks(case, on=on, project_id=case.application.project_id)
    special.state, special.ended_on = SpecialProcedure.State.ENDED, min(on, special.planned_end_on)
    special.save(update_fields=["state", "ended_on"])
    return special


def _end(context: Context, case: ItemCase) -> SpecialProcedure:
    process = flows.item_process(case)
    special = ended(context, case, legal_date(context.effective_at))
    move_case(context, case, data={"kind": special.kind, "ended_on": special.ended_on})
    _tell_the_end(context, case, special)
    for to in (
        messages.department(case.department_id, "REVIEWER"),
        messages.enterprise(case.application.project.enterprise_id),
    ):
        messages.about_case("special_ended", to, case, on=special.ended_on)
    flows.ItemFlow.special.run(open_task(process, flows.ItemFlow.special))
    return special


def _tell_the_end(context: Context, case: ItemCase, special: SpecialProcedure) -> None:
    """恢复计时告知书 with the new last day. The paper is of today, even where the stop ended earlier."""
    clock = Clock.objects.of_subject(case._meta.label_lower, case.pk).open().filter(kind="PROMISED").first()
    if clock is not None and clock.due_on is not None:
        special.case = case
        paper = papers.special_end(replace(context, effective_at=now()), special, clock.due_on)
        if special.stop_id is not None:
            ended_with(special.stop_id, paper.number)


end_special_procedure = Command(
    name="approvals.end_special_procedure",
    label=gettext_lazy("End special procedure"),
    subject=ItemCase,
    may=handler_of,
    states=rules.CASE["approvals.end_special_procedure"].sources,
    validators=[],
    run=_end,
    system=True,
).register()


def drop_request(case: ItemCase) -> bool:
    """Nobody asks any more: forget a request that waits for an answer; whether there was one."""
    waiting = case.special_procedures.filter(state=SpecialProcedure.State.REQUESTED)
    return requested(SpecialProcedure, case) and bool(waiting.update(state=SpecialProcedure.State.DECLINED))


def resume_due() -> int:
    """Let every case go on whose special procedure has reached its planned end; how many."""
    due = SpecialProcedure.objects.filter(state=SpecialProcedure.State.RUNNING, planned_end_on__lte=today())
    return each(due.select_related("case").order_by("planned_end_on", "pk"), _resume)


def _resume(special: SpecialProcedure) -> bool:
    last = datetime.combine(special.planned_end_on, time(23, 59, 59), tzinfo=get_default_timezone())
    try:
        end_special_procedure.perform(SYSTEM_USER, special.case, effective_at=min(last, now()))
    except WrongState:  # somebody ended it by hand
        return False
    return True
