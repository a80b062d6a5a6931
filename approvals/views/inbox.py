"""The desks of departments and lead (部门、牵头), and everybody's messages."""

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import HEAD, LEAD, REVIEWER
from approvals import commands, desks, queries
from approvals.forms import ConsolidateForm
from approvals.messages import mark_all_read, mark_read, sentence
from approvals.models import ItemCase, Message
from core.errors import NotPermitted
from core.giving import demand, found, given

TABS = ("todo", "paused", "done")


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """待办: the first row is the most urgent."""
    if not scope.has_role(request.user, (REVIEWER, HEAD)):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "todo"
    desk = desks.inbox(request.user, tab, request.GET.get("cursor", ""))
    return render(request, "approvals/inbox.html", {"desk": desk, "tab": tab})


@login_required
@require_safe
def lead(request: HttpRequest) -> HttpResponse:
    """牵头看板: who is late, who disagrees, what can be concluded."""
    if not scope.has_role(request.user, LEAD):
        raise NotPermitted
    return render(
        request, "approvals/lead.html", {"desk": desks.lead_board(request.user, request.GET.get("cursor", ""))}
    )


@login_required
@require_http_methods(["GET", "POST"])
def consolidate(request: HttpRequest, pk: int) -> HttpResponse:
    """汇总: every department's answer beside each other, and one text for the stage."""
    row = found(queries.applications(request.user), pk)
    demand(commands.lead.consolidate, request.user, row)
    if not commands.lead.consolidate.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    form = ConsolidateForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, commands.lead.consolidate, request.user, row, **form.values) is not None
    ):
        notes.success(request, _("The consolidated opinion is stored; the window issues all documents."))
        return redirect("approvals:lead")
    cases = row.cases.select_related("item", "department", "decision__document", "reviewer").prefetch_related(
        "opinions"
    )
    clocks = queries.clocks_of((queries.CASE, case.pk) for case in cases)
    lines: list[dict[str, Any]] = [
        {
            "case": case,
            "clock": clocks[queries.CASE, case.pk].get("PROMISED"),
            "opinion": max(case.opinions.all(), key=lambda opinion: opinion.round, default=None),
            "decision": getattr(case, "decision", None),
        }
        for case in cases.order_by("item__code")
    ]
    context = {
        "application": row,
        "form": form,
        "lines": lines,
        "against": [line for line in lines if line["case"].state == ItemCase.State.FAILED],
        "without": [line for line in lines if line["case"].state in ("CLOSED", "WITHDRAWN")],
    }
    return render(request, "approvals/consolidate.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """站内消息, newest first."""
    shown = desks.messages_for(request.user, request.GET.get("cursor", ""))
    rows = [{"message": message, "sentence": sentence(message)} for message in shown.rows]
    return render(
        request, "approvals/messages.html", {"rows": rows, "page": shown, "unread": queries.unread(request.user)}
    )


@login_required
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read and go where it points."""
    message = found(Message.objects.visible_to(request.user), pk)
    mark_read(message)
    return redirect(message.link)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(request.user)
    return redirect("approvals:messages")
