"""What the applicant starts (申请联合办理): pre-coordination, joint drawing review, joint acceptance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department, Region
from approvals.joint import flows, messages, rules, timing
from approvals.joint.access import coordinates, starts_for_case
from approvals.joint.members import Member, members_of
from approvals.joint.rules import Kind
from approvals.joint.uploads import Drawing
from approvals.models import DrawingVersion, ItemCase, JointApplication, JointPart, JointReview, JointRound
from approvals.promises.gates import nothing_against_acceptance
from catalogue.queries import lead_department
from catalogue.versions import current_catalogue
from clocks import commands as clocks
from core import files, rows
from core.commands import Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date, now
from projects.facts import catalogue_for
from projects.models import Project

TITLES: Final = {
    Kind.PRECOORDINATION: "项目策划生成",
    Kind.DRAWING: "施工图联合审查",
    Kind.VISIT: "联合踏勘",
    Kind.ACCEPTANCE: "竣工联合验收",
    Kind.MEETING: "联审会",
}
DRAWING_ITEM, ACCEPTANCE_ITEM = "301", "401"
PRE_STAGE: Final = "PRE"
CASE_STATES: Final = ("OPEN",)


def opened(
    context: Context,
    kind: Kind,
    project: Project,
    lead: Department,
    members: Sequence[Member],
    *,
    application: JointApplication | None = None,
    case: ItemCase | None = None,
    form: dict[str, Any] | None = None,
    units: Sequence[str] = (),
    scheduled_at: datetime | None = None,
    place: str = "",
) -> JointReview:
    """A procedure with its first round and parts; the process is the caller's, once its files are there too.

    Raises Invalid where nobody takes part.
    """
    if not members:
        raise Invalid(_("No department takes part in this. Ask the administrator to enter the members."))
    on = legal_date(context.effective_at)
    review = JointReview.objects.create(
        number=_number(project, on),
        kind=kind,
        project=project,
        application=application,
        case=case,
        region_id=project.region_id,
        lead=lead,
        title=TITLES[kind] + (f"（{'、'.join(units)}）" if units else ""),
        form=form or {},
        units=list(units),
        scheduled_at=scheduled_at,
        place=place,
        opened_by=context.user,
        opened_at=context.effective_at,
        opened_on=on,
    )
    context.note(
        project.chain,
        review,
        data={"kind": kind, "number": review.number, "parts": [member.name for member in members]},
    )
    timing.start_review(review, on)
    new_round(context, review, 1, members)
    return review


def new_round(context: Context, review: JointReview, number: int, members: Sequence[Member]) -> JointRound:
    """A round and its parts, each with its clock and a message to its department."""
    on = legal_date(context.effective_at)
    round_ = JointRound.objects.create(review=review, number=number, opened_at=context.effective_at)
    place = clocks.Place.of(review.project)
    parts = [
        JointPart(
            review=review,
            round=round_,
            code=member.code,
            name=member.name,
            name_en=member.name_en,
            department=member.department,
            item_code=member.item_code,
            silence=member.silence,
            due_on=clocks.last_day(place, member.days, on, member.department.pk),
        )
        for member in members
    ]
    rows.insert(parts)
    with clocks.settled_together(review.project_id):
        for part, member in zip(parts, members, strict=True):
            timing.start_part(part, member.days, on)
            context.note(
                review.project.chain,
                part,
                verb="joint.open_part",
                data={"name": part.name, "round": number, "due_on": part.due_on},
            )
            messages.to_part("joint_part" if number == 1 else "joint_again", part, on=part.due_on)
    return round_


def add_drawing(context: Context, review: JointReview, round_: JointRound, drawing: Drawing) -> DrawingVersion:
    """Keep the drawing set under its hash as the next version."""
    version = DrawingVersion.objects.create(
        review=review,
        number=review.drawings.count() + 1,
        round=round_,
        file=files.store(drawing.upload, "application/pdf"),
        original_name=drawing.name,
        pages=list(drawing.pages),
        uploaded_by=context.user,
        uploaded_at=now(),
    )
    context.note(
        review.project.chain,
        version,
        verb="joint.add_drawing",
        data={"number": version.number, "sha256": version.file.sha256, "pages": len(version.pages)},
    )
    return version


def _number(project: Project, on: Any) -> str:
    series = f"joint:{project.region_id}:{on}"
    return f"LB{project.region_id}{on:%Y%m%d}{next_number(series):04d}"


# ---- pre-coordination ----------------------------------------------------------------------------------------


def intention_is_said(project: Project, data: dict[str, Any]) -> None:
    """An intention in words and a place; stamped papers may not be asked for."""
    faults = {}
    if not str(data.get("intention", "")).strip():
        faults["intention"] = _("Describe what you intend to build and why there.")
    if not project.redlines.filter(current=True).exists():
        faults["redline"] = _("Upload or draw the land redline first: departments answer for that place.")
    if project.joint_reviews.filter(kind=Kind.PRECOORDINATION, state__in=("OPEN", "MERGING")).exists():
        faults[""] = _("A pre-coordination of this project is already under way.")
    if faults:
        raise Invalid(faults)


def _open_precoordination(context: Context, project: Project, *, intention: str) -> JointReview:
    catalogue = catalogue_for(project) if project.catalogue_id else current_catalogue()
    region = Region.objects.select_related("parent").get(pk=project.region_id)
    lead = lead_department(catalogue.stages[PRE_STAGE], region)
    review = opened(
        context,
        Kind.PRECOORDINATION,
        project,
        lead,
        members_of(Kind.PRECOORDINATION, project),
        form={"intention": intention.strip()},
    )
    flows.review_process(review)
    return review


open_precoordination = Command(
    name="joint.open_precoordination",
    label=gettext_lazy("Ask for pre-coordination"),
    subject=Project,
    may=coordinates,
    states={"DRAFT", "ACTIVE"},
    validators=[intention_is_said],
    run=_open_precoordination,
).register()


# ---- drawing review ------------------------------------------------------------------------------------------


def no_review_runs(case: ItemCase, data: dict[str, Any]) -> None:
    """One drawing review of a case at a time; a passed one is not repeated."""
    earlier = case.joint_reviews.filter(kind=Kind.DRAWING).exclude(state="WITHDRAWN")
    if earlier.exclude(outcome="FAIL").exists():
        raise Invalid(_("The drawings of this item are already under review or have passed."))


def drawing_is_there(case: Any, data: dict[str, Any]) -> None:
    """One electronic set, as PDF."""
    if not isinstance(data.get("drawing"), Drawing):
        raise Invalid({"drawing": _("Choose the drawing set as one PDF.")})


def _open_drawing_review(context: Context, case: ItemCase, *, drawing: Drawing) -> JointReview:
    application = case.application
    project = application.project
    review = opened(
        context,
        Kind.DRAWING,
        project,
        application.lead or case.department,
        members_of(Kind.DRAWING, project),
        application=application,
        case=case,
    )
    add_drawing(context, review, review.rounds.get(number=1), drawing)
    flows.review_process(review)
    return review


open_drawing_review = Command(
    name="joint.open_drawing_review",
    label=gettext_lazy("Hand in the drawings for joint review"),
    subject=ItemCase,
    may=starts_for_case(DRAWING_ITEM),
    states=CASE_STATES,
    validators=[no_review_runs, drawing_is_there],
    run=_open_drawing_review,
).register()


# ---- acceptance ----------------------------------------------------------------------------------------------


def units_are_free(case: ItemCase, data: dict[str, Any]) -> None:
    """Unit works may be accepted one by one; each only once, and the whole only where no unit is under way."""
    wanted = {unit.strip() for unit in data.get("units", ()) if unit.strip()}
    for review in case.joint_reviews.filter(kind=Kind.ACCEPTANCE).exclude(state="WITHDRAWN").exclude(outcome="FAIL"):
        taken = set(review.units)
        if not taken or not wanted:
            raise Invalid({"units": _("An acceptance of this project is already under way or has passed.")})
        if taken & wanted:
            raise Invalid(
                {
                    "units": _("Already accepted or under acceptance: %(units)s.")
                    % {"units": "、".join(sorted(taken & wanted))}
                }
            )


def works_are_complete(case: ItemCase, data: dict[str, Any]) -> None:
    """The applicant declares that the works are complete and every promise is kept."""
    if not data.get("declared"):
        raise Invalid({"declared": _("Confirm that the works are complete as designed and every promise is kept.")})


def _open_acceptance(
    context: Context, case: ItemCase, *, units: Sequence[str] = (), declared: bool = False, note: str = ""
) -> JointReview:
    application = case.application
    review = opened(
        context,
        Kind.ACCEPTANCE,
        application.project,
        application.lead or case.department,
        members_of(Kind.ACCEPTANCE, application.project),
        application=application,
        case=case,
        form={"note": note.strip()},
        units=[unit.strip() for unit in units if unit.strip()],
    )
    flows.review_process(review)
    return review


open_acceptance = Command(
    name="joint.open_acceptance",
    label=gettext_lazy("Apply for joint acceptance"),
    subject=ItemCase,
    may=starts_for_case(ACCEPTANCE_ITEM),
    states=CASE_STATES,
    validators=[works_are_complete, units_are_free, nothing_against_acceptance],
    run=_open_acceptance,
).register()

assert set(rules.REVIEW) >= {open_precoordination.name, open_drawing_review.name, open_acceptance.name}
