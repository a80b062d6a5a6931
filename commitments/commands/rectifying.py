"""限期整改: ordered, extended once, reported, checked and accepted."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.access import decides, promises
from commitments.commands.breaching import last_breach
from commitments.commands.entering import enter_record
from commitments.commands.keeping import settle
from commitments.commands.signing import reason_is_given
from commitments.effects import tell_department, tell_enterprise
from commitments.models import Commitment
from commitments.record import end_rectification, move, open_verification, start_rectification
from commitments.record import extend_rectification as extend_clock
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, today
from projects.facts import catalogue_for


def _order(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    breach, on = last_breach(commitment), legal_date(context.effective_at)
    days = int(commitment.terms.get("rectify_days") or 10)
    until = start_rectification(breach, on, days)
    move(
        context,
        commitment,
        rectify_until=until,
        rectify_extended=False,
        rectified_at=None,
        data={"until": until, "reason": reason.strip()},
    )
    tell_enterprise(context, "promise_rectify", commitment, on=until)
    return commitment


order_rectification = Command(
    name="commitments.order_rectification",
    label=gettext_lazy("Order rectification"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.order_rectification"].sources,
    validators=[reason_is_given],
    run=_order,
).register()


def once_and_in_time(commitment: Commitment, data: dict[str, Any]) -> None:
    """Once more the same days, asked for before the first have passed."""
    if commitment.rectify_extended:
        raise Invalid(_("The rectification was extended once already."))
    if commitment.rectify_until and today() > commitment.rectify_until:
        raise Invalid(_("The days have passed; they cannot be extended afterwards."))


def _extend(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    days = 2 * int(commitment.terms.get("rectify_days") or 10)
    until = extend_clock(last_breach(commitment), days)
    move(
        context, commitment, rectify_until=until, rectify_extended=True, data={"until": until, "reason": reason.strip()}
    )
    tell_enterprise(context, "promise_rectify", commitment, on=until)
    return commitment


extend_rectification = Command(
    name="commitments.extend_rectification",
    label=gettext_lazy("Extend once"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.extend_rectification"].sources,
    validators=[once_and_in_time, reason_is_given],
    run=_extend,
).register()


def _report(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    commitment.rectified_at = context.effective_at
    commitment.save(update_fields=["rectified_at"])
    context.note(commitment.project.chain, commitment, data={"number": commitment.number, "reason": reason.strip()})
    open_verification(
        context, commitment, "RECTIFIED", limit=catalogue_for(commitment.project).practice.rectified_check_days
    )
    tell_department(context, "promise_rectified", commitment)
    return commitment


report_rectified = Command(
    name="commitments.report_rectified",
    label=gettext_lazy("Report as rectified"),
    subject=Commitment,
    may=promises,
    states={"RECTIFYING"},
    validators=[reason_is_given],
    run=_report,
).register()


def rectification_was_checked(commitment: Commitment, data: dict[str, Any]) -> None:
    """Reported, and its check done and good."""
    checks = commitment.verifications.filter(reason="RECTIFIED").order_by("-pk")
    latest = checks.first()
    if commitment.rectified_at is None or latest is None or latest.state != "KEPT":
        raise Invalid(_("The rectification has to be reported and checked first."))


def _accept(context: Context, commitment: Commitment) -> Commitment:
    on, breach = legal_date(context.effective_at), last_breach(commitment)
    breach.cured_on = on
    breach.save(update_fields=["cured_on"])
    end_rectification(commitment, on)
    move(context, commitment, rectify_until=None)
    enter_record(context, breach, revoked=False)
    tell_enterprise(context, "promise_rectification_accepted", commitment)
    settle(context, commitment)
    return commitment


accept_rectification = Command(
    name="commitments.accept_rectification",
    label=gettext_lazy("Accept the rectification"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.accept_rectification"].sources,
    validators=[rectification_was_checked],
    run=_accept,
).register()
