"""Reads of this room (查询): records with what their pages show, their clocks, what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts import scope
from accounts.posts import CLERK, HEAD, LEAD, REVIEWER
from approvals import rules
from approvals.models import (
    CaseCorrection,
    Extension,
    ItemCase,
    JointApplication,
    Message,
    Opinion,
    SpecialProcedure,
    WithdrawalConsent,
)
from approvals.querysets import JointApplicationQuerySet
from clocks import queries as clock_queries
from clocks.current import in_force
from clocks.models import Clock
from core.time import today

CASE: Final = "approvals.itemcase"
APPLICATION: Final = "approvals.jointapplication"
NOTICE: Final = "approvals.onetimenotice"


# ---- one record ----------------------------------------------------------------------------------------------


def applications(user: Any) -> JointApplicationQuerySet:
    """Visible applications with what their pages show."""
    return (
        JointApplication.objects.visible_to(user)
        .select_related("project__enterprise", "region", "window", "lead", "submitted_by")
        .defer("region__boundary", "form", "project__description", "project__classification")
    )


def cases(user: Any) -> QuerySet[ItemCase]:
    """Visible cases with what their pages show."""
    return (
        ItemCase.objects.visible_to(user)
        .select_related(
            "item", "department", "reviewer", "holder", "application__project__enterprise", "application__lead"
        )
        .defer("application__form", "application__project__classification")
    )


def clocks_of(subjects: Iterable[tuple[str, int]], on: date | None = None) -> dict[tuple[str, int], dict[str, Clock]]:
    """Clocks by subject and kind, with light and days left as of `on`; one query."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for kind, pk in subjects:
        wanted[kind].append(pk)
    condition = Q(pk__in=[])
    for kind, keys in wanted.items():
        condition |= Q(subject_type=kind, subject_id__in=keys)
    found: defaultdict[tuple[str, int], dict[str, Clock]] = defaultdict(dict)
    for clock in faced(Clock.objects.filter(condition), on or today()):
        found[clock.subject_type, clock.subject_id][clock.kind] = clock
    return found


def clock_shown(clocks: dict[str, Clock]) -> Clock | None:
    """Of the clocks of an application or its open notice the one that says how it stands.

    An ended notice clock says nothing about a stage that goes on: it is none.
    """
    notice = clocks.get("NOTICE")
    return clocks.get("CORRECTION") or clocks.get("STAGE") or (notice if notice and not notice.ended_on else None)


def faced(clocks: Iterable[Clock], on: date) -> list[Clock]:
    """The clocks with `.light` and `.left` as they stand on `on`."""
    calendars, found = in_force(), list(clocks)
    for clock in found:
        calendar = calendars.of(clock).days
        clock.light = clock_queries.light_of(clock, on)  # type: ignore[attr-defined]
        clock.left, clock.used = (
            clock_queries.days_left(clock, on, calendar),
            clock_queries.days_used(clock, on, calendar),
        )
    return found


# ---- what waits for whom -------------------------------------------------------------------------------------


def to_review_q(user: Any) -> Q:
    """Cases under review in one's department, without a request that waits for the head."""
    special, correction = (
        Exists(asked.objects.filter(case=OuterRef("pk"), state="REQUESTED"))
        for asked in (SpecialProcedure, CaseCorrection)
    )
    mine = Q(holder=None) | Q(holder__in=[post.holder for post in scope.acting(user).having([REVIEWER])])
    return scope.department_q(user, "department_id", REVIEWER) & Q(state="OPEN") & mine & ~Q(special) & ~Q(correction)


def to_sign_q(user: Any) -> Q:
    """Cases that wait for one's signature: reviewed by somebody else."""
    own = Opinion.objects.filter(case=OuterRef("pk"), author_id=user.pk)
    return scope.department_q(user, "department_id", HEAD) & Q(state="REVIEWED") & ~Q(Exists(own))


def to_grant_q(user: Any) -> Q:
    """Cases with a request somebody else made, or that the applicant wants to take back."""
    special, longer, correction = (
        Exists(asked.objects.filter(case=OuterRef("pk"), state="REQUESTED").exclude(requested_by_id=user.pk))
        for asked in (SpecialProcedure, Extension, CaseCorrection)
    )
    leaving = Exists(
        WithdrawalConsent.objects.filter(
            request__application=OuterRef("application"), department=OuterRef("department"), state="OPEN"
        )
    )
    asked = Q(state="OPEN") & (Q(special) | Q(longer) | Q(correction))
    return scope.department_q(user, "department_id", HEAD) & (asked | Q(leaving, state__in=rules.STARTED))


def todo_q(user: Any) -> Q:
    """Everything of a case that waits for this person."""
    return to_review_q(user) | to_sign_q(user) | to_grant_q(user)


def todo_count(user: Any) -> int:
    """How many cases wait for this person; counted once per request."""
    if not scope.departments(user, (REVIEWER, HEAD)):
        return 0
    known: int | None = getattr(user, "_todo", None)
    return ItemCase.objects.filter(todo_q(user)).count() if known is None else known


def remember_todo(user: Any, count: int) -> None:
    """The desk has counted already; the number beside the navigation need not count again."""
    user._todo = count


def remember_window(user: Any, counts: dict[str, int]) -> None:
    """The same for the window."""
    user._window = counts


def window_count(user: Any) -> int:
    """How many applications wait for this clerk."""
    windows = scope.departments(user, CLERK)
    if not windows:
        return 0
    known: dict[str, int] | None = getattr(user, "_window", None)
    counts = window_counts(windows) if known is None else known
    return counts["check"] + counts["issue"]


def window_clocks(windows: Iterable[int], *kinds: str) -> QuerySet[Clock]:
    """The running clocks of what is answered or corrected before acceptance; a bureau's corrections afterwards are none."""
    return Clock.objects.filter(
        kind__in=kinds,
        department_id__in=windows,
        state="RUNNING",
        subject_type__in=(APPLICATION, NOTICE, CASE),
    )


def clocks_to_check(windows: Iterable[int]) -> QuerySet[Clock]:
    """One running clock of each file to check: of a corrected one its re-check, which ends before the five days do."""
    recheck = Clock.objects.filter(
        kind="RECHECK", state="RUNNING", subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id")
    )
    return window_clocks(windows, "NOTICE", "RECHECK").exclude(Exists(recheck), kind="NOTICE")


def window_counts(windows: Iterable[int]) -> dict[str, int]:
    """What waits at these windows: to check, to issue, and with the applicant; items that join a running stage count too."""
    running = dict(window_clocks(windows, "NOTICE", "CORRECTION").values_list("kind").annotate(Count("pk")))
    issue = JointApplication.objects.filter(window_id__in=windows, state="CONSOLIDATED").count()
    return {"check": running.get("NOTICE", 0), "issue": issue, "correction": running.get("CORRECTION", 0)}


def lead_count(user: Any) -> int:
    """How many stages wait for this lead officer's answer."""
    led = scope.departments(user, LEAD)
    return JointApplication.objects.filter(lead_id__in=led, state="CONSOLIDATING").count() if led else 0


def waiting_for_applicant(user: Any) -> int:
    """How many of one's applications wait for corrections, before or after acceptance."""
    return JointApplication.objects.own(user).filter(to_correct_q()).count() if scope.enterprises(user) else 0


def to_correct_q() -> Q:
    """Applications that wait for the applicant: a one-time notice, or an item that needs a correction."""
    return Q(state="CORRECTION") | Q(Exists(ItemCase.objects.filter(application=OuterRef("pk"), state="CORRECTING")))


def unread(user: Any) -> int:
    """How many messages were not opened."""
    return Message.objects.visible_to(user).unread().count()
