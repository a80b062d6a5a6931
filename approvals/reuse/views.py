"""Pages of reuse: the evidence of a case with the officer's word on it, and what relied on one unit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from shapely.geometry import mapping

from approvals.models import ItemCase, ReuseEvidence
from approvals.queries import cases
from approvals.reuse import deciding, queries
from approvals.reuse.forms import ConfirmForm, OverrideForm
from approvals.words import item_name
from core.forms import CommandForm
from core.giving import demand, found, given
from regional_assessments.models import AssessmentUnit

PAGE = 25
VERBS: dict[str, Any] = {"confirm": (deciding.confirm, ConfirmForm), "override": (deciding.override, OverrideForm)}
DONE: dict[str, Any] = {
    "confirm": gettext_lazy("Confirmed. The evidence is kept with the case."),
    "override": gettext_lazy("Your decision and its reason are kept with the evidence."),
}


@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of a case: unit, cover on the map, what it spares, and what the officer says."""
    case, evidence = _found(request, pk)
    return _page(request, case, evidence, {})


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm, or decide otherwise."""
    case, evidence = _found(request, pk)
    if verb not in VERBS:
        raise Http404
    command, form_class = VERBS[verb]
    demand(command, request.user, case)
    form = form_class(request.POST, auto_id=f"{verb}_%s", evidence=evidence)
    if form.is_valid() and given(form, command, request.user, case, **form.values) is not None:
        messages.success(request, DONE[verb])
        return redirect("approvals:case", pk=case.pk)
    return _page(request, case, evidence, {verb: form})


@require_safe
@login_required
def relied(request: HttpRequest, pk: int) -> HttpResponse:
    """依赖该单元的项目: whom to tell when a unit turns out to be wrong."""
    unit = get_object_or_404(AssessmentUnit.objects.visible_to(request.user).select_related("zone", "reviewer"), pk=pk)
    rows = queries.relied_on(unit, request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    openable = set(cases(request.user).filter(pk__in=[row.case_id for row in page]).values_list("pk", flat=True))
    context = {
        "unit": unit,
        "page_obj": page,
        "rows": [(row, item_name(row.case.item), row.case_id in openable) for row in page],
        "projects": rows.order_by().values("case__application__project").distinct().count(),
    }
    return render(request, "approvals/reuse/relied.html", context)


def _found(request: HttpRequest, pk: int) -> tuple[ItemCase, ReuseEvidence]:
    case = found(cases(request.user), pk)
    evidence = queries.of_case(case)
    if evidence is None:
        raise Http404
    return case, evidence


def _page(request: HttpRequest, case: ItemCase, evidence: ReuseEvidence, bound: dict[str, CommandForm]) -> HttpResponse:
    forms = {
        verb: bound.get(verb) or form_class(auto_id=f"{verb}_%s", evidence=evidence)
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, case)
    }
    gap = queries.outside(evidence)
    context = {
        "case": case,
        "evidence": evidence,
        "item_name": item_name(case.item),
        "why": queries.why(evidence),
        "percent": 100 * evidence.ratio,
        "gap_area": queries.outside_area(gap),
        "forms": forms,
        "spec": {
            "base": f"{reverse('accounts:counties')}?code={case.application.region_id}",
            "features": _features(evidence, gap),
            "focus": "redline",
            "twin": False,
        },
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "approvals/reuse/show.html", context, status=status)


def _features(evidence: ReuseEvidence, gap: Any) -> dict[str, Any]:
    shapes = [(evidence.unit.kind_label, evidence.unit.kind, evidence.unit.shape)]
    if gap is not None:
        shapes.append((_("not covered: %(area)s") % {"area": queries.outside_area(gap)}, "gap", gap))
    shapes.append((evidence.case.application.project.name, "redline", evidence.redline.shape))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name, "tone": tone}, "geometry": mapping(shape)}
            for name, tone, shape in shapes
        ],
    }
