"""承诺核查回流: what the verification of a promise measured is a round of the parcel's own checks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from core.commands import Command, Context
from regional_assessments.land import record
from regional_assessments.land.indicators import Phase
from regional_assessments.land.rules import PARCEL
from regional_assessments.land.taking import Measured, due_indicators, next_day, written
from regional_assessments.models import Parcel
from regional_assessments.units.access import nobody

VERBS = {Phase.COMPLETION: "land.check_completion", Phase.PRODUCTION: "land.check_production"}


def _take(
    context: Context, parcel: Parcel, *, measured: Mapping[int, Measured], checked_on: date, checked_by: Any
) -> Parcel:
    """Values of the next check count at once; once every indicator of that check is kept, the parcel moves on."""
    while (phase := parcel.next_check) is not None:
        due = due_indicators(parcel)
        rows = [one for one in due if one.pk in measured]
        if not rows:
            break
        number, failed = written(parcel, rows, measured, checked_on, checked_by)
        newest = [one.checks.order_by("-round").first() for one in due]
        whole = all(check is not None and check.met for check in newest)
        facts = {"round": number, "phase": str(phase), "failed": failed, "on": checked_on}
        if not whole:
            record.move(context, parcel, data=facts)
            break
        record.move(context, parcel, verb=VERBS[phase], data=facts, check_by=next_day(phase, checked_on, [], None))
    return parcel


take_finding = Command(
    name="land.take_finding",
    label=gettext_lazy("Take over what a verification measured"),
    subject=Parcel,
    may=nobody,
    states=PARCEL["land.take_finding"].sources,
    validators=[],
    run=_take,
    system=True,
).register()
