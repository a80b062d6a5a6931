"""The verbs of an urge order (督办): issue, acknowledge, reply, accept, send back once, withdraw."""

from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.posts import HEAD, LEAD, SUPERVISOR
from approvals import messages
from clocks import commands as clocks
from clocks.current import in_force, office_calendar
from clocks.models import Clock
from core.commands import Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date, today
from projects.models import Project
from supervision.models import UrgeOrder, UrgeReply, WatchPractice
from supervision.urging import paper
from supervision.words import timed

KINDS: Final = {
    "urge_issued": gettext_lazy("Urge order %(number)s: %(label)s, %(project)s; reply until %(on)s"),
    "urge_replied": gettext_lazy("%(department)s replied to urge order %(number)s"),
    "urge_returned": gettext_lazy("Urge order %(number)s: the reply was sent back; reply again until %(on)s"),
    "urge_closed": gettext_lazy("Urge order %(number)s is closed"),
    "urge_withdrawn": gettext_lazy("Urge order %(number)s was withdrawn"),
}
messages.announce(KINDS)


def may_urge(user: Any, clock: Clock) -> bool:
    """A supervisor of the clock's region; only what lies at a department can be urged."""
    return clock.department_id is not None and scope.has_role(user, SUPERVISOR, region=clock.region_id)


def _of_department(user: Any, order: UrgeOrder) -> bool:
    return scope.has_role(user, [HEAD, LEAD], department=order.department_id)


def _of_region(user: Any, order: UrgeOrder) -> bool:
    return scope.has_role(user, SUPERVISOR, region=order.region_id)


def _written(*names: str) -> Any:
    def check(_subject: Any, data: dict[str, Any]) -> None:
        faults = {name: _("Write this down; it stays in the record.") for name in names
                  if not str(data.get(name, "")).strip()}  # fmt: skip
        if faults:
            raise Invalid(faults)

    return check


def _none_open(clock: Clock, _data: dict[str, Any]) -> None:
    earlier = UrgeOrder.objects.open().filter(clock=clock).first()
    if earlier is not None:
        raise Invalid(_("Order %(number)s about this limit is still open.") % {"number": earlier.number})


def _days_fit(_subject: Any, data: dict[str, Any]) -> None:
    practice = WatchPractice.current()
    days, most = data.setdefault("days", practice.urge_reply_days), practice.urge_longest_days
    if not isinstance(days, int) or not 1 <= days <= most:
        raise Invalid({"days": _("Give the department 1 to %(most)d working days.") % {"most": most}})


def _issue(context: Context, clock: Clock, *, demand: str, days: int) -> UrgeOrder:
    on, project = legal_date(context.effective_at), Project.objects.get(pk=clock.project_id)
    assert clock.department is not None
    order = UrgeOrder.objects.create(
        number=f"DB{clock.region_id}{on:%Y%m%d}{next_number(f'urge:{clock.region_id}:{on}'):04d}",
        clock=clock,
        project=project,
        region_id=clock.region_id,
        department=clock.department,
        demand=demand.strip(),
        reply_due_on=in_force().of(clock).days.add(on, days),
        issued_by=context.user,
        issued_at=context.effective_at,
    )
    _start(order, order, project, on, days)
    context.note(project.chain, order, data={"clock": clock.pk, "days": days, "demand": order.demand})
    order.document = paper.order(context, order)
    order.save(update_fields=["document"])
    _tell("urge_issued", order, order.reply_due_on)
    return order


issue = Command(
    name="supervision.urge",
    label=gettext_lazy("Issue an urge order"),
    subject=Clock,
    may=may_urge,
    states={Clock.State.RUNNING, Clock.State.STOPPED},
    validators=[_written("demand"), _days_fit, _none_open],
    run=_issue,
).register()


def _acknowledge(context: Context, order: UrgeOrder) -> UrgeOrder:
    order.state = UrgeOrder.State.ACKNOWLEDGED
    order.acknowledged_by, order.acknowledged_at = context.user, context.effective_at
    order.save(update_fields=["state", "acknowledged_by", "acknowledged_at"])
    context.note(order.project.chain, order)
    return order


acknowledge = Command(
    name="supervision.acknowledge_urge",
    label=gettext_lazy("Acknowledge"),
    subject=UrgeOrder,
    may=_of_department,
    states={"ISSUED"},
    validators=[],
    run=_acknowledge,
).register()


def _expected_is_ahead(_order: UrgeOrder, data: dict[str, Any]) -> None:
    expected: date | None = data.get("expected_on")
    if expected is not None and expected < today():
        raise Invalid({"expected_on": _("The day by which it will be done cannot lie behind us.")})


def _reply(
    context: Context, order: UrgeOrder, *, reason: str, measures: str, expected_on: date | None = None
) -> UrgeReply:
    on, calendar = legal_date(context.effective_at), office_calendar(order.department_id, order.region_id)
    reply = UrgeReply.objects.create(
        order=order,
        round=order.round,
        author=context.user,
        reason=reason.strip(),
        measures=measures.strip(),
        expected_on=expected_on,
        given_at=context.effective_at,
        late_by_days=calendar.count(order.reply_due_on, on) if on > order.reply_due_on else 0,
    )
    clocks.end_clock("URGE", _timed(order), on=on, project_id=order.project_id)
    order.state = UrgeOrder.State.REPLIED
    order.save(update_fields=["state"])
    context.note(order.project.chain, order, data={"round": order.round, "late_by_days": reply.late_by_days})
    _tell("urge_replied", order)
    return reply


reply = Command(
    name="supervision.reply_urge",
    label=gettext_lazy("Reply"),
    subject=UrgeOrder,
    may=_of_department,
    states={"ISSUED", "ACKNOWLEDGED"},
    validators=[_written("reason", "measures"), _expected_is_ahead],
    run=_reply,
).register()


def _judge(context: Context, order: UrgeOrder, accepted: bool, remark: str) -> None:
    reply = order.replies.get(round=order.round)
    reply.accepted, reply.remark = accepted, remark.strip()
    reply.judged_by, reply.judged_at = context.user, context.effective_at
    reply.save(update_fields=["accepted", "remark", "judged_by", "judged_at"])


def _accept(context: Context, order: UrgeOrder, *, remark: str = "") -> UrgeOrder:
    _judge(context, order, True, remark)
    order.state, order.closed_at = UrgeOrder.State.CLOSED, context.effective_at
    order.save(update_fields=["state", "closed_at"])
    context.note(order.project.chain, order, data={"round": order.round})
    _tell("urge_closed", order)
    return order


accept = Command(
    name="supervision.accept_urge_reply",
    label=gettext_lazy("Accept the reply; close the order"),
    subject=UrgeOrder,
    may=_of_region,
    states={"REPLIED"},
    validators=[],
    run=_accept,
).register()


def _not_too_often(order: UrgeOrder, _data: dict[str, Any]) -> None:
    if order.round > (returns := WatchPractice.current().urge_returns):
        raise Invalid(
            _("A reply is sent back %(n)d time(s) at most. Close the order, or raise the matter with the government.")
            % {"n": returns}
        )


def _send_back(context: Context, order: UrgeOrder, *, remark: str, days: int) -> UrgeOrder:
    _judge(context, order, False, remark)
    on = legal_date(context.effective_at)
    order.round += 1
    calendar = office_calendar(order.department_id, order.region_id)
    order.state, order.reply_due_on = UrgeOrder.State.ISSUED, calendar.add(on, days)
    order.save(update_fields=["round", "state", "reply_due_on"])
    _start(order, _timed(order), order.project, on, days)
    context.note(order.project.chain, order, data={"round": order.round, "days": days, "remark": remark.strip()})
    _tell("urge_returned", order, order.reply_due_on)
    return order


send_back = Command(
    name="supervision.return_urge_reply",
    label=gettext_lazy("Send the reply back"),
    subject=UrgeOrder,
    may=_of_region,
    states={"REPLIED"},
    validators=[_written("remark"), _days_fit, _not_too_often],
    run=_send_back,
).register()


def _withdraw(context: Context, order: UrgeOrder, *, reason: str) -> UrgeOrder:
    clocks.end_clock("URGE", _timed(order), on=legal_date(context.effective_at), project_id=order.project_id)
    order.state, order.closed_at = UrgeOrder.State.WITHDRAWN, context.effective_at
    order.save(update_fields=["state", "closed_at"])
    context.note(order.project.chain, order, data={"reason": reason.strip()})
    _tell("urge_withdrawn", order)
    return order


withdraw = Command(
    name="supervision.withdraw_urge",
    label=gettext_lazy("Withdraw the order"),
    subject=UrgeOrder,
    may=_of_region,
    states={"ISSUED", "ACKNOWLEDGED"},
    validators=[_written("reason")],
    run=_withdraw,
    danger=True,
).register()


def _timed(order: UrgeOrder) -> UrgeOrder | UrgeReply:
    """The row that carries the limit of the present round: the order, then the reply that was sent back."""
    return order if order.round == 1 else order.replies.get(round=order.round - 1)


def _start(order: UrgeOrder, subject: UrgeOrder | UrgeReply, project: Project, on: date, days: int) -> None:
    clocks.start_clock(
        "URGE",
        subject,
        clocks.Place.of(project),
        label="督办答复",
        limit=days,
        origin_on=on,
        department_id=order.department_id,
        stage=order.clock.stage,
        region_id=order.region_id,
    )


def _tell(kind: str, order: UrgeOrder, on: date | None = None) -> None:
    data = {
        "number": order.number,
        "label": {"zh": timed(order.clock.label), "en": timed(order.clock.label)},
        "project": order.project.name,
        "department": {"zh": order.department.name, "en": order.department.label},
        "on": on,
    }
    to_department = kind != "urge_replied"
    to = messages.department(order.department_id, HEAD) if to_department else messages.user(order.issued_by_id)
    link = reverse("supervision:urge", args=[order.pk])
    messages.tell(kind, to, order, link, {key: value for key, value in data.items() if value}, order.project.code)
