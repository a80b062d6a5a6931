"""Statistics (统计分析): trend, distributions, bottlenecks and imported logs, each chart with its table and its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Department
from clocks.current import all_calendars
from clocks.models import StopKind
from core.errors import NotPermitted
from core.time import today
from supervision import comparing, queries, statistics, words
from supervision.filters import NONE
from supervision.models import HistoryLog
from supervision.selection import CONDITIONS, RECEIVED, Selection, selection
from supervision.tabling import Days, band_word, bin_word, case_table, clock_table, streamed, tables

MONTHS: Final = {"3": 92, "6": 183, "12": 366}
"""Choices of the period, in days back from today."""
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the selection, its days, and how they are cut."""

    chosen: Selection
    days: Days
    months: str

    def address(self, **more: object) -> str:
        """The page of the rows that a figure stands for."""
        kept = {name: self.chosen.query[name] for name in CONDITIONS if self.chosen.query.get(name)}
        kept |= {"months": self.months, **{name: str(value) for name, value in more.items() if value != ""}}
        return f"{reverse('supervision:statistics_rows')}?{urlencode(kept)}"


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The page: as many queries whatever the number of cases."""
    asked = _asked(request)
    logs = list(HistoryLog.objects.visible_to(request.user))
    compared = comparing.compared(_chosen_logs(request, logs))
    made = tables(asked.chosen, asked.days, asked.address, all_calendars(), compared)
    return render(
        request,
        "supervision/statistics.html",
        {
            "filter": asked.chosen.narrowed,
            "since": asked.days.since,
            "on": asked.days.until,
            "months": asked.months,
            "weekly": asked.days.weekly,
            "totals": made.totals,
            "to_decided": asked.address(event="decided"),
            "to_late": asked.address(event="decided", late=1),
            "tables": made.tables,
            "chart_data": made.charts,
            "logs": [(log, log.name in request.GET.getlist("log")) for log in logs],
        },
    )


@require_GET
@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """The cases a figure stands for: as many as the figure says."""
    asked = _asked(request)
    chosen = asked.chosen.rows(asked.days.since, asked.days.until)
    page = Paginator(_read(asked, chosen), PAGE).get_page(request.GET.get("page"))
    made = _table(asked, list(page.object_list))
    back = {name: value for name, value in asked.chosen.query.items() if name in (*CONDITIONS, "months", "per")}
    return render(
        request,
        "supervision/statistics_rows.html",
        {
            "page_obj": page,
            "head": made.head,
            "rows": made.rows,
            "event": asked.chosen.event,
            "said": _said(asked),
            "back": f"{reverse('supervision:statistics')}?{urlencode(back)}",
        },
    )


@require_GET
@login_required
def table_csv(request: HttpRequest) -> StreamingHttpResponse:
    """One table of the page (`table`), or the cases behind a figure, one a line."""
    asked = _asked(request)
    name = request.GET.get("table", "")
    if name:
        compared = comparing.compared(_chosen_logs(request, list(HistoryLog.objects.visible_to(request.user))))
        made = tables(asked.chosen, asked.days, asked.address, all_calendars(), compared)
        one = next((table for table in made.tables if table.key == name), None)
        if one is not None:
            return streamed(one.head, ([cell.value for cell in row] for row in one.rows), f"statistics-{name}")
    head = _table(asked, []).head
    return streamed(head, _every(asked), f"cases-{asked.chosen.event}")


def _asked(request: HttpRequest) -> Asked:
    if not queries.may_watch(request.user):
        raise NotPermitted(_("Statistics are for supervisors and officers."))
    months = request.GET.get("months", "")
    months = months if months in MONTHS else "12"
    until = today()
    since = until - timedelta(days=MONTHS[months] - 1)
    return Asked(selection(request), Days(since, until, request.GET.get("per") == "week"), months)


def _chosen_logs(request: HttpRequest, logs: list[HistoryLog]) -> list[HistoryLog]:
    wanted = set(request.GET.getlist("log"))
    return [log for log in logs if log.name in wanted]


def _read(asked: Asked, chosen: Any) -> Any:
    if asked.chosen.event == RECEIVED:
        return chosen.select_related("item", "department", "application__project").defer("application__form")
    return chosen.select_related("department")


def _table(asked: Asked, found: list[Any]) -> Any:
    return case_table(found) if asked.chosen.event == RECEIVED else clock_table(found)


def _every(asked: Asked) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in _read(asked, asked.chosen.rows(asked.days.since, asked.days.until)).iterator(chunk_size=1000):
        chunk.append(row)
        if len(chunk) == 1000:
            yield from ([cell.value for cell in line] for line in _table(asked, chunk).rows)
            chunk = []
    yield from ([cell.value for cell in line] for line in _table(asked, chunk).rows)


def _said(asked: Asked) -> list[tuple[str, str]]:
    """(label, words) of what the figure says beyond the conditions of the wall."""
    query: Mapping[str, str] = asked.chosen.query
    first, last = query.get("from", asked.days.since.isoformat()), query.get("to", asked.days.until.isoformat())
    found = [(_("Between"), f"{first} – {last}")]
    if query.get("late"):
        found.append((_("Late"), _("used more days than promised")))
    for name, of, said in (("band", statistics.BANDS, band_word), ("bin", statistics.BINS, bin_word)):
        place = query.get(name, "")
        if place.isdecimal() and int(place) < len(of):
            found.append((_("Used"), said(int(place))))
    if flow := query.get("flow_type"):
        found.append((_("Flow type"), words.flows().get(flow, _("Not classified") if flow == NONE else flow)))
    if query.get("item"):
        found.append((_("Item"), words.timed(query["item"])))
    if query.get("department", "").isdecimal():
        office = Department.objects.filter(pk=int(query["department"])).first()
        found += [(_("Department"), office.label)] if office else []
    if query.get("stopped") in StopKind.values:
        found.append((_("Stopped"), str(StopKind(query["stopped"]).label)))
    return found + [(str(label), value) for label, value in asked.chosen.narrowed.chosen]
