"""Pages of corrections after acceptance (受理后补正): ask, grant or decline, answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.corrections import answering, asking, queries
from approvals.corrections.forms import AskForm
from approvals.corrections.record import running
from approvals.forms import AnswerForm, ReasonForm
from approvals.models import ItemCase
from approvals.queries import cases, clocks_of
from core.errors import Invalid
from core.forms import CommandForm
from core.giving import demand, found, given
from projects.commands import upload_material
from projects.models import Material
from projects.refusals import FileRefused
from projects.uploads import check_upload
from projects.words import sentence


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """提出补正: every point on one page, before the head reads it."""
    case = found(cases(request.user), pk)
    demand(asking.request_correction, request.user, case)
    if not asking.request_correction.in_state(case):
        return redirect("approvals:case", pk=case.pk)
    papers = list(case.item.materials.order_by("position").values_list("key", "name"))
    form = AskForm(request.POST or None, papers=papers, longest=asking.longest())
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, asking.request_correction, request.user, case, **form.data_of_command) is not None
    ):
        messages.success(request, _("The head has your request; the clock runs until it is granted."))
        return _back(case)
    context = {"case": case, "form": form, "longest": asking.longest(), "left": asking.times_left(case)}
    return render(request, "approvals/corrections/ask.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """同意或不同意: the head's answer to the reviewer."""
    if how not in ("grant", "decline"):
        raise Http404
    case = found(cases(request.user), pk)
    command = asking.start_correction if how == "grant" else asking.decline_correction
    form = CommandForm(request.POST) if how == "grant" else ReasonForm(request.POST)
    if form.is_valid() and given(form, command, request.user, case, **form.values) is not None:
        messages.success(
            request,
            _("The clock is stopped and the applicant has been told in writing.")
            if how == "grant"
            else _("The request is declined; the clock runs on."),
        )
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
    return _back(case)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """提交补正: one answer per point."""
    case = found(cases(request.user), pk)
    demand(answering.answer_correction, request.user, case)
    if not answering.answer_correction.in_state(case):
        return redirect("approvals:application", pk=case.application_id)
    correction = queries.corrections(request.user).get(case=case, state="RUNNING")
    form = AnswerForm(request.POST or None, request.FILES or None, lines=correction.lines.all())
    if request.method == "POST" and form.is_valid() and _answered(request, case, form):
        messages.success(request, _("Your correction is with the department; its clock runs again."))
        return redirect("approvals:application", pk=case.application_id)
    clock = clocks_of([(queries.SUBJECT, correction.pk)])[queries.SUBJECT, correction.pk].get("CORRECTION")
    context = {"case": case, "correction": correction, "form": form, "clock": clock}
    return render(request, "approvals/corrections/answer.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, case: ItemCase, form: AnswerForm) -> bool:
    """Files and answers together or not at all."""
    answers: dict[int, dict[str, Any]] = {}
    try:
        with transaction.atomic():
            # The case before the project's ledger, as every command takes them; the upload takes the ledger.
            locked = ItemCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
            running(locked)
            for line in form.lines:
                file = form.cleaned_data.get(f"file_{line.pk}")
                answers[line.pk] = {
                    "answer": form.cleaned_data[f"answer_{line.pk}"],
                    "replacement": uploaded(request, case, line.material_key, f"file_{line.pk}", file)
                    if file
                    else None,
                }
            answering.answer_correction.perform(request.user, case, answers=answers)
    except Invalid as refusal:
        form.show(refusal)
        return False
    return True


def uploaded(request: HttpRequest, case: ItemCase, key: str, field: str, file: Any) -> Material:
    """A corrected file put into the vault of the project. Raises Invalid naming `field`."""
    formats = case.item.materials.filter(key=key).values_list("formats", flat=True).first()
    try:
        return upload_material.perform(
            request.user,
            case.application.project,
            key=key,
            upload=file,
            original_name=file.name,
            checked=check_upload(file.file, file.name, file.size, formats or ("pdf",)),
            valid_to=None,
        )
    except FileRefused as error:
        raise Invalid({field: sentence(error)}) from None
    except Invalid as refusal:
        raise Invalid({field: str(refusal)}) from None


def _back(case: ItemCase) -> HttpResponse:
    return redirect(reverse("approvals:case", args=[case.pk]) + "#corrections")
