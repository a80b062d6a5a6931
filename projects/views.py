"""Pages of the dossier 项目档案: list, entry with live classification, the project itself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts import scope
from catalogue.queries import catalogue_of, published
from catalogue.rules import Catalogue, FactError, classify, read_facts
from catalogue.speech import local, say
from core.codes import industry
from core.codes.faults import CodeError
from core.commands import available
from core.errors import Invalid, NotPermitted
from core.time import today
from projects import commands, queries
from projects.classifying import in_language, spoken
from projects.facts import COLUMNS, catalogue_for
from projects.forms import ProjectFilter, ProjectForm
from projects.models import Project
from projects.path import drawn, path_of
from projects.tables import ProjectTable
from projects.words import remark_of

#: The approvals room shows the course of a project here; without it the page says that nothing was filed yet.
TIMELINE = ["approvals/_project_timeline.html", "projects/_no_timeline.html"]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """项目列表: one's own, or those of one's region."""
    filters = ProjectFilter(request.GET or None)
    wanted = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = queries.listing(request.user, wanted.get("q", "").strip(), wanted.get("state", ""))
    own = not scope.is_officer(request.user)
    table = ProjectTable(rows, own=own, empty_text=_("No project matches. Change the search."))
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    return render(
        request,
        "projects/list.html",
        {
            "table": table,
            "filters": filters,
            "searched": bool(wanted.get("q") or wanted.get("state")),
            "own": own,
            "may_enter": commands.create_project.is_open(request.user),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """项目录入: one page in four sections; a classified project (保密) ends here without a trace."""
    if not commands.create_project.is_open(request.user):
        raise NotPermitted
    catalogue = catalogue_of(published())
    if _is_classified(request):
        return _classified(request, catalogue)
    enterprises = queries.enterprises_of(request.user)
    form = ProjectForm(request.POST or None, catalogue=catalogue, user=request.user, enterprises=enterprises)
    if request.method == "POST" and form.is_valid():
        enterprise = form.cleaned_data.get("enterprise") or enterprises.first()
        try:
            project = commands.create_project.perform(
                request.user,
                idempotency_key=request.POST.get("once", "")[:80],
                enterprise=enterprise,
                facts=form.facts(),
                **form.plain(),
            )
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The project has been entered and classified. Next, give its land redline."))
            return redirect("projects:redline", pk=project.pk)
    once = request.POST.get("once") or uuid4().hex
    context = {"form": form, "once": once, **_preview(form, catalogue)}
    return render(request, "projects/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """修改项目信息: re-classifies; for a filed project a new category needs a reason."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    if not commands.update_project.is_open(request.user, project):
        raise NotPermitted
    catalogue = catalogue_for(project)
    if _is_classified(request):
        return _classified(request, catalogue)
    form = ProjectForm(request.POST or None, catalogue=catalogue, user=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            commands.update_project.perform(request.user, project, facts=form.facts(), **form.plain())
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The dossier has been changed and classified anew."))
            return redirect("projects:detail", pk=project.pk)
    context = {"form": form, "project": project, **_preview(form, catalogue, project)}
    return render(request, "projects/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """分类预览: what the facts typed so far lead to; nothing is stored."""
    catalogue = catalogue_of(published())
    if _is_classified(request):
        return render(request, "projects/_preview.html", {"stopped": _stop_sentence(catalogue)})
    form = ProjectForm(request.POST, catalogue=catalogue, user=request.user)
    form.is_valid()
    return render(request, "projects/_preview.html", _preview(form, catalogue))


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """项目主页: facts, category and limit with the reason, the whole path, redline, materials, course."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    catalogue = catalogue_for(project)
    plan = queries.plan_of(project)
    path = path_of(plan, catalogue, project.region) if plan else None
    redline = queries.redline_of(project)
    slots = queries.vault(project, plan)
    wanted = [slot for slot in slots if slot.need.uploaded]
    return render(
        request,
        "projects/detail.html",
        {
            "project": project,
            "facts": _facts(project, catalogue),
            "industry_name": _industry_name(project.industry),
            "flow": spoken(project, "flow"),
            "reason": spoken(project, "reason"),
            "basis": spoken(project, "basis"),
            "notes": [in_language(note) for note in project.classification.get("notes", [])],
            "path": path,
            "chart": drawn(path) if path else None,
            "redline": redline,
            "redline_notes": [remark_of(code, params) for code, params in redline.notes] if redline else [],
            "map_spec": _map_spec(project) if redline else None,
            "vertices": queries.vertices(redline) if redline else [],
            "materials_wanted": len(wanted),
            "materials_filed": sum(1 for slot in wanted if slot.current),
            "open_commands": {command.name.split(".")[1] for command in available(request.user, project)},
            "is_own": commands.may_edit(request.user, project),
            "timeline_templates": TIMELINE,
            "today": today(),
        },
    )


@login_required
@require_POST
def confirm_major(request: HttpRequest, pk: int) -> HttpResponse:
    """重大工程复核: the second person of the region confirms the claim; the project leaves its limit."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    try:
        commands.confirm_major.perform(request.user, project)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed. The project has been classified anew."))
    return redirect("projects:detail", pk=project.pk)


def _preview(form: ProjectForm, catalogue: Catalogue, project: Project | None = None) -> dict[str, Any]:
    """Category, limit and path for the facts that are valid so far."""
    values = form.facts() if hasattr(form, "cleaned_data") else (_stored_facts(project) if project else {})
    if not values.get("investment_kind") or not values.get("regime"):
        return {}
    try:
        facts = read_facts(values)
    except FactError:
        return {}
    found = classify(facts, catalogue)
    plan = queries.plan_for(facts, found.flow_code, catalogue)
    flow = catalogue.flows.get(found.flow_code or "")
    return {
        "found": found,
        "found_flow": local(flow.name) if flow else "",
        "found_reason": say(found.reason),
        "found_basis": local(found.basis),
        "found_notes": [say(note) for note in found.notes],
        "found_plan": plan,
        "found_departments": len({item.department for item in plan.items.values()}) if plan else 0,
    }


def _stored_facts(project: Project) -> dict[str, Any]:
    return {**project.facts, **{name: getattr(project, name) for name in COLUMNS}}


def _is_classified(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("special") == "CLASSIFIED"


def _stop_sentence(catalogue: Catalogue) -> str:
    return say(classify(read_facts({"special": "CLASSIFIED"}), catalogue).reason)


def _classified(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """保密项目: the form stops, shows the offline channel, and gives back nothing of what was typed."""
    return render(request, "projects/classified.html", {"sentence": _stop_sentence(catalogue)}, status=422)


def _show(form: ProjectForm, refusal: Invalid) -> None:
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)


def _facts(project: Project, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Labels and values of the facts beyond the columns, as the catalogue names them."""
    rows = []
    for name, value in project.facts.items():
        spec = catalogue.facts.get(name)
        if spec is None or name == "major_confirmed":
            continue
        if spec.choices:
            said = local(spec.choices[value]) if value in spec.choices else str(value)
        elif spec.type == "flag":
            if not value:
                continue
            said = _("yes")
        else:
            number = f"{value:,}" if isinstance(value, int | float) else str(value)
            said = f"{number} {local(spec.unit)}" if spec.unit else number
        rows.append((local(spec.label), said))
    return rows


def _industry_name(code: str) -> str:
    try:
        return industry.parse(code).name or ""
    except CodeError:
        return ""


def _map_spec(project: Project) -> dict[str, Any]:
    return {
        "base": f"{reverse('accounts:counties')}?code={project.region_id}",
        "features": reverse("projects:redline_geojson", args=[project.pk]),
        "twin": False,
    }
