"""决定撤回、撤销: another person sees what rests on the decision and confirms or drops the proposal."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules, timing
from approvals.annulments import access, messages, papers
from approvals.annulments.consequences import as_rows, consequences_of
from approvals.annulments.hearing import end_clock, proposal_of
from approvals.annulments.rules import may_be_decided
from approvals.commands.opening import after_decision
from approvals.models import AffectedCase, Annulment, ItemCase
from approvals.record import move_case
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import legal_date, today
from documents.commands import REASON_LENGTH, release_document, revoke_document

VERB = {"RECALL": "approvals.recall", "REVOCATION": "approvals.revoke"}


def holder_was_heard(case: ItemCase, data: dict[str, Any]) -> None:
    """Nothing is decided before the holder answered or its period passed, nor without having seen the consequences."""
    row = proposal_of(case)
    if not may_be_decided(row.heard_until, row.stated_at is not None, today()):
        raise Invalid(_("The holder may state its case until %(day)s.") % {"day": written_date(row.heard_until)})
    if not data.get("seen"):
        raise Invalid({"seen": _("Read what rests on this decision, then confirm that you have.")})


def _confirm(context: Context, case: ItemCase, *, seen: bool, reason: str = "") -> Annulment:
    row, on = proposal_of(case), legal_date(context.effective_at)
    found = consequences_of(case)
    row.consequences = as_rows(found)
    row.state, row.decided_by, row.decided_at = Annulment.State.CONFIRMED, context.user, context.effective_at
    row.decision_reason = str(reason or "").strip()
    end_clock(row, on)
    timing.end_delivery(case, on)
    move_case(
        context,
        case,
        verb=VERB[row.kind],
        data={"ground": row.ground, "reason": row.reason, "affected": [line.number for line in found if line.case]},
    )
    paper = case.decision.document
    if paper is not None and paper.state == "VALID":
        # Even a paper that waits at the window is public from now on: whoever holds a copy learns that it is void.
        release_document(context, paper)
        revoke_document(context, paper, reason=row.reason[:REASON_LENGTH])
    row.document = papers.decision(context, row)
    row.save()
    _flag(row, [line.case for line in found if line.case is not None])
    messages.about_case("annulment_confirmed", messages.enterprise(case.application.project.enterprise_id), case)
    after_decision(case)
    return row


def _flag(row: Annulment, keys: list[int]) -> None:
    """Tell every department whose item rests on this one; a waiting item is closed or goes on by itself."""
    shaken = ItemCase.objects.filter(pk__in=keys).select_related("item", "application__project")
    AffectedCase.objects.bulk_create(AffectedCase(annulment=row, case=case) for case in shaken)
    for case in shaken:
        messages.about_case(
            "annulment_affects", messages.department(case.department_id, "HEAD"), case, reason=row.case.item.name
        )


confirm_annulment = Command(
    name="approvals.confirm_annulment",
    label=gettext_lazy("Confirm recall or revocation"),
    subject=ItemCase,
    may=access.confirms,
    states=rules.CASE["approvals.recall"].sources,
    validators=[holder_was_heard],
    run=_confirm,
    danger=True,
).register()


def dropping_is_reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    """Why a proposal is not carried out stays in the record."""
    if not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say why it is not carried out.")})


def _drop(context: Context, case: ItemCase, *, reason: str) -> Annulment:
    row = proposal_of(case)
    row.state, row.decided_by, row.decided_at = Annulment.State.DROPPED, context.user, context.effective_at
    row.decision_reason = reason.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    end_clock(row, legal_date(context.effective_at))
    move_case(context, case, data={"reason": row.decision_reason})
    messages.about_case("annulment_dropped", messages.enterprise(case.application.project.enterprise_id), case)
    return row


drop_annulment = Command(
    name="approvals.drop_annulment",
    label=gettext_lazy("Do not carry it out"),
    subject=ItemCase,
    may=access.drops,
    states=rules.CASE["approvals.drop_annulment"].sources,
    validators=[dropping_is_reasoned],
    run=_drop,
).register()


def _settle(context: Context, case: ItemCase, *, reason: str) -> ItemCase:
    waiting = case.shaken_by.select_for_update().filter(settled_at__isnull=True)
    waiting.update(settled_by=context.user, settled_at=context.effective_at, note=reason.strip())
    context.note(case.application.project.chain, case, data={"reason": reason.strip()})
    return case


def settling_is_reasoned(case: ItemCase, data: dict[str, Any]) -> None:
    """What the department found and does about it."""
    if not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say what you found and what follows for this item.")})


settle_affected = Command(
    name="approvals.settle_affected",
    label=gettext_lazy("Settle the warning"),
    subject=ItemCase,
    may=access.settles,
    states=set(ItemCase.State.values),
    validators=[settling_is_reasoned],
    run=_settle,
).register()
