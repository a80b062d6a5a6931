"""轮次: the lead sends one merged list, the applicant answers it line by line, only what failed is looked at again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint import flows, messages, papers, rules, timing
from approvals.joint.access import answers, leads
from approvals.joint.commands.opening import add_drawing, new_round
from approvals.joint.members import Member, again
from approvals.joint.record import move_review
from approvals.joint.rules import Kind
from approvals.joint.uploads import Drawing
from approvals.models import JointPart, JointReview, JointRound, Remark, RemarkAnswer
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, now, today


def failed_parts(review: JointReview) -> list[JointPart]:
    """The parts that must come back: of every code the last one, where it is an objection."""
    parts = list(review.parts.select_related("round", "department").order_by("round__number", "pk"))
    codes = set(rules.failed((part.code, part.round.number, part.state) for part in parts))
    last = {part.code: part for part in parts}
    return [part for code, part in last.items() if code in codes]


def open_remarks(review: JointReview) -> list[Remark]:
    """Everything the applicant has to answer, by part."""
    codes = [part.code for part in failed_parts(review)]
    rows = Remark.objects.filter(part__review=review, part__code__in=codes, state=Remark.State.OPEN)
    return list(rows.select_related("part__department", "part__round", "version").order_by("part_id", "number"))


def current_round(review: JointReview) -> JointRound:
    """The round that runs or ran last."""
    return review.rounds.get(number=review.round)


# ---- the list leaves -----------------------------------------------------------------------------------------


def something_failed(review: JointReview, data: dict[str, Any]) -> None:
    """Only an objection sends a file back."""
    if not failed_parts(review):
        raise Invalid(_("Every part has passed: conclude instead of sending it back."))


def limit_is_fair(review: JointReview, data: dict[str, Any]) -> None:
    """The applicant gets at least a day and at most what the rules allow."""
    until: date | None = data.get("until")
    last = timing.last_day(today(), timing.RECTIFY_DAYS, review.project.region_id)
    if until is None or until <= today():
        raise Invalid({"until": _("Give a day after today.")})
    if until > last:
        raise Invalid(
            {"until": _("At most %(n)s working days, until %(day)s.") % {"n": timing.RECTIFY_DAYS, "day": last}}
        )


def _send_list(context: Context, review: JointReview, *, until: date) -> JointReview:
    process, on = flows.review_process(review), legal_date(context.effective_at)
    remarks, round_ = open_remarks(review), current_round(review)
    stop = timing.stop_for_rectification(
        review,
        on,
        until,
        f"{review.title}第{review.round}轮整改，共{len(remarks)}条意见",
        getattr(context.user, "pk", None),
    )
    round_.document = papers.merged_list(context, review, remarks, until, stop is not None)
    round_.list_sent_at, round_.answer_due_on, round_.stop = context.effective_at, until, stop
    round_.save(update_fields=["list_sent_at", "answer_due_on", "stop", "document"])
    move_review(
        context,
        review,
        data={"round": review.round, "remarks": len(remarks), "until": until, "clock_stopped": stop is not None},
    )
    messages.about("joint_list", messages.enterprise(review.project.enterprise_id), review, on=until)
    flows.JointReviewFlow.merge.done_by(process, context.user)
    return review


send_list = Command(
    name="joint.send_list",
    label=gettext_lazy("Send one list to the applicant"),
    subject=JointReview,
    may=leads("joint.send_list"),
    states=rules.REVIEW["joint.send_list"].sources,
    validators=[something_failed, limit_is_fair],
    run=_send_list,
).register()


# ---- the answer ----------------------------------------------------------------------------------------------


def every_remark_is_answered(review: JointReview, data: dict[str, Any]) -> None:
    """One answer per remark; a drawing review needs the new drawing set as well."""
    given: Mapping[int, str] = data.get("answers", {})
    faults = {
        f"answer_{remark.pk}": _("Say how #%(n)s was corrected.") % {"n": remark.number}
        for remark in open_remarks(review)
        if not str(given.get(remark.pk, "")).strip()
    }
    if review.kind == Kind.DRAWING and not isinstance(data.get("drawing"), Drawing):
        faults["drawing"] = _("Hand in the whole corrected drawing set as one PDF.")
    if faults:
        raise Invalid(faults)


def _answer_list(
    context: Context,
    review: JointReview,
    *,
    answers: Mapping[int, str],
    drawing: Drawing | None = None,
    note: str = "",
) -> JointReview:
    process, on = flows.review_process(review), legal_date(context.effective_at)
    before, comes_back = current_round(review), failed_parts(review)
    RemarkAnswer.objects.bulk_create(
        RemarkAnswer(remark=remark, round=before, text=answers[remark.pk].strip(), author=context.user, given_at=now())
        for remark in open_remarks(review)
    )
    before.answered_at, before.answer = context.effective_at, note.strip()
    before.save(update_fields=["answered_at", "answer"])
    timing.resume(review, on)
    move_review(
        context,
        review,
        round=review.round + 1,
        data={"round": review.round + 1, "parts": [part.name for part in comes_back]},
    )
    members = again(Kind(review.kind), [_member(part) for part in comes_back])
    round_ = new_round(context, review, review.round, members)
    if drawing is not None:
        add_drawing(context, review, round_, drawing)
    flows.JointReviewFlow.rectify.done_by(process, context.user)
    return review


def _member(part: JointPart) -> Member:
    """The same part once more; `again` shortens its limit."""
    return Member(
        code=part.code,
        name=part.name,
        name_en=part.name_en,
        department=part.department,
        days=timing.limit_of(part),
        silence=part.silence,
        item_code=part.item_code,
    )


answer_list = Command(
    name="joint.answer_list",
    label=gettext_lazy("Answer the list"),
    subject=JointReview,
    may=answers("joint.answer_list"),
    states=rules.REVIEW["joint.answer_list"].sources,
    validators=[every_remark_is_answered],
    run=_answer_list,
).register()
