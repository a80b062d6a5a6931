"""Reads of the dossier 项目档案查询: lists, the hints for a redline, the plan, the materials still to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from shapely.geometry import mapping

from accounts import scope
from accounts.models import Enterprise, Region
from catalogue.rules import Catalogue, NeededMaterial, Plan, ProjectFacts, materials_for, plan
from clocks.calendar import CalendarRangeError
from clocks.current import current_calendar
from core.geo import from_wkb
from core.time import today
from projects import finishing
from projects.facts import catalogue_for, facts_of
from projects.models import Material, Project, Redline
from projects.redline import crs
from projects.redline.result import Hints, StatedSystem, rings_of
from projects.uploads import ALLOWED

SORTS: Final = ("created_at", "name", "code", "investment", "cap", "state")


def listing(user: Any, search: str = "", state: str = "") -> QuerySet[Project]:
    """The projects ``user`` sees, newest first; ``search`` looks in name, code and enterprise."""
    rows = (
        Project.objects.visible_to(user)
        .select_related("enterprise", "region__parent")
        .defer("region__boundary", "region__parent__boundary", "facts", "description")
    )
    if search:
        rows = rows.filter(
            Q(name__icontains=search) | Q(code__startswith=search) | Q(enterprise__name__icontains=search)
        )
    rows = rows.annotate(**finishing.columns())
    return rows.filter(finishing.in_state(state)) if state else rows


def with_all(user: Any) -> QuerySet[Project]:
    """Projects with what their page shows, for a single one to be taken from."""
    return (
        Project.objects.visible_to(user)
        .select_related("enterprise", "region__parent", "catalogue", "created_by")
        .defer("region__boundary", "region__parent__boundary", "catalogue__content")
    )


def enterprises_of(user: Any) -> QuerySet[Enterprise]:
    """The enterprises for which ``user`` may enter new projects; an agent limited to projects may not."""
    whole = [pk for pk in scope.enterprises(user) if scope.acts_for(user, pk)]
    return Enterprise.objects.visible_to(user).filter(pk__in=whole).order_by("name")


def redline_of(project: Project) -> Redline | None:
    """The redline in force."""
    return project.redlines.filter(current=True).first()


def hints_for(project: Project, stated: StatedSystem = "", *, compare_area: bool = True) -> Hints:
    """What is known before a redline is read: county and province lines, the declared land area."""
    declared = project.land_area if compare_area and project.land_area else None
    return replace(hints_in(project.region_id, stated), declared_area_m2=declared)


def hints_in(county: str, stated: StatedSystem = "") -> Hints:
    """What is known before any outline in the county of that code is read: county and province lines."""
    region = Region.objects.select_related("parent__parent").get(pk=county)
    province = region.parent.parent if region.parent else None
    return Hints(
        stated=stated,
        county=from_wkb(region.boundary) if region.boundary else None,
        county_name=region.name,
        province=from_wkb(province.boundary) if province and province.boundary else None,
        border_tolerance_m=getattr(settings, "REDLINE_BORDER_TOLERANCE_M", 0.0),
    )


def features(project: Project, redline: Redline | None) -> dict[str, Any]:
    """GeoJSON of the project on the map: its redline in force."""
    if redline is None:
        return {"type": "FeatureCollection", "features": []}
    feature = {
        "type": "Feature",
        "properties": {"name": project.name, "tone": "redline"},
        "geometry": mapping(redline.shape),
    }
    return {"type": "FeatureCollection", "features": [feature]}


def vertices(redline: Redline, most: int = 500) -> list[dict[str, Any]]:
    """界址点成果表: the first ``most`` boundary points, in degrees and as X (north), Y (east) in the redline's zone."""
    step = crs.transformer(crs.STORED, crs.zone_crs(redline.zone, prefixed=True).epsg)
    rows: list[dict[str, Any]] = []
    for number, ring in enumerate(rings_of(redline.shape), start=1):
        for lon, lat in list(ring.coords)[:-1]:
            if len(rows) == most:
                return rows
            east, north = step.transform(lon, lat)
            rows.append({"number": len(rows) + 1, "ring": number, "north": north, "east": east, "lon": lon, "lat": lat})
    return rows


def plan_of(project: Project) -> Plan | None:
    """The whole path of a project from today; ``None`` when no flow takes it or the calendar ends before."""
    return plan_for(
        facts_of(project), project.flow_code, catalogue_for(project), project.planned_completion, project.region_id
    )


def plan_for(
    facts: ProjectFacts,
    flow_code: str | None,
    catalogue: Catalogue,
    works_complete_on: date | None = None,
    region_id: str = "",
) -> Plan | None:
    """The plan of facts that are not stored yet, by the calendar of a region; see ``plan_of``."""
    if not flow_code:
        return None
    start = today()
    complete = works_complete_on if works_complete_on and works_complete_on > start else None
    calendar = current_calendar(region_id)
    try:
        return plan(facts, catalogue.flow_of(flow_code), catalogue, calendar, start, complete)
    except (CalendarRangeError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Slot:
    """One line of the vault 材料库: a paper the project needs, what was handed in, and for which items."""

    need: NeededMaterial
    current: Material | None
    earlier: tuple[Material, ...]
    items: tuple[str, ...]
    formats: tuple[str, ...]


def vault(project: Project, the_plan: Plan | None) -> list[Slot]:
    """Every named paper of the project, each once, with its versions; those still missing come first."""
    catalogue = catalogue_for(project)
    codes: Collection[str] = the_plan.items if the_plan else ()
    needs = materials_for(codes, facts_of(project), catalogue.flow_of(project.flow_code), catalogue) if codes else []
    filed: dict[str, list[Material]] = {}
    for material in project.materials.select_related("file", "uploaded_by").order_by("key", "-version"):
        filed.setdefault(material.key, []).append(material)
    slots = []
    for need in needs:
        versions = filed.get(need.key, [])
        current = next((one for one in versions if one.current), None)
        slots.append(
            Slot(
                need=need,
                current=current,
                earlier=tuple(one for one in versions if one is not current),
                items=tuple(dict.fromkeys(code for code, _owner in need.asked_by)),
                formats=tuple(one for one in need.material.formats if one in ALLOWED),
            )
        )
    return sorted(slots, key=lambda slot: (not slot.need.uploaded, slot.current is not None))
