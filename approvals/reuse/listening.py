"""A letter signed after the officer confirmed a reuse on commitment becomes the ground of that case (后签承诺入件)."""

from django.db.models import Q

from approvals import messages, rules
from approvals.models import ItemCase, ReuseEvidence
from commitments.effects import listens
from commitments.models import Commitment
from core.commands import Context

ATTACHED = "approvals.promise_attached"
NO_GROUND = ("WITHDRAWN", "REFUSED", "CLOSED")
"""Letters that carry no case any more; another takes their place."""


@listens("publicised")
def promise_came(context: Context, commitment: Commitment) -> None:
    """Undecided cases of the letter's item that were left to a commitment rest on it from now on."""
    if commitment.track != Commitment.Track.NC:
        return
    rows = ItemCase.objects.select_for_update(of=("self",)).filter(
        Q(commitment=None) | Q(commitment__state__in=NO_GROUND),
        application__project=commitment.project_id,
        item__code=commitment.item_code,
        reuse__result=ReuseEvidence.Result.COMMIT,
    )
    for case in rows.exclude(state__in=rules.DONE).select_related("application__project", "item").order_by("pk"):
        case.commitment = commitment
        case.save(update_fields=["commitment"])
        context.note(case.application.project.chain, case, verb=ATTACHED, data={"commitment": commitment.number})
        to = messages.department(case.department_id, "REVIEWER")
        messages.about_case("reuse_promise_came", to, case, number=commitment.number)
