"""The course of a project (项目进度): who has it, days used and left, stops and why, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Department
from approvals import rules, words
from approvals.intake import catalogue_for, filing_of, stages_of
from approvals.models import JointApplication, OneTimeNotice
from approvals.progress import CaseLine, cases_of, drawn, history, line_of, stops_of
from approvals.queries import APPLICATION, CASE, NOTICE, applications, clocks_of
from catalogue.rules import PARALLEL
from catalogue.speech import local
from clocks.models import Clock
from core.display import listed
from core.lanes import Chart
from core.time import today
from projects.models import Project


@dataclass(slots=True)
class StageCourse:
    """One stage: its applications (the present one first) and the items of the present one."""

    code: str
    name: str
    state: str
    application: JointApplication | None
    clock: Clock | None
    lines: list[CaseLine]
    lanes: Chart | None
    earlier: list[JointApplication]
    may_file: bool = False


@dataclass(slots=True)
class Course:
    """Everything the timeline shows."""

    project: Project
    cap: Clock | None
    stages: list[StageCourse]
    events: list[dict[str, Any]]
    next: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The stages as `_steps.html` draws them."""
        return [
            {"label": stage.name, "note": _note(stage), "state": stage.state, "url": f"#stage-{stage.code}"}
            for stage in self.stages
        ]


def course_of(user: Any, project: Project) -> Course:
    """The course of `project` as `user` may see it, as of today."""
    on = today()
    seen = list(applications(user).filter(project=project).order_by("created_at", "id"))
    members = cases_of(seen)
    notices = {
        n.filed.pk: n
        for n in OneTimeNotice.objects.filter(application__in=seen, answered_at__isnull=True).select_related(
            "application"
        )
    }
    clocks = clocks_of(
        [(APPLICATION, a.pk) for a in seen]
        + [(CASE, case.pk) for own in members.values() for case in own]
        + [(NOTICE, n.pk) for n in notices.values()]
        + [(project._meta.label_lower, project.pk)],
        on,
    )
    stops = stops_of(project)
    catalogue = catalogue_for(project)
    stages = []
    for code in stages_of(project):
        own = [a for a in seen if a.stage == code]
        present = next((a for a in reversed(own) if a.state in (*JointApplication.OPEN_STATES, "DRAFT")), None)
        present = present or (own[-1] if own else None)
        lines = (
            [line_of(case, members[present.pk], clocks, stops, on) for case in members[present.pk]] if present else []
        )
        stages.append(
            StageCourse(
                code=code,
                name=local(catalogue.stages[code].name),
                state=_standing(present),
                application=present,
                clock=_clock(present, clocks, notices),
                lines=lines,
                lanes=drawn(local(catalogue.stages[code].name), lines, stops, on) if lines else None,
                earlier=[a for a in own if a is not present],
            )
        )
    cap = clocks[project._meta.label_lower, project.pk].get("CAP")
    _mark_fileable(user, project, stages)
    course = Course(project, cap, stages, history(user, project, seen, members), {})
    course.next = next_step(user, course)
    return course


def next_step(user: Any, course: Course) -> dict[str, Any]:
    """The one thing the applicant does next, or who is at work."""
    from approvals.access import owner_of_project

    project = course.project
    for stage in course.stages if owner_of_project(user, project) else ():
        application = stage.application
        if application is None:
            continue
        if application.state == "CORRECTION":
            return {
                "title": _("Correct the materials of %(stage)s") % {"stage": stage.name},
                "text": _("The window named every defect at once. Answer each line or upload a corrected file."),
                "url": reverse("approvals:correction", args=[application.pk]),
                "action": _("Answer the notice"),
                "clock": stage.clock,
            }
        correcting = next((line for line in stage.lines if line.case.state == "CORRECTING"), None)
        if correcting is not None:
            return {
                "title": _("Correct the materials of %(stage)s") % {"stage": words.item_name(correcting.case.item)},
                "text": _("The department named every point at once and stopped its promised clock."),
                "url": reverse("approvals:correction_answer", args=[correcting.case.pk]),
                "action": _("Answer the points"),
                "clock": correcting.clock,
            }
        added = next((line for line in stage.lines if line.case.state == "RECEIVED"), None)
        if added is not None and application.state == "ACCEPTED" and added.case.supplement.state == "CORRECTION":
            return {
                "title": _("Correct the materials of %(stage)s") % {"stage": words.item_name(added.case.item)},
                "text": _("The window named every defect at once. Answer each line or upload a corrected file."),
                "url": reverse("approvals:item_correction", args=[added.case.pk]),
                "action": _("Answer the notice"),
            }
        if application.state == "DRAFT":
            return {
                "title": _("Finish filing %(stage)s") % {"stage": stage.name},
                "text": _("Your draft is kept. Complete it and hand it in."),
                "url": reverse("approvals:draft", args=[application.pk]),
                "action": _("Continue"),
            }
    for stage in course.stages:
        if stage.application is not None and stage.application.state in JointApplication.OPEN_STATES:
            return {"title": _at_work(stage), "text": _what_comes(stage), "clock": stage.clock}
    # Items beside the stages come up when nothing else does; the gates of the start name those that are missing.
    ahead = next(
        (stage for stage in sorted(course.stages, key=lambda one: one.code == PARALLEL) if stage.may_file), None
    )
    if ahead is not None:
        return {
            "title": _("File %(stage)s") % {"stage": ahead.name},
            "text": _("One form and each paper once; every department works from the same file."),
            "url": reverse("approvals:start", args=[project.pk, ahead.code]),
            "action": _("File this stage"),
        }
    if course.stages and all(stage.state == "done" for stage in course.stages if stage.code != PARALLEL):
        return {
            "title": _("Every stage is decided and issued"),
            "text": _("All documents of the project lie in the wallet and can be verified by their code."),
            "url": reverse("documents:wallet"),
            "action": _("Open the wallet"),
        }
    return {"title": _("Nothing is under way")}


def _mark_fileable(user: Any, project: Project, stages: list[StageCourse]) -> None:
    """The stages the reader may file now: nothing of them is under way and something of them can be filed."""
    from approvals.commands.filing import create_draft

    if not create_draft.is_open(user, project):
        return
    for stage in stages:
        application = stage.application
        if application is None or application.state not in (*JointApplication.OPEN_STATES, "DRAFT"):
            stage.may_file = any(item.fileable for item in filing_of(project, stage.code).items.values())


def _at_work(stage: StageCourse) -> str:
    application = stage.application
    assert application is not None
    if application.state == "CORRECTION":
        who = application.project.enterprise.name
        return _("%(who)s corrects the materials of %(stage)s") % {"who": who, "stage": stage.name}
    if application.state in ("RECEIVED", "CORRECTED"):
        return _("%(who)s checks the materials of %(stage)s") % {"who": _named(application.window), "stage": stage.name}
    if application.state == "CONSOLIDATING":
        return _("%(who)s consolidates the opinions on %(stage)s") % {
            "who": _named(application.lead),
            "stage": stage.name,
        }
    if application.state == "CONSOLIDATED":
        return _("%(who)s prepares the documents of %(stage)s") % {
            "who": _named(application.window),
            "stage": stage.name,
        }
    at = dict.fromkeys(_named(line.case.department) for line in stage.lines if line.case.state not in rules.DONE)
    return _("%(stage)s is under review: %(who)s") % {"stage": stage.name, "who": listed(at)}


def _named(department: Department | None) -> str:
    return department.label if department is not None else ""


def _what_comes(stage: StageCourse) -> str:
    done = sum(line.case.state in rules.DONE for line in stage.lines)
    if stage.application is not None and stage.application.state == "ACCEPTED":
        return _(
            "%(done)s of %(total)s items decided. Then the lead department consolidates and the window issues all documents together."
        ) % {
            "done": done,
            "total": len(stage.lines),
        }
    return _("You will be told as soon as something is needed from you.")


def _clock(application: JointApplication | None, clocks: Any, notices: dict[int, OneTimeNotice]) -> Clock | None:
    if application is None:
        return None
    notice = notices.get(application.pk)
    own = clocks[APPLICATION, application.pk]
    return (clocks[NOTICE, notice.pk].get("CORRECTION") if notice else None) or own.get("STAGE") or own.get("NOTICE")


def _standing(application: JointApplication | None) -> str:
    if application is None or application.state in ("REFUSED", "WITHDRAWN", "RETURNED"):
        return "todo"
    return "done" if application.state == "ISSUED" else "now"


def _note(stage: StageCourse) -> str:
    if stage.application is None:
        return ""
    if stage.clock is not None and stage.clock.kind == "STAGE":
        return f"{stage.clock.used or 0} / {stage.clock.limit}"
    return str(stage.application.get_state_display())
