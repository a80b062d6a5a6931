"""Reads of this room (查询): every one starts from `visible_to(user)`, the public ones from `public()`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from accounts import scope
from accounts.posts import OFFICERS
from clocks import queries as clock_queries
from clocks.current import current_calendar, in_force
from clocks.models import Clock
from commitments import rules
from commitments.filters import narrowed
from commitments.models import Commitment, CreditRecord, Inspection, Obligation, Verification
from core.keyset import Page, Segment, page
from core.models import JournalEntry
from core.time import today

PAGE: Final = 50
TABS: Final = ("open", "due", "breach", "done", "all")


def commitments(user: Any) -> QuerySet[Commitment]:
    """Visible promises with what their pages show."""
    return (
        Commitment.objects.visible_to(user)
        .select_related("project", "enterprise", "department", "letter", "decision", "zone", "signed_file")
        .defer("project__description", "project__classification", "zone__geometry")
    )


def listing(user: Any, tab: str, cursor: str = "", asked: Mapping[str, Any] | None = None) -> Page:
    """承诺清单: open, due within 20 working days, in breach, done, or all; narrowed as a figure's link says."""
    rows = narrowed(commitments(user), asked or {})
    if tab == "all":
        return page([Segment(rows.exclude(state="DRAFT"), ("-created_at", "-id"))], cursor, PAGE)
    if tab == "done":
        return page([Segment(rows.exclude(state__in=(*rules.OPEN, "DRAFT")), ("-created_at", "-id"))], cursor, PAGE)
    if tab == "breach":
        return page([Segment(rows.filter(state__in=rules.IN_BREACH), ("-created_at", "-id"))], cursor, PAGE)
    if tab == "due":
        soon = Obligation.objects.filter(commitment=OuterRef("pk"), state="OPEN", due_on__lte=due_soon())
        rows = rows.filter(Exists(soon), state__in=("DECIDED", "BUILDING", "VERIFYING", "RECTIFYING"))
    else:
        rows = rows.filter(state__in=(*rules.OPEN, "DRAFT"))
    return page([Segment(rows, ("-created_at", "-id"))], cursor, PAGE)


def due_soon() -> date:
    """The last day that counts as soon: twenty working days ahead."""
    return current_calendar().add(today(), 20)


def clocks_by_subject(label: str, keys: Iterable[int], kind: str) -> dict[int, Clock]:
    """Clocks with light and days left, by id of their subject; one query."""
    on, calendars = today(), in_force()
    found = {}
    for clock in Clock.objects.filter(subject_type=label, subject_id__in=list(keys), kind=kind):
        clock.light = clock_queries.light_of(clock, on)  # type: ignore[attr-defined]
        clock.left = clock_queries.days_left(clock, on, calendars.of(clock).days)
        found[clock.subject_id] = clock
    return found


def duties_of(commitment: Commitment) -> list[Obligation]:
    """What is owed, each with `.clock` and its evidence."""
    duties = list(commitment.obligations.prefetch_related("evidence").order_by("position"))
    clocks = clocks_by_subject(Obligation._meta.label_lower, (duty.pk for duty in duties), "COMMITMENT")
    for duty in duties:
        duty.clock = clocks.get(duty.pk)  # type: ignore[attr-defined]
    return duties


def history(commitment: Commitment) -> list[JournalEntry]:
    """What happened to it, newest first."""
    return list(
        JournalEntry.objects.filter(subject_type="commitments.commitment", subject_id=str(commitment.pk)).order_by(
            "-seq"
        )[:60]
    )


def to_verify(user: Any, cursor: str = "", *, done: bool = False) -> Page:
    """核查任务 of one's department, or drawn for oneself; most urgent first."""
    own = scope.department_q(user, "department_id", OFFICERS) & Q(visit__isnull=True)
    rows = (
        Verification.objects.filter(own | Q(visit__inspectors=user.pk))
        .select_related("commitment__project", "commitment__enterprise", "commitment__department")
        .distinct()
    )
    if done:
        return page([Segment(rows.exclude(state="OPEN"), ("-due_on", "-id"))], cursor, PAGE)
    return page([Segment(rows.filter(state="OPEN"), ("due_on", "id"))], cursor, PAGE)


def verifications(user: Any) -> QuerySet[Verification]:
    """Visible verification tasks; a drawn inspector sees theirs wherever it lies."""
    seen = Verification.objects.visible_to(user) | Verification.objects.filter(visit__inspectors=user.pk)
    return seen.select_related("commitment__project", "commitment__enterprise", "commitment__department").distinct()


def records(user: Any) -> QuerySet[CreditRecord]:
    """Visible credit records."""
    return CreditRecord.objects.visible_to(user).select_related(
        "enterprise", "breach__commitment__project", "breach__commitment__department", "breach__obligation"
    )


def inspections(user: Any) -> QuerySet[Inspection]:
    """Visible draws."""
    return Inspection.objects.visible_to(user).select_related("region", "drawn_by").defer("region__boundary")


def account(user: Any) -> dict[str, Any]:
    """What the enterprise's promises bought and what they owe."""
    rows = Commitment.objects.filter(
        scope.enterprise_q(user, "enterprise_id", "project__code"), state__in=(*rules.STANDING, *rules.IN_BREACH)
    )
    owed = Obligation.objects.filter(commitment__in=rows.values("pk"), state="OPEN")
    return {
        "saved": rows.aggregate(days=Sum("saves_days"))["days"] or 0,
        "standing": rows.count(),
        "kept": Commitment.objects.filter(
            scope.enterprise_q(user, "enterprise_id", "project__code"), state="FULFILLED"
        ).count(),
        "next": owed.select_related("commitment__project").order_by("due_on", "pk").first(),
        "owed": owed.count(),
    }
