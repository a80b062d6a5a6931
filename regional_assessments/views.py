"""Pages of zones: the list for everyone, the desk of whoever runs one, one zone with what is built in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.geo import polygons
from projects.redline.area import ellipsoidal_m2
from regional_assessments import queries
from regional_assessments.models import Zone

M2_PER_KM2 = 1_000_000


@require_GET
@login_required
def zone_list(request: HttpRequest) -> HttpResponse:
    """Every zone on a map and in a table (开发区一览)."""
    rows = list(queries.zones(request.user))
    managed = set(queries.managed_zones(request.user).values_list("pk", flat=True))
    spec = {
        "base": reverse("accounts:counties") + "?code=360000",
        "features": reverse("regional_assessments:outlines"),
        "fit": "base",
        "twin": False,
    }
    return render(
        request,
        "regional_assessments/zone_list.html",
        {"rows": [(zone, _area(zone), zone.pk in managed) for zone in rows], "spec": spec},
    )


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The desk of a zone manager: the own zone, or the list when there is none or more than one."""
    zones = list(queries.managed_zones(request.user)[:2])
    if len(zones) == 1:
        return redirect("regional_assessments:zone", zones[0].code)
    return redirect("regional_assessments:list")


@require_GET
@login_required
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """One zone: its outline, and the projects in it that this person may see (园区项目一张图)."""
    found = _zone(request, code)
    plots = queries.projects_in(found, request.user)
    return render(
        request,
        "regional_assessments/zone.html",
        {
            "zone": found,
            "area": _area(found),
            "runs": queries.runs(request.user, found),
            "plots": plots,
            "whole": sum(plot.whole for plot in plots),
            "spec": {
                "base": f"{reverse('accounts:counties')}?code={found.region.parent_id or found.region_id}",
                "features": reverse("regional_assessments:zone_map", args=[found.code]),
                "twin": False,
            },
        },
    )


@require_GET
@login_required
def outlines(request: HttpRequest) -> HttpResponse:
    """The outlines of all zones as GeoJSON in EPSG:4490."""
    features = queries.zone_features(queries.zones(request.user))
    for feature in features:
        feature["properties"]["href"] = reverse("regional_assessments:zone", args=[feature["id"]])
    return _geojson(features)


@require_GET
@login_required
def zone_map(request: HttpRequest, code: str) -> HttpResponse:
    """One zone and the plots in it as GeoJSON in EPSG:4490; the same projects as on the page."""
    found = _zone(request, code)
    plots = queries.plot_features(queries.projects_in(found, request.user))
    return _geojson(queries.zone_features([found]) + plots)


def _zone(request: HttpRequest, code: str) -> Zone:
    return get_object_or_404(queries.zones(request.user), code=code)


def _area(zone: Zone) -> str:
    """Square kilometres on the ellipsoid with two decimals; empty without an outline."""
    return "" if zone.geometry is None else f"{ellipsoidal_m2(polygons(zone.geometry)) / M2_PER_KM2:,.2f}"


def _geojson(features: list[dict[str, Any]]) -> HttpResponse:
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": features,
    }
    return JsonResponse(collection, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})
