"""The course of a project (项目进度): who has it, days used and left, stops and why, what comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals import rules, words
from approvals.intake import catalogue_for, stages_of
from approvals.models import ItemCase, JointApplication, OneTimeNotice
from approvals.queries import APPLICATION, CASE, NOTICE, applications, clocks_of
from catalogue.rules import PARALLEL
from catalogue.speech import local
from clocks.models import Clock, Stop
from clocks.settling import pauses_of
from core.lanes import Chart, Span, chart
from core.models import JournalEntry
from core.time import today
from projects.models import Project

EVENTS: Final = 60


@dataclass(slots=True)
class CaseLine:
    """One item: its case, clock, the stop it stands in, and whom it waits for."""

    case: ItemCase
    clock: Clock | None
    stop: Stop | None
    waits_for: list[str]


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
    members = _cases(seen)
    notices = {
        n.application_id: n for n in OneTimeNotice.objects.filter(application__in=seen, answered_at__isnull=True)
    }
    clocks = clocks_of(
        [(APPLICATION, a.pk) for a in seen]
        + [(CASE, case.pk) for own in members.values() for case in own]
        + [(NOTICE, n.pk) for n in notices.values()]
        + [(project._meta.label_lower, project.pk)],
        on,
    )
    stops = _stops(project)
    catalogue = catalogue_for(project)
    stages = []
    for code in stages_of(project):
        own = [a for a in seen if a.stage == code]
        present = next((a for a in reversed(own) if a.state in (*JointApplication.OPEN_STATES, "DRAFT")), None)
        present = present or (own[-1] if own else None)
        lines = [_line(case, members[present.pk], clocks, stops, on) for case in members[present.pk]] if present else []
        stages.append(
            StageCourse(
                code=code,
                name=local(catalogue.stages[code].name),
                state=_standing(present),
                application=present,
                clock=_clock(present, clocks, notices),
                lines=lines,
                lanes=_lanes(local(catalogue.stages[code].name), lines, stops, on) if lines else None,
                earlier=[a for a in own if a is not present],
            )
        )
    cap = clocks[project._meta.label_lower, project.pk].get("CAP")
    course = Course(project, cap, stages, _events(user, project, seen, members), {})
    course.next = next_step(user, course)
    return course


def next_step(user: Any, course: Course) -> dict[str, Any]:
    """The one thing the applicant does next, or who is at work."""
    from approvals.commands.filing import create_draft

    project = course.project
    for stage in course.stages:
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
    if create_draft.is_open(user, project):
        for stage in course.stages:
            if stage.state == "todo" and stage.code != PARALLEL:
                stage.may_file = True
                return {
                    "title": _("File %(stage)s") % {"stage": stage.name},
                    "text": _("One form and each paper once; every department works from the same file."),
                    "url": reverse("approvals:start", args=[project.pk, stage.code]),
                    "action": _("File this stage"),
                }
    return {"title": _("Nothing is under way")}


def _at_work(stage: StageCourse) -> str:
    application = stage.application
    assert application is not None
    if application.state in ("RECEIVED", "CORRECTED"):
        return _("%(who)s checks the materials of %(stage)s") % {"who": application.window, "stage": stage.name}
    if application.state == "CONSOLIDATING":
        return _("%(who)s consolidates the opinions on %(stage)s") % {"who": application.lead, "stage": stage.name}
    if application.state == "CONSOLIDATED":
        return _("%(who)s prepares the documents of %(stage)s") % {"who": application.window, "stage": stage.name}
    at = dict.fromkeys(line.case.department.name for line in stage.lines if line.case.state not in rules.DONE)
    return _("%(stage)s is under review: %(who)s") % {"stage": stage.name, "who": "、".join(at)}


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


def _cases(seen: list[JointApplication]) -> dict[int, list[ItemCase]]:
    members: defaultdict[int, list[ItemCase]] = defaultdict(list)
    rows = ItemCase.objects.filter(application__in=seen).select_related("item", "department").order_by("item__code")
    for case in rows:
        members[case.application_id].append(case)
    return members


def _stops(project: Project) -> dict[int, list[Stop]]:
    found: defaultdict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(project_id=project.pk, subject_type=CASE):
        found[stop.subject_id].append(stop)
    return found


def _line(case: ItemCase, siblings: list[ItemCase], clocks: Any, stops: dict[int, list[Stop]], on: date) -> CaseLine:
    states = {other.item.code: other.state for other in siblings}
    names = {other.item.code: words.item_name(other.item) for other in siblings}
    waiting = rules.readiness(case.prerequisites, states).waiting if case.state == "WAITING" else ()
    standing = next((s for s in stops.get(case.pk, ()) if s.ended_on is None and s.started_on <= on), None)
    return CaseLine(case, clocks[CASE, case.pk].get("PROMISED"), standing, [names[code] for code in waiting])


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


def _lanes(title: str, lines: list[CaseLine], stops: dict[int, list[Stop]], on: date) -> Chart:
    rows = []
    for line in lines:
        spans: list[Span] = []
        clock = line.clock
        if clock is not None:
            end = clock.ended_on or max(on, clock.origin_on)
            late = clock.due_on is not None and end > clock.due_on
            tone = "late" if late and not clock.ended_on else "done" if clock.ended_on else "now"
            spans.append(Span(clock.origin_on, end, tone, words.item_name(line.case.item)))
            for pause in stops.get(line.case.pk, ()):
                if pauses_of(clock, [pause]):
                    spans.append(
                        Span(pause.started_on, pause.ended_on or pause.planned_end_on, "stop", pause.get_kind_display())
                    )
            if not clock.ended_on and clock.due_on is not None and clock.due_on > end:
                spans.append(Span(end, clock.due_on, "plan", _("until due")))
        rows.append((words.item_name(line.case.item), line.case.department.name, spans))
    return chart(title, rows, on)


def _events(
    user: Any, project: Project, seen: list[JointApplication], members: dict[int, list[ItemCase]]
) -> list[dict[str, Any]]:
    from approvals.access import owner_of_project

    names = {str(case.pk): words.item_name(case.item) for own in members.values() for case in own}
    mine = Q(subject_type=APPLICATION, subject_id__in=[str(a.pk) for a in seen]) | Q(
        subject_type=CASE, subject_id__in=list(names)
    )
    verbs = set(words.VERBS) - (words.PRIVATE if owner_of_project(user, project) else set())
    entries = JournalEntry.objects.filter(mine, chain=project.chain, verb__in=verbs).order_by("-seq")[:EVENTS]
    return [
        words.event(entry, names.get(entry.subject_id, "") if entry.subject_type == CASE else "") for entry in entries
    ]
