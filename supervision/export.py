"""The wall as CSV: streamed, readable by spreadsheets, and never executed by one."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.lights import FACES
from supervision import words
from supervision.queries import Row

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 only with this in front."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: object) -> str:
    """A text cell no spreadsheet takes for a formula: a leading sign gets an apostrophe before it."""
    written = str(text)
    return f"'{written}" if written.lstrip(" \u3000").startswith(_FORMULA) or written.startswith(_FORMULA) else written


def lines(
    rows: Iterable[Row],
    regions: Mapping[str, str],
    conditions: Iterable[tuple[Any, Any]],
    person: str,
    at: datetime,
) -> Iterator[str]:
    """CSV lines: a head line, one line per clock, and below an empty line who exported what and when.

    `regions` maps region codes to names. Days left are numbers, negative when late; dates are ISO.
    """
    writer = csv.writer(Echo())
    stages = words.stages()
    yield BOM + writer.writerow(
        [
            _("Light"),
            _("Days left"),
            _("Unit"),
            _("Due date"),
            _("Kind of limit"),
            _("Item or stage"),
            _("Stage"),
            _("Project"),
            _("Project code"),
            _("Region"),
            _("Department"),
            _("State"),
            _("Limit"),
            _("Day 0"),
        ]  # fmt: skip
    )
    for row in rows:
        clock = row.clock
        yield writer.writerow(
            [
                safe(FACES[row.light.value].word),
                "" if row.left is None else row.left,
                safe(clock.get_unit_display()),
                "" if clock.due_on is None else clock.due_on.isoformat(),
                safe(clock.get_kind_display()),
                safe(words.timed(clock.label)),
                safe(stages.get(clock.stage, clock.stage)),
                safe(clock.project_name),
                safe(clock.project_code),
                safe(regions.get(clock.region_id, clock.region_id)),
                safe(clock.department.label if clock.department else ""),
                safe(clock.get_state_display()),
                clock.limit,
                clock.origin_on.isoformat(),
            ]
        )
    yield writer.writerow([])
    yield writer.writerow([_("Exported by"), safe(person)])
    yield writer.writerow([_("Exported at"), timezone.localtime(at).strftime("%Y-%m-%d %H:%M")])
    for label, value in conditions:
        yield writer.writerow([safe(label), safe(value)])


class Echo:
    """A file that hands every line back to the generator."""

    def write(self, line: str) -> str:
        return line
