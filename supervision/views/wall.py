"""The wall, its export, and one clock explained day by day."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Region
from approvals.overtime.queries import explanations_of
from clocks.lights import Light
from core.display import weekday
from core.errors import NotPermitted
from core.keyset import page
from core.time import today
from documents import queries as documents
from projects.models import Project
from supervision import queries, tallies, words
from supervision.counting.wall import kept_counts
from supervision.explain import explained
from supervision.filters import WallFilter
from supervision.models import SavedFilter
from supervision.saving import kept
from supervision.urging.commands import issue as urge_clock
from supervision.wall_tables import lines_table, rows_table

PAGE = 50
MONDAY = date(2024, 1, 1)


@require_GET
@login_required
def wall(request: HttpRequest) -> HttpResponse:
    """红黄灯监管台: every open clock in view, most urgent first, with the numbers by light and place."""
    narrowed = narrowed_wall(request)
    saved = list(SavedFilter.objects.visible_to(request.user))
    if not request.GET and (default := next((row for row in saved if row.is_default and row.query), None)):
        return redirect(f"{request.path}?{urlencode(sorted(default.query.items()))}")
    on, order = today(), _one_of(request, "sort", queries.ORDERS)
    shown = page(
        queries.ordered(queries.shown(narrowed.qs), order, narrowed.chosen_light), request.GET.get("at", ""), PAGE
    )
    by = _by(request, narrowed)
    lines, total = _lines(narrowed, on, by)
    rows, names = queries.rows(shown.rows, on), {code: region.label for code, region in narrowed.regions.items()}
    linked = [
        (line, _address(request, light="", **line.query), numbers(request, line.tally, line.query)) for line in lines
    ]
    return render(
        request,
        "supervision/wall.html",
        {
            "filter": narrowed,
            "rows": rows,
            "rows_table": rows_table(rows, names),
            "page": shown,
            "on": on,
            "order": order,
            "orders": _orders(),
            "by": by,
            "tabs": [(name, label, _address(request, by=name)) for name, label in _tabs()],
            "total": total,
            "tiles": numbers(request, total, {}),
            "lines": linked,
            "lines_table": lines_table(linked, total, by),
            "shown": total.counts[Light(light)] if (light := narrowed.chosen_light) else total.total,
            "light": light,
            "trail": [
                (region.label, _address(request, region=region.code, own=""))
                for region in _trail(narrowed.chosen_region, narrowed.regions)
            ],
            "saved": [(row, f"?{urlencode(sorted((row.query or {'all': '1'}).items()))}") for row in saved],
            "kept": kept(request.GET),
        },
    )


@require_GET
@login_required
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """计时明细: one clock, every day of it counted or not, with its reason and source."""
    clocks = queries.visible_clocks(request.user).select_related("department", "calendar")
    found = get_object_or_404(clocks.select_related("region").defer("region__boundary"), pk=pk)
    return render(
        request,
        "supervision/clock.html",
        {
            "explained": explained(found, today()),
            "clock": found,
            "watches": queries.may_watch(request.user),
            "overtime": explanations_of(found),
            "statements": documents.of_subject(request.user, found),
            "may_urge": urge_clock.is_open(request.user, found),
            "opens_project": Project.objects.visible_to(request.user).filter(pk=found.project_id).exists(),
            "weekdays": [weekday(MONDAY + timedelta(days=place)) for place in range(7)],
        },
    )


def narrowed_wall(request: HttpRequest) -> WallFilter:
    """What `request` asks of the wall of its user. Raises NotPermitted for whoever has none."""
    if not queries.may_watch(request.user):
        raise NotPermitted(_("The wall is for supervisors and officers. You find the limits of your projects there."))
    clocks = queries.watched_clocks(request.user)
    return WallFilter(request.GET, clocks, request=request, regions=queries.watched_regions(request.user))


def _lines(narrowed: WallFilter, on: date, by: str) -> tuple[list[tallies.Line], tallies.Tally]:
    counted = kept_counts(narrowed, by)
    if counted is None:
        column = {"department": "department__function", "stage": "stage"}.get(by, "region_id")
        counted = tallies.tally_by(narrowed.before_light, on, column)
    if by == "department":
        lines = tallies.by_word(counted, "function", words.functions(), _("No single department"))
    elif by == "stage":
        lines = tallies.by_word(counted, "stage", words.stages(), _("Whole project"))
    else:
        lines = tallies.by_region(counted, narrowed.regions.values(), narrowed.chosen_region)
    return lines, tallies.total(counted.values())


def _by(request: HttpRequest, narrowed: WallFilter) -> str:
    """What the numbers are taken apart by: what was asked for, else the first of region, department and stage that the
    conditions leave open, so that one click a level leads from the province to the clock."""
    if (asked := request.GET.get("by")) in {name for name, _label in _tabs()}:
        return str(asked)
    region = narrowed.chosen_region
    if region is None or (region.level != Region.Level.COUNTY and not narrowed.value("own")):
        return "region"
    return "stage" if narrowed.value("function") else "department"


def _trail(region: Region | None, regions: Mapping[str, Region]) -> list[Region]:
    """From the topmost region in view down to the chosen one."""
    trail: list[Region] = []
    while region is not None:
        trail.insert(0, region)
        region = regions.get(region.parent_id or "")
    return trail


def numbers(request: HttpRequest, tally: tallies.Tally, query: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """(light, number, address of exactly these rows) for every light, most urgent first."""
    return [(level.value, number, _address(request, light=level.value, **query)) for level, number in tally.by_light]


def _address(request: HttpRequest, **changes: str) -> str:
    """This page with some parameters changed, empty ones left out, from its first row on."""
    given = {name: str(value) for name, value in request.GET.items() if name not in ("at", "page")}
    return f"?{urlencode({name: value for name, value in (given | changes).items() if value})}"


def _tabs() -> list[tuple[str, str]]:
    return [("region", _("By region")), ("department", _("By department")), ("stage", _("By stage"))]


def _orders() -> list[tuple[str, str]]:
    names = {
        "urgency": _("Most urgent first"),
        "oldest": _("Longest running first"),
        "project": _("By project"),
        "region": _("By region"),
    }
    return [(order, names[order]) for order in queries.ORDERS]


def _one_of(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.GET.get(name, "")
    return value if value in allowed else allowed[0]
