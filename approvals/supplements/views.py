"""Pages of supplementary items (增加事项): choose one, and the window's answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import queries
from approvals.forms import RefuseForm
from approvals.supplements import access, adding, answering
from approvals.supplements.forms import AddForm
from catalogue.speech import local
from core.forms import CommandForm
from core.giving import demand, found, given


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """增加事项: what can join now, and what is missing for the rest."""
    row = found(queries.applications(request.user), pk)
    demand(adding.add_item, request.user, row)
    if not adding.add_item.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    offered = adding.addable(row)
    names = {code: local(one.filing.items[code].flow_item.item.name) for code, one in offered.items()}
    form = AddForm(request.POST or None, items=[(code, names[code]) for code, one in offered.items() if one.ready])
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, adding.add_item, request.user, row, **form.values) is not None
    ):
        messages.success(
            request,
            _("The item is accepted and runs beside the others.")
            if access.lead_of(request.user, row)
            else _("The item is at the window; it must answer within five working days."),
        )
        return redirect("approvals:application", pk=row.pk)
    blocked = [
        {"name": names[code], "papers": one.papers, "missing": [names.get(c, c) for c in one.missing]}
        for code, one in offered.items()
        if not one.ready
    ]
    context = {
        "application": row,
        "form": form,
        "ready": any(one.ready for one in offered.values()),
        "blocked": blocked,
    }
    return render(request, "approvals/supplements/add.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """受理或不予受理 of an added item."""
    if how not in ("accept", "refuse"):
        raise Http404
    case = found(queries.cases(request.user), pk)
    command = answering.accept_item if how == "accept" else answering.refuse_item
    demand(command, request.user, case)
    form = CommandForm(request.POST) if how == "accept" else RefuseForm(request.POST)
    if form.is_valid() and given(form, command, request.user, case, **form.values) is not None:
        messages.success(
            request,
            _("The item is accepted and runs beside the others.")
            if how == "accept"
            else _("The item is not accepted; the applicant has the reason in writing."),
        )
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("approvals:application", pk=case.application_id)
