"""The two tables of the wall as markup: its numbers and its rows, whose words are looked up once a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clocks.models import Clock, ClockKind
from core.display import by_language
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

    language = get_language() or ""
    return _rendered("supervision/wall_rows.html", rows=[_row(language, *_shown(row, names)) for row in rows])


def _shown(row: Row, names: Mapping[str, str]) -> tuple[Any, ...]:
    """Everything that a line of the table shows of its row, whose clock is a tuple of `queries.shown`."""
    clock: Any = row.clock
    name, name_en = clock.department__name or "", clock.department__name_en or ""
    return (
        *(clock.pk, clock.state, row.light.value, row.left, row.unit, row.limit, clock.forecast),
        *(row.due_on, row.provisional, clock.label, clock.kind, clock.stage),
        *(clock.project_name, clock.project_code, names.get(clock.region_id, clock.region_id)),
        *(by_language(name, name_en), by_language(clock.department__short_name or name, name_en)),
    )


@lru_cache(maxsize=4096)
def _row(
    _language: str, pk: int, state: str, level: str, left: int | None, unit: str, limit: int, forecast: int | None,
    due: date | None, provisional: bool, label: str, kind: str, stage: str,
    project: str, code: str, region: str, department: str, department_short: str,
) -> SafeString:  # fmt: skip
    """One line; made of its arguments alone, so that lines which did not change are not written again."""
    return _rendered(
        "supervision/wall_row.html",
        pk=pk,
        light=light(level),
        left=days_phrase(level, left, unit),
        due=due,
        planned=state == Clock.State.STOPPED,
        provisional=provisional,
        timed=words.timed(label),
        kind=ClockKind(kind).label,
        stage=words.stages().get(stage, stage),
        over=forecast if forecast and forecast > limit else None,
        limit=limit,
        project=project,
        code=code,
        region=region,
        department=department,
        department_short=department_short,
        state=state_chip(state, Clock.State(state).label),
    )


def _rendered(template: str, **context: Any) -> SafeString:
    # The engine has escaped every value in it.
    return SafeString(render_to_string(template, context, using="jinja2"))
