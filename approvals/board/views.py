"""The lead's page of one stage (牵头看板)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from approvals import queries
from approvals.access import lead_of
from approvals.board.queries import board_of
from approvals.board.reminding import remind
from approvals.commands.lead import consolidate
from catalogue.queries import catalogue_of
from catalogue.speech import local
from core.errors import Invalid, NotPermitted
from core.giving import found


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One stage at a glance: who has answered what, who is late, who contradicts whom."""
    row = found(queries.applications(request.user), pk)
    if not lead_of(request.user, row):
        raise NotPermitted
    name = local(catalogue_of(row.project.catalogue_id or 0).stages[row.stage].name)
    clocks = queries.clocks_of([(queries.APPLICATION, row.pk)])[queries.APPLICATION, row.pk]
    context = {
        "application": row,
        "stage_name": name,
        "board": board_of(row, name),
        "clock": clocks.get("STAGE"),
        "may_consolidate": consolidate.is_open(request.user, row),
    }
    return render(request, "approvals/board/show.html", context)


@login_required
@require_POST
def remind_department(request: HttpRequest, pk: int, department: int) -> HttpResponse:
    """提醒 one department."""
    row = found(queries.applications(request.user), pk)
    try:
        remind.perform(request.user, row, department=department)
    except Invalid as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Reminded: its reviewers and heads have the message now."))
    return redirect("approvals:board", row.pk)
