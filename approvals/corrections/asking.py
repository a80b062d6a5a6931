"""提出与同意受理后补正: the reviewer names every point, the head grants, the promised clock stands still (domain §4.3)."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, rules
from approvals.checks.lines import Line, unclear
from approvals.corrections import access, messages, papers
from approvals.corrections.record import KIND, start_clock
from approvals.models import CaseCorrection, CorrectionLine, ItemCase
from approvals.record import move_case
from clocks import commands as clocks
from clocks.current import current_calendar
from clocks.evidence import rests_on
from clocks.models import Stop
from clocks.stopping import rules_in_force
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date

BASIS: Final = "受理后补正：办理承诺时限规则；法定时限照常计算"


def longest() -> int:
    """Working days the applicant may be given (补正期限上限)."""
    return rules_in_force()[KIND].longest or 15


def times_left(case: ItemCase) -> int:
    """How often the clock of this case may still stop for a correction, those of joint procedures included."""
    had = Stop.objects.filter(subject_type=case._meta.label_lower, subject_id=case.pk, kind=KIND).count()
    return max(0, rules_in_force()[KIND].times - had)


def may_be_asked(case: ItemCase, data: dict[str, Any]) -> None:
    """All points at once, each of a material of the item and with words; once a case, within the longest time."""
    if not times_left(case):
        raise Invalid(_("A correction after acceptance was already asked for; a case is stopped for this only once."))
    faults: dict[str, str] = {}
    lines: Sequence[Line] = data.get("lines", ())
    known = set(case.item.materials.values_list("key", flat=True))
    if not lines or any(line["material_key"] not in known for line in lines):
        faults["lines"] = _("Mark at least one material and say what is wrong with it.")
    faults |= unclear(lines)
    days = data.get("days")
    if not days or not 1 <= days <= longest():
        faults["days"] = _("Give the applicant between 1 and %(longest)s working days.") % {"longest": longest()}
    if not str(data.get("reason", "")).strip():
        faults["reason"] = _("Say why this was not named before acceptance; the applicant is told.")
    if faults:
        raise Invalid(faults)


def _request(context: Context, case: ItemCase, *, lines: Sequence[Line], days: int, reason: str) -> CaseCorrection:
    correction = CaseCorrection.objects.create(
        case=case,
        days=days,
        legal_basis=BASIS,
        reason=reason.strip(),
        requested_by=context.user,
        requested_at=context.effective_at,
    )
    bound = {row.spec.key: row.material_id for row in case.bindings.select_related("spec")}
    CorrectionLine.objects.bulk_create(
        CorrectionLine(
            correction=correction,
            position=position,
            material_key=line["material_key"],
            material_name=line["material_name"],
            reason=line["reason"].strip(),
            clause=line["clause"].strip(),
            old_material_id=bound.get(line["material_key"]),
        )
        for position, line in enumerate(lines, start=1)
    )
    move_case(context, case, data={"days": days, "lines": len(lines), "reason": correction.reason})
    messages.about_case("correction_requested", messages.messages.department(case.department_id, "HEAD"), case)
    return correction


request_correction = Command(
    name="approvals.request_correction",
    label=gettext_lazy("Request correction after acceptance"),
    subject=ItemCase,
    may=access.asks,
    states=rules.CASE["approvals.request_correction"].sources,
    validators=[may_be_asked],
    run=_request,
).register()


def requested(case: ItemCase) -> CaseCorrection:
    """The request that waits for the head, locked."""
    return case.corrections.select_for_update().get(state=CaseCorrection.State.REQUESTED)


def _start(context: Context, case: ItemCase) -> CaseCorrection:
    process, correction, on = flows.item_process(case), requested(case), legal_date(context.effective_at)
    correction.case = case
    correction.planned_end_on = current_calendar().add(on, correction.days)
    correction.stop = clocks.stop_clocks(
        case,
        KIND,
        started_on=on,
        planned_end_on=correction.planned_end_on,
        legal_basis=correction.legal_basis,
        reason=correction.reason,
        project_id=case.application.project_id,
        requested_by_id=correction.requested_by_id,
        approved_by_id=context.user.pk,
    )
    correction.state, correction.decided_by, correction.started_on = CaseCorrection.State.RUNNING, context.user, on
    start_clock(correction, on)
    move_case(
        context,
        case,
        data={
            "kind": KIND,
            "planned_end_on": correction.planned_end_on,
            "days": correction.days,
            "reason": correction.reason,
        },
    )
    correction.document = papers.start(context, correction)
    rests_on(correction.stop.pk, correction.document.number)
    correction.save()
    messages.about_case(
        "correction_started",
        messages.messages.enterprise(case.application.project.enterprise_id),
        case,
        on=correction.planned_end_on,
    )
    flows.ItemFlow.halt.run(process, context.user)
    return correction


start_correction = Command(
    name="approvals.start_correction",
    label=gettext_lazy("Grant correction after acceptance"),
    subject=ItemCase,
    may=access.grants,
    states=rules.CASE["approvals.start_correction"].sources,
    validators=[],
    run=_start,
).register()


def _decline(context: Context, case: ItemCase, *, reason: str = "") -> CaseCorrection:
    correction = requested(case)
    correction.state, correction.decided_by = CaseCorrection.State.DECLINED, context.user
    correction.save(update_fields=["state", "decided_by"])
    move_case(context, case, data={"reason": reason.strip()})
    messages.about_case("correction_declined", messages.messages.user(correction.requested_by_id), case)
    return correction


decline_correction = Command(
    name="approvals.decline_correction",
    label=gettext_lazy("Decline correction after acceptance"),
    subject=ItemCase,
    may=access.grants,
    states=rules.CASE["approvals.decline_correction"].sources,
    validators=[],
    run=_decline,
).register()
