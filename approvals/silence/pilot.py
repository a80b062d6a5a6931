"""审批超时默认制 (pilot, off unless a region's document says so): the next item begins although a permit is late.

The late permit is never issued by silence: it stays open, its department owes it within one working day, and nothing on
the safety list is ever assumed. What began on an assumption does not pass once the assumed item has failed.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, rules
from approvals.access import nobody
from approvals.commands.opening import opened, states_by_item
from approvals.models import AssumedPrerequisite, ItemCase
from approvals.silence.queries import Rule, rule_of
from approvals.silence.rules import Situation, may_be_assumed
from clocks.current import current_calendar
from clocks.models import Clock
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.flow_nodes import open_task
from core.sweeps import each, sweep
from core.time import legal_date, today

messages.announce(
    {"assumed": gettext_lazy("%(item)s, %(project)s is late: by %(basis)s the next item has begun; decide by %(on)s")}
)


def late_prerequisites(case: ItemCase, rule: Rule) -> list[ItemCase]:
    """The late cases whose passing may be assumed so that this one can begin; empty when that is not enough."""
    states = states_by_item(case.application)
    waiting = rules.readiness(case.prerequisites, states).waiting
    members = case.application.cases.filter(item__code__in=waiting).select_related("department", "item")
    late = set(
        Clock.objects.late(today())
        .filter(kind="PROMISED", subject_type=ItemCase._meta.label_lower, subject_id__in=members.values("pk"))
        .values_list("subject_id", flat=True)
    )
    assumed = [
        one
        for one in members
        if may_be_assumed(
            one.item.code, one.department.function, late=one.pk in late, switched_on=rule.on, basis=rule.basis
        )
    ]
    passed = {**states, **{one.item.code: "PASSED" for one in assumed}}
    return assumed if rules.readiness(case.prerequisites, passed).ready else []


def _open_assumed(context: Context, case: ItemCase) -> ItemCase:
    on = legal_date(context.effective_at)
    rule = rule_of(Situation.PILOT, case.application.region_id, on)
    late = late_prerequisites(case, rule)
    if not late or rule.row is None:
        raise WrongState
    process = flows.item_process(case)
    issue_by = current_calendar().add(today(), 1)
    opened(context, case, since=on, assumed=[one.number for one in late])
    for one in late:
        AssumedPrerequisite.objects.create(
            case=case, late_case=one, rule=rule.row, assumed_at=context.effective_at, issue_by=issue_by
        )
        for role in ("REVIEWER", "HEAD"):
            messages.about_case(
                "assumed", messages.department(one.department_id, role), one, basis=rule.basis, on=issue_by
            )
    flows.ItemFlow.wait.run(open_task(process, flows.ItemFlow.wait))
    return case


open_assumed = Command(
    name="approvals.open_assumed",
    label=gettext_lazy("Begin although a prerequisite is late"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.open_case"].sources,
    validators=[],
    run=_open_assumed,
    system=True,
).register()


@sweep("approvals.91_pilot")
def begin_behind_late() -> int:
    """Every waiting case that may begin behind a late one, where a region's document says so; how many."""
    return each(list(_candidates()), _begin)


def _candidates() -> Iterator[ItemCase]:
    late = Clock.objects.late(today()).filter(kind="PROMISED", subject_type=ItemCase._meta.label_lower)
    behind = ItemCase.objects.filter(
        state="WAITING", application__state="ACCEPTED", application__cases__in=late.values("subject_id")
    )
    known: dict[str, Rule] = {}
    for case in behind.select_related("application").distinct().order_by("pk"):
        region = case.application.region_id
        if region not in known:
            known[region] = rule_of(Situation.PILOT, region, today())
        if known[region].on and late_prerequisites(case, known[region]):
            yield case


def _begin(case: ItemCase) -> bool:
    morning = datetime.combine(today(), time.min, tzinfo=get_default_timezone())
    try:
        open_assumed.perform(SYSTEM_USER, case, effective_at=morning)
    except WrongState:  # the late department decided in the meantime
        return False
    return True


def assumption_has_not_failed(case: ItemCase, data: dict[str, Any]) -> None:
    """A pass cannot stand on an assumed prerequisite that was refused in the end."""
    if data.get("outcome") != "PASS":
        return
    failed = AssumedPrerequisite.objects.filter(case=case, late_case__state__in=rules.DONE - rules.MET).select_related(
        "late_case__item"
    )
    names = "、".join(one.late_case.item.name for one in failed)
    if names:
        raise Invalid(
            {
                "outcome": _("It began on the assumption that %(items)s would pass, which did not happen.")
                % {"items": names}
            }
        )
