"""Reads of hand-overs (送达查询), from what the reader may see."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from accounts import scope
from accounts.posts import CLERK
from approvals.models import Handover
from approvals.queries import clocks_of
from core.keyset import Page, Segment, page

HANDOVER: Final = Handover._meta.label_lower
PAGE: Final = 50


def handovers(user: Any) -> "QuerySet[Handover]":
    """What `user` may see, with what its pages show."""
    return (
        Handover.objects.visible_to(user)
        .select_related("application__project__enterprise", "application__window", "document", "handed_by")
        .defer("application__form", "application__project__classification")
        .annotate(paper_count=Count("papers", distinct=True))
    )


def desk(user: Any, tab: str, way: str, words: str, cursor: str) -> Page:
    """出件台账 of one's windows: `ready` and `sent` the longest waiting first, `done` the latest first."""
    rows = handovers(user).filter(scope.department_q(user, "application__window_id", CLERK))
    if way in Handover.Way.values:
        rows = rows.filter(way=way)
    if words.strip():
        typed = words.strip()
        rows = rows.filter(
            Q(code=typed)
            | Q(application__number__icontains=typed)
            | Q(tracking__iexact=typed)
            | Q(application__project__name__icontains=typed)
            | Q(application__project__code__iexact=typed)
            | Q(application__project__enterprise__name__icontains=typed)
        )
    if tab == "done":
        return page([Segment(rows.filter(state=Handover.State.SERVED), ("-handed_at", "-id"))], cursor, PAGE)
    wanted = (Handover.State.SENT,) if tab == "sent" else (Handover.State.READY, Handover.State.HANDED)
    return page([Segment(rows.filter(state__in=wanted), ("ready_at", "id"))], cursor, PAGE)


def timed(rows: Iterable[Handover]) -> list[Handover]:
    """The rows with `.clock`; one query."""
    found = list(rows)
    clocks = clocks_of((HANDOVER, row.pk) for row in found)
    for row in found:
        row.clock = clocks[HANDOVER, row.pk].get("DELIVERY")  # type: ignore[attr-defined]
    return found


def to_deliver(user: Any) -> int:
    """How many hand-overs wait for this clerk."""
    windows = scope.departments(user, CLERK)
    if not windows:
        return 0
    return Handover.objects.filter(application__window_id__in=windows, state=Handover.State.READY).count()
