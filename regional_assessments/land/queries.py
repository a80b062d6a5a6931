"""Reads of standard land: the list, one parcel with its checks, and the figures by zone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import shapely
from django.db.models import Prefetch, QuerySet

from core.geo import from_wkb
from projects.models import Project, Redline
from regional_assessments.land.rules import PUBLIC, SOLD
from regional_assessments.models import ControlIndicator, IndicatorCheck, Parcel, Zone

TARGET_PERCENT: Final = 60
"""Share of standard land among newly sold industrial land the province asked of provincial zones by 2021."""
GRANTED: Final = (Project.LandMode.GRANTED, Project.LandMode.GRANTED_WITH_SCHEME)
INDUSTRY: Final = ("B", "C", "D")
"""Sections of GB/T 4754-2017 that make up industry (采矿、制造、电力热力燃气及水)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a parcel with its checks, the newest last."""

    indicator: ControlIndicator
    checks: tuple[IndicatorCheck, ...]

    @property
    def last(self) -> IndicatorCheck | None:
        """The newest check."""
        return self.checks[-1] if self.checks else None

    @property
    def off(self) -> int | None:
        """How far the newest value lies from the limit, in percent of the limit; None unmeasured or where it is 0."""
        return off(self.indicator.limit, self.last.measured) if self.last else None


def off(limit: Decimal, measured: Decimal) -> int | None:
    """How far a value lies from its limit, in percent of the limit; None where the limit is 0."""
    return round(100 * (measured - limit) / limit) if limit else None


@dataclass(slots=True)
class Figures:
    """What a zone has of standard land. Areas in m²; `kept` and `failed` count indicators by their newest check."""

    zone: Zone
    states: Counter[str] = field(default_factory=Counter)
    sold_m2: Decimal = Decimal(0)
    other_m2: Decimal = Decimal(0)
    """Industrial land granted in the zone that no parcel of standard land stands for."""
    kept: int = 0
    failed: int = 0
    overdue: int = 0

    @property
    def parcels(self) -> int:
        """Parcels from the notice on."""
        return sum(number for state, number in self.states.items() if state in PUBLIC)

    @property
    def percent(self) -> int | None:
        """Share of standard land among the industrial land granted in the zone; None where none was."""
        whole = self.sold_m2 + self.other_m2
        return round(100 * self.sold_m2 / whole) if whole else None


def parcels(user: Any) -> "QuerySet[Parcel]":
    """The parcels `user` may see, with zone and project."""
    return Parcel.objects.visible_to(user).select_related("zone__region", "zone__manager", "project__enterprise")


def lines(parcel: Parcel, *, inside: bool) -> list[Line]:
    """The indicators of a parcel; their checks only for who may read them."""
    rows = parcel.indicators.all()
    if not inside:
        return [Line(row, ()) for row in rows]
    checks = IndicatorCheck.objects.order_by("round").select_related("evidence", "checked_by")
    return [Line(row, tuple(row.checks.all())) for row in rows.prefetch_related(Prefetch("checks", checks))]


def figures(user: Any, zones: Sequence[Zone], on: date) -> list[Figures]:
    """The figures of `zones`, those with anything to say, by code; a fixed number of queries."""
    found = {zone.pk: Figures(zone) for zone in zones}
    mine = Parcel.objects.visible_to(user).filter(zone__in=found)
    linked = set()
    for parcel in mine.only("zone_id", "state", "area", "project_id", "check_by"):
        one = found[parcel.zone_id]
        one.states[parcel.state] += 1
        one.sold_m2 += parcel.area if parcel.state in SOLD else 0
        one.overdue += parcel.overdue(on)
        linked.add(parcel.project_id)
    newest: dict[int, tuple[int, bool]] = {}
    checks = IndicatorCheck.objects.filter(indicator__parcel__in=Parcel.objects.inside(user).filter(zone__in=found))
    for zone, indicator, met in checks.order_by("round").values_list(
        "indicator__parcel__zone_id", "indicator_id", "met"
    ):
        newest[indicator] = (zone, met)
    for zone, met in newest.values():
        found[zone].kept += met
        found[zone].failed += not met
    for zone, area in _other_industry(list(found.values()), linked):
        found[zone].other_m2 += area
    return [one for one in found.values() if one.states or one.other_m2]


def _other_industry(found: Iterable[Figures], linked: set[int | None]) -> Iterable[tuple[int, Decimal]]:
    """(zone, m²) of granted industrial plots whose middle lies in a zone and that are no standard land."""
    zones = [one.zone for one in found if one.zone.geometry is not None]
    if not zones:
        return
    tree = shapely.STRtree([from_wkb(zone.geometry or b"") for zone in zones])
    granted = Redline.objects.filter(current=True, project__land_mode__in=GRANTED).exclude(project__state="DRAFT")
    rows = [
        row
        for row in granted.values_list("project_id", "project__industry", "area_ellipsoidal", "geometry")
        if row[1][:1] in INDUSTRY and row[0] not in linked
    ]
    if not rows:
        return
    middles = shapely.point_on_surface(shapely.from_wkb(np.array([bytes(row[3]) for row in rows], dtype=object)))
    for plot, place in zip(*tree.query(middles, predicate="within"), strict=True):
        yield zones[place].pk, rows[plot][2]
