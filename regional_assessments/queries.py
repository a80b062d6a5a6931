"""Reads of zones: which there are, whose they are, what is being built in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import QuerySet
from django.urls import reverse
from shapely.geometry import mapping

from core.geo import from_wkb, levels_of, polygons, window_q
from projects.models import Project, Redline
from projects.redline.area import share_inside
from regional_assessments.models import Zone

WHOLLY_INSIDE = 0.9999
"""Share of a plot from which it counts as lying wholly inside: surveys and boundaries differ by a few metres."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A project's land redline as far as it lies in a zone. `share` is between 0 and 1, by area.

    `opens` says whether the person asking may open the dossier: whoever runs a zone sees that a project of another
    region reaches into it, and no more.
    """

    project: Project
    redline: Redline
    shape: Any
    share: float
    opens: bool

    @property
    def whole(self) -> bool:
        """Whether the plot lies wholly inside the zone."""
        return self.share >= WHOLLY_INSIDE

    @property
    def percent(self) -> int:
        """The share as whole percent, 1 to 99 where only a part lies inside."""
        return 100 if self.whole else min(99, max(1, round(100 * self.share)))


def zones(user: Any) -> QuerySet[Zone]:
    """Every zone with its region and committee; outlines are public to anyone signed in."""
    return Zone.objects.visible_to(user).select_related("region__parent", "manager").defer("region__boundary")


def managed_zones(user: Any) -> QuerySet[Zone]:
    """The zones `user` runs."""
    return zones(user) & Zone.objects.managed_by(user)


def runs(user: Any, zone: Zone) -> bool:
    """Whether `user` runs this zone (园区管委会)."""
    return Zone.objects.managed_by(user).filter(pk=zone.pk).exists()


def projects_in(zone: Zone, user: Any) -> list[Plot]:
    """The plots that lie in `zone`, wholly or in part, of the projects `user` may see; by project code.

    Whoever runs the zone sees every project filed in it; others see those they may see anyway. A window on the
    boxes finds candidates through an index, shapely decides. Touching the boundary line is not lying inside.
    """
    if zone.bounds is None or zone.geometry is None:
        return []
    current = Redline.objects.filter(current=True)
    candidates = list(
        current.filter(window_q(zone.bounds, levels_of(current)), project__in=_projects(zone, user))
        .select_related("project__enterprise", "project__region")
        .defer("project__region__boundary")
        .order_by("project__code")
    )
    own = Project.objects.visible_to(user).filter(pk__in=[redline.project_id for redline in candidates])
    opens = set(own.values_list("pk", flat=True))
    area = from_wkb(zone.geometry)
    shapely.prepare(area)
    plots = []
    for redline in candidates:
        shape = polygons(redline.geometry)
        share = share_inside(shape, area) if area.intersects(shape) else 0
        if share > 0:
            plots.append(Plot(redline.project, redline, shape, share, redline.project_id in opens))
    return plots


def zone_features(rows: Iterable[Zone]) -> list[dict[str, Any]]:
    """GeoJSON features of zones that have a boundary, longitude and latitude in EPSG:4490."""
    return [
        {
            "type": "Feature",
            "id": zone.code,
            "geometry": mapping(from_wkb(zone.geometry)),
            "properties": {"code": zone.code, "name": zone.label, "level": zone.get_level_display(), "tone": "zone"},
        }
        for zone in rows
        if zone.geometry is not None
    ]


def plot_features(plots: list[Plot]) -> list[dict[str, Any]]:
    """GeoJSON features of plots; the names of a project and its owner, no other data of persons."""
    return [
        {
            "type": "Feature",
            "id": plot.project.code,
            "geometry": mapping(plot.shape),
            "properties": {
                **({"href": reverse("projects:detail", args=[plot.project.pk])} if plot.opens else {}),
                "code": plot.project.code,
                "name": plot.project.name,
                "state": plot.project.get_state_display(),
                "percent": plot.percent,
                "tone": "redline",
            },
        }
        for plot in plots
    ]


def _projects(zone: Zone, user: Any) -> QuerySet[Project]:
    projects = Project.objects.visible_to(user)
    if runs(user, zone):
        projects |= Project.objects.exclude(state=Project.State.DRAFT)
    return projects
