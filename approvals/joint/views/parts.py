"""What departments do with their part, their remarks and conditions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from approvals.joint import queries
from approvals.joint.commands import answering, conditions
from approvals.joint.forms import AnswerForm, ConditionForm, ReasonForm, RemarkForm
from approvals.joint.views.show import page
from approvals.models import Condition, ConditionConflict, ItemCase, JointPart, Remark
from approvals.queries import cases
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.forms import CommandForm
from core.giving import found, given

VERBS: dict[str, tuple[Command, type[CommandForm], str]] = {
    "pass": (answering.pass_part, AnswerForm, "answer"),
    "fail": (answering.fail_part, AnswerForm, "answer"),
    "late": (answering.answer_late, AnswerForm, "answer"),
    "remark": (answering.add_remark, RemarkForm, "remark"),
    "condition": (conditions.state_part_condition, ConditionForm, "condition"),
}
REMARK_VERBS: dict[str, Command] = {
    "settle": answering.settle_remark,
    "keep": answering.keep_remark,
    "retract": answering.retract_remark,
}
CONFLICT_VERBS: dict[str, Command] = {
    "resolve": conditions.resolve_conflict,
    "overrule": conditions.overrule_conflict,
}
DONE: dict[str, Any] = {
    "pass": gettext_lazy("Your answer is with the lead department."),
    "fail": gettext_lazy("Your objection is with the lead department."),
    "late": gettext_lazy("Your late opinion is kept and marked late."),
    "remark": gettext_lazy("The remark is added."),
    "condition": gettext_lazy("The condition is stated."),
}


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Answer a part, add a remark or a condition; refusals stand at their field."""
    if verb not in VERBS:
        raise Http404
    rows = JointPart.objects.visible_to(request.user).select_related("review__project", "department", "round")
    part = found(rows, pk)
    command, form_class, name = VERBS[verb]
    form = form_class(request.POST, auto_id=f"part{part.pk}{'' if name == 'answer' else name[0]}_%s")
    if form.is_valid() and given(form, command, request.user, part, **form.values) is not None:
        messages.success(request, DONE[verb])
        return _back(request, part.review_id)
    review = found(queries.reviews(request.user), part.review_id)
    return page(request, review, {name: form}, part.pk)


@login_required
@require_POST
def remark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Settle, keep or take back a remark."""
    if verb not in REMARK_VERBS:
        raise Http404
    row = found(Remark.objects.visible_to(request.user).select_related("part__review__project", "part__round"), pk)
    REMARK_VERBS[verb].perform(request.user, row)
    return _back(request, row.part.review_id)


@login_required
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a condition back."""
    row = Condition.objects.filter(pk=pk).select_related("case__application", "part__review__project").first()
    if row is None or not conditions.author_department(request.user, row):
        raise Http404
    try:
        conditions.retract_condition.perform(request.user, row)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    if row.review_id:
        return redirect("approvals:joint", pk=row.review_id)
    return redirect("approvals:case", pk=row.case_id)


@login_required
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """State a condition beside the opinion of a case; what does not fit is said on the case's page."""
    row: ItemCase = found(cases(request.user), pk)
    if not conditions.states_conditions(request.user, row):
        raise NotPermitted
    form = ConditionForm(request.POST)
    if form.is_valid() and given(form, conditions.state_condition, request.user, row, **form.values) is not None:
        messages.success(request, DONE["condition"])
    else:
        for sentences in form.errors.values():
            messages.error(request, " ".join(str(sentence) for sentence in sentences))
    return redirect(reverse("approvals:case", args=[row.pk]) + "#conditions")


@login_required
@require_POST
def settle(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Resolve a conflict of conditions or overrule one of them, with a reason."""
    if verb not in CONFLICT_VERBS:
        raise Http404
    row = (
        ConditionConflict.objects.filter(pk=pk)
        .select_related("application__project", "review__project", "one__project")
        .first()
    )
    if row is None or not conditions.settles(request.user, row):
        raise Http404
    form = ReasonForm(request.POST)
    if form.is_valid() and given(form, CONFLICT_VERBS[verb], request.user, row, **form.values) is None:
        messages.error(request, " ".join(str(s) for sentences in form.errors.values() for s in sentences))
    if row.application_id:
        return redirect("approvals:joint_conflicts", pk=row.application_id)
    return redirect("approvals:joint", pk=row.review_id)


def _back(request: HttpRequest, review: int) -> HttpResponse:
    """To the drawing where it was given there, to the procedure otherwise."""
    if request.POST.get("at") == "drawing":
        page_ = request.POST.get("page") or request.POST.get("on_page") or "1"
        number = int(page_) if page_.isascii() and page_.isdigit() else 1
        return redirect(reverse("approvals:joint_drawing", args=[review]) + f"?page={number}")
    return redirect("approvals:joint", pk=review)
