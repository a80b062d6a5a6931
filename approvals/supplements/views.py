"""Pages of supplementary items (增加事项): choose one, the window's answer, the one notice and the corrections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import queries
from approvals.checks.queries import examples_for
from approvals.forms import CheckForm, RefuseForm
from approvals.models import ItemCase
from approvals.promises.instead import papers_to_follow
from approvals.promises.views import promised
from approvals.supplements import access, adding, answering, correcting
from approvals.supplements.forms import AddForm
from approvals.views.answers import answered
from approvals.views.correction import NoticeReply, longer
from catalogue.speech import local
from core.forms import CommandForm
from core.giving import demand, found, given


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """增加事项: what can join now, and what is missing for the rest."""
    row = found(queries.applications(request.user), pk)
    demand(adding.add_item, request.user, row)
    if not adding.add_item.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    offered = adding.addable(row)
    names = {code: local(one.filing.items[code].flow_item.item.name) for code, one in offered.items()}
    form = AddForm(request.POST or None, items=[(code, names[code]) for code, one in offered.items() if one.ready])
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, adding.add_item, request.user, row, **form.values) is not None
    ):
        messages.success(
            request,
            _("The item is accepted and runs beside the others.")
            if access.lead_of(request.user, row)
            else _("The item is at the window; it must answer within five working days."),
        )
        return redirect("approvals:application", pk=row.pk)
    blocked = [
        {
            "name": names[code],
            "papers": one.papers,
            "missing": [local(one.filing.catalogue.items[c].name) for c in one.missing],
        }
        for code, one in offered.items()
        if not one.ready
    ]
    context = {
        "application": row,
        "form": form,
        "ready": any(one.ready for one in offered.values()),
        "blocked": blocked,
    }
    return render(request, "approvals/supplements/add.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """受理或不予受理 of an added item."""
    if how not in ("accept", "refuse"):
        raise Http404
    case = found(queries.cases(request.user), pk)
    command = answering.accept_item if how == "accept" else answering.refuse_item
    demand(command, request.user, case)
    form = CommandForm(request.POST) if how == "accept" else RefuseForm(request.POST)
    if form.is_valid() and given(form, command, request.user, case, **form.values) is not None:
        messages.success(
            request,
            _("The item is accepted and runs beside the others.")
            if how == "accept"
            else _("The item is not accepted; the applicant has the reason in writing."),
        )
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("approvals:application", pk=case.application_id)


@login_required
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """一次性告知 of an added item: every defect on one page; a second time only what the correction replaced."""
    case = found(queries.cases(request.user), pk)
    demand(correcting.notify_item, request.user, case)
    if not correcting.notify_item.in_state(case):
        return redirect("approvals:application", pk=case.application_id)
    earlier = correcting.notices_of(case).prefetch_related("lines__replacement").first()
    papers = list(case.item.materials.order_by("position").values_list("key", "name"))
    form = CheckForm(
        request.POST or None, papers=papers, examples=examples_for(case.application, [key for key, _name in papers])
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, correcting.notify_item, request.user, case, lines=form.lines) is not None
    ):
        messages.success(request, _("The one-time notice with %(n)s points has been sent.") % {"n": len(form.lines)})
        return redirect("approvals:application", pk=case.application_id)
    files = {row.spec.key: row.material for row in case.bindings.select_related("material__file", "spec")}
    told = {line.material_key: line for line in earlier.lines.all()} if earlier is not None else {}
    rows = [{**row, "file": files.get(row["key"]), "answered": told.get(row["key"])} for row in form.rows()]
    subject = (queries.CASE, case.pk) if earlier is None else (queries.NOTICE, earlier.pk)
    clocks = queries.clocks_of([subject])[subject]
    context = {
        "case": case,
        "form": form,
        "rows": rows,
        "second": earlier is not None,
        "catalogue": case.application.project.catalogue_id,
        "clock": clocks.get("RECHECK") or clocks.get("NOTICE"),
    }
    return render(request, "approvals/supplements/notice.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """补正 of an added item: one answer per point."""
    case = _corrected(request, pk)
    return answered(request, _reply(case)) if correcting.answer_item.in_state(case) else _to_the_stage(case)


@login_required
@require_POST
def more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """延长补正期限 of an added item: once, before the limit has passed."""
    case = found(queries.cases(request.user), pk)
    demand(correcting.item_more_time, request.user, case)
    return longer(request, _reply(case))


@login_required
@require_http_methods(["GET", "POST"])
def late_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """容缺后补 of an added item: the day of every paper that follows later."""
    case = _corrected(request, pk)
    if not correcting.promise_item_papers.in_state(case):
        return _to_the_stage(case)
    back = reverse("approvals:item_correction", args=[case.pk])
    return promised(request, case, correcting.promise_item_papers, *papers_to_follow(case), back)


def _corrected(request: HttpRequest, pk: int) -> ItemCase:
    """The added item whose corrections the reader may hand in."""
    case = found(queries.cases(request.user), pk)
    demand(correcting.answer_item, request.user, case)
    return case


def _to_the_stage(case: ItemCase) -> HttpResponse:
    return redirect("approvals:application", pk=case.application_id)


def _reply(case: ItemCase) -> NoticeReply:
    open_ = correcting.notices_of(case).filter(answered_at__isnull=True)
    return NoticeReply(
        notice=open_.select_related("document", "supplement__case__item", "supplement__application__project").get(),
        subject=case,
        save=correcting.save_item_answers,
        hand_in=correcting.answer_item,
        page=reverse("approvals:item_correction", args=[case.pk]),
        promise=reverse("approvals:item_late_papers", args=[case.pk]),
        more_time=correcting.item_more_time,
        more_page=reverse("approvals:item_more_time", args=[case.pk]),
    )
