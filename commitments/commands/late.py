"""容缺后补: the letter for late papers, taken up with the application; papers come in; the file is complete or void."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from clocks.current import current_calendar, office_calendar
from commitments import eligibility, rules, standing
from commitments.access import nobody, promises
from commitments.commands.signing import discarded, drawn_up, letter_number, reason_is_given
from commitments.effects import fire, tell_department, tell_enterprise
from commitments.hindrances import nothing_against_promising
from commitments.models import Commitment, Evidence, LateFiling, Obligation
from commitments.record import close_all, end_rectification, move, owe, settle_obligation
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import legal_date, today
from projects.commands import may_edit
from projects.facts import catalogue_for
from projects.models import Project


@dataclass(frozen=True, slots=True)
class LatePaper:
    """One deferrable paper that will follow: its key, names, and the codes of the items it serves."""

    key: str
    name: str
    name_en: str
    items: tuple[str, ...]


def longest_day(project: Project, on: date) -> date:
    """The last day that may be promised: before the planned start of construction, half a year at most (default)."""
    calendar = current_calendar(project.region_id)
    limit = calendar.add(on, catalogue_for(project).practice.late_days)
    start = project.planned_start
    return min(limit, start) if start is not None and start > on else limit


def papers_may_follow(project: Project, data: dict[str, Any]) -> None:
    """Every paper with a day before the start of construction; the enterprise without an uncured record."""
    papers: Sequence[LatePaper] = data.get("papers", ())
    days: Mapping[str, date] = data.get("days", {})
    if not papers:
        raise Invalid(_("No paper is missing; hand in the file."))
    nothing_against_promising(project.enterprise_id)
    catalogue = catalogue_for(project)
    track = catalogue.tracks.get("RQ")
    faults, last = {}, longest_day(project, today())
    for paper in papers:
        for code in paper.items:
            who = standing.applicant_of(project, None)
            if track is None or eligibility.obstacles(track, catalogue.items[code], who):
                faults[""] = _("%(item)s takes no late papers; hand in %(paper)s with the file.") % {
                    "item": catalogue.items[code].name.zh, "paper": paper.name,
                }  # fmt: skip
        day = days.get(paper.key)
        if not isinstance(day, date) or day <= today() or day > last:
            faults[f"day_{paper.key}"] = _("Give a day after today and up to %(last)s, before construction starts.") % {
                "last": written_date(last)
            }
    if faults:
        raise Invalid(faults)


def _draft_late(
    context: Context,
    project: Project,
    *,
    application_id: int,
    case_id: int | None = None,
    stage: str,
    window: Department,
    papers: Sequence[LatePaper],
    days: Mapping[str, date],
) -> Commitment:
    for earlier in LateFiling.objects.filter(application_id=application_id, case_id=case_id, state="DRAFT"):
        discarded(context, Commitment.objects.get(pk=earlier.pk))
    on = legal_date(context.effective_at)
    track = catalogue_for(project).tracks["RQ"]
    calendar = office_calendar(window.pk, project.region_id)
    wait = max(calendar.count(on, days[paper.key]) for paper in papers)
    child = LateFiling(
        number=letter_number(project, on),
        track="RQ",
        project=project,
        enterprise_id=project.enterprise_id,
        region_id=project.region_id,
        zone=standing.zone_of(project),
        department=window,
        item_name="、".join(paper.name for paper in papers)[:120],
        item_name_en=", ".join(paper.name_en for paper in papers)[:160],
        saves_days=wait,
        terms=standing.terms_of(track, None),
        created_by=context.user,
        created_at=context.effective_at,
        application_id=application_id,
        case_id=case_id,
        stage=stage,
    )
    child.save()
    commitment = Commitment.objects.get(pk=child.pk)
    Obligation.objects.bulk_create(
        Obligation(
            commitment=commitment,
            position=position,
            code=paper.key,
            kind="MATERIAL",
            name=paper.name,
            name_en=paper.name_en,
            items=list(paper.items),
            milestone="START",
            promised_on=days[paper.key],
            due_on=calendar.roll_forward(days[paper.key]),
        )
        for position, paper in enumerate(papers, start=1)
    )
    drawn_up(context, commitment)
    return commitment


draft_late = Command(
    name="commitments.draft_late",
    label=gettext_lazy("Draw up the late-filing letter"),
    subject=Project,
    may=may_edit,
    states={"ACTIVE", "DRAFT"},
    validators=[papers_may_follow],
    run=_draft_late,
).register()


def _take_up(context: Context, commitment: Commitment) -> Commitment:
    on = legal_date(context.effective_at)
    move(context, commitment, decided_on=on)
    owe(commitment, on)
    return commitment


take_up = Command(
    name="commitments.take_up",
    label=gettext_lazy("Take up with the application"),
    subject=Commitment,
    may=nobody,
    states=rules.COMMITMENT["commitments.take_up"].sources,
    validators=[],
    run=_take_up,
    system=True,
).register()
"""Given when the application it belongs to is accepted."""


def current_paper(duty: Obligation) -> Any:
    """The project's current upload under the paper's key; None while there is none.

    What lay there when the letter was drawn up, expired or defective, is what the letter was written for.
    """
    since = duty.commitment.created_at
    return duty.commitment.project.materials.filter(key=duty.code, current=True, uploaded_at__gte=since).first()


def some_paper_is_there(commitment: Commitment, data: dict[str, Any]) -> None:
    """At least one of the owed papers has been uploaded."""
    owed = commitment.obligations.filter(state="OPEN").select_related("commitment__project")
    if commitment.track != "RQ" or not any(current_paper(duty) for duty in owed):
        raise Invalid(_("Upload a missing paper first; then hand it in here."))


def _hand_in_late(context: Context, commitment: Commitment) -> Commitment:
    on, came = legal_date(context.effective_at), []
    for duty in commitment.obligations.select_for_update().filter(state="OPEN").order_by("position"):
        duty.commitment = commitment
        material = current_paper(duty)
        if material is None:
            continue
        Evidence.objects.create(
            obligation=duty, material=material, file=material.file, original_name=material.original_name,
            handed_in_by=context.user, handed_in_at=context.effective_at,
        )  # fmt: skip
        settle_obligation(context, duty, "KEPT")
        came.append(duty.code)
    complete = not commitment.obligations.filter(state="OPEN").exists()
    context.note(
        commitment.project.chain,
        commitment,
        verb="commitments.hand_in_late",
        data={"number": commitment.number, "papers": came, "complete": complete},
    )
    if complete:
        _complete(context, commitment, on)
    tell_department(context, "late_files_in", commitment, "CLERK")
    fire("late_files_in", context, commitment, codes=came, complete=complete)
    return commitment


def _complete(context: Context, commitment: Commitment, on: date) -> None:
    commitment.latefiling.completed_on = on
    commitment.latefiling.save(update_fields=["completed_on"])
    if commitment.state == "RECTIFYING":
        for breach in commitment.breaches.filter(cured_on__isnull=True):
            breach.cured_on = on
            breach.save(update_fields=["cured_on"])
        end_rectification(commitment, on)
        move(
            context,
            commitment,
            "commitments.accept_rectification",
            rectify_until=None,
            rectified_at=context.effective_at,
        )
    else:
        move(context, commitment, "commitments.begin_verifying")


hand_in_late = Command(
    name="commitments.hand_in_late",
    label=gettext_lazy("Hand in the late papers"),
    subject=Commitment,
    may=promises,
    states={"DECIDED", "RECTIFYING"},
    validators=[some_paper_is_there],
    run=_hand_in_late,
).register()


def _close(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    move(context, commitment, data={"reason": reason.strip()})
    close_all(context, commitment)
    tell_enterprise(context, "promise_closed", commitment, reason=reason.strip())
    fire("closed", context, commitment)
    return commitment


close = Command(
    name="commitments.close",
    label=gettext_lazy("Close as void"),
    subject=Commitment,
    may=nobody,
    states=rules.COMMITMENT["commitments.close"].sources,
    validators=[reason_is_given],
    run=_close,
    system=True,
).register()
"""Given when the application ends otherwise: withdrawn, not passed, or the opinion void."""
