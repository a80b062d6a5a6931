"""Which units cover a plot (覆盖查询): one atlas of all published units in memory, rebuilt only when one of them moves.

The atlas is exact (shapely decides) and the same on every database. A published outline never changes, so a rebuild
reads only the outlines it has not seen; its version is the last number of the series `record.MAP_VERSION`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock
from typing import Any

from django.db import connection, transaction

from catalogue.facts import ProjectFacts
from core import act
from core.geo import Bounds, levels_of, polygons, window_q
from core.models import NumberSequence
from core.prepared import Prepared
from projects.redline.result import Shape
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import rules
from regional_assessments.units.kinds import kinds_of_item
from regional_assessments.units.querysets import AssessmentUnitQuerySet
from regional_assessments.units.record import MAP_VERSION
from regional_assessments.units.reuse import Reuse, UnitFacts, best, judge
from regional_assessments.units.rules import ONCE_PUBLISHED
from regional_assessments.units.tree import UnitTree


@dataclass(frozen=True, slots=True)
class Cover:
    """One unit over one plot; `ratio` is the share (0–1) of the plot inside the unit."""

    unit: UnitFacts
    ratio: float


class Atlas:
    """Every unit that was ever published, as plain values, with a tree over their boxes and prepared outlines."""

    def __init__(self, version: int, units: Iterable[UnitFacts]) -> None:
        self.version = version
        self.units = sorted(units, key=lambda unit: (unit.code, unit.version))
        self._tree = UnitTree([unit.shape for unit in self.units])

    def covers(self, plot: Shape, on: date | None = None) -> list[Cover]:
        """The units that share ground with `plot` (EPSG:4490), by code; with `on` only those in force on that day."""
        found = [Cover(self.units[place], ratio) for place, ratio in self._tree.covers(plot)]
        return found if on is None else in_force(found, on)

    def by_pk(self) -> Mapping[int, UnitFacts]:
        """The units by their row's id."""
        return {unit.pk: unit for unit in self.units}


_LAST = Prepared(lambda: NumberSequence.objects.filter(series=MAP_VERSION).values_list("last"))
_atlas: Atlas | None = None
_lock = Lock()


def map_version() -> int:
    """The version of the map of published units; 0 before the first."""
    return next((int(last) for (last,) in _LAST.rows()), 0)


def atlas() -> Atlas:
    """The atlas of the present version: one query while nothing has moved, two or three when something has."""
    global _atlas
    known, version = _atlas, map_version()
    if known is not None and known.version == version:
        return known
    if connection.in_atomic_block:
        # what a transaction sees may never come true: it serves one command alone, and what was committed is kept after it
        transaction.on_commit(_keep, robust=True)
        return act.held(("atlas", version), lambda: Atlas(version, _read(known)))
    with _lock:
        _atlas = Atlas(version, _read(known))
        return _atlas


def _keep() -> None:
    if not connection.in_atomic_block:
        atlas()


def forget() -> None:
    """Build the atlas anew at the next question."""
    global _atlas
    _atlas = None


def reuses(
    items: Collection[str],
    plot: Shape,
    on: date,
    facts: ProjectFacts,
    industry: str = "",
    said: Mapping[str, Any] | None = None,
) -> dict[str, Reuse]:
    """What the best unit does to each of `items` for a plot accepted on `on`; items no unit touches are left out.

    Units that were in force at another time are judged too, so that the answer can say what has expired.
    """
    return reuses_of(atlas().covers(plot), items, on, facts, industry, said)


def reuses_of(
    found: Collection[Cover],
    items: Iterable[str],
    on: date,
    facts: ProjectFacts,
    industry: str = "",
    said: Mapping[str, Any] | None = None,
) -> dict[str, Reuse]:
    """The same for covers that are known already: those of `Atlas.covers` without a day."""
    answers = {}
    for item in items:
        concerned = {kind.code for kind in kinds_of_item(item)}
        one = best(
            judge(item, cover.unit, cover.ratio, on, facts, industry, said)
            for cover in found
            if cover.unit.kind in concerned
        )
        if one is not None:
            answers[item] = one
    return answers


def in_force(found: Iterable[Cover], on: date) -> list[Cover]:
    """Those of `found` whose units count on that day."""
    return [one for one in found if rules.in_force(one.unit.state, one.unit.effective_from, one.unit.last_day, on)]


def in_window(units: AssessmentUnitQuerySet, bounds: Bounds) -> AssessmentUnitQuerySet:
    """Those of `units` whose box touches the window (degrees): ranges of one index, any database, two queries."""
    return units.filter(window_q(bounds, levels_of(units)))


def facts_of(unit: AssessmentUnit, shape: Shape | None = None) -> UnitFacts:
    """A row (with its zone) as plain values."""
    return UnitFacts(
        pk=unit.pk,
        code=unit.code,
        version=unit.version,
        kind=unit.kind,
        name=unit.name,
        zone=unit.zone.code,
        zone_name=unit.zone.name,
        state=unit.state,
        shape=unit.shape if shape is None else shape,
        effective_from=unit.effective_from,
        last_day=unit.last_day,
        cleared=unit.cleared,
        results=unit.results,
        limits={code: Decimal(most) for code, most in unit.limits.items()},
        industries=tuple(unit.industries),
        exclusions=tuple(unit.exclusions),
    )


def _read(known: Atlas | None) -> Iterator[UnitFacts]:
    shapes = {unit.pk: unit.shape for unit in known.units} if known is not None else {}
    rows = list(
        AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
        .select_related("zone")
        .defer("geometry", "zone__geometry")
    )
    unseen = AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
    if shapes:
        unseen = unseen.exclude(pk__in=shapes) if len(shapes) < 500 else unseen.filter(pk__gt=max(shapes))
    shapes |= {pk: polygons(wkb) for pk, wkb in unseen.values_list("pk", "geometry").iterator(chunk_size=500)}
    for unit in rows:
        if unit.pk not in shapes:  # drafted long ago, published now
            shapes[unit.pk] = unit.shape
        yield facts_of(unit, shapes[unit.pk])
