"""部门审查与签发: the reviewer's opinion, the head's decision; nobody signs their own opinion."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, papers, rules, timing
from approvals.access import head_of, reviewer_of, signer_of
from approvals.commands import extension
from approvals.commands.opening import after_decision
from approvals.commands.pauses import drop_request
from approvals.corrections import record as corrections
from approvals.joint.gates import joint_procedure_has_ended
from approvals.models import Decision, ItemCase, Opinion
from approvals.opinions.asking import safety_is_answered
from approvals.opinions.record import close_open
from approvals.overtime.commands import overtime_is_explained
from approvals.promises import on_promise
from approvals.promises.gates import nothing_against_acceptance
from approvals.promises.late import late_papers_are_in
from approvals.record import move_case
from approvals.silence.pilot import assumption_has_not_failed
from approvals.together import hold_reviews
from core import act
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, today


def opinion_is_reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    """An opinion recommends and says why."""
    faults = {}
    if data.get("recommendation") not in Opinion.Recommendation.values:
        faults["recommendation"] = _("Choose whether you recommend to pass.")
    if not str(data.get("text", "")).strip():
        faults["text"] = _("Write your opinion; the head and the applicant rely on it.")
    if faults:
        raise Invalid(faults)


def _give_opinion(
    context: Context, case: ItemCase, *, recommendation: str, text: str, conditions: Sequence[str] = ()
) -> Opinion:
    process = flows.item_process(case)
    opinion = Opinion(
        case=case,
        round=case.round,
        author=context.user,
        recommendation=recommendation,
        text=text.strip(),
        conditions=[line.strip() for line in conditions if line.strip()],
        given_at=context.effective_at,
    )
    act.insert([opinion])
    dropped = drop_request(case)
    extension.drop_request(case)
    corrections.drop_request(case)
    move_case(
        context,
        case,
        reviewer=context.user,
        data={"round": case.round, "recommendation": recommendation, "dropped_request": dropped},
    )
    messages.about_case("reviewed", messages.department(case.department_id, "HEAD"), case)
    flows.ItemFlow.review.done_by(process, context.user)
    return opinion


give_opinion = Command(
    name="approvals.give_opinion",
    label=gettext_lazy("Give opinion"),
    subject=ItemCase,
    may=reviewer_of,
    states=rules.CASE["approvals.give_opinion"].sources,
    validators=[opinion_is_reasoned, joint_procedure_has_ended, safety_is_answered],
    run=_give_opinion,
    together=hold_reviews,
).register()


def return_is_reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    """Who sends a case back says what to look at again."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say what the reviewer should look at again.")})


def _return(context: Context, case: ItemCase, *, reason: str) -> ItemCase:
    process, author = flows.item_process(case), case.reviewer_id
    move_case(context, case, round=case.round + 1, data={"reason": reason.strip(), "round": case.round + 1})
    if author:
        messages.about_case("returned", messages.user(author), case)
    flows.ItemFlow.sign.done_by(process, context.user)
    return case


return_to_reviewer = Command(
    name="approvals.return_to_reviewer",
    label=gettext_lazy("Send back to reviewer"),
    subject=ItemCase,
    may=head_of,
    states=rules.CASE["approvals.return_to_reviewer"].sources,
    validators=[return_is_reasoned],
    run=_return,
).register()


def decision_is_complete(case: ItemCase, data: dict[str, Any]) -> None:
    """A pass has number and title, a refusal its reasons (行政许可法 art. 38)."""
    faults = {}
    outcome = data.get("outcome")
    if outcome not in Decision.Outcome.values:
        faults["outcome"] = _("Choose whether the item passes.")
    elif outcome == Decision.Outcome.PASS:
        if not str(data.get("official_number", "")).strip():
            faults["official_number"] = _("Give the document's official number.")
        if not str(data.get("title", "")).strip():
            faults["title"] = _("Give the document's title.")
        if data.get("valid_until") and data["valid_until"] <= today():
            faults["valid_until"] = _("The validity must end after today.")
    elif not str(data.get("reason", "")).strip():
        faults["reason"] = _("A refusal needs its reasons; the applicant is told them with the right of appeal.")
    if faults:
        raise Invalid(faults)


def _sign(
    context: Context,
    case: ItemCase,
    *,
    outcome: str,
    official_number: str = "",
    title: str = "",
    reason: str = "",
    valid_months: int | None = None,
    valid_until: date | None = None,
) -> Decision:
    process, on = flows.item_process(case), legal_date(context.effective_at)
    passed = outcome == Decision.Outcome.PASS
    decision = Decision(
        case=case,
        signer=context.user,
        on_behalf_of=context.actor.on_behalf_of,
        outcome=outcome,
        official_number=official_number.strip(),
        title=title.strip(),
        reason=reason.strip(),
        decided_at=context.effective_at,
        decided_on=on,
    )
    # Printing takes longer than writing: do it before the project's ledger is held against the other departments.
    decision.document = (
        papers.licence(context, decision, valid_months, valid_until) if passed else papers.refusal(context, decision)
    )
    close_open(context, case)
    late_by = timing.end_case(case, on)
    move_case(
        context,
        case,
        verb="approvals.pass" if passed else "approvals.fail",
        decided_on=on,
        late_by_days=late_by,
        data={"outcome": outcome, "official_number": decision.official_number, "late_by_days": late_by},
    )
    decision.save()
    on_promise.granted_with(context, case, passed)
    timing.start_delivery(case, on)
    flows.ItemFlow.sign.done_by(process, context.user)
    after_decision(case)
    return decision


sign = Command(
    name="approvals.sign",
    label=gettext_lazy("Sign"),
    subject=ItemCase,
    may=signer_of,
    states=rules.CASE["approvals.pass"].sources,
    validators=[
        decision_is_complete,
        assumption_has_not_failed,
        overtime_is_explained,
        late_papers_are_in,
        nothing_against_acceptance,
        on_promise.promise_is_there,
    ],
    run=_sign,
).register()
