"""Projects on the map by light (亮灯地图): where each stands, and the light of its most urgent open clock.

The same clocks as the wall, grouped by project in the database; a project is shown to whoever may open it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from django.db.models import Case, Count, F, Min, QuerySet, Value, When

from clocks.lights import Light
from clocks.models import Clock, ClockKind
from clocks.querysets import light_q
from projects.models import Project, Redline
from supervision.queries import Row, rows
from supervision.tallies import SHOWN, Tally

MOST: Final = 20_000
"""Points drawn at most, the most urgent first; the table has all projects."""
DIGITS: Final = 5
"""Decimals of a degree that are sent: about one metre."""
URGENT: Final = 3
"""Clocks that the card of a project names."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One project with open clocks: the light of the most urgent of them, and how many are open."""

    project: int
    light: Light
    clocks: int


@dataclass(frozen=True, slots=True)
class Place:
    """One project as the table and the card show it: its most urgent open clocks, and its point if it has a redline."""

    project: Project
    light: Light
    clocks: int
    urgent: tuple[Row, ...]
    point: tuple[float, float] | None
    capped: bool
    """Whether its total limit is among these clocks, so that its page on the desk exists."""


def standings(clocks: "QuerySet[Clock]", user: Any, on: date) -> list[Standing]:
    """The projects of the open `clocks` that `user` may open, the most urgent first; one query."""
    seen = clocks.filter(project_id__in=Project.objects.visible_to(user).values("pk"))
    rank = Case(*(When(light_q(level, on), then=Value(place)) for place, level in enumerate(SHOWN)))
    found = seen.order_by().values("project_id").annotate(rank=Min(rank), number=Count("pk"), due=Min("due_on"))
    ordered = found.order_by("rank", F("due").asc(nulls_last=True), "project_id")
    return [
        Standing(key, SHOWN[rank], number) for key, rank, number in ordered.values_list("project_id", "rank", "number")
    ]


def by_light(found: Iterable[Standing]) -> Tally:
    """How many projects show each light."""
    return Tally(dict.fromkeys(SHOWN, 0) | Counter(one.light for one in found))


def collection(found: Sequence[Standing], user: Any, clocks: "QuerySet[Clock]") -> dict[str, Any]:
    """GeoJSON in EPSG:4490: one MultiPoint per light, `ids` the projects of its points in order; one query.

    A representative point of the redline stands for the project; without a redline it is only in the table.
    """
    points = _points(user, clocks)
    features = []
    for level in SHOWN:
        own = [one.project for one in found[:MOST] if one.light is level and one.project in points]
        if own:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"light": level.value, "ids": own},
                    "geometry": {"type": "MultiPoint", "coordinates": [points[key] for key in own]},
                }
            )
    return {"type": "FeatureCollection", "features": features}


def _points(user: Any, clocks: "QuerySet[Clock]") -> dict[int, tuple[float, float]]:
    """A point inside the redline in force, by project: longitude and latitude in degrees."""
    stored = Redline.objects.visible_to(user).filter(current=True, project_id__in=clocks.values("project_id"))
    found = list(stored.values_list("project_id", "geometry"))
    shapes = shapely.from_wkb(np.array([bytes(geometry) for _key, geometry in found], dtype=object))
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes)).round(DIGITS).tolist()
    return {key: (x, y) for (key, _geometry), (x, y) in zip(found, inside, strict=True)}


def places(found: Sequence[Standing], user: Any, clocks: "QuerySet[Clock]", on: date) -> list[Place]:
    """The projects of `found` in their order, with the most urgent of the open `clocks`; four queries."""
    keys = [one.project for one in found]
    projects = Project.objects.visible_to(user).only("name", "code", "region_id").in_bulk(keys)
    own = clocks.filter(project_id__in=keys)
    points = _points(user, own)
    by_project: dict[int, list[Row]] = {key: [] for key in keys}
    for row in rows(list(own.select_related("department")), on):
        by_project[row.clock.project_id].append(row)
    return [
        Place(
            project=projects[one.project],
            light=one.light,
            clocks=one.clocks,
            urgent=tuple(sorted(by_project[one.project], key=_urgency)[:URGENT]),
            point=points.get(one.project),
            capped=any(row.clock.kind == ClockKind.CAP for row in by_project[one.project]),
        )
        for one in found
        if one.project in projects
    ]


def _urgency(row: Row) -> tuple[int, date, int]:
    return SHOWN.index(row.light), row.due_on or date.max, row.clock.pk
