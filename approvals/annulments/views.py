"""The page of a recall or revocation (撤回撤销): what rests on the decision, and what the reader may do about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from approvals import words
from approvals.access import owner_of_project
from approvals.annulments import deciding, hearing, proposing
from approvals.annulments.consequences import consequences_of
from approvals.annulments.forms import ConfirmForm, ProposeForm, StatementForm
from approvals.forms import ReasonForm
from approvals.models import ItemCase
from approvals.queries import cases, clocks_of
from core.commands import Command
from core.forms import CommandForm
from core.giving import demand, found, given

VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "propose": (proposing.propose_annulment, ProposeForm),
    "state": (hearing.state_case, StatementForm),
    "confirm": (deciding.confirm_annulment, ConfirmForm),
    "drop": (deciding.drop_annulment, ReasonForm),
    "settle": (deciding.settle_affected, ReasonForm),
}
DONE: dict[str, Any] = {
    "propose": gettext_lazy("The holder has been told and is heard; another person decides afterwards."),
    "state": gettext_lazy("Your statement is with the authority; it must weigh it."),
    "confirm": gettext_lazy("The decision has lost its force; holder and departments have been told."),
    "drop": gettext_lazy("It is not carried out; the holder has been told."),
    "settle": gettext_lazy("What you found is in the record; the warning is gone."),
}


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal, the statement, the consequences."""
    case = found(cases(request.user), pk)
    if not case.annulments.exists() and not case.shaken_by.exists():
        demand(proposing.propose_annulment, request.user, case)
    return _page(request, case, {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One of the verbs; refusals stand at their field, with the text kept."""
    if verb not in VERBS:
        raise Http404
    case = found(cases(request.user), pk)
    command, form_class = VERBS[verb]
    demand(command, request.user, case)
    form = form_class(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid() and given(form, command, request.user, case, **form.values) is not None:
        messages.success(request, DONE[verb])
        return redirect("approvals:case" if verb == "settle" else "approvals:annulment", pk=case.pk)
    return _page(request, case, {verb: form})


def _page(request: HttpRequest, case: ItemCase, bound: dict[str, CommandForm]) -> HttpResponse:
    forms = {
        verb: bound.get(verb) or form_class(auto_id=f"{verb}_%s")
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, case) and verb != "settle"
    }
    row = case.annulments.select_related(
        "proposed_by", "decided_by", "stated_by", "notice", "document"
    ).first()  # fmt: skip
    clock = clocks_of([(hearing.SUBJECT, row.pk)])[hearing.SUBJECT, row.pk].get("HEARING") if row else None
    inside = not owner_of_project(request.user, case.application.project)
    context = {
        "case": case,
        "row": row,
        "forms": forms,
        "clock": clock,
        "inside": inside,
        "item_name": words.item_name(case.item),
        "decision": getattr(case, "decision", None),
        "consequences": row.consequences if row and row.state == "CONFIRMED" else consequences_of(case),
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "approvals/annulments/show.html", context, status=status)
