"""The list of joint procedures and the page of one: parts, remarks, conditions, photos, and what its reader may do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import scope
from accounts.posts import APPLICANTS, OFFICERS, SUPERVISOR
from approvals.access import owner_of_project
from approvals.forms import ReasonForm
from approvals.joint import queries, words
from approvals.joint.access import ANSWERING
from approvals.joint.commands import answering, conditions, convening, merging, rounds, site
from approvals.joint.forms import (
    AnswerForm,
    ConcludeForm,
    ConditionForm,
    ListForm,
    PhotoForm,
    RebookForm,
    RemarkForm,
)
from approvals.joint.rules import Kind
from approvals.joint.timing import RECTIFY_DAYS, last_day
from approvals.joint.wording import condition_text
from approvals.models import Condition, JointReview, Remark
from approvals.queries import clocks_of
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import found, given
from core.time import now, today
from documents import queries as documents

TABS = ("mine", "open", "ended")
PER_PAGE = 30
VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "list": (rounds.send_list, ListForm),
    "conclude": (merging.conclude, ConcludeForm),
    "rebook": (convening.rebook, RebookForm),
    "close": (convening.close_attendance, CommandForm),
    "photo": (site.add_photo, PhotoForm),
    "withdraw": (merging.withdraw, ReasonForm),
}
DONE: dict[str, Any] = {
    "list": gettext_lazy("The applicant has one list of everything."),
    "conclude": gettext_lazy("Concluded. The document is stored."),
    "rebook": gettext_lazy("Everybody has been told the new time."),
    "close": gettext_lazy("Who was absent has no objection."),
    "photo": gettext_lazy("The photo is stored."),
    "withdraw": gettext_lazy("Withdrawn; the departments have been told."),
}
Bound = dict[str, CommandForm]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """联合办理: what waits for me, what runs, what has ended."""
    if not scope.has_role(request.user, [*OFFICERS, *APPLICANTS, SUPERVISOR]):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "mine" if not scope.has_role(request.user, SUPERVISOR) else "open"
    answers = bool(scope.departments(request.user, ANSWERING))
    page = Paginator(queries.listed(request.user, tab), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "approvals/joint/index.html", {"page_obj": page, "tab": tab, "answers": answers})


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """联合办理页: one page for departments, lead and applicant."""
    return page(request, found(queries.reviews(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give a verb of the procedure itself; refusals stand at their field, with the text kept."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.reviews(request.user), pk)
    command, _form = VERBS[verb]
    form = form_of(verb, row, request)
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        if verb != "photo" or "X-Upload" not in request.headers:  # photos sent by script come by the dozen
            messages.success(request, DONE[verb])
        return redirect("approvals:joint", pk=row.pk)
    return page(request, row, {verb: form})


def form_of(verb: str, review: JointReview, request: HttpRequest | None = None) -> CommandForm:
    """The form of a verb, bound to what was sent."""
    _command, form_class = VERBS[verb]
    sent = (request.POST, request.FILES) if request is not None else ()
    extra: dict[str, Any] = {}
    if verb == "conclude":
        extra = {"outcomes": words.outcomes(review.kind), "lists": review.kind == Kind.PRECOORDINATION}
        if request is None and review.kind == Kind.PRECOORDINATION:
            from approvals.joint.needs import items_and_zones

            extra["initial"] = items_and_zones(review.project)
    if verb == "list" and request is None:
        extra["initial"] = {"until": last_day(today(), RECTIFY_DAYS, review.project.region_id)}
    if verb == "rebook" and request is None:
        extra["initial"] = {"scheduled_at": review.scheduled_at, "place": review.place}
    return form_class(*sent, auto_id=f"{verb}_%s", **extra)


def page(request: HttpRequest, review: JointReview, bound: Bound, bound_part: int = 0) -> HttpResponse:
    """The page of a procedure; `bound` holds the refused form of a verb, of part `bound_part` where it is one's."""
    user: Any = request.user
    inside = not owner_of_project(user, review.project)
    lines = queries.parts_of(user, review)
    ahead = review.scheduled_at is not None and review.scheduled_at > now()
    forms = {
        verb: bound.get(verb) or form_of(verb, review)
        for verb, (command, _form) in VERBS.items()
        if command.is_open(user, review) and not (verb == "close" and ahead)
    }
    remarks = list(queries.remarks_of(user, review))
    stated = Condition.objects.filter(review=review, state="STANDING").select_related("department", "author")
    context = {
        "review": review,
        "inside": inside,
        "lines": lines,
        "answered": inside or review.state in ("RECTIFYING", "CONCLUDED") or review.round > 1,
        "clock": clocks_of([(queries.REVIEW, review.pk)])[queries.REVIEW, review.pk].get("OPINION"),
        "ahead": ahead,
        "own": [_own(line, review, bound if line.part.pk == bound_part else {}, user) for line in lines if line.own],
        "forms": forms,
        "primary": next((verb for verb in ("conclude", "list", "close") if verb in forms), ""),
        "failed": rounds.failed_parts(review) if review.state == JointReview.State.MERGING else [],
        "remarks": remarks,
        "may_answer": rounds.answer_list.is_open(user, review),
        "conditions": [(row, condition_text(row), conditions.retract_condition.is_open(user, row)) for row in stated]
        if inside or review.state == "CONCLUDED"
        else [],
        "conflicts": conflict_lines(user, review.conflicts.all()) if inside else [],
        "heard": conflict_lines(user, review.heard_conflicts.all()) if inside else [],
        "photos": review.photos.select_related("file", "uploaded_by"),
        "drawings": review.drawings.select_related("file", "uploaded_by", "round"),
        "rounds": review.rounds.select_related("document"),
        "papers": documents.of_subject(user, review),
        "events": words.events_of(review, inside),
    }
    refused = any(form.errors for form in bound.values())
    return render(request, "approvals/joint/show.html", context, status=422 if refused else 200)


def conflict_lines(user: Any, conflicts: Any) -> list[dict[str, Any]]:
    """Conflicts as the page shows them, with what the reader may do."""
    rows = conflicts.select_related(
        "one__department", "other__department", "one__author", "other__author", "settled_by", "meeting",
        "application__project", "review__project",
    )  # fmt: skip
    return [
        {
            "row": row,
            "one": condition_text(row.one),
            "other": condition_text(row.other),
            "form": ReasonForm(auto_id=f"conflict_{row.pk}_%s")
            if conditions.resolve_conflict.is_open(user, row)
            else None,
        }
        for row in rows
    ]


def _own(line: queries.PartLine, review: JointReview, bound: Bound, user: Any) -> dict[str, Any]:
    """What this reader does with one of the parts of the own department."""
    part = line.part
    prefix = f"part{part.pk}"
    open_ = part.state == "OPEN"
    return {
        "line": line,
        "part": part,
        "form": bound.get("answer") or AnswerForm(auto_id=f"{prefix}_%s"),
        "open": open_,
        "late": answering.answer_late.is_open(user, part) and review.state not in ("CONCLUDED", "WITHDRAWN"),
        "remark": (bound.get("remark") or RemarkForm(auto_id=f"{prefix}r_%s"))
        if open_ and review.kind in answering.REMARKING
        else None,
        "condition": (bound.get("condition") or ConditionForm(auto_id=f"{prefix}c_%s"))
        if open_ and review.kind == Kind.PRECOORDINATION
        else None,
        "standing": list(answering.open_remarks(part).order_by("number")) if open_ else [],
        "settled": list(
            Remark.objects.filter(part__review=review, part__code=part.code, state="RESOLVED").order_by("number")
        )
        if open_ and review.kind in answering.REMARKING
        else [],
    }
