"""Assessment units for other programs (区域评估接口): what covers a plot, and the published units themselves."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.codes import industry
from core.codes.faults import CodeError
from core.geo import Bounds
from core.time import today
from projects.redline import files, geojson
from projects.redline.errors import RedlineError
from projects.redline.result import Hints, RedlineReading
from projects.redline.typed import read_typed
from projects.words import sentence
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import answers
from regional_assessments.units.cover import in_window
from regional_assessments.units.features import collection
from regional_assessments.units.kinds import kinds
from regional_assessments.units.queries import units
from regional_assessments.units.rules import ONCE_PUBLISHED

MOST_BYTES = 512 * 1024
"""A plot of some ten thousand points; larger ones are uploaded as files."""
MOST_ROWS = 1000


class BadQuery(ValueError):
    """A parameter cannot be read; the sentence says which and how it is written."""


@require_POST
@login_required
def cover(request: HttpRequest) -> HttpResponse:
    """Which units cover the plot in the body, GeoJSON or a list of boundary points, and what every item saves."""
    try:
        on = _day(request, "on") or today()
        code = request.GET.get("industry", "")
        code = industry.validate(code) if code else ""
        if len(request.body) > MOST_BYTES:
            raise BadQuery(_("The plot is larger than %(limit)d kB.") % {"limit": MOST_BYTES // 1024})
        reading = _plot(request)
    except BadQuery as error:
        return _refused(str(error))
    except CodeError:
        return _refused(_("“%(code)s” is not a code of GB/T 4754-2017.") % {"code": request.GET["industry"]})
    except RedlineError as error:
        return _refused(sentence(error), fault=error.fault.value, place=error.params.get("place"))
    answer = answers.ask(reading.geometry, on, industry=code)
    plot = {"crs": f"EPSG:{reading.source_crs}", "zone": reading.zone, "notes": answers.notes_of(reading.notes)}
    return _json(answers.as_json(answer, **plot))


@require_safe
@login_required
def published(request: HttpRequest) -> HttpResponse:
    """Published units as GeoJSON, page by page; `next` is the address of the following page."""
    try:
        rows, limit = _asked(request)
    except BadQuery as error:
        return _refused(str(error))
    found = list(rows.order_by("pk")[: limit + 1])
    more: dict[str, Any] = {"next": None}
    if len(found) > limit:
        found = found[:limit]
        query = request.GET.copy()
        query["after"] = str(found[-1].pk)
        more["next"] = f"{reverse('regional_assessments:units_geojson')}?{query.urlencode()}"
    return _json(collection(found, **more), "application/geo+json")


def _asked(request: HttpRequest) -> tuple[Any, int]:
    kind = request.GET.get("kind", "")
    if kind and kind not in kinds():
        raise BadQuery(_("kind is one of R01 to R14."))
    rows: Any = AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
    if request.GET.get("all") != "1":
        rows = rows.in_force(_day(request, "on") or today())
    if kind:
        rows = rows.filter(kind=kind)
    if request.GET.get("zone"):
        rows = rows.filter(zone__code=request.GET["zone"])
    if request.GET.get("bbox"):
        rows = in_window(rows, _box(request.GET["bbox"]))
    after, limit = _whole(request, "after", 0), min(_whole(request, "limit", 200), MOST_ROWS)
    visible = units(request.user).filter(pk__in=rows.filter(pk__gt=after).values("pk"))
    return visible, max(1, limit)


def _plot(request: HttpRequest) -> RedlineReading:
    hints = Hints()
    zone = request.GET.get("zone", "")
    if zone in ("38", "39", "40"):
        hints = Hints(stated=f"zone_{zone}")  # type: ignore[arg-type]
    if (request.content_type or "").endswith("json"):
        return files.accept_layer(geojson.read(request.body), hints)
    return read_typed(request.body.decode("utf-8", "replace"), hints)


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadQuery(_("%(name)s is a date, YYYY-MM-DD.") % {"name": name}) from None


def _whole(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadQuery(_("%(name)s is a whole number.") % {"name": name})
    return int(text) if text else default


def _box(text: str) -> Bounds:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadQuery(_("bbox is west,south,east,north in degrees.")) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadQuery(_("bbox is west,south,east,north in degrees."))
    return west, south, east, north


def _json(body: dict[str, Any], content_type: str = "application/json") -> HttpResponse:
    return JsonResponse(body, content_type=content_type, json_dumps_params={"ensure_ascii": False})


def _refused(message: str, **more: Any) -> HttpResponse:
    body = {"error": message, **{name: value for name, value in more.items() if value is not None}}
    return JsonResponse(body, status=422, json_dumps_params={"ensure_ascii": False})
