"""Pages of the enterprise (申请人): file a stage, receipt, correction, where everything stands."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import commands, desks, progress, queries, rules
from approvals.access import applicant_of
from approvals.commands.filing import ended_before
from approvals.forms import FilingForm, ReasonForm
from approvals.intake import Filing, catalogue_for, filing_of, stages_of
from approvals.models import IntakeEnding, JointApplication, Practice
from approvals.promises.papers_late import letter_of, missing_papers
from approvals.reuse import sparing
from approvals.withdrawals import asking
from catalogue.rules import PARALLEL
from catalogue.speech import local
from core.commands import available
from core.errors import Invalid
from core.giving import demand, found, given
from documents import queries as documents
from projects.commands import upload_material
from projects.dossier_forms import MaterialForm
from projects.models import Material, Project

get_post = require_http_methods(["GET", "POST"])


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的申报: every application of one's enterprises, newest first."""
    return render(request, "approvals/mine.html", {"desk": desks.mine(request.user, request.GET.get("cursor", ""))})


@login_required
@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """项目进度: the course of one project."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    return render(request, "approvals/timeline.html", {"project": project})


@login_required
@get_post
def start(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    """申报一个阶段: what it takes, and the draft."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise", "region"), pk)
    demand(commands.filing.create_draft, request.user, project)
    if stage not in stages_of(project):
        raise Http404
    if request.method == "POST":
        try:
            application = commands.filing.create_draft.perform(request.user, project, stage=stage)
        except Invalid as refusal:
            messages.error(request, str(refusal))
            return redirect("approvals:timeline", pk=project.pk)
        return redirect("approvals:draft", pk=application.pk)
    kept = project.applications.filter(stage=stage, state=JointApplication.State.DRAFT).first()
    if kept is not None:
        return redirect("approvals:draft", pk=kept.pk)
    filing = filing_of(project, stage)
    return render(
        request,
        "approvals/start.html",
        {"project": project, "filing": filing, "earlier": ended_before(project, stage), **_filing(filing)},
    )


@login_required
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """一份申请: everything about it for whoever may see it."""
    row = found(queries.applications(request.user), pk)
    if row.state == JointApplication.State.DRAFT:
        return redirect("approvals:draft", pk=row.pk)
    lines = progress.lines_of(row)
    clocks = queries.clocks_of([(queries.APPLICATION, row.pk)])[queries.APPLICATION, row.pk]
    ending = IntakeEnding.objects.filter(application=row).select_related("document", "decided_by").first()
    name = local(catalogue_for(row.project).stages[row.stage].name)
    everything = documents.of_project(request.user, row.project)
    return render(
        request,
        "approvals/application.html",
        {
            "application": row,
            "stage_name": name,
            "ending": ending,
            "may_refile": row.state in ("RETURNED", "REFUSED", "WITHDRAWN")
            and commands.filing.create_draft.is_open(request.user, row.project)
            and not row.project.applications.filter(stage=row.stage, state__in=JointApplication.OPEN_STATES).exists(),
            "clock": queries.clock_shown(clocks),
            "lines": lines,
            "lanes": progress.lanes_of(row, name, lines) if row.accepted_on else None,
            "events": progress.events_of(request.user, row, lines),
            "papers": everything.filter(subject_type=queries.APPLICATION, subject_id=row.pk),
            "case_papers": everything.filter(
                subject_type=queries.CASE, subject_id__in=[line.case.pk for line in lines]
            ),
            "notices": row.notices.prefetch_related("lines").select_related("document"),
            "verbs": {command.name.split(".")[1] for command in available(request.user, row)},
        },
    )


# ---- filing --------------------------------------------------------------------------------------------------


@login_required
@get_post
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """申报表: one form, the checklist of papers, check and hand in."""
    row = found(queries.applications(request.user), pk)
    if row.state != JointApplication.State.DRAFT:
        return redirect("approvals:receipt", pk=row.pk)
    demand(commands.filing.submit, request.user, row)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        if "update" in request.POST:
            commands.filing.save_draft.perform(request.user, row, form=form.values)
            return redirect(f"{reverse('approvals:draft', args=[row.pk])}#papers")
        if given(form, commands.filing.submit, request.user, row, form=form.values) is not None:
            return redirect("approvals:receipt", pk=row.pk)
        commands.filing.save_draft.perform(request.user, row, form=form.values)
    return _draft_page(request, row, form, status=422 if form.errors else 200)


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of the draft; answers 204."""
    row = found(queries.applications(request.user), pk)
    form = _form(request, row)
    form.is_valid()
    kept = {name: value for name, value in getattr(form, "cleaned_data", {}).items() if name != "once"}
    commands.filing.save_draft.perform(request.user, row, form=kept)
    return HttpResponse(status=204)


@login_required
@require_POST
def upload(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One paper, uploaded once; it serves every item that asks for it."""
    row = found(queries.applications(request.user), pk)
    demand(commands.filing.submit, request.user, row)
    if row.state != JointApplication.State.DRAFT:
        return redirect("approvals:application", pk=row.pk)
    filing = _filing_of(row)
    paper = next((paper for paper in filing.papers if paper.need.key == key and paper.need.uploaded), None)
    if paper is None:
        messages.error(request, _("This material is not asked for in this stage."))
        return redirect("approvals:draft", pk=row.pk)
    form = MaterialForm(request.POST, request.FILES, key=key, formats=paper.formats)
    if form.is_valid():
        try:
            _store(request, row.project, key, form.cleaned_data["upload"], form.checked, form.cleaned_data["valid_to"])
        except Invalid as refusal:
            for sentence_of in refusal.fields.values():
                form.add_error("upload", sentence_of)
        else:
            messages.success(request, _("“%(name)s” is filed.") % {"name": local(paper.need.material.name)})
            return redirect(f"{reverse('approvals:draft', args=[row.pk])}#m-{key}")
    return _draft_page(request, row, _form(None, row), {key: form}, status=422)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away; nothing of it was handed in."""
    row = found(queries.applications(request.user), pk)
    project = row.project_id
    commands.filing.discard_draft.perform(request.user, row)
    messages.success(request, _("The draft is gone; your uploads stay in the project."))
    return redirect("approvals:timeline", pk=project)


@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """收件凭证: the number, the paper, and until when an answer is due."""
    row = found(queries.applications(request.user), pk)
    if row.state == JointApplication.State.DRAFT:
        return redirect("approvals:draft", pk=row.pk)
    clocks = queries.clocks_of([(queries.APPLICATION, row.pk)])
    context = {
        "application": row,
        "paper": documents.of_subject(request.user, row).filter(kind="RECEIPT").first(),
        "clock": clocks[queries.APPLICATION, row.pk].get("NOTICE"),
        "cases": row.cases.select_related("item", "department").order_by("item__code"),
    }
    return render(request, "approvals/receipt.html", context)


# ---- withdrawal ---------------------------------------------------------------------------------------------


@login_required
@get_post
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤件: with a reason; what is already decided stays decided."""
    row = found(queries.applications(request.user), pk)
    asks = asking.request_withdrawal.is_open(request.user, row)
    command = asking.request_withdrawal if asks else commands.issuing.withdraw
    if not asks and applicant_of(request.user, row) and row.withdrawals.filter(state="OPEN").exists():
        return redirect("approvals:application", pk=row.pk)
    demand(command, request.user, row)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, command, request.user, row, **form.values) is not None
    ):
        messages.success(
            request,
            _("The departments have been asked; until they consent the review goes on.")
            if asks
            else _("The application has been withdrawn."),
        )
        return redirect("approvals:application", pk=row.pk)
    at_work = row.cases.filter(state__in=rules.STARTED).select_related("department") if asks else ()
    context = {
        "application": row,
        "form": form,
        "asks": asks,
        "departments": sorted({case.department.label for case in at_work}),
        "practice": Practice.current(),
    }
    return render(request, "approvals/withdraw.html", context, status=422 if form.errors else 200)


def _store(request: HttpRequest, project: Project, key: str, file: Any, checked: Any, valid_to: Any) -> Material:
    return upload_material.perform(
        request.user,
        project,
        key=key,
        upload=file,
        original_name=file.name,
        checked=checked,
        valid_to=valid_to,
    )


# ---- what the filing pages show ------------------------------------------------------------------------------


def _filing_of(row: JointApplication) -> Filing:
    """The filing of a draft, or of what was handed in: the items that were chosen."""
    if row.state == JointApplication.State.DRAFT:
        return filing_of(row.project, row.stage, row.form.get("items"))
    handed_in = tuple(row.cases.values_list("item__code", flat=True))
    return replace(filing_of(row.project, row.stage, []), chosen=handed_in)


def _form(request: HttpRequest | None, row: JointApplication) -> FilingForm:
    choices: list[tuple[str, str]] = []
    if row.stage == PARALLEL:
        everything = filing_of(row.project, row.stage, [])
        choices = [(code, local(item.flow_item.item.name)) for code, item in everything.items.items() if item.fileable]
    posted = request.POST if request is not None and request.method == "POST" else None
    return FilingForm(posted, initial={**_known(row), **row.form}, items=choices)


def _known(row: JointApplication) -> dict[str, Any]:
    """What an earlier stage of the project already said; nobody types it twice."""
    earlier = row.project.applications.exclude(pk=row.pk).order_by("-created_at").values_list("form", flat=True).first()
    return {name: earlier[name] for name in ("contact", "phone", "delivery") if earlier and name in earlier}


def _draft_page(
    request: HttpRequest,
    row: JointApplication,
    form: FilingForm,
    bound: dict[str, MaterialForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    filing = _filing_of(row)
    papers: list[dict[str, Any]] = [
        {
            "paper": paper,
            "name": local(paper.need.material.name),
            "served": [local(filing.items[code].flow_item.item.name) for code in paper.items],
            "form": (bound or {}).get(paper.need.key)
            or (MaterialForm(key=paper.need.key, formats=paper.formats) if paper.need.uploaded else None),
            "bad": f"material_{paper.need.key}" in form.refused,
        }
        for paper in filing.papers
    ]
    own = [line for line in papers if line["paper"].need.uploaded]
    context = {
        "late_papers": missing_papers(filing),
        "late_letter": letter_of(row, "DRAFT", "SIGNED"),
        "application": row,
        "at_counter": not applicant_of(request.user, row),
        "filing": filing,
        "form": form,
        "own": own,
        "fetched": [line for line in papers if not line["paper"].need.uploaded],
        "missing": [line for line in own if line["paper"].missing],
        "spared": [(local(one.need.material.name), one.units) for one in filing.spared if one.need.uploaded],
        "to_promise": [
            (local(offer.item.name), filing.reuses[offer.item.code].unit.name, offer)
            for offer in sparing.to_promise(row.project, filing.reuses)
        ],
        "there": sum(1 for line in own if line["paper"].material is not None or line["paper"].redline is not None),
        **_filing(filing),
    }
    return render(request, "approvals/draft.html", context, status=status)


def _filing(filing: Filing) -> dict[str, Any]:
    catalogue = filing.catalogue
    needs = filing.needs_inside()
    name = lambda code: local(catalogue.items[code].name)  # noqa: E731
    return {
        "stage_name": local(catalogue.stages[filing.stage].name),
        "items": [
            {
                "code": code,
                "name": name(code),
                "department": filing.departments[code],
                "days": filing.items[code].promised,
                "waits_for": [name(other) for group in needs[code] for other in group],
            }
            for code in filing.chosen
        ],
        "blocked": [
            {"name": name(code), "missing": [name(other) for other in item.missing]}
            for code, item in filing.items.items()
            if not item.fileable
        ],
    }
