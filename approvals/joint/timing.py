"""Which clocks run in a joint procedure (联合办理时限), and when the clock of the case stands still.

A part has a clock of its own (`OPINION`) at the desk of its department; a procedure with a limit of its own has one
at the lead's. They show who is late and never count in a stage or a project: what counts are the clocks of the cases.
"""

from datetime import date
from typing import Final

from approvals.joint.members import whole_days
from approvals.joint.rules import Kind
from approvals.models import JointPart, JointReview
from clocks import commands as clocks
from clocks.current import current_calendar
from clocks.models import Clock, Stop

RECTIFY_DAYS: Final = 15
"""Working days for the applicant to rectify; the longest correction after acceptance that stops a clock [default]."""
RECTIFY_TIMES: Final = 1
"""How often a correction stops the clock of a case; a further round runs on."""
BASIS: Final = "受理后补正：办理承诺时限规则；法定时限照常计算"


def start_review(review: JointReview, on: date) -> None:
    """全程时限 of a pre-coordination or a meeting."""
    days = whole_days(Kind(review.kind))
    if days:
        clocks.start_clock(
            "OPINION",
            review,
            clocks.Place.of(review.project),
            label=review.title,
            limit=days,
            origin_on=on,
            department_id=review.lead_id,
            stage=stage_of(review),
        )


def start_part(part: JointPart, days: int, on: date) -> None:
    """Start a part's clock."""
    clocks.start_clock(
        "OPINION",
        part,
        clocks.Place.of(part.review.project),
        label=f"{part.review.title} · {part.name}",
        limit=days,
        origin_on=on,
        department_id=part.department_id,
        stage=stage_of(part.review),
    )


def end_part(part: JointPart, on: date) -> int:
    """The department has answered; by how many days it was late."""
    clock = clocks.end_clock("OPINION", part, on=on, project_id=part.review.project_id)
    return max(0, -clock.left) if clock is not None and clock.left is not None else 0


def end_review(review: JointReview, on: date) -> None:
    """The lead has concluded, or it was withdrawn."""
    clocks.end_clock("OPINION", review, on=on, project_id=review.project_id)


def late_days(due_on: date, on: date, region_id: str) -> int:
    """Working days of a region after the last day in time; 0 if in time."""
    return current_calendar(region_id).count(due_on, on) if on > due_on else 0


def last_day(on: date, days: int, region_id: str = "") -> date:
    """The date `days` working days of a region, by default of the province, after `on`."""
    return current_calendar(region_id).add(on, days)


def stop_for_rectification(review: JointReview, on: date, until: date, reason: str, by: int | None) -> Stop | None:
    """整改期间停表: the promised clock of the case stands still in `(on, until]`; None where there is none to stop.

    The law's clock runs on. A second rectification of the same case runs on the authority's time.
    """
    case = review.case
    if case is None or case.decided_on is not None:
        return None
    earlier = Stop.objects.filter(subject_type=case._meta.label_lower, subject_id=case.pk, kind="CORRECTION").count()
    if earlier >= RECTIFY_TIMES:
        return None
    return clocks.stop_clocks(
        case,
        "CORRECTION",
        started_on=on,
        planned_end_on=until,
        legal_basis=BASIS,
        reason=reason,
        project_id=review.project_id,
        requested_by_id=None,
        approved_by_id=by,
    )


def resume(review: JointReview, on: date) -> None:
    """The applicant has answered: the clock of the case runs again from the next day."""
    if review.case is not None:
        clocks.resume_clocks(review.case, on=on, project_id=review.project_id, kind="CORRECTION")


def stage_of(review: JointReview) -> str:
    """The stage a procedure belongs to; PRE before anything is filed."""
    return review.application.stage if review.application is not None else "PRE"


def limit_of(part: JointPart) -> int:
    """The working days a part had."""
    clock = Clock.objects.of_subject(part._meta.label_lower, part.pk).filter(kind="OPINION").first()
    return clock.limit if clock is not None else 1
