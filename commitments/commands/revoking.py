"""撤销: announced with its reasons, heard, dropped or signed by another who has read what falls with it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.current import office_calendar
from commitments import papers, rules
from commitments.access import decides, promises, revokes, verifier
from commitments.commands.breaching import last_breach
from commitments.commands.entering import enter_record
from commitments.commands.keeping import settle
from commitments.commands.signing import reason_is_given
from commitments.consequences import affected_by
from commitments.effects import fire, tell_department, tell_enterprise
from commitments.models import Breach, Commitment, CreditRecord
from commitments.record import close_all, end_rectification, move
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import legal_date, today
from documents.commands import revoke_document
from projects.facts import catalogue_for


def _announce(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    breach, on = last_breach(commitment), legal_date(context.effective_at)
    breach.reasons, breach.announced_by = reason.strip(), context.user
    breach.heard_until = office_calendar(commitment.department_id, commitment.region_id).add(
        on, catalogue_for(commitment.project).practice.hearing_days
    )
    breach.notice = papers.hearing_notice(context, breach)
    breach.save()
    end_rectification(commitment, on)
    move(context, commitment, data={"heard_until": breach.heard_until, "notice": breach.notice.number})
    tell_enterprise(context, "promise_hearing", commitment, on=breach.heard_until)
    tell_department(context, "promise_hearing", commitment, "HEAD", on=breach.heard_until)
    return commitment


announce_revocation = Command(
    name="commitments.announce_revocation",
    label=gettext_lazy("Announce the revocation"),
    subject=Commitment,
    may=verifier,
    states=rules.COMMITMENT["commitments.announce_revocation"].sources,
    validators=[reason_is_given],
    run=_announce,
    danger=True,
).register()


def case_may_be_stated(commitment: Commitment, data: dict[str, Any]) -> None:
    """Words, in time."""
    if not str(data.get("statement", "")).strip():
        raise Invalid({"statement": _("Write what you have to say; the head reads it before deciding.")})
    if today() > (last_breach(commitment).heard_until or today()):
        raise Invalid(_("The days to state your case have passed."))


def _state_case(context: Context, commitment: Commitment, *, statement: str) -> Breach:
    breach = last_breach(commitment)
    breach.statement, breach.stated_at = statement.strip(), context.effective_at
    breach.save(update_fields=["statement", "stated_at"])
    context.note(commitment.project.chain, commitment, data={"number": commitment.number, "breach": breach.pk})
    tell_department(context, "promise_stated", commitment, "HEAD")
    return breach


state_case = Command(
    name="commitments.state_case",
    label=gettext_lazy("State your case"),
    subject=Commitment,
    may=promises,
    states={"HEARING"},
    validators=[case_may_be_stated],
    run=_state_case,
).register()


def was_heard(commitment: Commitment, data: dict[str, Any]) -> None:
    """Nobody's decision is taken away unheard: a statement has come, or the days for one have passed."""
    breach = last_breach(commitment)
    if not breach.statement and breach.heard_until is not None and today() <= breach.heard_until:
        raise Invalid(
            _("The enterprise may state its case until %(day)s; decide after that.")
            % {"day": written_date(breach.heard_until)}
        )


def _drop(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    breach = last_breach(commitment)
    breach.cured_on = legal_date(context.effective_at)
    breach.save(update_fields=["cured_on"])
    move(context, commitment, rectify_until=None, data={"reason": reason.strip()})
    tell_enterprise(context, "promise_dropped", commitment)
    settle(context, commitment)
    return commitment


drop_revocation = Command(
    name="commitments.drop_revocation",
    label=gettext_lazy("Do not revoke"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.drop_revocation"].sources,
    validators=[was_heard, reason_is_given],
    run=_drop,
).register()


def consequences_were_seen(commitment: Commitment, data: dict[str, Any]) -> None:
    """Who signs has confirmed exactly the consequences that stand today."""
    if data.get("seen") != affected_by(commitment).fingerprint:
        raise Invalid({"seen": _("Read and confirm what the revocation takes away; it may have changed meanwhile.")})


def _revoke(context: Context, commitment: Commitment, *, seen: str, record_class: str = "") -> CreditRecord:
    breach, affected = last_breach(commitment), affected_by(commitment)
    record = enter_record(context, breach, revoked=True, record_class=record_class)
    breach.revocation = papers.revocation(context, breach, record, affected.names)
    breach.save(update_fields=["revocation"])
    if commitment.decision is not None and commitment.decision.state == "VALID":
        revoke_document(context, commitment.decision, reason=f"承诺未兑现，{breach.revocation.number}")
    move(
        context,
        commitment,
        data={"record": record.number, "revocation": breach.revocation.number, "affected": affected.names},
    )
    close_all(context, commitment, "MISSED")
    fire("revoked", context, commitment, breach=breach)
    tell_enterprise(context, "promise_revoked", commitment)
    return record


revoke = Command(
    name="commitments.revoke",
    label=gettext_lazy("Revoke the decision"),
    subject=Commitment,
    may=revokes,
    states=rules.COMMITMENT["commitments.revoke"].sources,
    validators=[was_heard, consequences_were_seen],
    run=_revoke,
    danger=True,
).register()
