"""确认、另行认定: the officer confirms what the rule found, or decides otherwise and says why."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, rules, timing
from approvals.access import reviewer_of
from approvals.commands.issuing import quieten
from approvals.commands.opening import after_decision
from approvals.models import ItemCase, ReuseEvidence
from approvals.record import move_case
from clocks import commands as clocks
from commitments import standing
from commitments.models import Commitment
from commitments.standing import Offer
from core.commands import Command, Context
from core.errors import Invalid, WrongState
from projects.facts import facts_of
from regional_assessments.units import words
from regional_assessments.units.cover import facts_of as unit_facts
from regional_assessments.units.reuse import Obstacle, Reuse, judge

STANDING = ("PUBLICISED", "DECIDED", "BUILDING", "VERIFYING")
"""Promises a case may rest on."""
State, Outcome = ReuseEvidence.State, ReuseEvidence.Result


def evidence_of(case: ItemCase) -> ReuseEvidence | None:
    """The evidence that waits for the officer's word."""
    return ReuseEvidence.objects.select_related("unit__zone").filter(case=case, state=State.TAKEN).first()


def _may_confirm(user: Any, case: ItemCase) -> bool:
    evidence = evidence_of(case)
    return evidence is not None and evidence.eligible and reviewer_of(user, case)


def _may_override(user: Any, case: ItemCase) -> bool:
    return evidence_of(case) is not None and reviewer_of(user, case)


def judged(evidence: ReuseEvidence, said: Mapping[str, Any]) -> Reuse:
    """The rule again for the day of the evidence, with what the officer says; the unit as it stood then.

    A unit that ended meanwhile is judged by its validity, not by its end: what was relied on stays true.
    """
    project = evidence.case.application.project
    return judge(
        evidence.case.item.code, unit_facts(evidence.unit), evidence.ratio, evidence.on, facts_of(project),
        project.industry, said,
    )  # fmt: skip


def answered(evidence: ReuseEvidence, given: Mapping[str, Any]) -> dict[str, Any]:
    """The officer's answers, checked: exclusions are yes or no, parameters numbers. Raises Invalid at the fields."""
    said: dict[str, Any] = {}
    faults = {}
    for code in evidence.confirm:
        value = given.get(code)
        if code in evidence.unit.told.limits:
            try:
                said[code] = str(Decimal(str(value)))
            except InvalidOperation:
                faults[f"say_{code}"] = _("Give a number.")
        elif value in (True, False):
            said[code] = value
        else:
            faults[f"say_{code}"] = _("Say yes or no.")
    if faults:
        raise Invalid(faults)
    return said


def _counts(case: ItemCase, data: dict[str, Any]) -> None:
    evidence = evidence_of(case)
    if evidence is None:
        raise WrongState
    said = answered(evidence, data.get("said") or {})
    if said.get("INDUSTRY"):
        raise Invalid({"say_INDUSTRY": _("Then the unit does not count. Decide otherwise below and say why.")})
    found = judged(evidence, said)
    standing = [one for one in found.reasons if one.code not in (Obstacle.EXPIRED, Obstacle.NOT_PUBLISHED)]
    if standing:
        told = " ".join(words.reason(found.unit, one) for one in standing)
        raise Invalid(_("%(why)s Decide otherwise below and say why.") % {"why": told})


def _confirm(context: Context, case: ItemCase, *, said: Mapping[str, Any] | None = None) -> ItemCase:
    evidence = evidence_of(case)
    assert evidence is not None
    evidence.said = answered(evidence, said or {})
    _decided(context, evidence, State.CONFIRMED, evidence.found, "")
    _apply(context, case, evidence)
    return case


def _reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    evidence, faults = evidence_of(case), {}
    if evidence is None:
        raise WrongState
    if data.get("result") not in dict(choices(evidence)):
        faults["result"] = _("Choose what happens to the item.")
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("Say why you decide otherwise than the rule found.")
    if faults:
        raise Invalid(faults)


def choices(evidence: ReuseEvidence) -> list[tuple[str, Any]]:
    """What an officer may decide otherwise: assess individually; or, where only ground is missing, use it all the same."""
    labels = dict(Outcome.choices)
    if evidence.eligible:
        return [(Outcome.NOT_ELIGIBLE, labels[Outcome.NOT_ELIGIBLE])]
    found: list[tuple[str, Any]] = [(Outcome.NOT_ELIGIBLE, labels[Outcome.NOT_ELIGIBLE])]
    if {code for code, _facts in evidence.reasons} <= {Obstacle.OUTSIDE.value}:
        usual = _usual(evidence)
        found.append((usual, labels[Outcome(usual)]))
    return found


def _usual(evidence: ReuseEvidence) -> str:
    effect = evidence.unit.told.effects[evidence.case.item.code]
    return evidence.unit.results.get(effect.item, effect.results[0].value)


def _override(context: Context, case: ItemCase, *, result: str, reason: str) -> ItemCase:
    evidence = evidence_of(case)
    assert evidence is not None
    effect = evidence.unit.told.effects[case.item.code]
    if result in (Outcome.SIMPLIFY, Outcome.COMMIT):
        evidence.days, evidence.drops = effect.days, list(effect.drops)
    _decided(context, evidence, State.OVERRIDDEN, result, reason.strip())
    _apply(context, case, evidence)
    return case


def _decided(context: Context, evidence: ReuseEvidence, state: str, result: str, reason: str) -> None:
    evidence.state, evidence.result, evidence.reason = state, result, reason
    evidence.decided_by, evidence.decided_at = context.user, context.effective_at
    evidence.save()


def _apply(context: Context, case: ItemCase, evidence: ReuseEvidence) -> None:
    unit = f"{evidence.unit.code} v{evidence.unit.version}"
    data = {"unit": unit, "result": evidence.result, "reason": evidence.reason, "said": evidence.said}
    to = messages.enterprise(case.application.project.enterprise_id)
    if evidence.result == Outcome.WAIVE:
        _waive(context, case, data)
        messages.about_case("reuse_waived", to, case, unit=unit)
        return
    columns: dict[str, Any] = {}
    told: dict[str, Any] = {}
    if evidence.result in (Outcome.SIMPLIFY, Outcome.COMMIT) and evidence.days is not None:
        columns["promised_days"] = told["promised_days"] = min(case.promised_days, evidence.days)
        clocks.set_limit("PROMISED", case, columns["promised_days"], project_id=case.application.project_id)
    offer = _promise(case) if evidence.result == Outcome.COMMIT else None
    if offer is not None and offer.standing is not None and offer.standing.state in STANDING:
        columns["commitment"] = offer.standing
        told["commitment"] = offer.standing.number
    move_case(context, case, data=data | told, **columns)
    if offer is not None and offer.standing is None:
        messages.about_case("reuse_to_promise", to, case, unit=unit)
        return
    kind = "reuse_confirmed" if evidence.result != Outcome.NOT_ELIGIBLE else "reuse_overridden"
    messages.about_case(kind, to, case, unit=unit)


def _promise(case: ItemCase) -> Offer | None:
    """The notice commitment of the item, signed or to be signed; None where no track is open to it, or it rests on one."""
    if case.commitment_id is not None:
        return None
    offer = standing.offer_of(case.application.project, Commitment.Track.NC, case.item.code)
    return offer if offer is not None and not offer.obstacles else None


def _waive(context: Context, case: ItemCase, data: dict[str, Any]) -> None:
    """区域评估替代: the case is closed as of its own first day, so it spends none of anybody's days."""
    process, on = flows.item_process(case), case.opened_on
    assert on is not None
    quieten(context, [case])
    timing.end_case(case, on)
    move_case(context, case, verb="approvals.waive", decided_on=on, data={**data, "ended_on": on})
    flows.ItemFlow.strike.run(process, context.user)
    after_decision(case)


confirm = Command(
    name="approvals.confirm_reuse",
    label=gettext_lazy("Confirm the regional assessment"),
    subject=ItemCase,
    may=_may_confirm,
    states=rules.CASE["approvals.confirm_reuse"].sources,
    validators=[_counts],
    run=_confirm,
).register()

override = Command(
    name="approvals.override_reuse",
    label=gettext_lazy("Decide otherwise"),
    subject=ItemCase,
    may=_may_override,
    states=rules.CASE["approvals.override_reuse"].sources,
    validators=[_reasoned],
    run=_override,
).register()
