"""Pages of supplementary items (增加事项): choose one, the window's answer, the one notice and the corrections."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import queries
from approvals.checks.queries import examples_for
from approvals.corrections.views import uploaded
from approvals.forms import AnswerForm, CheckForm, RefuseForm
from approvals.models import ItemCase, ItemNotice
from approvals.supplements import access, adding, answering, correcting
from approvals.supplements.forms import AddForm
from catalogue.speech import local
from core.errors import Invalid
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


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """一次性告知 of an added item: every defect on one page, once."""
    case = found(queries.cases(request.user), pk)
    demand(correcting.notify_item, request.user, case)
    if not correcting.notify_item.in_state(case):
        return redirect("approvals:application", pk=case.application_id)
    papers = list(case.item.materials.order_by("position").values_list("key", "name"))
    form = CheckForm(
        request.POST or None, papers=papers, examples=examples_for(case.application, [key for key, _name in papers])
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, correcting.notify_item, request.user, case, lines=form.lines) is not None
    ):
        messages.success(request, _("The one-time notice with %(n)s points has been sent.") % {"n": len(form.lines)})
        return redirect("approvals:application", pk=case.application_id)
    files = {row.spec.key: row.material for row in case.bindings.select_related("material__file", "spec")}
    rows = [{**row, "file": files.get(row["key"])} for row in form.rows()]
    context = {
        "case": case,
        "form": form,
        "rows": rows,
        "catalogue": case.application.project.catalogue_id,
        "clock": queries.clocks_of([(queries.CASE, case.pk)])[queries.CASE, case.pk].get("NOTICE"),
    }
    return render(request, "approvals/supplements/notice.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """补正 of an added item: one answer per point."""
    case = found(queries.cases(request.user), pk)
    demand(correcting.answer_item, request.user, case)
    if not correcting.answer_item.in_state(case):
        return redirect("approvals:application", pk=case.application_id)
    row = ItemNotice.objects.select_related("document").get(supplement__case=case)
    form = AnswerForm(request.POST or None, request.FILES or None, lines=row.lines.all())  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid() and _corrected(request, case, form):
        messages.success(request, _("Your answer is at the window; it must decide within five working days."))
        return redirect("approvals:application", pk=case.application_id)
    subject = (ItemNotice._meta.label_lower, row.pk)
    context = {
        "case": case,
        "notice": row,
        "form": form,
        "clock": queries.clocks_of([subject])[subject].get("CORRECTION"),
    }
    return render(request, "approvals/supplements/correction.html", context, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, case: ItemCase, form: AnswerForm) -> bool:
    """Files and answers together or not at all."""
    answers: dict[int, dict[str, Any]] = {}
    try:
        with transaction.atomic():
            # The case before the project's ledger, as every command takes them; the upload takes the ledger.
            correcting.open_notice(ItemCase.objects.select_for_update(of=("self",)).get(pk=case.pk))
            for line in form.lines:
                file, field = form.cleaned_data.get(f"file_{line.pk}"), f"file_{line.pk}"
                answers[line.pk] = {
                    "answer": form.cleaned_data[f"answer_{line.pk}"],
                    "replacement": uploaded(request, case, line.material_key, field, file) if file else None,
                }
            correcting.answer_item.perform(request.user, case, answers=answers)
    except Invalid as refusal:
        form.show(refusal)
        return False
    return True
