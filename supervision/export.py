"""The wall as CSV and as a workbook: readable by spreadsheets, and never executed by one."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

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


def cells(row: Row, regions: Mapping[str, str], stages: Mapping[str, str]) -> list[str | int | date | None]:
    """One clock in the order of `head`: texts are safe, days left are numbers, negative when late.

    `regions` and `stages` map codes to names.
    """
    clock = row.clock
    return [
        safe(FACES[row.light.value].word),
        row.left,
        safe(clock.get_unit_display()),
        clock.due_on,
        safe(clock.get_kind_display()),
        safe(words.timed(clock.label)),
        safe(stages.get(clock.stage, clock.stage)),
        safe(clock.project_name),
        safe(clock.project_code),
        safe(regions.get(clock.region_id, clock.region_id)),
        safe(clock.department.label if clock.department else ""),
        safe(clock.get_state_display()),
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
    stages = words.stages()
    yield BOM + writer.writerow(head())
    for row in rows:
        yield writer.writerow(
            cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell
            for cell in cells(row, regions, stages)
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
    stages, last = words.stages(), 1
    sheet.append(head())
    for row in rows:
        sheet.append(cells(row, regions, stages))
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
