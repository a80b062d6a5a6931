"""One clock for machines and on paper: same rows, same permissions as its page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.time import today
from supervision import queries
from supervision.explain import explained
from supervision.statement.commands import state_clock as state_command
from supervision.trace_json import as_json


@require_safe
@login_required
def trace_json(request: HttpRequest, pk: int) -> JsonResponse:
    """计时明细 as JSON; its shape is documented in `supervision.trace_json`."""
    clocks = queries.visible_clocks(request.user).select_related("department", "calendar")
    found = get_object_or_404(clocks, pk=pk)
    return JsonResponse(as_json(explained(found, today())), json_dumps_params={"ensure_ascii": False})


@require_POST
@login_required
def state_clock(request: HttpRequest, pk: int) -> HttpResponse:
    """出具计时说明书 as of today; the paper then stands on the page of the clock."""
    found = get_object_or_404(queries.visible_clocks(request.user), pk=pk)
    paper = state_command.perform(request.user, found)
    messages.success(request, _("Statement %(number)s was issued.") % {"number": paper.number})
    return redirect(f"{reverse('supervision:clock', args=[pk])}#statements")
