"""Reads of opinion requests (征求意见查询): what a page shows, what waits for whom."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import QuerySet

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from approvals.models import OpinionRequest
from approvals.queries import clocks_of
from core.keyset import Page, Segment, page

REQUEST: Final = "approvals.opinionrequest"
PAGE: Final = 50
DESKS: Final = (REVIEWER, HEAD)


def requests(user: Any) -> QuerySet[OpinionRequest]:
    """Visible requests with what their pages show."""
    return (
        OpinionRequest.objects.visible_to(user)
        .select_related(
            "department", "asked_by", "author", "case__item", "case__department", "case__application__project__enterprise"
        )
        .defer("case__application__form", "case__application__project__classification")
    )  # fmt: skip


def waiting(user: Any, rows: QuerySet[OpinionRequest]) -> QuerySet[OpinionRequest]:
    """Those of `rows` that wait for the opinion of one of the reader's departments."""
    return rows.filter(scope.department_q(user, "department_id", DESKS), state=OpinionRequest.State.OPEN)


def desk(user: Any, tab: str, cursor: str) -> Page:
    """`todo`: waits for my department, most urgent first; `done`: it has answered; `asked`: what it asked others."""
    rows = requests(user)
    if tab == "asked":
        asked = rows.filter(scope.department_q(user, "case__department_id", DESKS))
        return page([Segment(asked, ("-asked_at", "-id"))], cursor, PAGE)
    if tab == "done":
        own = rows.filter(scope.department_q(user, "department_id", DESKS))
        return page([Segment(own.exclude(state=OpinionRequest.State.OPEN), ("-asked_at", "-id"))], cursor, PAGE)
    return page([Segment(waiting(user, rows), ("due_on", "id"))], cursor, PAGE)


def timed(rows: Iterable[OpinionRequest]) -> list[OpinionRequest]:
    """The rows with `.clock`; one query."""
    found = list(rows)
    clocks = clocks_of((REQUEST, row.pk) for row in found)
    for row in found:
        row.clock = clocks[REQUEST, row.pk].get("OPINION")  # type: ignore[attr-defined]
    return found
