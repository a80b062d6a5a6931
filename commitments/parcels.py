"""What a verification measured of a control indicator goes back to the parcel of standard land (标准地核查回流)."""

from collections.abc import Mapping
from decimal import Decimal

from commitments import agreed
from commitments.models import Commitment, Obligation
from core.commands import SYSTEM_USER, Context
from core.time import legal_date
from regional_assessments.land.finding import take_finding
from regional_assessments.land.rules import CHECKS
from regional_assessments.land.taking import Measured
from regional_assessments.models import Parcel


def report(context: Context, commitment: Commitment, measured: Mapping[Obligation, Decimal]) -> None:
    """Give values by duty to the parcel the project stands on; without one, or with nothing it asks for, nothing happens.

    A letter signed before the parcel was linked may have one duty where the parcel has limits for several pollutants; it
    is left to the parcel's own check: one value cannot say which of them it is.
    """
    parcel = Parcel.objects.filter(project=commitment.project_id, state__in=CHECKS).first()
    if parcel is None:
        return
    lines = agreed.carriers(agreed.limits(commitment.project))
    found = {}
    for duty, value in measured.items():
        rows = lines.get(duty.code, [])
        if len(rows) == 1:
            proof = duty.evidence.filter(file__isnull=False).first()
            found[rows[0].pk] = Measured(
                value,
                proof.file if proof else None,
                proof.original_name if proof else "",
                f"承诺核查 {commitment.number}",
            )
    if found:
        on = legal_date(context.effective_at)
        take_finding.perform(SYSTEM_USER, parcel, measured=found, checked_on=on, checked_by=context.user)
