"""Where a joint procedure begins: forms of the applicant and of the lead, the applicant's answer, the survey."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals import queries as approvals
from approvals.access import impartial
from approvals.joint import queries
from approvals.joint.commands import convening, opening, rounds, survey
from approvals.joint.forms import (
    AcceptanceForm,
    AnswerListForm,
    ConveneForm,
    DrawingForm,
    IntentionForm,
    SurveyForm,
)
from approvals.joint.members import members_of
from approvals.joint.rules import Kind
from approvals.joint.views.show import conflict_lines
from approvals.joint.wording import condition_text
from approvals.models import Condition, SurveyResult
from approvals.promises.gates import against_acceptance
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from projects.models import Project
from projects.refusals import FileRefused
from projects.uploads import check_upload
from projects.words import sentence

get_post = require_http_methods(["GET", "POST"])


def _start(
    request: HttpRequest,
    command: Command,
    subject: Any,
    form: CommandForm,
    template: str,
    context: dict[str, Any],
    values: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """One form that opens a procedure and goes to its page."""
    demand(command, request.user, subject)
    if request.method == "POST" and form.is_valid():
        review = given(form, command, request.user, subject, **(values() if values else form.values))
        if review is not None:
            messages.success(
                request, _("%(title)s %(number)s has begun.") % {"title": review.title, "number": review.number}
            )
            return redirect("approvals:joint", pk=review.pk)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@login_required
@get_post
def precoordination(request: HttpRequest, pk: int) -> HttpResponse:
    """申请项目策划生成: intention and redline, nothing else."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    form = IntentionForm(request.POST or None)
    context = {
        "project": project,
        "members": members_of(Kind.PRECOORDINATION, project),
        "redline": project.redlines.filter(current=True).defer("geometry").first(),
        "earlier": project.joint_reviews.filter(kind=Kind.PRECOORDINATION),
    }
    return _start(request, opening.open_precoordination, project, form, "approvals/joint/precoordination.html", context)


@login_required
@get_post
def drawing_review(request: HttpRequest, pk: int) -> HttpResponse:
    """提交联合审图: one drawing set for every discipline."""
    case = found(approvals.cases(request.user), pk)
    form = DrawingForm(request.POST or None, request.FILES or None)
    context = {"case": case, "members": members_of(Kind.DRAWING, case.application.project)}
    return _start(request, opening.open_drawing_review, case, form, "approvals/joint/drawing_start.html", context)


@login_required
@get_post
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """申请联合验收: the whole project or unit works."""
    case = found(approvals.cases(request.user), pk)
    form = AcceptanceForm(request.POST or None)
    project = case.application.project
    context = {
        "hindrances": against_acceptance(project),
        "case": case,
        "members": members_of(Kind.ACCEPTANCE, project),
        "survey": SurveyResult.objects.filter(project=project, current=True).first(),
        "earlier": case.joint_reviews.filter(kind=Kind.ACCEPTANCE),
    }
    return _start(request, opening.open_acceptance, case, form, "approvals/joint/acceptance_start.html", context)


@login_required
@get_post
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """预约联合踏勘."""
    return _convene(request, pk, Kind.VISIT, convening.book_visit)


@login_required
@get_post
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """召集联审会."""
    return _convene(request, pk, Kind.MEETING, convening.call_meeting)


def _convene(request: HttpRequest, pk: int, kind: Kind, command: Command) -> HttpResponse:
    application = found(approvals.applications(request.user), pk)
    cases = application.cases.select_related("item", "department").order_by("item__code")
    if kind == Kind.VISIT:
        cases = cases.filter(state__in=("WAITING", "OPEN", "REVIEWED", "SPECIAL"))
    conflicts = list(application.conflicts.filter(state__in=("OPEN", "ESCALATED")).select_related("one", "other"))
    initial = {"cases": sorted({c.case_id for row in conflicts for c in (row.one, row.other) if c.case_id})}
    form = ConveneForm(
        request.POST or None,
        cases=[(case.pk, f"{case.item.label} · {case.department.label}") for case in cases],
        agenda=kind == Kind.MEETING,
        initial=initial
        if kind == Kind.MEETING
        else {"cases": [case.pk for case in cases], "place": application.project.address},
    )
    context = {
        "application": application,
        "kind": kind,
        "conflicts": [(condition_text(r.one), condition_text(r.other)) for r in conflicts],
    }
    return _start(
        request, command, application, form, "approvals/joint/convene.html", context,
        lambda: {**form.values, "kind": str(kind)},
    )  # fmt: skip


@login_required
@get_post
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """逐条回复: one answer per remark, the corrected drawings with them."""
    review = found(queries.reviews(request.user), pk)
    demand(rounds.answer_list, request.user, review)
    if not rounds.answer_list.in_state(review):
        return redirect("approvals:joint", pk=review.pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AnswerListForm(*sent, remarks=rounds.open_remarks(review), drawing=review.kind == Kind.DRAWING)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, rounds.answer_list, request.user, review, **form.values) is not None
    ):
        messages.success(request, _("Your answers are with the departments that had remarks."))
        return redirect("approvals:joint", pk=review.pk)
    context = {"review": review, "form": form, "round": rounds.current_round(review)}
    return render(request, "approvals/joint/answer.html", context, status=422 if form.errors else 200)


@login_required
@get_post
def survey_result(request: HttpRequest, pk: int) -> HttpResponse:
    """联合测绘成果: filed once, found by every item that asks for it."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    own = survey.file_survey.may(request.user, project)
    form = SurveyForm(request.POST or None, request.FILES or None) if own else None
    if request.method == "POST":
        demand(survey.file_survey, request.user, project)
        if form is not None and form.is_valid() and _file(request, project, form):
            messages.success(request, _("The survey is filed; every item that asks for it uses it."))
            return redirect("approvals:joint_survey", pk=project.pk)
    results = (
        SurveyResult.objects.filter(project=project)
        .select_related("material__file", "filed_by")
        .prefetch_related("areas")
    )
    context = {"project": project, "form": form, "results": results, "items": ("401", "402", "506")}
    return render(
        request, "approvals/joint/survey.html", context, status=422 if form is not None and form.errors else 200
    )


def _file(request: HttpRequest, project: Project, form: SurveyForm) -> bool:
    upload = form.cleaned_data.get("upload")
    extra: dict[str, Any] = {"upload": None, "original_name": "", "checked": None}
    if upload:
        try:
            checked = check_upload(upload, upload.name, upload.size, ("pdf",))
        except FileRefused as refused:
            form.show(Invalid({"upload": sentence(refused)}))
            return False
        upload.seek(0)
        extra = {"upload": upload, "original_name": upload.name, "checked": checked}
    return given(form, survey.file_survey, request.user, project, stage="S4", **form.values, **extra) is not None


@login_required
@require_safe
def conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """条件冲突: what two departments of a stage ask for that cannot both be done."""
    application = found(approvals.applications(request.user), pk)
    if not impartial(request.user, application):
        raise NotPermitted
    standing = Condition.objects.filter(application=application, state="STANDING").select_related(
        "department", "case__item"
    )
    context = {
        "application": application,
        "lines": conflict_lines(request.user, application.conflicts.exclude(state="GONE")),
        "standing": [(row, condition_text(row)) for row in standing.order_by("subject", "pk")],
        "may_meet": convening.call_meeting.is_open(request.user, application)
        and application.conflicts.filter(state__in=("OPEN", "ESCALATED"))
        .exclude(meeting__state__in=("OPEN", "MERGING"))
        .exists(),
    }
    return render(request, "approvals/joint/conflicts.html", context)
