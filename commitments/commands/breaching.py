"""违诺: a breach is found, by a verification, by an officer or by a day that passes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import rules
from commitments.access import verifier
from commitments.effects import tell_department, tell_enterprise
from commitments.models import Breach, Commitment, Obligation, Verification
from commitments.record import move
from core.commands import Command, Context
from core.errors import Invalid


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
