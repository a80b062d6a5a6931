"""提出撤回、撤销: a head names kind, ground and reason; the holder is told and heard before anything is decided."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import rules
from approvals.annulments import access, messages, papers
from approvals.annulments.rules import GROUNDS
from approvals.models import Annulment, ItemCase, Practice
from approvals.record import move_case
from clocks import commands as clocks
from clocks.current import current_calendar
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date


def proposal_is_grounded(case: ItemCase, data: dict[str, Any]) -> None:
    """A kind, a ground the law knows for it, the facts; and for a recall what the holder is given for its trust."""
    faults = {}
    kind = data.get("kind") or ""
    if kind not in GROUNDS:
        faults["kind"] = _("Choose recall or revocation.")
    elif data.get("ground") not in GROUNDS[kind]:
        faults["ground"] = _("Choose a ground the law gives for this.")
    if not str(data.get("reason") or "").strip():
        faults["reason"] = _("State the facts and reasons; the holder is told and may answer them.")
    if kind == "RECALL" and not str(data.get("compensation") or "").strip():
        faults["compensation"] = _("A recall compensates damage to the holder; say how, or that there is none.")
    if faults:
        raise Invalid(faults)


def _propose(
    context: Context, case: ItemCase, *, kind: str, ground: str, reason: str, compensation: str = ""
) -> Annulment:
    on, days, application = legal_date(context.effective_at), Practice.current().hearing_days, case.application
    row = Annulment.objects.create(
        case=case,
        kind=kind,
        ground=ground,
        reason=reason.strip(),
        compensation=str(compensation or "").strip(),
        proposed_by=context.user,
        proposed_at=context.effective_at,
        heard_until=current_calendar().add(on, days),
    )
    clocks.start_clock(
        "HEARING",
        row,
        clocks.Place.of(application.project),
        label=f"{case.item.name} · 陈述申辩",
        limit=days,
        origin_on=on,
        department_id=case.department_id,
        stage=application.stage,
    )
    move_case(
        context, case, data={"kind": kind, "ground": ground, "reason": row.reason, "heard_until": row.heard_until}
    )
    row.notice = papers.notice(context, row)
    row.save(update_fields=["notice"])
    messages.about_case(
        "annulment_proposed", messages.enterprise(application.project.enterprise_id), case, on=row.heard_until
    )
    messages.about_case("annulment_to_confirm", messages.department(case.department_id, "HEAD"), case)
    return row


propose_annulment = Command(
    name="approvals.propose_annulment",
    label=gettext_lazy("Propose recall or revocation"),
    subject=ItemCase,
    may=access.proposes,
    states=rules.CASE["approvals.propose_annulment"].sources,
    validators=[proposal_is_grounded],
    run=_propose,
    danger=True,
).register()
