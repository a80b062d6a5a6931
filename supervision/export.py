"""The wall as CSV and as a workbook: readable by spreadsheets, and never executed by one."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from clocks.models import Clock, ClockKind, LimitUnit
from core.lights import FACES
from core.sheets import safe
from supervision import words
from supervision.queries import Row

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with this in front."""


def head() -> list[str]:
    """The names of the columns."""
    return [
        _("Light"), _("Days left"), _("Unit"), _("Due date"), _("Kind of limit"), _("Item or stage"), _("Stage"),
        _("Project"), _("Project code"), _("Region"), _("Department"), _("State"), _("Limit"), _("Day 0"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of coded columns, safe and in the active language, looked up once an export and not once a row."""

    lights: Mapping[str, str]
    units: Mapping[str, str]
    kinds: Mapping[str, str]
    states: Mapping[str, str]
    stages: Mapping[str, str]
    regions: Mapping[str, str]
    timed: Callable[[str], str]


def wording(regions: Mapping[str, str]) -> Wording:
    """The words of one export; `regions` maps codes to names."""
    return Wording(
        lights={level: safe(face.word) for level, face in FACES.items()},
        units={value: safe(label) for value, label in LimitUnit.choices},
        kinds={value: safe(label) for value, label in ClockKind.choices},
        states={value: safe(label) for value, label in Clock.State.choices},
        stages={code: safe(name) for code, name in words.stages().items()},
        regions={code: safe(name) for code, name in regions.items()},
        timed=cache(lambda label: safe(words.timed(label))),
    )


def cells(row: Row, said: Wording) -> list[str | int | date | None]:
    """One clock in the order of `head`: texts are safe, days left are numbers, negative when late."""
    clock = row.clock
    return [
        said.lights[row.light.value],
        row.left,
        said.units[clock.unit],
        clock.due_on,
        said.kinds[clock.kind],
        said.timed(clock.label),
        said.stages.get(clock.stage) or safe(clock.stage),
        safe(clock.project_name),
        safe(clock.project_code),
        said.regions.get(clock.region_id) or safe(clock.region_id),
        safe(clock.department.label if clock.department else ""),
        said.states[clock.state],
        clock.limit,
        clock.origin_on,
    ]


def tail(conditions: Iterable[tuple[Any, Any]], person: str, at: datetime) -> list[list[str]]:
    """What stands below the rows: who exported what and when, and under which conditions."""
    about = [[_("Exported by"), safe(person)], [_("Exported at"), timezone.localtime(at).strftime("%Y-%m-%d %H:%M")]]
    return about + [[safe(label), safe(value)] for label, value in conditions]


def lines(
    rows: Iterable[Row],
    regions: Mapping[str, str],
    conditions: Iterable[tuple[Any, Any]],
    person: str,
    at: datetime,
) -> Iterator[str]:
    """CSV lines: a head line, one line per clock, and below an empty line who exported what and when.

    `regions` maps region codes to names. Dates are ISO.
    """
    writer = csv.writer(Echo())
    said = wording(regions)
    yield BOM + writer.writerow(head())
    for row in rows:
        yield writer.writerow(
            cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell for cell in cells(row, said)
        )
    yield writer.writerow([])
    yield from map(writer.writerow, tail(conditions, person, at))


def workbook(
    rows: Iterable[Row],
    regions: Mapping[str, str],
    conditions: Iterable[tuple[Any, Any]],
    person: str,
    at: datetime,
) -> bytes:
    """The same as an Excel workbook with true dates and numbers, a fixed head line and a filter; row by row in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Limits"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKLMN", (8, 9, 9, 12, 14, 32, 14, 36, 26, 12, 26, 10, 8, 12), strict=True):
        sheet.column_dimensions[column].width = width
    said, last = wording(regions), 1
    sheet.append(head())
    for row in rows:
        sheet.append(cells(row, said))
        last += 1
    sheet.auto_filter.ref = f"A1:N{last}"
    sheet.append([])
    for line in tail(conditions, person, at):
        sheet.append(line)
    book.properties.creator, book.properties.created = person, at.replace(tzinfo=None)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


class Echo:
    """A file that hands every line back to the generator."""

    def write(self, line: str) -> str:
        return line
