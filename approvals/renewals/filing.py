"""申请延续: the holder asks, before the licence ends; asked late it is taken in, but silence will not renew it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Renewal
from approvals.renewals import access, messages, papers, record, rules
from approvals.renewals.queries import rule_of
from approvals.rules import NotAllowed, after
from approvals.silence.queries import rule_of as silence_rule
from approvals.silence.rules import Situation
from catalogue.citations import cite
from catalogue.versions import current_catalogue
from clocks.rules import add_months
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid, WrongState
from core.time import legal_date, today
from documents.models import Document


def licence_can_be_renewed(licence: Document, _data: dict[str, Any]) -> None:
    """A licence with an end that the catalogue lets be renewed, not over yet, with no request under way."""
    rule = rule_of(licence)
    if rule is None or rule[0].state != "PASSED":
        raise Invalid(_("This paper has no validity that can be renewed."))
    if licence.valid_to is not None and today() > licence.valid_to:
        raise Invalid(
            _("The licence ended on %(day)s and cannot be renewed any more; apply for the item anew.")
            % {"day": written_date(licence.valid_to)}
        )
    if Renewal.objects.filter(case=rule[0], state=Renewal.State.FILED).exists():
        raise Invalid(_("A renewal of this licence waits for its decision already."))


def request_is_complete(licence: Document, data: dict[str, Any]) -> None:
    """A reason, and a wanted last day after the present one."""
    faults, until = {}, data.get("until")
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("Say why the licence is needed for longer.")
    if not isinstance(until, date) or licence.valid_to is None or until <= licence.valid_to:
        faults["until"] = _("Name the day until which you need it, after the present last day.")
    elif until > add_months(licence.valid_to, rules.LONGEST_MONTHS):
        faults["until"] = _("A licence is renewed for at most ten years at once.")
    if faults:
        raise Invalid(faults)


def silence_counts(renewal: Renewal) -> bool:
    """Whether the rule on silence stands where the licence was granted, on its last day of validity."""
    return silence_rule(Situation.RENEWAL, renewal.case.application.region_id, renewal.expires_on).on


def _file(context: Context, licence: Document, *, reason: str, until: date) -> Renewal:
    found = rule_of(licence)
    if found is None or licence.valid_to is None:
        raise WrongState
    case, rule, last = found
    renewal = Renewal(
        licence=licence,
        case=case,
        reason=reason.strip(),
        until=until,
        basis=cite(rule.basis, current_catalogue().laws).zh,
        expires_on=licence.valid_to,
        file_by=last,
        filed_on=legal_date(context.effective_at),
        filed_by=context.user,
        filed_at=context.effective_at,
    )
    try:
        renewal.state = after(rules.RENEWAL, context.command.name, "")
    except NotAllowed as error:
        raise WrongState from error
    renewal.save()
    renewal.receipt = papers.receipt(context, renewal, silence=silence_counts(renewal))
    renewal.save(update_fields=["receipt"])
    record.start(renewal)
    context.note(
        case.application.project.chain,
        renewal,
        data={
            "case": case.pk,
            "licence": licence.number,
            "reason": renewal.reason,
            "until": until,
            "expires_on": renewal.expires_on,
            "file_by": last,
            "filed_on": renewal.filed_on,
        },
    )
    messages.to_department("renewal_filed" if renewal.in_time else "renewal_filed_late", renewal, on=renewal.expires_on)
    return renewal


file_renewal = Command(
    name="renewals.file",
    label=gettext_lazy("Ask for renewal"),
    subject=Document,
    may=access.holder,
    states={"VALID"},
    validators=[licence_can_be_renewed, request_is_complete],
    run=_file,
).register()


def _withdraw(context: Context, renewal: Renewal) -> Renewal:
    record.move(context, renewal)
    messages.to_department("renewal_withdrawn", renewal)
    return renewal


withdraw = Command(
    name="renewals.withdraw",
    label=gettext_lazy("Withdraw the renewal"),
    subject=Renewal,
    may=access.asker,
    states=rules.RENEWAL["renewals.withdraw"].sources,
    validators=[],
    run=_withdraw,
).register()
