"""公示与决定: objections from the public, their answers, and the department's decision on the promise."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import papers, rules
from commitments.access import decides, nobody, verifier
from commitments.commands.signing import reason_is_given
from commitments.effects import fire, tell_department, tell_enterprise
from commitments.models import Commitment, Objection
from commitments.record import close_all, move, open_verification, owe
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid, WrongState
from core.time import legal_date, today

OBJECTIONS_PER_LETTER = 50
"""Enough for any neighbourhood, few enough that nobody fills the table."""


# ---- objections ----------------------------------------------------------------------------------------------


def objection_is_clear(commitment: Commitment, data: dict[str, Any]) -> None:
    """A name, a way to answer, the facts; during the publicity only."""
    faults = {}
    if commitment.publicity_until is None or today() > commitment.publicity_until:
        raise Invalid(_("The publicity has ended. Turn to the department named in the letter."))
    if commitment.objections.count() >= OBJECTIONS_PER_LETTER:
        raise Invalid(_("Many objections have come already; the department is looking into them."))
    for name, sentence in (
        ("name", _("Give your name.")),
        ("contact", _("Give a phone number or address; the department answers there.")),
        ("text", _("Say what is not true, and how you know.")),
    ):
        if not str(data.get(name, "")).strip():
            faults[name] = sentence
    if faults:
        raise Invalid(faults)


def _object(context: Context, commitment: Commitment, *, name: str, contact: str, text: str) -> Objection:
    row = Objection.objects.create(
        commitment=commitment, name=name.strip(), contact=contact.strip(), text=text.strip(),
        made_at=context.effective_at,
    )  # fmt: skip
    context.note(commitment.project.chain, row, data={"number": commitment.number})
    tell_department(context, "promise_objection", commitment, "REVIEWER")
    tell_department(context, "promise_objection", commitment, "HEAD")
    return row


object_to = Command(
    name="commitments.object",
    label=gettext_lazy("Object"),
    subject=Commitment,
    may=nobody,
    states={"PUBLICISED", "DECIDED", "BUILDING", "VERIFYING"},
    validators=[objection_is_clear],
    run=_object,
    system=True,
).register()
"""Given by the public page for whoever writes; no account is needed to object."""


def answer_is_given(commitment: Commitment, data: dict[str, Any]) -> None:
    """The answer and whether the objection was right."""
    faults = {}
    if not str(data.get("answer", "")).strip():
        faults["answer"] = _("Write what was found; whoever objected is told.")
    if data.get("sustained") not in (True, False):
        faults["sustained"] = _("Say whether the objection was right.")
    if not commitment.objections.filter(pk=data.get("objection") or 0, answered_at__isnull=True).exists():
        faults[""] = _("This objection is answered already.")
    if faults:
        raise Invalid(faults)


def _answer(context: Context, commitment: Commitment, *, objection: int, answer: str, sustained: bool) -> Objection:
    row = commitment.objections.select_for_update().get(pk=objection)
    row.answer, row.sustained = answer.strip(), sustained
    row.answered_by, row.answered_at = context.user, context.effective_at
    row.save()
    context.note(commitment.project.chain, row, data={"sustained": sustained})
    if sustained and commitment.state in rules.STANDING:
        open_verification(context, commitment, "OBJECTION", limit=10)
    return row


answer_objection = Command(
    name="commitments.answer_objection",
    label=gettext_lazy("Answer the objection"),
    subject=Commitment,
    may=verifier,
    states={"PUBLICISED", "DECIDED", "BUILDING", "VERIFYING"},
    validators=[answer_is_given],
    run=_answer,
).register()


def _end_publicity(context: Context, commitment: Commitment) -> Commitment:
    if commitment.publicity_until is None or today() <= commitment.publicity_until or commitment.publicity_ended_on:
        raise WrongState
    move(context, commitment, publicity_ended_on=legal_date(context.effective_at))
    tell_department(context, "promise_to_decide", commitment, "HEAD")
    return commitment


end_publicity = Command(
    name="commitments.end_publicity",
    label=gettext_lazy("Publicity ended"),
    subject=Commitment,
    may=nobody,
    states=rules.COMMITMENT["commitments.end_publicity"].sources,
    validators=[],
    run=_end_publicity,
    system=True,
).register()


# ---- decision ------------------------------------------------------------------------------------------------


def may_be_decided(commitment: Commitment, data: dict[str, Any]) -> None:
    """Objections are answered and not sustained; where the track says so the publicity is over."""
    over = commitment.publicity_until is not None and today() > commitment.publicity_until
    unanswered = commitment.objections.filter(answered_at__isnull=True).count()
    if not rules.may_decide(bool(commitment.terms.get("publicity_first")), over, unanswered):
        raise Invalid(
            _("Objections wait for an answer: %(n)s.") % {"n": unanswered}
            if unanswered
            else _("The publicity runs until %(day)s; building first is decided after it.")
            % {"day": written_date(commitment.publicity_until)}
        )
    if commitment.objections.filter(sustained=True).exists():
        raise Invalid(_("An objection was right; the promise cannot be granted."))


def _grant(context: Context, commitment: Commitment, *, text: str = "") -> Commitment:
    on = legal_date(context.effective_at)
    commitment.decision_text, commitment.decided_on = text.strip(), on
    commitment.decision = papers.decision(context, commitment)
    move(
        context,
        commitment,
        decision=commitment.decision,
        decision_text=commitment.decision_text,
        decided_on=on,
        decided_by=context.user,
        data={"decision": commitment.decision.number},
    )
    owe(commitment, on)
    if commitment.track == "NC":
        # 决定后两个月内全面核查; the month arithmetic is that of every limit in months.
        check = open_verification(
            context, commitment, "FULL", limit=int(commitment.terms.get("verify_months") or 2), unit="MONTH"
        )
        commitment.noticecommitment.verify_by = check.due_on
        commitment.noticecommitment.save(update_fields=["verify_by"])
    tell_enterprise(context, "promise_granted", commitment)
    fire("granted", context, commitment)
    return commitment


grant = Command(
    name="commitments.grant",
    label=gettext_lazy("Grant on the promise"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.grant"].sources,
    validators=[may_be_decided],
    run=_grant,
).register()


def _refuse(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    move(
        context,
        commitment,
        decision_text=reason.strip(),
        decided_on=legal_date(context.effective_at),
        decided_by=context.user,
        data={"reason": reason.strip()},
    )
    close_all(context, commitment)
    tell_enterprise(context, "promise_refused", commitment)
    fire("refused", context, commitment)
    return commitment


refuse = Command(
    name="commitments.refuse",
    label=gettext_lazy("Do not grant"),
    subject=Commitment,
    may=decides,
    states=rules.COMMITMENT["commitments.refuse"].sources,
    validators=[reason_is_given],
    run=_refuse,
    danger=True,
).register()
