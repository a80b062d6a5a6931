"""Pages of corrections after acceptance (受理后补正): ask, grant or decline, answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals.checks.replies import Answers, Given
from approvals.corrections import answering, asking, queries
from approvals.corrections.forms import AskForm
from approvals.forms import NoticeAnswerForm, ReasonForm
from approvals.models import CaseCorrection, CorrectionLine, ItemCase
from approvals.queries import cases, clocks_of
from approvals.views.answers import Reply, answered
from core.forms import CommandForm
from core.giving import demand, found, given


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
    """提交补正: old and new side by side, one answer per point."""
    case = found(cases(request.user), pk)
    demand(answering.answer_correction, request.user, case)
    if not answering.answer_correction.in_state(case):
        return redirect("approvals:application", pk=case.application_id)
    correction = queries.corrections(request.user).get(case=case, state="RUNNING")
    correction.case = case
    reply = CorrectionReply(
        correction=correction,
        subject=case,
        save=answering.save_correction_answers,
        hand_in=answering.answer_correction,
        page=reverse("approvals:correction_answer", args=[case.pk]),
    )
    return answered(request, reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionReply(Reply):
    """The answer to a correction asked for after acceptance."""

    correction: CaseCorrection
    handed_in: ClassVar[Promise] = lazy("Your correction is with the department; its clock runs again.")

    def lines(self) -> Iterable[CorrectionLine]:
        """Its points."""
        return self.correction.lines.all()

    def given(self, answers: Answers) -> Iterable[Given]:
        """Every point with its answer."""
        return answering.given_for(self.correction, answers)

    def shown(self, request: HttpRequest, form: NoticeAnswerForm) -> HttpResponse:
        """Every point with its old and its new version."""
        correction, case = self.correction, self.correction.case
        clocks = clocks_of([(queries.SUBJECT, correction.pk)])
        guides = [(case.item.code, case.item.label)]
        rows = [{**row, "guides": guides, **self.elsewhere(row["line"])} for row in self.rows(form)]
        context = {
            "application": self.application,
            "case": case,
            "correction": correction,
            "form": form,
            "rows": rows,
            "done": sum(row["done"] for row in rows),
            "clock": clocks[queries.SUBJECT, correction.pk].get("CORRECTION"),
        }
        return render(request, "approvals/corrections/answer.html", context, status=422 if form.errors else 200)


def _back(case: ItemCase) -> HttpResponse:
    return redirect(reverse("approvals:case", args=[case.pk]) + "#corrections")
