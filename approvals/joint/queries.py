"""Reads of joint procedures (联合办理查询): what a page shows, what waits for whom."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import scope
from approvals.joint import rules
from approvals.joint.access import ANSWERING, LEADING, answers_part
from approvals.joint.pins import Fate, carry
from approvals.joint.rules import Kind
from approvals.models import DrawingVersion, JointPart, JointReview, Remark, RemarkAnswer
from approvals.queries import clocks_of
from clocks.models import Clock

PART = "approvals.jointpart"
REVIEW = "approvals.jointreview"


def reviews(user: Any) -> QuerySet[JointReview]:
    """Visible procedures with what their pages show."""
    return (
        JointReview.objects.visible_to(user)
        .select_related("project__enterprise", "lead", "application", "case__item", "opened_by", "document")
        .defer("project__description", "project__classification", "application__form")
    )


def waiting_q(user: Any) -> Q:
    """Procedures that wait for this person: a part of one's department, a merge, or an answer of one's enterprise."""
    mine = JointPart.objects.filter(
        scope.department_q(user, "department_id", ANSWERING), review=OuterRef("pk"), state="OPEN"
    )
    merge = scope.department_q(user, "lead_id", LEADING) & Q(state="MERGING")
    answer = scope.enterprise_q(user, "project__enterprise_id", "project__code") & Q(state="RECTIFYING")
    return Q(Exists(mine)) | merge | answer


def listed(user: Any, tab: str) -> QuerySet[JointReview]:
    """The list of procedures: what waits for one, what runs, what has ended."""
    rows = reviews(user).annotate(
        parts_open=Count("parts", filter=Q(parts__state="OPEN"), distinct=True),
        parts_all=Count("parts", distinct=True),
    )
    if tab == "mine":
        return rows.filter(waiting_q(user)).order_by("opened_at", "pk")
    ended = Q(state__in=rules.ENDED)
    return rows.filter(ended if tab == "ended" else ~ended).order_by("-opened_at", "-pk")


def part_word(part: JointPart) -> str:
    """The state of a part in the words of its kind."""
    if part.review.kind in (Kind.DRAWING, Kind.ACCEPTANCE) and part.state in ("PASSED", "FAILED"):
        return str(_("passed") if part.state == "PASSED" else _("not passed"))
    return str(part.get_state_display())


@dataclass(slots=True)
class PartLine:
    """One part as a page shows it: its clock, the remarks, and whether this reader answers it."""

    part: JointPart
    clock: Clock | None
    remarks: list[Remark] = field(default_factory=list)
    own: bool = False

    @property
    def word(self) -> str:
        """How the answer is called: drawings and works pass, opinions object."""
        return part_word(self.part)


def parts_of(user: Any, review: JointReview) -> list[PartLine]:
    """The parts of a procedure, last round first, with clocks and what the reader may see of the remarks."""
    parts = list(review.parts.select_related("department", "round", "author").order_by("-round__number", "pk"))
    clocks = clocks_of((PART, part.pk) for part in parts)
    found: dict[int, list[Remark]] = {}
    for remark in remarks_of(user, review):
        found.setdefault(remark.part_id, []).append(remark)
    for part in parts:
        part.review = review
    return [
        PartLine(part, clocks[PART, part.pk].get("OPINION"), found.get(part.pk, []), answers_part(user, part))
        for part in parts
    ]


def remarks_of(user: Any, review: JointReview) -> QuerySet[Remark]:
    """The remarks of a procedure that this reader sees, with their answers; those taken back are left out."""
    answers = RemarkAnswer.objects.select_related("round", "author").order_by("pk")
    return (
        Remark.objects.visible_to(user)
        .filter(part__review=review)
        .exclude(state="RETRACTED")
        .select_related("part__department", "part__round", "version", "author")
        .prefetch_related(Prefetch("answers", queryset=answers))
        .order_by("number")
    )


@dataclass(slots=True)
class Pin:
    """A remark on one version of the drawing: its page there (0 for none) and how it came there."""

    remark: Remark
    page: int
    fate: Fate


def pins_on(version: DrawingVersion, remarks: list[Remark], versions: dict[int, DrawingVersion]) -> list[Pin]:
    """Where the remarks stand on `version`: their own, and those of older versions carried on or stale."""
    found = []
    for remark in remarks:
        if remark.version_id is None or remark.page is None:
            continue
        origin = versions[remark.version_id]
        if origin.number > version.number:
            continue
        place = carry(remark.page, origin.prints, version.prints)
        found.append(Pin(remark, place.page, place.fate))
    return found
