"""Pages of the caseload (办件分派): take, give back, assign; absence; many signatures at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import scope
from accounts.posts import HEAD
from approvals import queries
from approvals.caseload import assigning
from approvals.caseload import several as several_files
from approvals.caseload.absences import end_absence, is_officer, mark_absence
from approvals.caseload.batch import LONGEST_LIST, sign_all, signable
from approvals.caseload.forms import SEVERAL, AbsenceForm, AssignForm, BatchForm
from approvals.caseload.several import VERBS, give_all, lines_of
from approvals.models import Absence
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given

WAYS: dict[str, Command] = {"claim": assigning.claim, "release": assigning.release, "assign": assigning.assign}
DONE: dict[str, Any] = {
    "claim": gettext_lazy("The case is yours; your colleagues see that."),
    "release": gettext_lazy("The case is free again for everybody of the department."),
    "assign": gettext_lazy("The case is assigned; both have been told."),
}


@login_required
@require_POST
def hold(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """认领、退回、改派."""
    if how not in WAYS:
        raise Http404
    case = found(queries.cases(request.user), pk)
    demand(WAYS[how], request.user, case)
    form = AssignForm(request.POST, case=case) if how == "assign" else CommandForm(request.POST)
    if form.is_valid() and given(form, WAYS[how], request.user, case, **form.values) is not None:
        messages.success(request, DONE[how])
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("approvals:case", pk=case.pk)


@login_required
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """请假: mark one, see one's own, come back early."""
    user: Any = request.user
    if not is_officer(user, None):
        raise NotPermitted
    form = AbsenceForm(request.POST or None, user=user)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, mark_absence, user, None, absent=user, **form.values) is not None
    ):
        messages.success(request, _("Your absence is marked; your cases go to your stand-in in these days."))
        return redirect("approvals:absences")
    rows = Absence.objects.filter(user=user).select_related("substitute", "department")[:50]
    context = {"form": form, "rows": [(row, end_absence.is_open(user, row)) for row in rows]}
    return render(request, "approvals/caseload/absences.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """提前返岗."""
    absence = found(Absence.objects.filter(user__in=[request.user.pk]), pk)
    form = CommandForm(request.POST)
    if form.is_valid() and given(form, end_absence, request.user, absence) is not None:
        messages.success(request, _("Welcome back; nobody stands in for you any more."))
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("approvals:absences")


@login_required
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """批量签发: tick, number, sign; the list of results names every case that failed and why."""
    if not scope.has_role(request.user, HEAD):
        raise NotPermitted
    waiting = list(signable(request.user, request.GET.get("item", ""))[:LONGEST_LIST])
    form = BatchForm(request.POST or None, cases=waiting)
    results = None
    if request.method == "POST" and form.is_valid():
        chosen = [case for case in waiting if str(case.pk) in form.cleaned_data["cases"]]
        results = sign_all(request.user, chosen, form.cleaned_data["pattern"], form.cleaned_data["first"], form.key)
        waiting = list(signable(request.user, request.GET.get("item", ""))[:LONGEST_LIST])
    clocks = queries.clocks_of((queries.CASE, case.pk) for case in waiting)
    context = {
        "form": form,
        "results": results,
        "failed": sum(bool(result.fault) for result in results or ()),
        "rows": [(case, clocks[queries.CASE, case.pk].get("PROMISED")) for case in waiting],
        "items": sorted({(case.item.code, case.item.label) for case in signable(request.user)[:LONGEST_LIST]}),
        "item": request.GET.get("item", ""),
        "ticked": set(request.POST.getlist("cases")) if results is None else set(),
    }
    return render(request, "approvals/caseload/batch.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def several(request: HttpRequest, verb: str) -> HttpResponse:
    """批量办理: tick, say it once, give it to all; the list of results names every file that was refused and why."""
    if verb not in VERBS:
        raise Http404
    told = VERBS[verb]
    if not scope.has_role(request.user, told.roles):
        raise NotPermitted
    lines = lines_of(told, request.user)
    form, results = SEVERAL[verb](request.POST or None, lines=lines), None
    if request.method == "POST" and form.is_valid():
        results = give_all(told, request.user, form.cleaned_data["chosen"], form.values, form.key)
        lines = lines_of(told, request.user)
        form = SEVERAL[verb](lines=lines)
    context = {
        "form": form,
        "told": told,
        "lines": lines,
        "full": len(lines) == several_files.LONGEST_LIST,
        "results": results,
        "failed": sum(bool(result.fault) for result in results or ()),
        "ticked": set(request.POST.getlist("chosen")) if results is None else set(),
    }
    return render(request, "approvals/caseload/several.html", context, status=422 if form.errors else 200)
