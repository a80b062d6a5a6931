"""Pages where promises meet cases: late papers of a draft; the gates of a project and the report of the start."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals import queries
from approvals.models import ConstructionStart, ItemCase, JointApplication
from approvals.promises import building, gates
from approvals.promises.filing import promise_papers
from approvals.promises.forms import LatePapersForm, StartForm
from approvals.promises.instead import papers_to_follow
from approvals.promises.papers_late import Filed, filing_now, missing_papers
from clocks.current import current_calendar
from commitments.commands.late import LatePaper, longest_day
from commitments.hindrances import against_promising
from core.commands import Command
from core.giving import demand, found, given
from core.time import today
from projects.facts import catalogue_for
from projects.models import Project

get_post = require_http_methods(["GET", "POST"])


@login_required
@get_post
def late_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """容缺受理: promise the missing papers of a draft, or of a file under correction, each with its day."""
    row = found(queries.applications(request.user), pk)
    demand(promise_papers, request.user, row)
    if not promise_papers.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    if row.state == JointApplication.State.CORRECTION:
        return promised(
            request, row, promise_papers, *papers_to_follow(row), reverse("approvals:correction", args=[pk])
        )
    papers = missing_papers(filing_now(row))
    return promised(request, row, promise_papers, papers, {}, reverse("approvals:draft", args=[pk]))


def promised(
    request: HttpRequest, filed: Filed, command: Command, papers: list[LatePaper], days: dict[str, date], back: str
) -> HttpResponse:
    """The form of the letter: a day for each of these papers of an application, or of an item added to it."""
    row = filed.application if isinstance(filed, ItemCase) else filed
    last = longest_day(row.project, today())
    proposed = min(current_calendar(row.project.region_id).add(today(), 20), last)
    form = LatePapersForm(request.POST or None, papers=papers, proposed=proposed, days=days)
    if request.method == "POST" and form.is_valid():
        letter = given(form, command, request.user, filed, **form.values)
        if letter is not None:
            messages.success(request, _("The letter is drawn up. Read it, then sign; after that hand in the file."))
            return redirect("commitments:show", pk=letter.pk)
    context: dict[str, Any] = {"application": row, "papers": papers, "form": form, "last": last, "back": back}
    catalogue = catalogue_for(row.project)
    context |= {
        "hindrances": against_promising(row.project.enterprise_id),
        "practice": catalogue.practice,
        "track": catalogue.tracks["RQ"],
    }
    return render(request, "approvals/promises/late_papers.html", context, status=422 if form.errors else 200)


@login_required
@get_post
def project_gates(request: HttpRequest, pk: int) -> HttpResponse:
    """开工与验收: what stands in the way, who clears it and where; the report of the start once nothing does."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    command = building.start_construction
    start = ConstructionStart.objects.filter(project=project).first()
    open_ = start is None and command.is_open(request.user, project)
    form = StartForm(request.POST or None, initial={"started_on": today()})
    if request.method == "POST":
        demand(command, request.user, project)
        if form.is_valid() and given(form, command, request.user, project, **form.values) is not None:
            messages.success(request, _("The start of construction is recorded."))
            return redirect("approvals:gates", pk=project.pk)
    context = {
        "project": project,
        "start": start,
        "before_start": gates.against_start(project) if start is None else [],
        "before_acceptance": gates.against_acceptance(project),
        "before_promises": against_promising(project.enterprise_id),
        "form": form if open_ or form.errors else None,
    }
    return render(request, "approvals/promises/gates.html", context, status=422 if form.errors else 200)
