"""The one way an opinion request changes (征求意见记录): by the table, journalled, with the end of its clock."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from approvals.models import ItemCase, OpinionRequest
from approvals.opinions import rules
from approvals.rules import NotAllowed, after
from clocks import commands as clocks
from clocks.models import Clock
from core import act
from core.commands import Context
from core.errors import WrongState
from core.time import legal_date


def move(
    context: Context, request: OpinionRequest, verb: str = "", *, data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move a locked request by `verb` (default: the running command's). Raises WrongState where the table forbids it."""
    verb = verb or context.command.name
    try:
        request.state = after(rules.REQUEST, verb, request.state)
    except NotAllowed as error:
        raise WrongState from error
    for name, value in columns.items():
        setattr(request, name, value)
    act.update(request, "state", *columns)
    note(context, request, verb, data)


def note(context: Context, request: OpinionRequest, verb: str, data: dict[str, Any] | None = None) -> None:
    """Write what happened into the journal of the project."""
    context.note(request.case.application.project.chain, request, verb=verb, data=data)


def requests_of(case: ItemCase) -> list[OpinionRequest]:
    """All requests about a case, by age."""
    return act.read_together(
        ("opinion requests", case.pk), lambda: list(case.opinion_requests.select_related("department").order_by("pk"))
    )


def hold_requests(cases: Iterable[ItemCase]) -> None:
    """Read the requests about several cases, for an act for many."""
    found: dict[int, list[OpinionRequest]] = {case.pk: [] for case in cases}
    for row in OpinionRequest.objects.filter(case__in=list(found)).select_related("department").order_by("pk"):
        found[row.case_id].append(row)
    for pk, requests in found.items():
        act.hold(("opinion requests", pk), requests)


def start(request: OpinionRequest, on: date) -> None:
    """Start its clock at the desk of the department that is asked."""
    application = request.case.application
    clocks.start_clock(
        "OPINION",
        request,
        clocks.Place.of(application.project),
        label=f"征求意见 · {request.name}（{request.case.item.name}）",
        limit=request.days,
        origin_on=on,
        department_id=request.department_id,
        stage=application.stage,
    )


def end(request: OpinionRequest, on: date) -> int:
    """Stop its clock; by how many working days the department was late, 0 if in time."""
    clock = clocks.end_clock("OPINION", request, on=on, project_id=request.case.application.project_id)
    return max(0, -clock.left) if clock is not None and clock.left is not None else 0


def clock_of(request: OpinionRequest) -> Clock | None:
    """Its clock; the last day in time is the clock's, by the calendar in force."""
    return Clock.objects.of_subject(request._meta.label_lower, request.pk).filter(kind="OPINION").first()


def close_open(context: Context, case: Any) -> int:
    """The case is done: nobody waits for these answers any more; how many there were."""
    waiting = case.opinion_requests.select_for_update(of=("self",)).filter(state="OPEN").select_related("department")
    found = list(waiting.order_by("pk"))
    for request in found:
        request.case = case
        end(request, legal_date(context.effective_at))
        move(context, request, "opinions.close", ended_at=context.effective_at)
    return len(found)
