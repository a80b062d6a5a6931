"""The items of a stage as people follow them (事项进度): clock, stop, what each waits for, lanes, and what happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals import rules, words
from approvals.access import owner_of_project
from approvals.models import ItemCase, JointApplication
from approvals.queries import APPLICATION, CASE, clocks_of
from clocks.models import Clock, Stop
from clocks.settling import pauses_of
from core.lanes import Chart, Span, Tone, chart
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


def lines_of(application: JointApplication) -> list[CaseLine]:
    """The items of one application, as of today; four queries."""
    members = cases_of([application])[application.pk]
    clocks = clocks_of((CASE, case.pk) for case in members)
    stops = stops_of(application.project)
    return [line_of(case, members, clocks, stops, today()) for case in members]


def lanes_of(application: JointApplication, title: str, lines: list[CaseLine]) -> Chart:
    """Who worked when, drawn for one application."""
    return drawn(title, lines, stops_of(application.project), today())


def events_of(user: Any, application: JointApplication, lines: list[CaseLine]) -> list[dict[str, Any]]:
    """What happened to one application and its items, newest first."""
    members = {application.pk: [line.case for line in lines]}
    return history(user, application.project, [application], members)


def cases_of(seen: list[JointApplication]) -> dict[int, list[ItemCase]]:
    """The cases of applications the reader may see, by application; one query."""
    members: defaultdict[int, list[ItemCase]] = defaultdict(list)
    rows = ItemCase.objects.filter(application__in=seen).select_related("item", "department").order_by("item__code")
    for case in rows:
        members[case.application_id].append(case)
    return members


def stops_of(project: Project) -> dict[int, list[Stop]]:
    """The stops of a project's cases (暂停记录), by case; one query."""
    found: defaultdict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(project_id=project.pk, subject_type=CASE):
        found[stop.subject_id].append(stop)
    return found


def line_of(case: ItemCase, siblings: list[ItemCase], clocks: Any, stops: dict[int, list[Stop]], on: date) -> CaseLine:
    """One case among its siblings, as of `on`."""
    states = {other.item.code: other.state for other in siblings}
    names = {other.item.code: _held(other) for other in siblings}
    waiting = rules.readiness(case.prerequisites, states).waiting if case.state == "WAITING" else ()
    standing = next((s for s in stops.get(case.pk, ()) if s.ended_on is None and s.started_on <= on), None)
    return CaseLine(case, clocks[CASE, case.pk].get("PROMISED"), standing, [names[code] for code in waiting])


def _held(case: ItemCase) -> str:
    """The item and who has it, for somebody who waits for it."""
    return _("%(item)s (%(who)s)") % {"item": words.item_name(case.item), "who": case.department.short_label}


def drawn(title: str, lines: list[CaseLine], stops: dict[int, list[Stop]], on: date) -> Chart:
    """Lanes: what ran, stood still and is still to run."""
    rows = []
    for line in lines:
        spans: list[Span] = []
        clock = line.clock
        if clock is not None:
            end = clock.ended_on or max(on, clock.origin_on)
            late = clock.due_on is not None and end > clock.due_on
            tone: Tone = "late" if late and not clock.ended_on else "done" if clock.ended_on else "now"
            spans.append(Span(clock.origin_on, end, tone, words.item_name(line.case.item)))
            for pause in stops.get(line.case.pk, ()):
                if pauses_of(clock, [pause]):
                    spans.append(
                        Span(pause.started_on, pause.ended_on or pause.planned_end_on, "stop", pause.get_kind_display())
                    )
            if not clock.ended_on and clock.due_on is not None and clock.due_on > end:
                spans.append(Span(end, clock.due_on, "plan", _("until due")))
        rows.append((words.item_name(line.case.item), line.case.department.label, spans))
    return chart(title, rows, on)


def history(
    user: Any, project: Project, seen: list[JointApplication], members: dict[int, list[ItemCase]]
) -> list[dict[str, Any]]:
    """What happened, newest first; the applicant is not shown what stays inside the authority."""
    names = {str(case.pk): words.item_name(case.item) for own in members.values() for case in own}
    mine = Q(subject_type=APPLICATION, subject_id__in=[str(a.pk) for a in seen]) | Q(
        subject_type=CASE, subject_id__in=list(names)
    )
    verbs = set(words.VERBS) - (words.PRIVATE if owner_of_project(user, project) else set())
    entries = JournalEntry.objects.filter(mine, chain=project.chain, verb__in=verbs).order_by("-seq")[:EVENTS]
    return [
        words.event(entry, names.get(entry.subject_id, "") if entry.subject_type == CASE else "") for entry in entries
    ]
