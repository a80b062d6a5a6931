"""The pages of the map: the board, what lies under a finger, the table twin, and the data of a layer."""

import gzip
from math import isfinite
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import boundaries
from core import map_layers
from core.geo import Bounds
from core.map_layers import Layer
from regional_assessments.board import reading, tiles

MOST_FEATURES = 1000
"""From here on a layer comes as tiles: a thousand outlines are about what a browser draws at once without a pause."""
FURTHEST_PAGE = 10_000
MVT = "application/vnd.mapbox-vector-tile"


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """一张图: the map with its layers, legend and tools, and the same things as a table."""
    layers = map_layers.for_user(request.user)
    on = _chosen(request, layers)
    spec: dict[str, Any] = {
        "base": f"{reverse('accounts:counties')}?code=360000",
        "fit": "base",
        "twin": False,
        "board": "#map-form",
        "here": reverse("regional_assessments:map_here"),
        "title": _("Zones, assessed areas and projects"),
        "source": boundaries.ATTRIBUTION,
        "layers": [_spec(layer, request.user) for layer in layers],
    }
    if settings.TIANDITU_KEY:
        spec["tianditu"] = {"url": settings.TIANDITU_URL, "key": settings.TIANDITU_KEY}
    context = {
        "spec": spec,
        "layers": [(layer, layer.key in on, _sorts(request, layer)) for layer in layers],
        "tianditu": bool(settings.TIANDITU_KEY),
        **_lines(request, layers),
    }
    return render(request, "regional_assessments/map/board.html", context)


@require_safe
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """The table twin alone, for what the person has switched on and where they look."""
    return render(request, "regional_assessments/map/_table.html", _lines(request, map_layers.for_user(request.user)))


@require_safe
@login_required
def here(request: HttpRequest) -> HttpResponse:
    """What lies at `lon`, `lat` (degrees), within `reach` degrees of it."""
    place = _place(request)
    if place is None:
        return render(request, "regional_assessments/map/_here.html", {"lines": [], "bad": True}, status=422)
    lon, lat, reach = place
    layers = map_layers.for_user(request.user)
    on = _chosen(request, layers)
    tones = set(request.GET.getlist("tone"))
    lines = reading.here([layer for layer in layers if layer.key in on], request.user, lon, lat, reach)
    shown = [line for line in lines if not line.layer.sort_field or line.thing.tone in tones or not tones]
    return render(request, "regional_assessments/map/_here.html", {"lines": shown, "lon": lon, "lat": lat})


@require_safe
@login_required
def features(request: HttpRequest, layer: str) -> HttpResponse:
    """A layer as GeoJSON in EPSG:4490, within `box` where one is given."""
    found = _layer(request, layer)
    body = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": list(reading.features(found, request.user, _box(request), MOST_FEATURES)),
    }
    return JsonResponse(body, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@login_required
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile of a layer that everyone sees alike; asked again with its tag it costs two small queries."""
    found = _layer(request, layer)
    if found.edition is None or found.mark is None or tiles.bounds_of(z, x, y) is None:
        raise Http404
    tag = tiles.etag(found, z, x, y)
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        body = tiles.kept(found, request.user, z, x, y)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(body if zipped else gzip.decompress(body), content_type=MVT)
        if zipped:
            # Outlines and codes only, nothing of the request is repeated in them: there is no secret to guess.
            response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _lines(request: HttpRequest, layers: list[Layer]) -> dict[str, Any]:
    on = _chosen(request, layers)
    shown = [layer for layer in layers if layer.key in on]
    box = _box(request)
    tones = [tone for layer in shown for tone, _label, ticked in _sorts(request, layer) if ticked]
    number = request.GET.get("page", "1")
    page = min(int(number), FURTHEST_PAGE) if number.isdecimal() and len(number) < 6 and int(number) else 1
    text = request.GET.get("q", "").strip()[:60]
    lines, total, more = reading.pages(shown, request.user, box, text, tones, page)
    return {"lines": lines, "total": total, "page": page, "more": more, "q": text, "only_here": box is not None}


def _spec(layer: Layer, user: Any) -> dict[str, Any]:
    spec = {
        "key": layer.key,
        "url": reverse("regional_assessments:map_features", args=[layer.key]),
        "sorted": bool(layer.sort_field),
    }
    if layer.edition and layer.mark and reading.rows_in(layer, user)[MOST_FEATURES:].exists():
        one = reverse("regional_assessments:map_tile", args=[layer.key, 1, 2, 3])
        spec["tiles"] = one.replace("1/2/3", "{z}/{x}/{y}")
    return spec


def _sorts(request: HttpRequest, layer: Layer) -> list[tuple[str, Any, bool]]:
    """(tone, label, ticked) of a layer's legend; all are ticked until the person has chosen."""
    chosen = None if "chosen" not in request.GET else set(request.GET.getlist("tone"))
    return [(sort.tone, sort.label, chosen is None or sort.tone in chosen) for sort in layer.sorts()]


def _chosen(request: HttpRequest, layers: list[Layer]) -> set[str]:
    if "chosen" in request.GET:
        return set(request.GET.getlist("layer"))
    return {layer.key for layer in layers if layer.on}


def _place(request: HttpRequest) -> tuple[float, float, float] | None:
    """(longitude, latitude, reach) in degrees; None for nonsense."""
    try:
        lon, lat, reach = (float(request.GET.get(name, "")) for name in ("lon", "lat", "reach"))
    except ValueError:
        return None
    sane = -180 <= lon <= 180 and -90 <= lat <= 90 and 0 <= reach <= 1
    return (lon, lat, reach) if sane else None


def _layer(request: HttpRequest, key: str) -> Layer:
    layer = map_layers.get(key, request.user)
    if layer is None:
        raise Http404
    return layer


def _box(request: HttpRequest) -> Bounds | None:
    """The window that was sent as `west,south,east,north`; None for none or nonsense."""
    parts = request.GET.get("box", "").split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not all(map(isfinite, (west, south, east, north))) or west > east or south > north:
        return None
    return west, south, east, north
