"""延期: the reviewer asks, the head grants before the limit passes, the applicant is told why (行政许可法 art. 42)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import messages, papers, rules
from approvals.access import extender_of, reviewer_of_extendable
from approvals.models import Extension, ItemCase
from approvals.record import move_case
from approvals.together import requested
from clocks import commands as clocks
from clocks.extension import ExtensionRule, promised_share, rule_for
from clocks.models import Clock
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, today


def limits_of(case: ItemCase) -> tuple[Clock | None, Clock | None]:
    """The open promised and statutory clocks of a case; the statutory one only where it is in working days."""
    found = {c.kind: c for c in Clock.objects.of_subject(case._meta.label_lower, case.pk).open()}
    statutory = found.get("STATUTORY")
    return found.get("PROMISED"), statutory if statutory and statutory.unit == "WORKING_DAY" else None


def rule_of(case: ItemCase, statutory: Clock) -> ExtensionRule:
    """The rule the case is extended by, from its item and the limit before any extension."""
    return rule_for(case.item.code, statutory.limit - statutory.extended_by)


def may_be_extended(case: ItemCase, data: dict[str, Any]) -> None:
    """Days within the law, a reason, still in time, and for joint handling the government's paper."""
    promised, statutory = limits_of(case)
    if promised is None or statutory is None:
        raise Invalid(_("This item has no statutory limit in working days that could be extended."))
    rule, days, faults = rule_of(case, statutory), data.get("days"), {}
    if not days or days < 1 or days > rule.longest:
        faults["days"] = _("At most %(days)s days may be added.") % {"days": rule.longest}
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("State the reason; the applicant is told it in writing.")
    if rule.by_government and not str(data.get("approval_number") or "").strip():
        faults["approval_number"] = _("Joint handling is extended by the head of the government; give the number.")
    if faults:
        raise Invalid(faults)
    _in_time(promised, statutory)


def _in_time(*open_clocks: Clock) -> None:
    if any(clock.due_on is not None and clock.due_on < today() for clock in open_clocks):
        raise Invalid({"days": _("The limit has passed; an extension must be approved before it does.")})


def _request(context: Context, case: ItemCase, *, days: int, reason: str, approval_number: str = "") -> Extension:
    _promised, statutory = limits_of(case)
    assert statutory is not None  # the validator saw it under the same lock
    asked = Extension.objects.create(
        case=case,
        days=days,
        legal_basis=rule_of(case, statutory).law,
        reason=reason.strip(),
        approval_number=approval_number.strip(),
        requested_by=context.user,
        requested_at=context.effective_at,
    )
    move_case(context, case, data={"days": days, "reason": asked.reason})
    messages.about_case("extension_requested", messages.department(case.department_id, "HEAD"), case)
    return asked


request_extension = Command(
    name="approvals.request_extension",
    label=gettext_lazy("Request extension"),
    subject=ItemCase,
    may=reviewer_of_extendable,
    states=rules.CASE["approvals.request_extension"].sources,
    validators=[may_be_extended],
    run=_request,
).register()


def _requested(case: ItemCase) -> Extension:
    return case.extensions.select_for_update().get(state=Extension.State.REQUESTED)


def _grant(context: Context, case: ItemCase) -> Extension:
    given, on, project_id = _requested(case), legal_date(context.effective_at), case.application.project_id
    promised, statutory = limits_of(case)
    if promised is None or statutory is None or promised.due_on is None:
        raise Invalid(_("This item has no statutory limit in working days that could be extended."))
    _in_time(promised, statutory)
    before, rule = promised.due_on, rule_of(case, statutory)
    statutory = clocks.extend_clock("STATUTORY", case, given.days, approved_on=on, project_id=project_id, rule=rule)
    share = promised_share(given.days, promised.limit, statutory.limit)
    if share:
        promised = clocks.extend_clock("PROMISED", case, share, approved_on=on, project_id=project_id, rule=rule)
    given.state, given.decided_by, given.decided_on = Extension.State.GRANTED, context.user, on
    given.document = papers.extension(context, given, before, promised.due_on or before)
    given.save()
    # 延长审批 is special procedure kind 1 of GB/T 39046; it stops no clock.
    move_case(context, case, data={"days": given.days, "reason": given.reason, "special_kind": 1})
    messages.about_case(
        "extension_granted",
        messages.enterprise(case.application.project.enterprise_id),
        case,
        on=promised.due_on or before,
    )
    messages.about_case("extension_granted", messages.user(given.requested_by_id), case, on=promised.due_on or before)
    return given


grant_extension = Command(
    name="approvals.grant_extension",
    label=gettext_lazy("Grant extension"),
    subject=ItemCase,
    may=extender_of,
    states=rules.CASE["approvals.grant_extension"].sources,
    validators=[],
    run=_grant,
).register()


def _decline(context: Context, case: ItemCase, *, reason: str = "") -> Extension:
    asked = _requested(case)
    asked.state, asked.decided_by = Extension.State.DECLINED, context.user
    asked.decided_on = legal_date(context.effective_at)
    asked.save(update_fields=["state", "decided_by", "decided_on"])
    move_case(context, case, data={"days": asked.days, "reason": reason.strip()})
    messages.about_case("extension_declined", messages.user(asked.requested_by_id), case)
    return asked


decline_extension = Command(
    name="approvals.decline_extension",
    label=gettext_lazy("Decline extension"),
    subject=ItemCase,
    may=extender_of,
    states=rules.CASE["approvals.decline_extension"].sources,
    validators=[],
    run=_decline,
).register()


def drop_request(case: ItemCase) -> bool:
    """Nobody asks any more: forget a request that waits for an answer; whether there was one."""
    waiting = case.extensions.filter(state=Extension.State.REQUESTED)
    return requested(Extension, case) and bool(waiting.update(state=Extension.State.DECLINED))
