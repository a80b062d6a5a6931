"""The desks (工作台): queues by working days left, in a fixed number of queries for any number of rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts import scope
from accounts.posts import CLERK, HEAD, LEAD, REVIEWER
from approvals import rules
from approvals.models import (
    CaseCorrection,
    Extension,
    ItemCase,
    JointApplication,
    Message,
    OneTimeNotice,
    WithdrawalConsent,
)
from approvals.queries import (
    APPLICATION,
    CASE,
    NOTICE,
    applications,
    cases,
    clock_shown,
    clocks_of,
    clocks_to_check,
    faced,
    remember_todo,
    remember_window,
    to_correct_q,
    todo_q,
    window_clocks,
    window_counts,
)
from clocks.models import Clock
from core.keyset import Page, Segment, page
from core.time import today

PAGE: Final = 50


@dataclass(slots=True)
class Row:
    """One line of a desk: the record, its clock (None where nothing runs) and what the reader shall do."""

    subject: Any
    clock: Clock | None = None
    task: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """One page of rows and the numbers on the tabs."""

    rows: list[Row]
    page: Page
    counts: dict[str, int]
    heads: bool = False
    reviews: bool = False
    """Whether the reader signs: the page offers to sign several at once."""


# ---- reviewer and head ---------------------------------------------------------------------------------------


def inbox(user: Any, tab: str = "todo", cursor: str = "") -> Desk:
    """待办: cases most urgent first. `tab` is todo, paused (特别程序, 前置未办结) or done."""
    own = ItemCase.objects.filter(scope.department_q(user, "department_id", (REVIEWER, HEAD)))
    waiting = Q(state__in=("SPECIAL", "CORRECTING", "WAITING"), application__state="ACCEPTED")
    counts = own.aggregate(todo=Count("pk", filter=todo_q(user)), paused=Count("pk", filter=waiting))
    remember_todo(user, counts["todo"])
    known: dict[int, Clock | None]
    if tab == "todo":
        cases_todo = own.filter(todo_q(user)).values("pk")
        clocks = Clock.objects.open().filter(kind="PROMISED", subject_type=CASE, subject_id__in=cases_todo)
        shown = page([Segment(clocks.filter(due_on__isnull=False), ("due_on", "id"))], cursor, PAGE)
        known = {clock.subject_id: clock for clock in faced(shown.rows, today())}
    else:
        done = Segment(own.filter(state__in=rules.DECIDED), ("-decided_on", "-id"))
        shown = page([done if tab == "done" else Segment(own.filter(waiting), ("id",))], cursor, PAGE)
        found = clocks_of((CASE, case.pk) for case in shown.rows)
        known = {case.pk: found[CASE, case.pk].get("PROMISED") for case in shown.rows}
    return Desk(
        _case_rows(user, known),
        shown,
        counts,
        heads=bool(scope.departments(user, HEAD)),
        reviews=bool(scope.departments(user, REVIEWER)),
    )


def _case_rows(user: Any, known: dict[int, Clock | None]) -> list[Row]:
    longer, correction = (
        Exists(asked.objects.filter(case=OuterRef("pk"), state="REQUESTED")) for asked in (Extension, CaseCorrection)
    )
    leaving = Exists(
        WithdrawalConsent.objects.filter(
            request__application=OuterRef("application"), department=OuterRef("department"), state="OPEN"
        )
    )
    visible = cases(user).filter(pk__in=known).prefetch_related("special_procedures")
    visible = visible.annotate(asked=Q(longer) | Q(correction), leaving=leaving)
    by_key = {case.pk: case for case in visible}
    heads = scope.departments(user, HEAD)
    return [Row(by_key[key], clock, _task(by_key[key], heads)) for key, clock in known.items() if key in by_key]


def _task(case: ItemCase, heads: frozenset[int]) -> str:
    requested = any(special.state == "REQUESTED" for special in case.special_procedures.all())
    requested |= case.asked  # type: ignore[attr-defined]
    if case.leaving and case.department_id in heads and case.state in rules.STARTED:  # type: ignore[attr-defined]
        return "grant"
    if case.state == "OPEN":
        return "grant" if requested and case.department_id in heads else "review"
    return {"REVIEWED": "sign", "SPECIAL": "special", "CORRECTING": "correct", "WAITING": "wait"}.get(case.state, "")


# ---- window --------------------------------------------------------------------------------------------------


def window_queue(user: Any, tab: str = "check", cursor: str = "") -> Desk:
    """综合窗口: what must be answered, what may be issued, what waits for the applicant."""
    windows = scope.departments(user, CLERK)
    own = JointApplication.objects.visible_to(user).filter(window_id__in=windows)
    if tab == "issue":
        segments = [Segment(own.filter(state="CONSOLIDATED", consolidated_at__isnull=False), ("consolidated_at", "id")),
                    Segment(own.filter(state="CONSOLIDATED", consolidated_at__isnull=True), ("id",))]  # fmt: skip
        shown = page(segments, cursor, PAGE)
        rows = _application_rows(user, [(row.pk, None) for row in shown.rows])
    else:
        clocks = window_clocks(windows, "CORRECTION") if tab == "correction" else clocks_to_check(windows)
        shown = page([Segment(clocks, ("due_on", "id"))], cursor, PAGE)
        rows = _application_rows(user, _applications_of(faced(shown.rows, today())))
    counts = window_counts(windows)
    remember_window(user, counts)
    return Desk(rows, shown, counts)


def _applications_of(clocks: list[Clock]) -> list[tuple[int, Clock | None]]:
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for clock in clocks:
        keys[clock.subject_type].append(clock.subject_id)
    found = {APPLICATION: {key: key for key in keys[APPLICATION]}}
    for kind, rows, path in (
        (NOTICE, OneTimeNotice.objects, Coalesce("application_id", "supplement__application_id")),
        (CASE, ItemCase.objects, "application_id"),
    ):
        if keys[kind]:
            found[kind] = dict(rows.filter(pk__in=keys[kind]).values_list("pk", path))
    return [(found[clock.subject_type][clock.subject_id], clock) for clock in clocks]


def _application_rows(user: Any, wanted: list[tuple[int, Clock | None]]) -> list[Row]:
    keys = [key for key, _clock in wanted]
    by_key = {a.pk: a for a in applications(user).filter(pk__in=keys).annotate(items=Count("cases"))}
    return [Row(by_key[key], clock) for key, clock in wanted if key in by_key]


# ---- lead ----------------------------------------------------------------------------------------------------


def lead_board(user: Any, cursor: str = "") -> Desk:
    """牵头: stages to consolidate first, then those under review; every row with all its items."""
    own = applications(user).filter(lead_id__in=scope.departments(user, LEAD))
    segments = [
        Segment(own.filter(state="CONSOLIDATING", accepted_on__isnull=False), ("accepted_on", "id")),
        Segment(own.filter(state="ACCEPTED", accepted_on__isnull=False), ("accepted_on", "id")),
    ]
    shown = page(segments, cursor, PAGE)
    keys = [application.pk for application in shown.rows]
    members: defaultdict[int, list[ItemCase]] = defaultdict(list)
    for case in ItemCase.objects.filter(application_id__in=keys).select_related("item", "department"):
        members[case.application_id].append(case)
    clocks = clocks_of(
        [(APPLICATION, key) for key in keys] + [(CASE, case.pk) for own_cases in members.values() for case in own_cases]
    )
    rows = []
    for application in shown.rows:
        lines = [Row(case, clocks[CASE, case.pk].get("PROMISED")) for case in members[application.pk]]
        late = sum(line.clock is not None and str(line.clock.light) in ("YELLOW", "RED") for line in lines)  # type: ignore[attr-defined]
        rows.append(
            Row(
                application,
                clocks[APPLICATION, application.pk].get("STAGE"),
                "consolidate" if application.state == "CONSOLIDATING" else "",
                {
                    "lines": lines,
                    "late": late,
                    "done": sum(line.subject.state in ItemCase.DONE_STATES for line in lines),
                    "against": sum(line.subject.state == "FAILED" for line in lines),
                },
            )
        )
    return Desk(rows, shown, {"consolidate": own.filter(state="CONSOLIDATING").count()})


# ---- applicant -----------------------------------------------------------------------------------------------


def mine(user: Any, cursor: str = "") -> Desk:
    """我的申报: what waits for corrections first, then the applications of one's enterprises, newest first."""
    own, order = applications(user).own(user), ("-created_at", "-id")
    segments = [Segment(own.filter(to_correct_q()), order), Segment(own.exclude(to_correct_q()), order)]
    shown = page(segments, cursor, PAGE)
    keys = [application.pk for application in shown.rows]
    tallies = {
        row["application_id"]: dict(row)
        for row in ItemCase.objects.filter(application_id__in=keys)
        .values("application_id")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(state__in=ItemCase.DONE_STATES)))
    }
    notices = dict(
        OneTimeNotice.objects.filter(application_id__in=keys, answered_at__isnull=True).values_list(
            "application_id", "pk"
        )
    )
    clocks = clocks_of([(APPLICATION, key) for key in keys] + [(NOTICE, key) for key in notices.values()])
    rows = []
    for application in shown.rows:
        running = (
            clocks[NOTICE, notices[application.pk]]
            if application.pk in notices
            else clocks[APPLICATION, application.pk]
        )
        rows.append(Row(application, clock_shown(running), more=tallies.get(application.pk, {"total": 0, "done": 0})))
    return Desk(rows, shown, {})


# ---- messages ------------------------------------------------------------------------------------------------


def messages_for(user: Any, cursor: str = "") -> Page:
    """站内消息, newest first."""
    return page([Segment(Message.objects.visible_to(user), ("-created_at", "-id"))], cursor, PAGE)
