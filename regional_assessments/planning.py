"""What the zones' assessments spare a project that is being planned (区域评估复用预览): shown before anything is filed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from catalogue.speech import local
from core.display import written_area
from projects.facts import catalogue_for, facts_of
from projects.models import Project, Redline
from projects.queries import plan_of
from projects.redline.area import ellipsoidal_m2
from projects.redline.result import Shape
from regional_assessments.queries import WHOLLY_INSIDE
from regional_assessments.units import cover, words
from regional_assessments.units.kinds import Result, items_affected
from regional_assessments.units.reuse import Obstacle, Reuse, UnitFacts

LEAST_GAP_M2 = 1.0
"""Parts outside a unit below a square metre are the noise of two surveys."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the project's path that some assessment touches."""

    code: str
    name: str
    reuse: Reuse
    promised: int | None
    saved_days: int
    saved_materials: tuple[str, ...]
    gap: Any = None
    """The part of the redline outside the unit, where that is what stands against it."""

    @property
    def saved_share(self) -> int:
        """Days saved of the promised ones, in percent."""
        return round(100 * self.saved_days / self.promised) if self.promised else 0

    @property
    def eligible(self) -> bool:
        """Whether the item may use the assessment."""
        return self.reuse.eligible

    @property
    def result(self) -> Any:
        """What happens to the item, in words."""
        return words.RESULTS[self.reuse.result]

    @property
    def why(self) -> str:
        """One sentence."""
        return words.why(self.reuse)

    @property
    def gap_area(self) -> str:
        """The area of the part outside, in words."""
        return written_area(round(ellipsoidal_m2(self.gap), 1)) if self.gap is not None else ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A unit over the redline. `ratio`: share of the redline inside, 0–1; `asked`: an item on the path may use it."""

    unit: UnitFacts
    ratio: float
    asked: bool

    @property
    def kind(self) -> str:
        """Its kind in the reader's language."""
        return local(self.unit.told.name)

    @property
    def percent(self) -> int:
        """The share in whole percent, 1 to 99 where only a part lies inside."""
        return 100 if self.ratio >= WHOLLY_INSIDE else min(99, max(1, round(100 * self.ratio)))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole of it for one redline on one day."""

    redline: Redline
    on: date
    lines: list[Line]
    covers: list[cover.Cover]

    @property
    def grounds(self) -> list[Ground]:
        """The units over the redline, those its items ask about first, then by the share they cover."""
        asked = {line.reuse.unit.pk for line in self.lines}
        found = [Ground(one.unit, one.ratio, one.unit.pk in asked) for one in self.covers]
        return sorted(found, key=lambda one: (not one.asked, -one.ratio, one.unit.kind))

    @property
    def whole(self) -> bool:
        """Whether every unit its items ask about holds the redline wholly."""
        return bool(self.lines) and all(one.percent == 100 for one in self.grounds if one.asked)

    def number(self, result: str) -> int:
        """How many items have that result."""
        return sum(line.reuse.result == result for line in self.lines)

    @property
    def waived(self) -> int:
        """Items not assessed again."""
        return self.number(Result.WAIVE)

    @property
    def eased(self) -> int:
        """Items simplified, on commitment, or with the zone's values."""
        return sum(line.eligible for line in self.lines) - self.waived

    @property
    def days(self) -> int:
        """Promised working days of departments that fall away, item by item."""
        return sum(line.saved_days for line in self.lines)

    @property
    def materials(self) -> int:
        """Materials no longer asked for, each counted once."""
        return len({name for line in self.lines for name in line.saved_materials})


def outlook(project: Project, redline: Redline, on: date) -> Outlook:
    """What each item on the project's path would be spared if it were accepted on `on`."""
    catalogue, plan, shape = catalogue_for(project), plan_of(project), redline.shape
    path = set(plan.items) if plan else set(items_affected())
    wanted = [code for code in items_affected() if code in path]
    covers = cover.atlas().covers(shape)
    found = cover.reuses_of(covers, wanted, on, facts_of(project), project.industry)
    lines = [_line(code, reuse, catalogue, shape) for code, reuse in sorted(found.items())]
    return Outlook(redline, on, lines, cover.in_force(covers, on))


def features(told: Outlook) -> list[dict[str, Any]]:
    """GeoJSON features: the units over the redline, what of it lies outside them, and the redline itself, on top.

    Only units that say something of an item on the path, where there are any: the others are in the layers of the map.
    """
    asked = {line.reuse.unit.pk for line in told.lines}
    covers = [one for one in told.covers if one.unit.pk in asked] or told.covers
    drawn = [_feature(f"{local(one.unit.told.name)} {one.ratio:.1%}", one.unit.kind, one.unit.shape) for one in covers]
    gaps: dict[bytes, tuple[list[str], Any]] = {}
    for line in told.lines:
        if line.gap is not None:
            names = gaps.setdefault(line.gap.wkb, ([], line.gap))[0]
            names.append(local(line.reuse.unit.told.name))
    for names, gap in gaps.values():
        area = written_area(round(ellipsoidal_m2(gap), 1))
        said = _("outside %(kinds)s: %(area)s") % {"kinds": "、".join(dict.fromkeys(names)), "area": area}
        drawn.append(_feature(said, "gap", gap))
    return [*drawn, _feature(told.redline.project.name, "redline", told.redline.shape)]


def _line(code: str, reuse: Reuse, catalogue: Any, shape: Shape) -> Line:
    item = catalogue.items[code]
    materials: Mapping[str, Any] = {one.key: one for one in item.materials}
    dropped = materials if reuse.eligible and reuse.drops is None else (reuse.drops or ()) if reuse.eligible else ()
    known = catalogue.materials
    names = tuple(local(known[key].name) if key in known else key for key in dropped)
    outside = any(reason.code is Obstacle.OUTSIDE for reason in reuse.reasons)
    gap = shapely.difference(shape, reuse.unit.shape) if outside else None
    if gap is not None:
        parts = [part for part in shapely.get_parts(gap) if part.geom_type == "Polygon"]
        gap = shapely.MultiPolygon([part for part in parts if ellipsoidal_m2(part) > LEAST_GAP_M2])
        gap = None if gap.is_empty else gap
    return Line(code, local(item.name), reuse, item.promised, reuse.saved_days(item.promised), names, gap)


def _feature(name: str, tone: str, shape: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, "tone": tone}, "geometry": mapping(shape)}
