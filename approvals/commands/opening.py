"""When a case may start (并联与前置): at acceptance, or when its last prerequisite has been decided.

The decision of one case and the opening of the next are two transactions: departments that sign at the
same time never wait for each other's rows. What a crash leaves between them the sweep makes up, with the
same dates.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from approvals import flows, messages, rules, timing
from approvals.access import nobody
from approvals.models import Decision, ItemCase, JointApplication
from approvals.record import move_case
from approvals.refiling import kept_clock
from approvals.reuse.taking import take
from clocks import commands as clocks
from core.commands import SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.flow_nodes import open_task


def states_by_item(application: JointApplication) -> dict[str, str]:
    """State of every case of the application by item code."""
    return dict(application.cases.values_list("item__code", "state"))


def readiness_of(case: ItemCase, states: dict[str, str]) -> rules.Readiness:
    """What the case waits for."""
    return rules.readiness(case.prerequisites, states)


def open_ready(context: Context, application: JointApplication, cases: Iterable[ItemCase]) -> None:
    """On acceptance: open every case that waits for nothing; all have the same day 0."""
    states = states_by_item(application)
    with clocks.settled_together(application.project_id):
        for case in cases:
            if readiness_of(case, states).ready:
                opened(context, case)


def opened(context: Context, case: ItemCase, *, since: date | None = None, assumed: Sequence[str] = ()) -> None:
    """部门开始办理: the case's row and clocks. Day 0 follows from acceptance and prerequisites.

    `since`: not before that day, where it begins on `assumed`, the numbers of late cases taken as passed.
    """
    application = case.application
    if application.accepted_on is None:
        raise WrongState
    decided: dict[str, date] = {}
    if case.prerequisites:
        met = application.cases.filter(state__in=rules.MET, decided_on__isnull=False)
        decided = {code: on for code, on in met.values_list("item__code", "decided_on") if on is not None}
    on = rules.opening_day(case.accepted_on or application.accepted_on, case.prerequisites, decided)
    on = max(on, since or on)
    data: dict[str, Any] = {"opened_on": on}
    kept = kept_clock(case, on)
    if kept is not None:
        on = kept.origin_on
        data = {"opened_on": on, "kept_from_clock": kept.pk}
    if assumed:
        data["assumed"] = list(assumed)
    move_case(context, case, verb="approvals.open_case", opened_on=on, data=data)
    due_on = timing.start_case(case, on).due_on
    take(context, case, data["opened_on"])
    messages.about_case("opened", messages.department(case.department_id, "REVIEWER"), case, on=due_on)


def after_decision(case: ItemCase) -> None:
    """Once the decision is committed: open or close what waited for it."""
    transaction.on_commit(partial(settle_waiting, case.application_id), robust=True)


def settle_waiting(application_id: int) -> int:
    """Open the waiting cases of an application that are ready, close those that never will be; how many."""
    done = 0
    while True:
        moved = sum(_settle(case) for case in _waiting(application_id))
        done += moved
        # Closing a case may close those that wait for it.
        if not moved:
            return done


def _waiting(application_id: int) -> list[ItemCase]:
    waiting = ItemCase.objects.filter(application_id=application_id, application__state="ACCEPTED", state="WAITING")
    return list(waiting.select_related("application").order_by("pk"))


def _settle(case: ItemCase) -> bool:
    readiness = readiness_of(case, states_by_item(case.application))
    command = open_case if readiness.ready else close_case if readiness.dead else None
    if command is None:
        return False
    try:
        command.perform(SYSTEM_USER, case, effective_at=_last_decision(case))
    except WrongState:  # another worker was first
        return False
    return True


def _last_decision(case: ItemCase) -> datetime | None:
    """The instant the last prerequisite was decided: when the sweep comes late, the opening still took effect then."""
    codes = {code for group in case.prerequisites for code in group}
    decisions = Decision.objects.filter(case__application_id=case.application_id, case__item__code__in=codes)
    return decisions.aggregate(last=Max("decided_at"))["last"]


def _open(context: Context, case: ItemCase) -> ItemCase:
    if not readiness_of(case, states_by_item(case.application)).ready:
        raise WrongState
    process = flows.item_process(case)
    opened(context, case)
    flows.ItemFlow.wait.run(open_task(process, flows.ItemFlow.wait))
    return case


def _close(context: Context, case: ItemCase) -> ItemCase:
    dead = readiness_of(case, states_by_item(case.application)).dead
    if not dead:
        raise WrongState
    application, process = case.application, flows.item_process(case)
    move_case(context, case, data={"prerequisites": list(dead)})
    messages.about_case(
        "closed",
        messages.enterprise(application.project.enterprise_id),
        case,
        reason="、".join(application.cases.filter(item__code__in=dead).values_list("item__name", flat=True)),
    )
    flows.ItemFlow.strike.run(process)
    return case


open_case = Command(
    name="approvals.open_case",
    label=gettext_lazy("Open case"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.open_case"].sources,
    validators=[],
    run=_open,
    system=True,
).register()

close_case = Command(
    name="approvals.close_case",
    label=gettext_lazy("Close case: prerequisite not met"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.close_case"].sources,
    validators=[],
    run=_close,
    system=True,
).register()
