"""Template tags of the wall and of a clock's page."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from core.lights import FACES
from core.templatetags.bingshen import days_phrase
from supervision import words as spoken
from supervision.explain import Explained
from supervision.queries import Row
from supervision.sheets import Day
from supervision.tabling import Cell
from supervision.tallies import Tally

register = template.Library()

register.filter("timed", spoken.timed)


@register.filter
def word(words: Mapping[str, str], code: str) -> str:
    """The word for a code; the code itself where there is none."""
    return words.get(code, code)


@register.filter
def has_key(data: Mapping[str, object], name: str) -> bool:
    """Whether there is anything under this name."""
    return name in data


@register.filter
def under(charts: Mapping[str, Mapping[str, object]], name: str) -> object:
    """The series of the chart of this name."""
    return charts[name]["series"]


@register.filter
def paired(names: Sequence[str], row: Sequence[Cell]) -> list[tuple[str, Cell]]:
    """The names of the columns with the cells of one row."""
    return list(zip(names, row, strict=True))


@register.filter
def cell_is_number(row: Sequence[Cell], place: int) -> bool:
    """Whether this column of numbers is set to the right."""
    return row[place].number


@register.simple_tag
def left_phrase(row: Row | Explained) -> str:
    """剩余天数 in words, without the light that stands beside it."""
    return days_phrase(row.light.value, row.left, row.unit)


@register.simple_tag
def day_mark(day: Day) -> str:
    """One or two letters for a day that does not count, so that the calendar is read without its colours."""
    return {
        "start": pgettext("day", "0"),
        "weekend": pgettext("day", "off"),
        "holiday": pgettext("day", "hol"),
        "closure": pgettext("day", "shut"),
        "stopped": pgettext("day", "stop"),
        "idle": pgettext("day", "–"),
    }[day.mark]


@register.simple_tag
def wall_bar(tally: Tally, longest: int) -> SafeString:
    """The shares of the lights as one bar; the line with `longest` clocks fills the width."""
    x, parts = 0.0, []
    for level, number in tally.by_light:
        width = 100 * number / tally.total if tally.total else 0
        parts.append((FACES[level.value].tone, round(x, 2), round(width, 2)))
        x += width
    length = round(100 * tally.total / longest, 2) if longest else 0
    bars = format_html_join("", '<rect class="wall-bar--{}" x="{}" width="{}" height="10"/>', parts)
    return format_html(
        '<svg class="wall-bar" width="{}%" height="10" viewBox="0 0 100 10" preserveAspectRatio="none" '
        'focusable="false">{}</svg>',
        max(length, 1),
        bars,
    )
