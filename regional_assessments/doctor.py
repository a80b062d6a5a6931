"""Proves that what the map says of assessed ground is what was published, and of standard land (区域评估、标准地体检)."""

from collections.abc import Iterator
from datetime import timedelta

import shapely

from core import files, geo
from core.time import now, today
from regional_assessments.land.indicators import Phase, missing
from regional_assessments.land.rules import PUBLIC, SOLD
from regional_assessments.models import AssessmentUnit, ControlIndicator, Parcel, Reevaluation
from regional_assessments.units.kinds import kinds
from regional_assessments.units.rules import ONCE_PUBLISHED, last_day


def check() -> Iterator[str]:
    """A sentence for everything in this room that is not as it must be."""
    yield from _units()
    yield from _parcels()


def _parcels() -> Iterator[str]:
    """Parcels whose outline, limits, contracts or checks do not fit each other."""
    rows = Parcel.objects.select_related("contract_file", "agreement_file").prefetch_related("indicators__checks")
    for parcel in rows.order_by("pk").iterator(chunk_size=200):
        name, shape = f"parcel {parcel.pk} ({parcel})", parcel.shape
        if not shapely.is_valid(shape):
            yield f"{name}: {shapely.is_valid_reason(shape)}"
        box = {side: getattr(parcel, side) for side in ("minx", "miny", "maxx", "maxy")}
        if box != geo.box_of(shape) or parcel.level != geo.level_of(shape.bounds):
            yield f"{name}: its box does not fit its outline"
        limits = list(parcel.indicators.all())
        lacking = missing({one.code for one in limits})
        if parcel.state in PUBLIC and lacking:
            yield f"{name}: announced without a limit for {', '.join(one.code for one in lacking)}"
        papers = (parcel.contract_file, parcel.agreement_file)
        if parcel.state in SOLD and any(one is None or not files.path_of(one.sha256).exists() for one in papers):
            yield f"{name}: a contract is lost"
        for one in limits:
            for check in one.checks.all():
                if check.met != one.kept_by(check.measured):
                    yield f"{name}: check {check.pk} of {one.code} says kept={check.met} of {check.measured}"
        for phase, states in ((Phase.COMPLETION, ("BUILT", "RELEASED")), (Phase.PRODUCTION, ("RELEASED",))):
            asked = [one for one in limits if one.told.phase == phase]
            if parcel.state in states and not all(_passed(one, phase) for one in asked):
                yield f"{name}: {parcel.state} although the {phase.lower()} check is not passed"


def _passed(indicator: ControlIndicator, phase: Phase) -> bool:
    rounds = [check for check in indicator.checks.all() if check.phase == phase]
    return bool(rounds) and max(rounds, key=lambda check: check.round).met


def _units() -> Iterator[str]:
    """Units whose outline, days, contents or report are not as they must be."""
    for unit in AssessmentUnit.objects.select_related("report").order_by("pk").iterator(chunk_size=500):
        name = f"assessment unit {unit.pk} ({unit})"
        shape = unit.shape
        if not shapely.is_valid(shape):
            yield f"{name}: {shapely.is_valid_reason(shape)}"
        box = {side: getattr(unit, side) for side in ("minx", "miny", "maxx", "maxy")}
        if box != geo.box_of(shape) or unit.level != geo.level_of(shape.bounds):
            yield f"{name}: its box does not fit its outline"
        if unit.last_day != last_day(unit.effective_to, unit.ended_on):
            yield f"{name}: its last day does not follow from its end"
        told = kinds().get(unit.kind)
        if told is None:
            yield f"{name}: there is no kind {unit.kind}"
        elif not (set(unit.limits) <= set(told.limits) and set(unit.exclusions) <= set(told.exclusions)):
            yield f"{name}: its limits or exclusions are not those of its kind"
        if unit.state in ONCE_PUBLISHED and (unit.report is None or not files.path_of(unit.report.sha256).exists()):
            yield f"{name}: its report is lost"
    overdue = AssessmentUnit.objects.filter(state=AssessmentUnit.State.PUBLISHED, effective_to__lt=today())
    for unit in overdue.order_by("pk"):
        yield f"assessment unit {unit.pk} ({unit}): ended on {unit.effective_to} and is not expired; the sweeps do not run"
    for job in Reevaluation.objects.filter(state=Reevaluation.State.OPEN, created_at__lt=now() - timedelta(days=1)):
        yield f"re-evaluation {job.pk} ({job}): open since {job.created_at:%Y-%m-%d}, {job.done} of {job.total} projects judged"
