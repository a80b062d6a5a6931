"""The map of projects by light (亮灯地图): drawn, and the same rows as a table."""

import gzip
import json
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from clocks.models import Clock
from core.time import today
from supervision import places
from supervision.filters import WallFilter
from supervision.tallies import step_down
from supervision.views.wall import narrowed_wall, numbers

PAGE: Final = 25
CARDS: Final = 20
"""Cards shown at once where points lie on top of each other."""


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The map with its legend, and its projects as a table, the most urgent first."""
    narrowed = narrowed_wall(request)
    found, on = places.standings(narrowed.before_light, request.user, today()), today()
    counts = places.by_light(found)
    page = Paginator(_lit(found, narrowed), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "supervision/map.html",
        {
            "filter": narrowed,
            "on": on,
            "counts": counts,
            "tiles": numbers(request, counts, {}),
            "light": narrowed.chosen_light,
            "page_obj": page,
            "rows": places.places(list(page.object_list), request.user, narrowed.before_light, on),
            "names": {code: region.label for code, region in narrowed.regions.items()},
            "most": places.MOST if page.paginator.count > places.MOST else 0,
            "spec": {
                "base": f"{reverse('accounts:counties')}?code={_base(narrowed)}",
                "lights": reverse("supervision:map_points"),
                "cards": reverse("supervision:map_card", args=[0]),
                "fit": "base",
                "twin": False,
            },
        },
    )


@require_GET
@login_required
def points(request: HttpRequest) -> HttpResponse:
    """The points as GeoJSON, one MultiPoint per light (see `places.collection`)."""
    narrowed = narrowed_wall(request)
    clocks = narrowed.before_light
    found = _lit(places.standings(clocks, request.user, today()), narrowed)
    body = json.dumps(places.collection(found, request.user, clocks), separators=(",", ":")).encode()
    response = HttpResponse(body, content_type="application/geo+json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        # Numbers only, nothing of the request is repeated in them: compression cannot be used to guess any secret.
        response.content = gzip.compress(body, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The cards of a project and of those given as `also`, which lie at the same place."""
    narrowed = narrowed_wall(request)
    keys = {pk, *(int(key) for key in request.GET.getlist("also")[: CARDS - 1] if key.isdecimal())}
    clocks: QuerySet[Clock] = narrowed.before_light.filter(project_id__in=keys)
    found = places.standings(clocks, request.user, today())
    if pk not in {one.project for one in found}:
        raise Http404
    shown = places.places(found, request.user, clocks, today())
    names = {code: region.label for code, region in narrowed.regions.items()}
    return render(request, "supervision/_map_cards.html", {"rows": shown, "names": names})


def _lit(found: list[places.Standing], narrowed: WallFilter) -> list[places.Standing]:
    light: Any = narrowed.chosen_light
    return [one for one in found if one.light.value == light] if light else found


def _base(narrowed: WallFilter) -> str:
    """The region whose counties lie under the points: the chosen one, the only topmost one, or the province."""
    within, _children = step_down(list(narrowed.regions.values()), narrowed.chosen_region)
    return within.code if within else "360000"
