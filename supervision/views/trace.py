"""The trace of one clock for machines: same rows, same permissions as its page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.time import today
from supervision import queries
from supervision.explain import explained
from supervision.trace_json import as_json


@require_safe
@login_required
def trace_json(request: HttpRequest, pk: int) -> JsonResponse:
    """计时明细 as JSON; its shape is documented in `supervision.trace_json`."""
    clocks = queries.visible_clocks(request.user).select_related("department", "calendar")
    found = get_object_or_404(clocks, pk=pk)
    return JsonResponse(as_json(explained(found, today())), json_dumps_params={"ensure_ascii": False})
