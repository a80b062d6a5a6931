"""What the system does by itself (系统动作): the join, and what silence means where a document says so."""

from datetime import date, datetime, time

from django.db.models import F
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from approvals.access import nobody
from approvals.joint import flows, messages, rules, timing
from approvals.joint.record import move_part, move_review
from approvals.joint.rules import Kind
from approvals.models import JointPart, JointReview
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.sweeps import each
from core.time import legal_date, now, today


def hand_over(review: JointReview) -> None:
    """Every part is answered: to the lead."""
    gather.perform(SYSTEM_USER, review)


def _gather(context: Context, review: JointReview) -> JointReview:
    if review.parts.filter(state=JointPart.State.OPEN).exists():
        raise WrongState
    move_review(context, review, data={"round": review.round})
    review.rounds.filter(number=review.round).update(gathered_at=context.effective_at)
    messages.about("joint_merge", messages.department(review.lead_id, "LEAD"), review)
    return review


gather = Command(
    name="joint.gather",
    label=gettext_lazy("Every part is answered"),
    subject=JointReview,
    may=nobody,
    states=rules.REVIEW["joint.gather"].sources,
    validators=[],
    run=_gather,
    system=True,
).register()


# ---- silence -------------------------------------------------------------------------------------------------


def deemed(context: Context, part: JointPart, on: datetime) -> None:
    """视为无意见: end the part's clock on its last day; the responsibility stays with the department."""
    process = flows.part_process(part)
    timing.end_part(part, min(legal_date(on), today()))
    gathering = part.review.kind in (Kind.VISIT, Kind.MEETING)
    move_part(
        context, part, verb="joint.deem_part", answered_at=on, attended=False if gathering else None,
        data={"due_on": part.due_on},
    )  # fmt: skip
    for role in ("REVIEWER", "HEAD"):
        messages.to_part("joint_deemed", part, role)
    flows.PartFlow.strike.run(process, None)


def _deem_part(context: Context, part: JointPart) -> JointPart:
    if not part.silence or today() <= _due_on(part):
        raise WrongState
    deemed(context, part, context.effective_at)
    return part


deem_part = Command(
    name="joint.deem_part",
    label=gettext_lazy("Deemed no objection"),
    subject=JointPart,
    may=nobody,
    states=rules.PART["joint.deem_part"].sources,
    validators=[],
    run=_deem_part,
    system=True,
).register()


def deem_silent() -> int:
    """Every part whose last day has passed in silence where silence counts; how many."""
    late = Clock.objects.late(today()).filter(kind="OPINION", subject_type=JointPart._meta.label_lower)
    silent = JointPart.objects.filter(pk__in=late.values("subject_id"), state=JointPart.State.OPEN, silence=True)
    return each(silent.order_by("due_on", "pk"), _deem)


def _due_on(part: JointPart) -> date:
    """The last day in time: the clock's, which follows the calendar in force."""
    clock = Clock.objects.of_subject(part._meta.label_lower, part.pk).filter(kind="OPINION").first()
    return clock.due_on if clock is not None and clock.due_on else part.due_on


def _deem(part: JointPart) -> bool:
    last = datetime.combine(_due_on(part), time(23, 59, 59), tzinfo=get_default_timezone())
    try:
        deem_part.perform(SYSTEM_USER, part, effective_at=min(last, now()))
    except WrongState:  # the department answered in the meantime
        return False
    return True


# ---- no answer -----------------------------------------------------------------------------------------------


def _lapse(context: Context, review: JointReview) -> JointReview:
    round_ = review.rounds.get(number=review.round)
    if round_.answer_due_on is None or today() <= round_.answer_due_on:
        raise WrongState
    process = flows.review_process(review)
    move_review(context, review, data={"round": review.round, "due_on": round_.answer_due_on})
    messages.about("joint_lapsed", messages.department(review.lead_id, "LEAD"), review)
    messages.about("joint_lapsed", messages.enterprise(review.project.enterprise_id), review)
    flows.JointReviewFlow.lapse.run(process, None)
    return review


lapse = Command(
    name="joint.lapse",
    label=gettext_lazy("No answer to the list"),
    subject=JointReview,
    may=nobody,
    states=rules.REVIEW["joint.lapse"].sources,
    validators=[],
    run=_lapse,
    system=True,
).register()
"""逾期未整改: back to the lead, who concludes as not passed or gives another date; the clock runs since the due day."""


def lapse_unanswered() -> int:
    """Every list whose last day has passed without an answer goes back to the lead; how many."""
    due = JointReview.objects.filter(
        state=JointReview.State.RECTIFYING, rounds__number=F("round"), rounds__answer_due_on__lt=today()
    )
    return each(due.order_by("pk"), _lapse_one)


def _lapse_one(review: JointReview) -> bool:
    try:
        lapse.perform(SYSTEM_USER, review)
    except WrongState:  # the applicant answered in the meantime
        return False
    return True
