"""决定延续: a head of the department of the licence renews it with a new paper, or refuses with reasons."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Renewal
from approvals.renewals import access, messages, papers, record, rules
from approvals.renewals.queries import paper_in_hand
from clocks.rules import add_months
from core.commands import Command, Context
from core.errors import Invalid, WrongState
from core.time import legal_date, today


def licence_stands(renewal: Renewal, _data: dict[str, Any]) -> None:
    """A licence that was revoked or declared void meanwhile is not renewed."""
    if paper_in_hand(renewal) is None:
        raise Invalid(_("The licence has lost its force; there is nothing to renew."))


def decision_is_complete(renewal: Renewal, data: dict[str, Any]) -> None:
    """Number, title and a last day after the present one: a renewed licence is a new paper."""
    faults, valid_to = {}, data.get("valid_to")
    if not str(data.get("official_number") or "").strip():
        faults["official_number"] = _("Give the document's official number.")
    if not str(data.get("title") or "").strip():
        faults["title"] = _("Give the document's title.")
    if not isinstance(valid_to, date) or valid_to <= max(renewal.expires_on, today()):
        faults["valid_to"] = _("Name the new last day of validity, after the present one and after today.")
    elif valid_to > add_months(renewal.expires_on, rules.LONGEST_MONTHS):
        faults["valid_to"] = _("A licence is renewed for at most ten years at once.")
    if faults:
        raise Invalid(faults)


def _renew(context: Context, renewal: Renewal, *, official_number: str, title: str, valid_to: date) -> Renewal:
    old = paper_in_hand(renewal)
    if old is None:
        raise WrongState
    on = legal_date(context.effective_at)
    paper = papers.licence(
        context, renewal, old, number=official_number.strip(), title=title.strip(), valid_to=valid_to
    )
    record.replace(context, renewal, old, paper)
    record.move(
        context,
        renewal,
        data={"official_number": paper.number, "valid_from": on, "valid_to": valid_to},
        decided_by=context.user,
        valid_from=on,
        valid_to=valid_to,
        document=paper,
    )
    messages.to_holder("renewal_renewed", renewal, on=valid_to)
    return renewal


renew = Command(
    name="renewals.renew",
    label=gettext_lazy("Renew the licence"),
    subject=Renewal,
    may=access.decides,
    states=rules.RENEWAL["renewals.renew"].sources,
    validators=[licence_stands, decision_is_complete],
    run=_renew,
).register()


def refusal_is_reasoned(_renewal: Renewal, data: dict[str, Any]) -> None:
    """The holder is told why, with the remedies (行政许可法 38)."""
    if not str(data.get("reason") or "").strip():
        raise Invalid(
            {"reason": _("A refusal needs its reasons; the applicant is told them with the right of appeal.")}
        )


def _refuse(context: Context, renewal: Renewal, *, reason: str) -> Renewal:
    record.move(
        context,
        renewal,
        data={"reason": reason.strip()},
        decided_by=context.user,
        decision_reason=reason.strip(),
        document=papers.refused(context, renewal, reason.strip()),
    )
    messages.to_holder("renewal_refused", renewal)
    return renewal


refuse = Command(
    name="renewals.refuse",
    label=gettext_lazy("Do not renew"),
    subject=Renewal,
    may=access.decides,
    states=rules.RENEWAL["renewals.refuse"].sources,
    validators=[refusal_is_reasoned],
    run=_refuse,
    danger=True,
).register()
