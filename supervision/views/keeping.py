"""What a person keeps of the wall: named filters, and exports made in the background."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import files
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.giving import found
from core.time import now
from supervision import exporting, queries, saving
from supervision.models import ExportJob, SavedFilter

VERBS = {"rename": saving.rename, "default": saving.open_with, "delete": saving.delete}
SHOWN = 30


def _given(request: HttpRequest, command: Command, subject: Any, **data: Any) -> Any:
    """Give the command; a refusal is said at the top of the next page, None then."""
    try:
        return command.perform(request.user, subject, **data)
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return None


def _wall(query: dict[str, str]) -> str:
    return f"{reverse('supervision:wall')}?{urlencode(sorted((query or {'all': '1'}).items()))}"


@require_POST
@login_required
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the wall under a name."""
    query = saving.kept(request.POST)
    if _given(request, saving.save, None, name=request.POST.get("name", ""), query=query):
        messages.success(request, _("The filter is saved."))
    return redirect(_wall(query))


@require_POST
@login_required
def change_filter(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Rename it, open the wall with it, or delete it."""
    row = found(SavedFilter.objects.visible_to(request.user), pk)
    if verb not in VERBS:
        raise Http404
    data = {"name": request.POST.get("name", "")} if verb == "rename" else {}
    query = row.query
    _given(request, VERBS[verb], row, **data)
    return redirect(_wall({} if verb == "delete" else query))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """我的导出: ask for one, see how far they are, fetch them."""
    if not queries.may_watch(request.user):
        raise NotPermitted
    if request.method == "POST":
        _given(
            request,
            exporting.ask,
            None,
            format=request.POST.get("format", "xlsx"),
            query=saving.kept(request.POST),
            language=exporting.language_of(get_language()),
        )
        return redirect("supervision:exports")
    jobs = list(ExportJob.objects.visible_to(request.user).select_related("file")[:SHOWN])
    return render(request, "supervision/wall_exports.html", {"jobs": jobs})


@require_safe
@login_required
def export_state(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the list; it asks for itself again until the file is there."""
    job = found(ExportJob.objects.visible_to(request.user).select_related("file"), pk)
    return render(request, "supervision/_wall_export.html", {"job": job})


@require_safe
@login_required
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file, for as long as it is kept."""
    job = found(ExportJob.objects.visible_to(request.user).select_related("file"), pk)
    path = files.path_of(job.file.sha256) if job.file else None
    if path is None or not path.exists() or job.expires_at is None or job.expires_at < now():
        raise Http404
    name = f"clocks-{job.asked_at:%Y%m%d-%H%M}.{job.format}"
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=exporting.TYPES[job.format]
    )
    response["Cache-Control"] = "private, no-store"
    return response
