"""The two tables of the wall as markup: its numbers and its rows, whose words are looked up once a page."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clocks.models import Clock, ClockKind
from core.templatetags.bingshen import days_phrase, light, state_chip
from supervision import words
from supervision.queries import Row
from supervision.tallies import SHOWN, Line, Tally
from supervision.templatetags.wall import wall_bar

Numbers = Sequence[tuple[str, int, str]]


def lines_table(lines: Sequence[tuple[Line, str, Numbers]], total: Tally, by: str) -> SafeString:
    """亮灯统计: every line with its address and (light, number, address of exactly its rows); empty without lines."""
    if not lines:
        return SafeString("")
    longest = max(line.tally.total for line, _address, _numbers in lines)
    return _rendered(
        "supervision/wall_lines.html",
        head={"department": _("Department"), "stage": _("Stage")}.get(by) or _("Region"),
        lights={level.value: light(level) for level in SHOWN},
        lines=[(line, address, numbers, wall_bar(line.tally, longest)) for line, address, numbers in lines],
        total=total,
    )


def rows_table(rows: Sequence[Row], names: Mapping[str, str]) -> SafeString:
    """在办时限: the rows of one page; `names` are region code → name. Empty without rows."""
    if not rows:
        return SafeString("")

    @cache
    def phrase(level: str, left: int | None, unit: str) -> str:
        return days_phrase(level, left, unit)

    return _rendered(
        "supervision/wall_rows.html",
        rows=rows,
        names=names,
        stages=words.stages(),
        kinds={value: str(label) for value, label in ClockKind.choices},
        states={value: state_chip(value, label) for value, label in Clock.State.choices},
        lights={level: light(level) for level in SHOWN},
        timed=cache(words.timed),
        forecast=_("Over by forecast"),
        left=lambda row: phrase(row.light.value, row.left, row.unit),
    )


def _rendered(template: str, **context: Any) -> SafeString:
    # The engine has escaped every value in it.
    return SafeString(render_to_string(template, context, using="jinja2"))
