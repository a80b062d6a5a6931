"""The page of a project's reuse (复用预览页): which assessed ground its redline lies on, and what that spares."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.time import today
from projects import commands
from projects import queries as projects
from regional_assessments import planning


@require_safe
@login_required
def reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """区域评估复用: for the redline in force, today or on the day given as `on`."""
    project = get_object_or_404(projects.with_all(request.user), pk=pk)
    redline = projects.redline_of(project)
    on = _day(request) or today()
    told = planning.outlook(project, redline, on) if redline else None
    context = {
        "project": project,
        "told": told,
        "on": on,
        "may_draw": commands.set_redline.is_open(request.user, project),
        "spec": {
            "base": f"{reverse('accounts:counties')}?code={project.region_id}",
            "features": {"type": "FeatureCollection", "features": planning.features(told)},
            "focus": "redline",
        }
        if told
        else None,
    }
    return render(request, "regional_assessments/reuse.html", context)


@require_safe
@login_required
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The four figures alone, for the page of the redline: the result stands beside the boundary that was just given."""
    project = get_object_or_404(projects.with_all(request.user), pk=pk)
    redline = projects.redline_of(project)
    if redline is None:
        return HttpResponse()
    return render(request, "regional_assessments/_spared.html", {"told": planning.outlook(project, redline, today())})


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
