"""Statistics (统计分析): trend, distribution and bottlenecks of ended cases, each chart with its table."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clocks.models import StopKind
from core.errors import NotPermitted
from core.sheets import safe
from core.time import today
from supervision import queries, statistics, words
from supervision.export import BOM, Echo
from supervision.filters import WallFilter

MONTHS = {"3": 92, "6": 183, "12": 366}
"""Choices of the period, in days back from today."""


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The page: as many queries whatever the number of cases."""
    narrowed, rows, since, weekly = _read(request)
    periods = statistics.trend(rows, since, today(), weekly=weekly)
    bands = list(zip(_bands(), statistics.distribution(rows), strict=True))
    kinds = [(str(StopKind(kind).label), days) for kind, days in statistics.stopped_by_kind(rows)]
    return render(
        request,
        "supervision/statistics.html",
        {
            "filter": narrowed,
            "since": since,
            "on": today(),
            "months": _period(request),
            "weekly": weekly,
            "number": len(rows),
            "late": sum(row.late for row in rows),
            "periods": periods,
            "bands": bands,
            "kinds": kinds,
            "lines": [
                (line, words.timed(line.item), line.stopped_share * 100) for line in statistics.bottlenecks(rows)
            ],
            "chart_data": {
                "trend": {
                    "labels": [period.start.isoformat()[: 10 if weekly else 7] for period in periods],
                    "series": [
                        {"name": _("Concluded in time"), "data": [p.decided - p.late for p in periods]},
                        {"name": _("Concluded late"), "data": [p.late for p in periods]},
                    ],
                },
                "bands": {
                    "labels": [label for label, _number in bands],
                    "series": [{"name": _("Cases"), "data": [number for _label, number in bands]}],
                },
            },
        },
    )


@require_GET
@login_required
def table_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The cases behind every figure of the page, one a line."""
    _narrowed, rows, _since, _weekly = _read(request)
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="concluded-{today():%Y%m%d}.csv"'
    return response


def _read(request: HttpRequest) -> tuple[WallFilter, list[statistics.Record], date, bool]:
    if not queries.may_watch(request.user):
        raise NotPermitted(_("Statistics are for supervisors and officers."))
    since = today() - timedelta(days=MONTHS[_period(request)])
    clocks = queries.visible_clocks(request.user).filter(ended_on__gt=since, ended_on__lte=today())
    narrowed = WallFilter(request.GET, clocks, request=request, regions=queries.watched_regions(request.user))
    rows = statistics.records(narrowed.qs)
    return narrowed, rows, since, request.GET.get("per") == "week"


def _period(request: HttpRequest) -> str:
    chosen = request.GET.get("months", "")
    return chosen if chosen in MONTHS else "12"


def _bands() -> list[str]:
    return [_("%(low)s–%(high)s%% of the limit") % {"low": low, "high": high} if high else _("over the limit")
            for low, high in statistics.BANDS]  # fmt: skip


def _lines(rows: list[statistics.Record]) -> Iterator[str]:
    writer = csv.writer(Echo())
    head: list[Any] = [_("Item"), _("Department"), _("Accepted on"), _("Concluded on"), _("Limit"), _("Used")]
    yield BOM + writer.writerow([*head, _("Span"), _("Stopped"), _("Correction rounds"), _("Days to first answer")])
    for row in rows:
        facts = [
            safe(words.timed(row.item)),
            safe(row.department),
            row.accepted_on.isoformat(),
            row.ended_on.isoformat(),
        ]
        answer = "" if row.first_response is None else row.first_response
        yield writer.writerow([*facts, row.limit, row.used, row.span, sum(row.stopped.values()), row.rounds, answer])
