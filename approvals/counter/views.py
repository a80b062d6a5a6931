"""Pages of the counter (窗口代录): find or register the enterprise, its projects, who came and which originals."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import scope
from accounts.models import Department, Enterprise
from accounts.posts import CLERK
from approvals import queries
from approvals.counter import commands
from approvals.counter.access import clerk
from approvals.counter.forms import NoteForm, RegisterForm, SearchForm
from approvals.intake import filing_of, stages_of
from approvals.models import CounterFiling
from catalogue.queries import catalogue_of, published
from core.codes import uscc
from core.codes.faults import CodeError
from core.codes.validators import as_validation_error
from core.errors import Invalid, NotPermitted
from core.giving import demand, found, given
from projects.forms import ProjectForm
from projects.models import Project

SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The counter: search by credit code, register who is new, and go on with what lies open."""
    if not clerk(request.user):
        raise NotPermitted
    search = SearchForm(request.GET if "code" in request.GET else None)
    register = RegisterForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST":
        if register.is_valid():
            region = Department.objects.get(pk=min(scope.departments(request.user, CLERK))).region
            new = given(register, commands.register, request.user, None, region=region, **register.values)
            if new is not None:
                messages.success(request, _("Registered. Next, choose or enter the project."))
                return redirect("approvals:counter_enterprise", pk=new.pk)
    elif search.is_bound and search.is_valid():
        try:
            code = uscc.parse(search.cleaned_data["code"]).value
        except CodeError as error:
            search.add_error("code", as_validation_error(error))
        else:
            known = Enterprise.objects.filter(uscc=code).first()
            if known is not None:
                return redirect("approvals:counter_enterprise", pk=known.pk)
    drafts = CounterFiling.objects.filter(
        window_id__in=scope.departments(request.user, CLERK), application__state="DRAFT"
    ).select_related("application__project__enterprise", "clerk")
    context = {
        "search": search,
        "register": register,
        "unknown": search.is_bound and search.is_valid(),
        "drafts": drafts.order_by("opened_at")[:SHOWN],
    }
    bad = register.errors or search.errors
    return render(request, "approvals/counter/index.html", context, status=422 if bad else 200)


@login_required
@require_http_methods(["GET"])
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """One enterprise: its projects this window receives for, and what can be filed of each."""
    if not clerk(request.user):
        raise NotPermitted
    row = found(Enterprise.objects.all(), pk)
    projects = Project.objects.visible_to(request.user).filter(enterprise=row, state="ACTIVE").select_related("region")
    lines = [{"project": project, "stages": stages_of(project)} for project in projects.order_by("-pk")[:SHOWN]]
    return render(request, "approvals/counter/enterprise.html", {"enterprise": row, "lines": lines})


@login_required
@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the project as it stands on the paper form."""
    if not clerk(request.user):
        raise NotPermitted
    row = found(Enterprise.objects.all(), pk)
    catalogue = catalogue_of(published())
    form = ProjectForm(request.POST or None, catalogue=catalogue, user=request.user)
    if request.method == "POST" and request.POST.get("special") == "CLASSIFIED":
        form.add_error(None, _("A project that touches state secrets is not taken in here. Use the offline channel."))
    elif request.method == "POST" and form.is_valid():
        try:
            entered = commands.enter.perform(
                request.user, row, idempotency_key=request.POST.get("once", "")[:80], facts=form.facts(), **form.plain()
            )
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            messages.success(
                request, _("The project %(code)s is entered. Now take in its stage.") % {"code": entered.code}
            )
            return redirect("approvals:counter_enterprise", pk=row.pk)
    context = {"form": form, "enterprise": row, "once": request.POST.get("once") or uuid4().hex}
    return render(request, "approvals/counter/project.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def start(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    """Open the draft of a stage at the counter, with a number in the queue."""
    row = found(Project.objects.visible_to(request.user).select_related("enterprise", "region"), pk)
    demand(commands.open_draft, request.user, row)
    try:
        application = commands.open_draft.perform(request.user, row, stage=stage)
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return redirect("approvals:counter_enterprise", pk=row.enterprise_id)
    return redirect("approvals:counter_note", pk=application.pk)


@login_required
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came, and how each paper lay on the counter; then the same form as online."""
    row = found(queries.applications(request.user), pk)
    filing = CounterFiling.objects.filter(application=row).prefetch_related("originals").first()
    if filing is None:
        raise Http404
    demand(commands.note, request.user, row)
    if not commands.note.in_state(row):
        return redirect("approvals:receipt", pk=row.pk)
    papers = [
        (paper.need.key, paper.need.material.name.zh)
        for paper in filing_of(row.project, row.stage, row.form.get("items")).papers
        if paper.need.uploaded
    ]
    known: dict[str, Any] = {name: getattr(filing, name) for name in ("agent_name", "agent_phone", "proof", "letter")}
    noted = {original.key: original.form for original in filing.originals.all()}
    form = NoteForm(request.POST or None, initial=known, papers=papers, noted=noted)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, commands.note, request.user, row, agent=form.agent, originals=form.originals) is not None
    ):
        return redirect("approvals:draft", pk=row.pk)
    context = {"application": row, "filing": filing, "form": form}
    return render(request, "approvals/counter/note.html", context, status=422 if form.errors else 200)
