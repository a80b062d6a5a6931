"""One stage at a glance (牵头看板): departments, answers, contradictions and what still holds the release back.

A fixed number of queries for any number of items.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from approvals import progress, rules
from approvals.board.reminding import ACTIVE, reminded_on
from approvals.joint.commands.conditions import unsettled
from approvals.models import Condition, ItemCase, JointApplication, Opinion, OpinionRequest
from approvals.progress import CaseLine
from core.lanes import Chart
from core.time import today


@dataclass(slots=True)
class Line:
    """One item: its course, the reviewer's opinion, what others were asked, whom it contradicts."""

    course: CaseLine
    opinion: Opinion | None = None
    asked: int = 0
    answered: int = 0
    contradicts: list[str] = field(default_factory=list)
    may_remind: bool = False
    reminded: bool = False

    @property
    def silent(self) -> int:
        """Opinions still open."""
        return self.asked - self.answered


@dataclass(slots=True)
class Board:
    """The stage: items by urgency, timetable, and what still stands between it and the window."""

    lines: list[Line]
    chart: Chart
    total: int
    done: int
    late: int
    conflicts: int
    for_window: bool

    @property
    def waits(self) -> int:
        """Items not decided yet."""
        return self.total - self.done


def board_of(application: JointApplication, title: str) -> Board:
    """Everything the lead needs to see of one stage."""
    courses = progress.lines_of(application)
    keys = [course.case.pk for course in courses]
    opinions: dict[int, Opinion] = {}
    for opinion in Opinion.objects.filter(case_id__in=keys).select_related("author").order_by("round"):
        opinions[opinion.case_id] = opinion
    tally: defaultdict[int, list[str]] = defaultdict(list)
    for case_id, state in OpinionRequest.objects.filter(case_id__in=keys).values_list("case_id", "state"):
        if state not in ("WITHDRAWN", "CLOSED"):
            tally[case_id].append(state)
    conflicts = unsettled(application=application)
    contradicts = _contradictions(conflicts)
    reminded = reminded_on(application, today())
    lines = [
        Line(
            course,
            opinions.get(course.case.pk),
            len(tally[course.case.pk]),
            sum(state != "OPEN" for state in tally[course.case.pk]),
            contradicts.get(course.case.pk, []),
            application.state == "ACCEPTED" and course.case.state in ACTIVE,
            course.case.department_id in reminded,
        )
        for course in courses
    ]
    lines.sort(key=_urgency)
    return Board(
        lines=lines,
        chart=progress.lanes_of(application, title, courses),
        total=len(lines),
        done=sum(line.course.case.state in rules.DONE for line in lines),
        late=sum(_is_late(line.course) for line in lines),
        conflicts=len(conflicts),
        for_window=application.state in ("CONSOLIDATED", "ISSUED"),
    )


def _contradictions(conflicts: list) -> dict[int, list[str]]:  # type: ignore[type-arg]
    """Case → short names of the departments it contradicts; one query."""
    keys = {key for row in conflicts for key in (row.one_id, row.other_id)}
    known = {row.pk: row for row in Condition.objects.filter(pk__in=keys).select_related("department")}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for row in conflicts:
        one, other = known[row.one_id], known[row.other_id]
        for here, there in ((one, other), (other, one)):
            if here.case_id and there.department.short_label not in found[here.case_id]:
                found[here.case_id].append(there.department.short_label)
    return found


def _is_late(course: CaseLine) -> bool:
    clock = course.clock
    return clock is not None and not clock.ended_on and clock.due_on is not None and clock.due_on < today()


def _urgency(line: Line) -> tuple[bool, bool, int, str]:
    case: ItemCase = line.course.case
    left = line.course.clock.left if line.course.clock is not None else None
    return case.state in rules.DONE, left is None, left if left is not None else 0, case.item.code
