"""The calendar of what runs out (到期日历): areas by the month of their last day, with the alerts that went out beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clocks.rules import add_months
from core.time import today
from regional_assessments.models import AssessmentUnit, ExpiryAlert
from regional_assessments.queries import managed_zones
from regional_assessments.units.commands import PREPARING
from regional_assessments.units.expiry import LEVELS
from regional_assessments.units.queries import units

MONTHS: Final = 24
MOST: Final = 500
"""Lines of the calendar: a province's units of two years."""


@dataclass(slots=True)
class Line:
    """One area that runs out: days left, alerts told, the version that follows it, whether this person may prepare one."""

    unit: AssessmentUnit
    left: int
    alerts: list[ExpiryAlert] = field(default_factory=list)
    next: AssessmentUnit | None = None
    renews: bool = False


@require_safe
@login_required
def expiring(request: HttpRequest) -> HttpResponse:
    """Areas in force whose last day lies within two years; `mine` keeps those of the zones one runs."""
    on, mine = today(), bool(request.GET.get("mine"))
    lines = _lines(request.user, on, mine)
    months = [
        (month, list(rows)) for month, rows in groupby(lines, key=lambda one: _of(one.unit.last_day).replace(day=1))
    ]
    context = {
        "months": months,
        "n": len(lines),
        "mine": mine,
        "levels": LEVELS,
        "on": on,
        "until": add_months(on, MONTHS),
    }
    return render(request, "regional_assessments/units/expiring.html", context)


def _lines(user: Any, on: date, mine: bool) -> list[Line]:
    rows = units(user).filter(state="PUBLISHED", last_day__gte=on, last_day__lt=add_months(on, MONTHS))
    found = list(rows.defer("geometry").order_by("last_day", "code")[:MOST])
    codes = [unit.code for unit in found]
    alerts = _by(ExpiryAlert.objects.filter(unit__in=found).order_by("told_at"), "unit_id")
    coming = units(user).filter(code__in=codes, state__in=PREPARING).defer("geometry")
    later = {unit.code: unit for unit in coming}
    run = set(managed_zones(user).values_list("pk", flat=True))
    lines = []
    for unit in found:
        if mine and unit.zone_id not in run:
            continue
        following = later.get(unit.code)
        line = Line(unit, (_of(unit.last_day) - on).days, alerts.get(unit.pk, []), following)
        line.renews = unit.zone_id in run and following is None
        lines.append(line)
    return lines


def _by(rows: Iterable[ExpiryAlert], name: str) -> dict[int, list[ExpiryAlert]]:
    found: dict[int, list[ExpiryAlert]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _of(day: date | None) -> date:
    assert day is not None
    return day
