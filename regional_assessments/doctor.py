"""Proves that what the map says of assessed ground is what was published (区域评估体检)."""

from collections.abc import Iterator

import shapely

from core import files, geo
from core.time import today
from regional_assessments.models import AssessmentUnit
from regional_assessments.units.kinds import kinds
from regional_assessments.units.rules import ONCE_PUBLISHED, last_day


def check() -> Iterator[str]:
    """A sentence for every unit whose outline, days, contents or report are not as they must be."""
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
