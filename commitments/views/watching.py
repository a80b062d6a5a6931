"""The supervisor's figures, credit records and their repair, double-random draws."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import APPLICANTS, OFFICERS, SUPERVISOR, ZONE_MANAGER
from catalogue.versions import current_catalogue
from commitments import figures, queries
from commitments.commands import credit, inspecting
from commitments.forms import DrawForm, ObjectionAnswerForm, PlainForm, RecordAnswerForm, RecordTextForm, RepairForm
from commitments.models import CreditRecord
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from core.keyset import Segment, page
from core.time import today

WATCH = (*OFFICERS, SUPERVISOR, ZONE_MANAGER)

RECORD_VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "object": (credit.object_to_record, RecordTextForm),
    "answer": (credit.answer_record_objection, ObjectionAnswerForm),
    "repair": (credit.ask_repair, RepairForm),
    "decide": (credit.decide_repair, RecordAnswerForm),
}


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """承诺兑现: by state, due soon, in breach, kept rate by zone and kind; every number opens to its rows."""
    if not scope.has_role(request.user, (SUPERVISOR, ZONE_MANAGER)):
        raise NotPermitted
    return render(request, "commitments/overview.html", figures.figures(request.user))


@login_required
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """到期事项: the duties behind the numbers “due soon” and “overdue”, one row each, the next day first."""
    if not scope.has_role(request.user, WATCH):
        raise NotPermitted
    overdue = request.GET.get("overdue") == "1"
    rows = figures.duties_due(request.user, overdue=overdue)
    found = page([Segment(rows, ("due_on", "id"))], request.GET.get("cursor", ""), 50)
    return render(request, "commitments/due.html", {"page": found, "rows": found.rows, "overdue": overdue})


@login_required
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """信用记录: one's own, or those one keeps or watches."""
    if not scope.has_role(request.user, (*APPLICANTS, *OFFICERS, SUPERVISOR)):
        raise NotPermitted
    rows = page([Segment(queries.records(request.user), ("-recorded_on", "-id"))], request.GET.get("cursor", ""), 50)
    return render(request, "commitments/records.html", {"page": rows, "rows": rows.rows})


@login_required
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: behaviour, class, publication, objection, repair."""
    return _record_page(request, found(queries.records(request.user), pk), {})


@login_required
@require_POST
def record_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Object, answer, ask for repair, decide on it."""
    if verb not in RECORD_VERBS:
        raise Http404
    row = found(queries.records(request.user), pk)
    command, form_class = RECORD_VERBS[verb]
    form = form_class(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        messages.success(request, _("Done: %(what)s.") % {"what": command.label})
        return redirect("commitments:record", pk=row.pk)
    return _record_page(request, row, {verb: form})


def _record_page(request: HttpRequest, row: CreditRecord, bound: dict[str, CommandForm]) -> HttpResponse:
    forms = []
    for verb, (command, form_class) in RECORD_VERBS.items():
        closed = (
            (verb == "object" and (row.objection or today() > row.objection_until))
            or (verb == "answer" and (not row.objection or row.objection_answer))
            or row.withdrawn_on is not None
        )
        if command.is_open(request.user, row) and not closed:
            forms.append((verb, command, bound.get(verb) or form_class(auto_id=f"{verb}_%s")))
    against = (
        [credit.fault_of(row, code) for code in credit.faults_of(row, "x", today())] if row.repair == "NONE" else []
    )
    context = {"record": row, "commitment": row.breach.commitment, "forms": forms, "against": against}
    bad = any(form.errors for form in bound.values())
    return render(request, "commitments/record.html", context, status=422 if bad else 200)


@login_required
@require_http_methods(["GET", "POST"])
def inspections(request: HttpRequest) -> HttpResponse:
    """双随机: the draws of one's region, and a new one."""
    if not scope.has_role(request.user, (*OFFICERS, SUPERVISOR)):
        raise NotPermitted
    may_draw = inspecting.draw.is_open(request.user)
    regions = scope.regions_subtree(request.user, SUPERVISOR).order_by("code")
    rates = current_catalogue().practice.draw_rates
    form = DrawForm(request.POST or None, regions=regions, rates=rates) if may_draw else None
    if request.method == "POST":
        if form is None:
            raise NotPermitted
        if form.is_valid():
            made = given(form, inspecting.draw, request.user, None, **form.values)
            if made is not None:
                messages.success(request, _("Drawn; the inspectors have been told."))
                return redirect("commitments:inspection", pk=made.pk)
    context: dict[str, Any] = {"rows": queries.inspections(request.user)[:100], "form": form}
    return render(request, "commitments/inspections.html", context, status=422 if form and form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: seed, pools, result; publishing it."""
    row = found(queries.inspections(request.user), pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        demand(inspecting.publish, request.user, row)
        if form.is_valid() and given(form, inspecting.publish, request.user, row) is not None:
            messages.success(request, _("The results are public."))
            return redirect("commitments:inspection", pk=row.pk)
    context = {
        "inspection": row,
        "visits": row.visits.select_related("verification", "commitment__project").prefetch_related("inspectors"),
        "form": form if inspecting.publish.is_open(request.user, row) else None,
        "waiting": row.visits.filter(verification__state="OPEN").count(),
    }
    return render(request, "commitments/inspection.html", context, status=422 if form.errors else 200)
