"""Answers to withdrawal requests (撤回申请办理): consent, refuse, or take the request back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from approvals.forms import ReasonForm
from approvals.models import WithdrawalRequest
from approvals.queries import applications
from approvals.withdrawals import answering
from core.forms import CommandForm
from core.giving import demand, found, given

DONE = {
    "consent": gettext_lazy("Your department consents to the withdrawal."),
    "refuse": gettext_lazy("The withdrawal is refused; the applicant has your reason in writing."),
    "take_back": gettext_lazy("The request is taken back; the review goes on."),
}


@login_required
@require_POST
def act(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """One press; a refusal without a reason comes back with the sentence."""
    if how not in DONE:
        raise Http404
    rows = WithdrawalRequest.objects.filter(application__in=applications(request.user).values("pk"))
    row = found(rows.select_related("application__project"), pk)
    command = answering.take_back if how == "take_back" else answering.answer
    demand(command, request.user, row)
    form = ReasonForm(request.POST) if how == "refuse" else CommandForm(request.POST)
    extra = {} if how == "take_back" else {"consents": how == "consent"}
    if form.is_valid() and given(form, command, request.user, row, **form.values, **extra) is not None:
        messages.success(request, DONE[how])
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    if row.case_id and how != "take_back":
        return redirect("approvals:case", pk=row.case_id)
    back = request.POST.get("case", "")
    if back.isdigit():
        return redirect("approvals:case", pk=int(back))
    return redirect(reverse("approvals:application", args=[row.application_id]))
