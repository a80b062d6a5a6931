"""违诺处理: a breach is found, rectified in time or heard and revoked, with its entry in the credit record."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.current import office_calendar
from clocks.rules import add_months
from commitments import papers, rules
from commitments.access import decides, promises, revokes, verifier
from commitments.commands.keeping import settle
from commitments.commands.signing import reason_is_given
from commitments.consequences import affected_by
from commitments.effects import fire, tell_department, tell_enterprise
from commitments.models import Breach, Commitment, CreditRecord, Obligation, Verification
from commitments.record import (
    close_all,
    end_rectification,
    move,
    open_verification,
    start_rectification,
)
from commitments.record import (
    extend_rectification as extend_clock,
)
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date, today
from documents.commands import revoke_document
from projects.facts import catalogue_for


def breach_is_stated(commitment: Commitment, data: dict[str, Any]) -> None:
    """Which kind, and the facts."""
    faults = {}
    if data.get("kind") not in Breach.Kind.values:
        faults["kind"] = _("Choose what kind of breach it is.")
    if not str(data.get("facts", "")).strip():
        faults["facts"] = _("State the facts; the enterprise can answer them.")
    if faults:
        raise Invalid(faults)


def found(
    context: Context,
    commitment: Commitment,
    *,
    kind: str,
    facts: str,
    obligation: Obligation | None = None,
    verification: Verification | None = None,
) -> Breach:
    """Write the breach down and move the commitment; also used by verification and by the sweep."""
    breach = Breach.objects.create(
        commitment=commitment,
        kind=kind,
        facts=facts.strip(),
        obligation=obligation,
        verification=verification,
        found_by=context.user if context.user.pk else None,
        found_at=context.effective_at,
    )
    move(context, commitment, "commitments.find_breach", data={"kind": kind, "breach": breach.pk})
    tell_enterprise(context, "promise_breach", commitment)
    tell_department(context, "promise_breach", commitment, "HEAD")
    return breach


def _find(context: Context, commitment: Commitment, *, kind: str, facts: str, obligation: int | None = None) -> Breach:
    duty = commitment.obligations.filter(pk=obligation).first() if obligation else None
    return found(context, commitment, kind=kind, facts=facts, obligation=duty)


find_breach = Command(
    name="commitments.find_breach",
    label=gettext_lazy("Record a breach"),
    subject=Commitment,
    may=verifier,
    states=rules.COMMITMENT["commitments.find_breach"].sources,
    validators=[breach_is_stated],
    run=_find,
    system=True,
    danger=True,
).register()


def last_breach(commitment: Commitment) -> Breach:
    """The one that is being dealt with. Raises DoesNotExist."""
    return commitment.breaches.select_for_update().latest("pk")


# ---- rectification -------------------------------------------------------------------------------------------


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


# ---- revocation ----------------------------------------------------------------------------------------------


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


# ---- the record ----------------------------------------------------------------------------------------------


def enter_record(context: Context, breach: Breach, *, revoked: bool, record_class: str = "") -> CreditRecord:
    """记入信用记录: class, publication and the days to object. A cured breach is at most what the rules suggest."""
    commitment, on = breach.commitment, legal_date(context.effective_at)
    earlier = CreditRecord.objects.filter(
        enterprise_id=commitment.enterprise_id, recorded_on__gte=add_months(on, -24), withdrawn_on__isnull=True
    ).count()
    chosen = record_class or rules.suggested_class(breach.kind, revoked, earlier)
    publicity = rules.PUBLICITY[chosen]
    calendar = office_calendar(commitment.department_id, commitment.region_id)
    objection_until = calendar.add(on, catalogue_for(commitment.project).practice.objection_days)
    first = calendar.next_working_day(objection_until)
    record = CreditRecord.objects.create(
        number=f"XY{commitment.region_id}{on:%Y%m%d}{next_number(f'credit:{commitment.region_id}:{on}'):04d}",
        enterprise_id=commitment.enterprise_id,
        region_id=commitment.region_id,
        breach=breach,
        behaviour=f"{commitment.item_name}：{breach.get_kind_display()}"[:300],
        record_class=chosen,
        recorded_on=on,
        recorded_by=context.user if context.user.pk else None,
        objection_until=objection_until,
        published=publicity.published,
        publish_from=first,
        publish_to=add_months(first, publicity.longest),
        **({"repair": "DONE", "repaired_on": on} if chosen == "MINOR" and breach.cured_on else {}),
    )
    context.note(
        commitment.project.chain,
        record,
        verb="commitments.enter_record",
        data={"number": record.number, "class": chosen, "published": record.published},
    )
    return record
