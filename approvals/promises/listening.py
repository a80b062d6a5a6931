"""What happens to cases when something happens to a promise (承诺变化对办件的影响)."""

from collections.abc import Iterator
from typing import Any

from approvals.annulments.consequences import consequences_of
from approvals.models import ItemCase
from approvals.promises.late import papers_came, revoke_case
from commitments.consequences import rests_on
from commitments.effects import listens
from commitments.models import Commitment
from core.commands import SYSTEM_USER, Context


@listens("late_files_in")
def files_came(context: Context, commitment: Commitment, *, codes: list[str], complete: bool) -> None:
    """Late papers reach the cases that wait for them."""
    papers_came(context, commitment, codes)


def resting_on(commitment: Commitment) -> list[ItemCase]:
    """Cases whose result falls with the promise."""
    if commitment.track == "RQ":
        served = {code for duty in commitment.obligations.all() for code in duty.items}
        rows = ItemCase.objects.filter(
            application_id=commitment.latefiling.application_id, item__code__in=served, state="LATE_FILES"
        )
    else:
        rows = ItemCase.objects.filter(commitment=commitment, state__in=("PASSED", "LATE_FILES"))
    return list(rows.select_related("item", "application").order_by("pk"))


@listens("revoked")
def decisions_fall(context: Context, commitment: Commitment, **data: Any) -> None:
    """撤销: permits and preliminary opinions that rest on it are revoked with it."""
    for case in resting_on(commitment):
        revoke_case.perform(
            SYSTEM_USER, case, reason=f"承诺（{commitment.number}）未兑现", effective_at=context.effective_at
        )


@rests_on
def names_of_what_falls(commitment: Commitment) -> Iterator[str]:
    """Permits, then every filed item that rests on them, decided or still open (后续事项)."""
    own = resting_on(commitment)
    named = {case.pk for case in own}
    for case in own:
        decision = getattr(case, "decision", None)
        yield f"{case.item.name}（{decision.official_number if decision else case.number}）"
    for case in own:
        for line in consequences_of(case):
            if line.case is not None and line.case not in named:
                named.add(line.case)
                yield f"{line.name}（{line.paper or line.number}，以“{case.item.name}”为前置）"
