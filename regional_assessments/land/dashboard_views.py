"""Pages of the control indicators: the dashboard, and its lines as CSV or Excel."""

import csv
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.speech import local
from core.sheets import XLSX, safe, workbook
from core.time import now, today
from regional_assessments.land import dashboard
from regional_assessments.land.dashboard import FURTHER, OUTCOMES, PHASES, Asked
from regional_assessments.land.indicators import indicators
from regional_assessments.land.rules import SOLD
from regional_assessments.models import Parcel, Zone

PAGE: Final = 20
BOM: Final = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with this in front."""


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """控制指标看板: kept, short and not yet measured by zone and indicator, and each parcel's promises beside the values."""
    asked = _asked(request)
    rows = dashboard.lines(request.user, asked, today())
    zones, whole = dashboard.by_zone(rows)
    page = Paginator(dashboard.parcels_of(request.user, rows), PAGE).get_page(request.GET.get("page"))
    mine = Parcel.objects.inside(request.user).filter(state__in=SOLD)
    context = {
        "zones": zones,
        "whole": whole,
        "columns": dashboard.columns(),
        "page_obj": page,
        "rows": dashboard.measured_of(page.object_list, today()),
        "asked": asked,
        "narrowed": asked != Asked(),
        "choices": Zone.objects.filter(pk__in=mine.values("zone")).order_by("code"),
        "phases": PHASES.items(),
        "outcomes": OUTCOMES.items(),
        "indicators": [*((code, local(one.name)) for code, one in indicators().items()), (FURTHER, _("Further indicators"))],
    }  # fmt: skip
    return render(request, "regional_assessments/land/indicators.html", context)


@require_safe
@login_required
def export(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """What the dashboard lists, one line per promise, as `csv` or `xlsx`."""
    rows = dashboard.sheet(dashboard.lines(request.user, _asked(request), today()))
    name = _("Control indicators")
    if form == "csv":
        response: Any = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = HttpResponse(workbook(name, _head(), rows, str(request.user), now()), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}-{today():%Y%m%d}.{form}"
    return response


def _head() -> tuple[tuple[str, int], ...]:
    """(name, width) of the columns of `dashboard.sheet`."""
    return (
        (_("Zone"), 24), (_("Parcel number"), 18), (_("Name of the parcel"), 28), (_("State"), 14), (_("Buyer"), 30),
        (_("Project code"), 26), (_("Indicator"), 30), (_("Unit"), 14), (_("Measured at"), 12), (_("Promised"), 12),
        (_("Measured"), 12), (_("Off the limit by (%)"), 14), (_("Result of the check"), 12), (_("Round"), 8), (_("Checked on"), 12),
        (_("Next check until"), 14),
    )  # fmt: skip


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _written(rows: Iterator[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([name for name, _width in _head()])
    for row in rows:
        yield writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])


def _asked(request: HttpRequest) -> Asked:
    """The conditions of the address; unknown values are dropped."""
    given = request.GET.get

    def one_of(name: str, known: Any) -> str:
        return given(name, "") if given(name, "") in known else ""

    return Asked(
        text=given("q", "").strip()[:60],
        zone=given("zone", "")[:20],
        phase=one_of("phase", PHASES),
        indicator=one_of("indicator", {*indicators(), FURTHER}),
        outcome=one_of("outcome", OUTCOMES),
    )
