"""The statistics as tables (统计表): one shape for the page and for its CSV; a figure carries the address of its rows."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Department
from approvals.models import ItemCase
from clocks.current import AllCalendars
from clocks.models import Clock, StopKind
from core.sheets import safe
from core.time import today
from supervision import statistics, words
from supervision.comparing import Compared
from supervision.export import BOM, Echo
from supervision.filters import NONE
from supervision.records import records
from supervision.selection import ACCEPTED, DECIDED, RECEIVED, Selection

Address = Callable[..., str]
DIGITS: Final = 1
COLOURS: Final = ("#0b57b7", "#7fb598", "#17663a", "#d98a00", "#5f4b8b", "#8793a6", "#b5568c", "#c9d3e2")
INK: Final = "#1c2a41"
AMBER: Final = "#e8a33d"
COLOURED: Final = len(COLOURS) - 1
"""Flow types with a colour of their own; the chart gathers the others, the table has all."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days a statistic is about, both included, and whether they are cut into weeks instead of months."""

    since: date
    until: date
    weekly: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: text, number or nothing; `href` opens what it stands for, `figure` says that it counts those rows."""

    value: Any
    href: str = ""
    figure: bool = False

    @property
    def number(self) -> bool:
        """Whether it is set to the right."""
        return isinstance(self.value, int | float)

    @property
    def short(self) -> bool:
        """Whether it is not to be broken: a date, a code, a share."""
        return isinstance(self.value, str) and self.value.isascii() and len(self.value) <= 14


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; `key` names its chart and its CSV."""

    key: str
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Everything the page of the statistics shows."""

    totals: statistics.Totals
    tables: tuple[Table, ...]
    charts: dict[str, Any]


def tables(
    chosen: Selection, days: Days, address: Address, calendars: AllCalendars, compared: Sequence[Compared]
) -> Made:
    """All tables and charts of the page; a fixed number of queries."""
    decided = chosen.decided(days.since, days.until)
    stood = statistics.standstill(decided, calendars)
    totals = statistics.totals(decided)
    periods = statistics.trend(
        chosen.received(days.since, days.until),
        chosen.accepted(days.since, days.until),
        decided,
        days.since,
        days.until,
        weekly=days.weekly,
    )
    shares = statistics.distribution(decided)
    flows = [(code, words.flows().get(code, code), own) for code, own in statistics.histogram(decided)]
    found = [
        _trend(periods, days.weekly, address),
        _shares(shares, address),
        _histogram(flows, address),
        _bottlenecks(statistics.bottlenecks(decided, calendars, stood), address),
        _stops(statistics.stopped_by_kind(decided, stood), address),
    ]
    if compared:
        found.append(_compared(_ours(decided, totals), compared))
    charts = _charts(periods, days.weekly, shares, flows)
    return Made(totals, tuple(table for table in found if table.rows), charts)


def _charts(
    periods: Sequence[statistics.Period],
    weekly: bool,
    shares: Sequence[int],
    flows: Sequence[tuple[str, str, list[int]]],
) -> dict[str, Any]:
    """What `static/js/charts.js` draws, with the colours that the legend beside it shows too."""
    shown = [(name or _("Not classified"), own) for _code, name, own in flows[:COLOURED]]
    if rest := [own for _code, _name, own in flows[COLOURED:]]:
        shown.append((_("Other flow types"), [sum(column) for column in zip(*rest, strict=True)]))
    return {
        "trend": {
            "labels": [period.start.isoformat()[: 10 if weekly else 7] for period in periods],
            "series": [
                _series(_("Received"), [period.received for period in periods], "line", INK),
                _series(_("Accepted"), [period.accepted for period in periods], "line", COLOURS[2]),
                _series(_("Concluded in time"), [period.decided - period.late for period in periods]),
                _series(_("Concluded late"), [period.late for period in periods], "late", AMBER),
            ],
        },
        "shares": {
            "labels": [band_word(place) for place in range(len(shares))],
            "series": [_series(_("Cases"), list(shares))],
        },
        "days": {
            "labels": [bin_word(place) for place in range(len(statistics.BINS))],
            "series": [_series(name, own, color=COLOURS[place]) for place, (name, own) in enumerate(shown)],
        },
    }


def _series(name: str, data: list[int], mark: str = "bar", color: str = "") -> dict[str, Any]:
    return {"name": name, "mark": mark, "color": color or COLOURS[0], "data": data}


def band_word(place: int) -> str:
    """A share of the limit in words."""
    low, high = statistics.BANDS[place]
    return _("%(low)s–%(high)s%% of the limit") % {"low": low, "high": high} if high else _("over the limit")


def bin_word(place: int) -> str:
    """A number of days in words."""
    low, high = statistics.BINS[place]
    if high is None:
        return _("%(low)s days and more") % {"low": low}
    return _("%(low)s days") % {"low": low} if low == high else _("%(low)s–%(high)s days") % {"low": low, "high": high}


def _trend(periods: Sequence[statistics.Period], weekly: bool, address: Address) -> Table:
    def row(period: statistics.Period) -> tuple[Cell, ...]:
        between = {"from": period.first, "to": period.last}
        return (
            Cell(period.start.isoformat()[: 10 if weekly else 7]),
            Cell(period.received, address(event=RECEIVED, **between), True),
            Cell(period.accepted, address(event=ACCEPTED, **between), True),
            Cell(period.decided, address(event=DECIDED, **between), True),
            Cell(period.late, address(event=DECIDED, late=1, **between), True),
        )

    head = (_("Week from") if weekly else _("Month"), _("Received"), _("Accepted"), _("Concluded"), _("of them late"))
    note = _("Cases: one item of one department each.")
    return Table("trend", _("Trend"), note, head, tuple(row(period) for period in reversed(periods)))


def _shares(shares: Sequence[int], address: Address) -> Table:
    rows = tuple(
        (Cell(band_word(place)), Cell(number, address(event=DECIDED, band=place), True))
        for place, number in enumerate(shares)
    )
    return Table("shares", _("Days used against the limit"), "", (_("Share of the limit"), _("Cases")), rows)


def _histogram(flows: Sequence[tuple[str, str, list[int]]], address: Address) -> Table:
    rows = tuple(
        (
            Cell(name or _("Not classified")),
            *(
                Cell(number, address(event=DECIDED, bin=place, flow_type=code or NONE), True)
                for place, number in enumerate(own)
            ),
        )
        for code, name, own in flows
    )
    head = (_("Flow type"), *(bin_word(place) for place in range(len(statistics.BINS))))
    return Table("days", _("Working days used, by flow type"), "", head, rows)


def _bottlenecks(lines: Sequence[statistics.Bottleneck], address: Address) -> Table:
    offices = Department.objects.in_bulk({line.department for line in lines if line.department})

    def row(line: statistics.Bottleneck) -> tuple[Cell, ...]:
        office = offices.get(line.department or 0)
        about = {"item": line.item, "department": line.department or ""}
        return (
            Cell(words.timed(line.item)),
            Cell(office.label if office else "—"),
            Cell(line.cases, address(event=DECIDED, **about), True),
            Cell(round(line.median, DIGITS)),
            Cell(round(line.p90, DIGITS)),
            Cell(line.late, address(event=DECIDED, late=1, **about), True),
            Cell(f"{line.stopped_share:.0%}"),
            Cell(round(line.rounds, DIGITS)),
            Cell("—" if line.first_response is None else round(line.first_response, DIGITS)),
        )

    head = (
        _("Item"), _("Department"), _("Cases"), _("Median"), _("9 of 10 within"), _("Late"), _("Stopped"),
        _("Correction rounds"), _("Days to first answer"),
    )  # fmt: skip
    note = _("Working days of the promised limit; the slowest tenth first")
    return Table("slow", _("Bottlenecks"), note, head, tuple(map(row, lines)))


def _stops(lines: Sequence[statistics.Standstill], address: Address) -> Table:
    rows = tuple(
        (
            Cell(str(StopKind(line.kind).label)),
            Cell(line.cases, address(event=DECIDED, stopped=line.kind), True),
            Cell(line.days),
        )
        for line in lines
    )
    head = (_("Special procedure"), _("Cases"), _("Working days"))
    return Table("stops", _("Working days stopped, by kind"), "", head, rows)


def _ours(decided: "QuerySet[Clock]", totals: statistics.Totals) -> tuple[Cell, ...]:
    """Our own concluded cases as the first line of the comparison."""
    if not totals.decided:
        return ()
    used = statistics.days_used(decided)
    first, last = statistics.first_and_last(decided)
    return (
        Cell(_("Cases of this system")),
        Cell(f"{first} – {last}"),
        Cell(totals.decided),
        Cell(pgettext("unit", "working days")),
        Cell(round(statistics.percentile(used, 50), DIGITS)),
        Cell(round(statistics.percentile(used, 90), DIGITS)),
        Cell(f"{totals.late / totals.decided:.0%}"),
        Cell("—"),
        Cell("—"),
    )


def _compared(ours: tuple[Cell, ...], lines: Sequence[Compared]) -> Table:
    rows = tuple(
        (
            Cell(line.name),
            Cell(f"{line.first} – {line.last}"),
            Cell(line.cases),
            Cell(line.unit_word),
            Cell(round(line.median, DIGITS)),
            Cell(round(line.p90, DIGITS)),
            Cell("—" if line.late_percent is None else f"{line.late_percent:.0f}%"),
            Cell(f"{line.stopped_percent:.0f}%"),
            Cell(round(line.rounds, DIGITS)),
        )
        for line in lines
    )
    head = (
        _("Source"), _("Period"), _("Ended cases"), _("Days counted in"), _("Median"), _("9 of 10 within"), _("Late"),
        _("Stopped"), _("Returns"),
    )  # fmt: skip
    note = _("Imported logs of other systems; other items and other law, so compare with care.")
    return Table("compared", _("Beside imported logs"), note, head, (*((ours,) if ours else ()), *rows))


# ---- the rows behind a figure ----------------------------------------------------------------------------------


def clock_table(found: Sequence[Clock]) -> Table:
    """Accepted or concluded cases, one a line; three queries."""
    ended = {
        record.clock: record for record in records([row for row in found if row.ended_on and row.used is not None])
    }

    def row(clock: Clock) -> tuple[Cell, ...]:
        record = ended.get(clock.pk)
        return (
            Cell(words.timed(clock.label), reverse("supervision:clock", args=[clock.pk])),
            Cell(clock.project_name),
            Cell(clock.project_code),
            Cell(clock.department.label if clock.department else ""),
            Cell(clock.origin_on.isoformat()),
            Cell(clock.ended_on.isoformat() if clock.ended_on else ""),
            Cell(clock.limit),
            Cell("" if clock.used is None else clock.used),
            Cell(record.span if record else ""),
            Cell(sum(record.stopped.values()) if record else ""),
            Cell(record.rounds if record else ""),
            Cell(record.first_response if record and record.first_response is not None else ""),
        )

    head = (
        _("Item"), _("Project"), _("Project code"), _("Department"), _("Accepted on"), _("Concluded on"), _("Limit"),
        _("Used"), _("Span"), _("Stopped"), _("Correction rounds"), _("Days to first answer"),
    )  # fmt: skip
    return Table("clocks", "", "", head, tuple(map(row, found)))


def case_table(found: Sequence[ItemCase]) -> Table:
    """Received cases, one a line."""

    def row(case: ItemCase) -> tuple[Cell, ...]:
        application, project = case.application, case.application.project
        return (
            Cell(words.timed(case.item.name), reverse("approvals:case", args=[case.pk])),
            Cell(project.name),
            Cell(project.code),
            Cell(case.department.label),
            Cell(str(case.get_state_display())),
            Cell(application.received_on.isoformat() if application.received_on else ""),
            Cell(case.opened_on.isoformat() if case.opened_on else ""),
            Cell(case.decided_on.isoformat() if case.decided_on else ""),
        )

    head = (
        _("Item"), _("Project"), _("Project code"), _("Department"), _("State"), _("Received on"), _("Accepted on"),
        _("Concluded on"),
    )  # fmt: skip
    return Table("cases", "", "", head, tuple(map(row, found)))


def streamed(head: Iterable[str], rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """The rows as a CSV file that spreadsheets read and never execute."""
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{today():%Y%m%d}.csv"'
    return response


def _lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield BOM + writer.writerow(list(head))
    for row in rows:
        yield writer.writerow([safe(value) if isinstance(value, str) else value for value in row])
