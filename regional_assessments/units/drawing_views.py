"""Pages to draw a unit (绘制单元) and to change one that is not published yet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.speech import local
from core.commands import Command
from core.giving import demand, found, given
from core.time import today
from regional_assessments import queries as zone_queries
from regional_assessments.drawing import editor_spec
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import commands
from regional_assessments.units.drawing_form import KindForm, UnitForm
from regional_assessments.units.kinds import kinds
from regional_assessments.units.queries import units


@require_http_methods(["GET", "POST"])
@login_required
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """A new unit in a zone: the kind first, then its outline and what it says."""
    zone = get_object_or_404(zone_queries.zones(request.user), code=code)
    demand(commands.draft, request.user, zone)
    kind = kinds().get(request.GET.get("kind", ""))
    if kind is None:
        context = {"zone": zone, "form": KindForm()}
        return render(request, "regional_assessments/units/kind.html", context)
    initial = {
        "producer": zone.manager.name if zone.manager else "",
        "effective_from": today(),
        "name": f"{zone.label}{kind.name.zh}区域评估" if request.LANGUAGE_CODE.startswith("zh") else "",
    }  # fmt: skip
    form = UnitForm(request.POST or None, request.FILES or None, kind=kind, zone=zone, initial=initial)
    return _page(request, form, commands.draft, zone, kind=kind.code)


@require_http_methods(["GET", "POST"])
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft, or one the department returned: outline and words again."""
    unit = found(units(request.user), pk)
    demand(commands.revise, request.user, unit)
    if not commands.revise.in_state(unit):
        return redirect("regional_assessments:unit", pk=unit.pk)
    form = UnitForm(request.POST or None, request.FILES or None, kind=unit.told, zone=unit.zone, unit=unit)
    return _page(request, form, commands.revise, unit)


def _page(
    request: HttpRequest, form: UnitForm, command: Command, subject: Zone | AssessmentUnit, **more: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = given(form, command, request.user, subject, **form.data_of_command(), **more)
        if done is not None:
            messages.success(request, _("The draft is kept. Hand it in once the report is filed."))
            return redirect("regional_assessments:unit", pk=done.pk)
    context = {
        "form": form,
        "zone": form.zone,
        "kind": form.kind,
        "kind_label": local(form.kind.name),
        "unit": form.unit,
        "spec": editor_spec(form, "#id_drawn", reverse("regional_assessments:neighbours", args=[form.zone.code])),
    }
    return render(request, "regional_assessments/units/draw.html", context, status=422 if form.errors else 200)
