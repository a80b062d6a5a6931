"""牵头汇总与撤回: the lead concludes with one paper for all; who called a procedure may take it back."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint import flows, messages, papers, rules, timing
from approvals.joint.access import leads, withdraws
from approvals.joint.commands.conditions import close_conflicts, unsettled
from approvals.joint.commands.rounds import current_round, failed_parts
from approvals.joint.record import move_part, move_review, open_parts
from approvals.joint.rules import Kind
from approvals.models import JointReview
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.sweeps import each
from core.time import legal_date

OUTCOMES: dict[str, tuple[str, ...]] = {
    Kind.PRECOORDINATION: ("DONE",),
    Kind.DRAWING: ("PASS", "FAIL"),
    Kind.ACCEPTANCE: ("PASS", "FAIL"),
    Kind.VISIT: ("DONE",),
    Kind.MEETING: ("RESOLVED", "ESCALATED"),
}
"""With what a procedure of each kind can end."""


def outcome_fits(review: JointReview, data: dict[str, Any]) -> None:
    """It passes only when every part has passed; a text says what was found."""
    faults = {}
    outcome = data.get("outcome")
    if outcome not in OUTCOMES[review.kind]:
        faults["outcome"] = _("Choose how it ends.")
    elif outcome == "PASS" and (left := failed_parts(review)):
        faults["outcome"] = _(
            "Not passed yet: %(parts)s. Send one list to the applicant, or conclude as not passed."
        ) % {"parts": "、".join(part.name for part in left)}
    elif outcome == "FAIL" and not failed_parts(review):
        faults["outcome"] = _("Every part has passed.")
    if not str(data.get("text", "")).strip():
        faults["text"] = _("Write the conclusion; it stands in the document.")
    if faults:
        raise Invalid(faults)


def conditions_agree(review: JointReview, data: dict[str, Any]) -> None:
    """Nothing leaves while two departments ask for what cannot both be done."""
    if review.kind != Kind.MEETING and unsettled(review=review):
        raise WrongState(_("Contradicting conditions are not settled yet. Settle or overrule them first."))


def _conclude(
    context: Context,
    review: JointReview,
    *,
    outcome: str,
    text: str,
    items: Sequence[str] = (),
    zones: Sequence[str] = (),
) -> JointReview:
    process, on = flows.review_process(review), legal_date(context.effective_at)
    review.text = text.strip()
    if review.kind == Kind.PRECOORDINATION:
        review.form = {**review.form, "items": list(items), "zones": list(zones)}
    if review.kind == Kind.MEETING:
        close_conflicts(context, review, outcome, review.text)
    document = papers.conclusion(context, review, outcome)
    timing.end_review(review, on)
    move_review(
        context,
        review,
        outcome=outcome,
        text=review.text,
        form=review.form,
        concluded_by=context.user,
        concluded_at=context.effective_at,
        document=document,
        data={"outcome": outcome, "document": document.number},
    )
    if review.kind != Kind.MEETING:
        messages.about("joint_concluded", messages.enterprise(review.project.enterprise_id), review)
    for department in sorted(set(review.parts.values_list("department_id", flat=True))):
        messages.about("joint_concluded", messages.department(department, "REVIEWER"), review)
    flows.JointReviewFlow.merge.done_by(process, context.user)
    return review


conclude = Command(
    name="joint.conclude",
    label=gettext_lazy("Conclude"),
    subject=JointReview,
    may=leads("joint.conclude"),
    states=rules.REVIEW["joint.conclude"].sources,
    validators=[outcome_fits, conditions_agree],
    run=_conclude,
).register()


# ---- withdraw ------------------------------------------------------------------------------------------------


def reason_is_given(review: JointReview, data: dict[str, Any]) -> None:
    """Departments stop working on it, so they are told why."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why; the departments read it.")})


def _withdraw(context: Context, review: JointReview, *, reason: str) -> JointReview:
    process, on = flows.review_process(review), legal_date(context.effective_at)
    parts, rectifying = open_parts(review), review.state == JointReview.State.RECTIFYING
    for part in parts:
        timing.end_part(part, on)
        move_part(context, part, verb="joint.close_part")
    if rectifying and current_round(review).stop_id:
        timing.resume(review, on)
    timing.end_review(review, on)
    move_review(context, review, data={"reason": reason.strip()})
    for department in sorted(set(review.parts.values_list("department_id", flat=True))):
        messages.about("joint_withdrawn", messages.department(department, "REVIEWER"), review)
    flows.JointReviewFlow.strike.run(process, None if context.user is SYSTEM_USER else context.user)
    return review


withdraw = Command(
    name="joint.withdraw",
    label=gettext_lazy("Withdraw"),
    subject=JointReview,
    may=withdraws,
    states=rules.REVIEW["joint.withdraw"].sources,
    validators=[reason_is_given],
    run=_withdraw,
    system=True,
    danger=True,
).register()


def withdraw_orphans() -> int:
    """Withdraw what serves an application or item that was itself withdrawn, returned or closed; how many."""
    gone = Q(application__state__in=("WITHDRAWN", "RETURNED", "REFUSED")) | Q(case__state__in=("WITHDRAWN", "CLOSED"))
    orphans = JointReview.objects.filter(gone).exclude(state__in=rules.ENDED)
    return each(orphans.order_by("pk"), _withdraw_orphan)


def _withdraw_orphan(review: JointReview) -> bool:
    try:
        withdraw.perform(SYSTEM_USER, review, reason="所属申报（事项）已撤回或终止")
    except WrongState:  # somebody concluded it in the meantime
        return False
    return True
