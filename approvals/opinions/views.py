"""Pages of opinion requests (征求意见): the desk, the question, asking."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from approvals.forms import ReasonForm
from approvals.joint.ranges import served
from approvals.opinions import answering, asking, queries
from approvals.opinions.forms import AnswerForm, AskForm
from approvals.opinions.matters import matters_of
from approvals.opinions.rules import on_safety_list
from approvals.queries import cases
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given

TABS = ("todo", "done", "asked")
VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "answer": (answering.answer, AnswerForm),
    "late": (answering.answer_late, AnswerForm),
    "take_back": (asking.take_back, ReasonForm),
}
DONE: dict[str, Any] = {
    "answer": gettext_lazy("Your opinion is with the department that asked."),
    "late": gettext_lazy("Your opinion is kept and marked late; that silence counted as no objection stays."),
    "take_back": gettext_lazy("The request is taken back; the department has been told."),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """征求意见: what waits for my department, what it answered, what it asked."""
    if not scope.has_role(request.user, queries.DESKS):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "todo"
    page = queries.desk(request.user, tab, request.GET.get("cursor", ""))
    return render(
        request, "approvals/opinions/index.html", {"page": page, "rows": queries.timed(page.rows), "tab": tab}
    )


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the question, the file it is about, the answer."""
    return _page(request, found(queries.requests(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Answer, answer late, or take the request back."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.requests(request.user), pk)
    command, form_class = VERBS[verb]
    form = form_class(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        messages.success(request, DONE[verb])
        if verb == "take_back":
            return redirect(reverse("approvals:case", args=[row.case_id]) + "#opinion-requests")
        return redirect("approvals:opinion_requests")
    return _page(request, row, {verb: form})


@login_required
@require_safe
def material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """A file of the case the request is about; whoever is asked may read what the answer depends on."""
    row = found(queries.requests(request.user), pk)
    binding = row.case.bindings.filter(material_id=material).select_related("material__file").first()
    if binding is None:
        raise Http404
    return served(request, binding.material.file)  # type: ignore[return-value]


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask other departments about a case."""
    case = found(cases(request.user), pk)
    demand(asking.ask_opinion, request.user, case)
    if not asking.ask_opinion.in_state(case):
        return redirect("approvals:case", pk=case.pk)
    matters = matters_of(case)
    form = AskForm(request.POST or None, matters=matters.values())
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, asking.ask_opinion, request.user, case, **form.values) is not None
    ):
        messages.success(request, gettext_lazy("The departments have been asked; the clock of the item runs on."))
        return redirect(reverse("approvals:case", args=[case.pk]) + "#opinion-requests")
    return render(
        request, "approvals/opinions/ask.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )


def _page(request: HttpRequest, row: Any, bound: dict[str, CommandForm]) -> HttpResponse:
    forms = {
        verb: bound.get(verb) or form_class(auto_id=f"{verb}_%s")
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, row)
    }
    context = {
        "row": queries.timed([row])[0],
        "case": row.case,
        "forms": forms,
        "safety": on_safety_list(row.code, row.department.function),
        "may_open_case": cases(request.user).filter(pk=row.case_id).exists(),
        "bindings": row.case.bindings.select_related("material__file", "spec").order_by("spec__position"),
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "approvals/opinions/show.html", context, status=status)
