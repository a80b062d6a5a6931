"""What the lead convenes (召集): a joint site visit, booked once for every item that needs one; a joint meeting."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint import flows, messages, rules, timing
from approvals.joint.access import convenes, leads
from approvals.joint.commands.opening import opened
from approvals.joint.commands.system import deemed
from approvals.joint.members import invited
from approvals.joint.record import move_review, open_parts
from approvals.joint.rules import Kind
from approvals.joint.vocabulary import defaults
from approvals.models import ConditionConflict, ItemCase, JointApplication, JointReview
from approvals.silence.rules import on_safety_list
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, now


def appointment_is_near(subject: Any, data: dict[str, Any]) -> None:
    """A time ahead of now, not later than the rule allows, at a place."""
    kind = Kind(data["kind"]) if "kind" in data else Kind(subject.kind)
    at: datetime | None = data.get("scheduled_at")
    days = defaults()[kind]["days"]
    faults = {}
    start = subject.opened_on if isinstance(subject, JointReview) else legal_date(now())
    last = timing.last_day(start, days, subject.project.region_id)
    if at is None or at <= now():
        faults["scheduled_at"] = _("Give a day and hour ahead.")
    elif localtime(at).date() > last:
        faults["scheduled_at"] = _("At the latest on %(day)s, within %(n)s working days.") % {"day": last, "n": days}
    if not str(data.get("place", "")).strip():
        faults["place"] = _("Say where people meet.")
    if faults:
        raise Invalid(faults)


def cases_are_chosen(application: JointApplication, data: dict[str, Any]) -> None:
    """At least one undecided item of this stage (a meeting: at least two departments)."""
    chosen = _cases(application, data.get("cases", ()))
    if not chosen:
        raise Invalid({"cases": _("Choose the items whose departments come.")})
    if data.get("kind") == Kind.MEETING and len({case.department_id for case in chosen}) < 2:
        raise Invalid({"cases": _("A joint meeting needs at least two departments.")})


def nothing_booked_for(application: JointApplication, data: dict[str, Any]) -> None:
    """One visit serves every item that needs one: an item is not booked twice."""
    if data.get("kind") != Kind.VISIT:
        return
    busy = set()
    for review in application.joint_reviews.filter(kind=Kind.VISIT).exclude(state="WITHDRAWN"):
        busy |= set(review.form.get("cases", ()))
    twice = [case.item.name for case in _cases(application, data.get("cases", ())) if case.pk in busy]
    if twice:
        raise Invalid({"cases": _("A visit is already booked for: %(items)s.") % {"items": "、".join(twice)}})


def agenda_is_said(application: JointApplication, data: dict[str, Any]) -> None:
    """What is to be decided."""
    if not str(data.get("agenda", "")).strip():
        raise Invalid({"agenda": _("Write the agenda; every department prepares its statement by it.")})


def _cases(application: JointApplication, keys: Sequence[int]) -> list[ItemCase]:
    return list(application.cases.filter(pk__in=list(keys)).select_related("department", "item").order_by("pk"))


def _convene(
    context: Context,
    application: JointApplication,
    *,
    kind: str,
    cases: Sequence[int],
    scheduled_at: datetime,
    place: str,
    agenda: str = "",
) -> JointReview:
    chosen = _cases(application, cases)
    for case in chosen:
        case.application = application
    assert application.lead is not None  # only the lead may convene
    late = _booked_late(application, Kind(kind), legal_date(context.effective_at))
    review = opened(
        context,
        Kind(kind),
        application.project,
        application.lead,
        invited(Kind(kind), chosen),
        application=application,
        form={"cases": [case.pk for case in chosen], "agenda": agenda.strip(), "booked_late": late},
        scheduled_at=scheduled_at,
        place=place.strip(),
    )
    if kind == Kind.MEETING:
        heard = ConditionConflict.objects.filter(application=application, state__in=("OPEN", "ESCALATED"))
        heard.update(meeting=review)
    _invite("joint_invited", review)
    flows.review_process(review)
    return review


def _booked_late(application: JointApplication, kind: Kind, on: date) -> int:
    """By how many working days a visit was booked later after acceptance than the rule allows (逾期预约)."""
    within = defaults()[kind].get("booked_within")
    if within is None or application.accepted_on is None:
        return 0
    region_id = application.region_id
    return timing.late_days(timing.last_day(application.accepted_on, within, region_id), on, region_id)


def _invite(message: str, review: JointReview) -> None:
    day = localtime(review.scheduled_at).date() if review.scheduled_at else review.opened_on
    for department in sorted(set(review.parts.values_list("department_id", flat=True))):
        messages.about(message, messages.department(department, "REVIEWER"), review, on=day)
    if review.kind == Kind.VISIT:
        messages.about(message, messages.enterprise(review.project.enterprise_id), review, on=day)


book_visit = Command(
    name="joint.book_visit",
    label=gettext_lazy("Book a joint site visit"),
    subject=JointApplication,
    may=convenes,
    states={"ACCEPTED"},
    validators=[cases_are_chosen, nothing_booked_for, appointment_is_near],
    run=_convene,
).register()

call_meeting = Command(
    name="joint.call_meeting",
    label=gettext_lazy("Call a joint meeting"),
    subject=JointApplication,
    may=convenes,
    states={"ACCEPTED", "CONSOLIDATING"},
    validators=[agenda_is_said, cases_are_chosen, appointment_is_near],
    run=_convene,
).register()


# ---- afterwards ----------------------------------------------------------------------------------------------


def _rebook(context: Context, review: JointReview, *, scheduled_at: datetime, place: str) -> JointReview:
    move_review(
        context,
        review,
        scheduled_at=scheduled_at,
        place=place.strip(),
        data={"scheduled_at": scheduled_at, "place": place.strip()},
    )
    _invite("joint_rebooked", review)
    return review


rebook = Command(
    name="joint.rebook",
    label=gettext_lazy("Move the appointment"),
    subject=JointReview,
    may=leads("joint.rebook"),
    states=rules.REVIEW["joint.rebook"].sources,
    validators=[appointment_is_near],
    run=_rebook,
).register()


def appointment_has_begun(review: JointReview, data: dict[str, Any]) -> None:
    """Nobody is absent from what has not begun."""
    if review.scheduled_at is None or review.scheduled_at > now():
        raise Invalid(_("The appointment lies ahead."))


def _close_attendance(context: Context, review: JointReview) -> JointReview:
    move_review(context, review)
    for part in open_parts(review):
        if part.silence and not on_safety_list(part.code, part.department.function):
            deemed(context, part, context.effective_at)
    return review


close_attendance = Command(
    name="joint.close_attendance",
    label=gettext_lazy("Close: who is absent has no objection"),
    subject=JointReview,
    may=leads("joint.close_attendance"),
    states=rules.REVIEW["joint.close_attendance"].sources,
    validators=[appointment_has_begun],
    run=_close_attendance,
).register()
