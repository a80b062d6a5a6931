"""Pages where promises meet cases: late papers of a draft; the gates of a project and the report of the start."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals import queries
from approvals.models import ConstructionStart, JointApplication
from approvals.promises import building, gates
from approvals.promises.filing import promise_papers
from approvals.promises.forms import LatePapersForm, StartForm
from approvals.promises.instead import papers_to_follow
from approvals.promises.papers_late import filing_now, letter_of, missing_papers
from clocks.current import current_calendar
from commitments.commands.late import longest_day
from commitments.hindrances import against_promising
from core.giving import demand, found, given
from core.time import today
from projects.facts import catalogue_for
from projects.models import Project

get_post = require_http_methods(["GET", "POST"])


@login_required
@get_post
def late_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """容缺受理: promise the missing papers of a draft, each with its day."""
    row = found(queries.applications(request.user), pk)
    demand(promise_papers, request.user, row)
    if not promise_papers.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    if row.state == JointApplication.State.CORRECTION:
        papers, days = papers_to_follow(row)
    else:
        papers, days = missing_papers(filing_now(row)), {}
    last = longest_day(row.project, today())
    proposed = min(current_calendar(row.project.region_id).add(today(), 20), last)
    form = LatePapersForm(request.POST or None, papers=papers, proposed=proposed, days=days)
    if request.method == "POST" and form.is_valid():
        letter = given(form, promise_papers, request.user, row, **form.values)
        if letter is not None:
            messages.success(request, _("The letter is drawn up. Read it, then sign; after that hand in the file."))
            return redirect("commitments:show", pk=letter.pk)
    context = {"application": row, "papers": papers, "form": form, "last": last, "letter": letter_of(row)}
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
