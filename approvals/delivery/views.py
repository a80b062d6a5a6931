"""Pages of handing papers out (送达): the desk of the window, one hand-over, a new copy of a lost paper."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import CLERK
from approvals.delivery import queries, reissue, serving
from approvals.delivery.forms import BackForm, HandOverForm, ProofForm, ReissueForm, SendForm
from approvals.delivery.rules import UNDO
from approvals.joint.ranges import served
from approvals.models import Handover
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from core.time import now
from documents import queries as documents

TABS: Final = ("ready", "sent", "done")
VERBS: Final[dict[str, tuple[Command, type[CommandForm]]]] = {
    "hand_over": (serving.hand_over, HandOverForm),
    "send": (serving.send, SendForm),
    "prove": (serving.prove, ProofForm),
    "come_back": (serving.come_back, BackForm),
    "undo": (serving.undo, CommandForm),
    "settle": (serving.settle, CommandForm),
}
DONE: Final[dict[str, Any]] = {
    "hand_over": lazy("Handed over. For sixty seconds you can take it back; then the proof of service is printed."),
    "send": lazy("Sent. Enter the courier's proof as soon as it is there."),
    "prove": lazy("Delivered; the proof of service is printed."),
    "come_back": lazy("Back at the window; the enterprise has been told."),
    "undo": lazy("Taken back; the papers wait at the window again."),
    "settle": lazy("Delivered; the proof of service is printed."),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """出件台账: what waits, what is under way, what was delivered; searched by code, number or name."""
    if not scope.has_role(request.user, CLERK):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "ready"
    words, way = request.GET.get("q", "")[:60], request.GET.get("way", "")
    page = queries.desk(request.user, tab, way, words, request.GET.get("cursor", ""))
    context = {
        "tab": tab, "q": words, "way": way, "ways": Handover.Way.choices, "page": page,
        "rows": queries.timed(page.rows),
    }  # fmt: skip
    return render(request, "approvals/delivery/index.html", context)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One hand-over: its papers, its clock, and what its reader may do."""
    return _page(request, found(queries.handovers(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Hand over, send, prove, undo."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.handovers(request.user), pk)
    command, form_class = VERBS[verb]
    form = form_class(request.POST, request.FILES, auto_id=f"{verb}_%s")
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        messages.success(request, DONE[verb])
        return redirect("approvals:handover", row.pk)
    demand(command, request.user, row)
    return _page(request, row, {verb: form})


@login_required
@require_safe
def picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The photo of the signature or of the courier's proof, for the window."""
    row = found(queries.handovers(request.user), pk)
    file = {"signature": row.signature, "proof": row.proof}.get(which)
    if file is None or not serving.window_of(request.user, row):
        raise Http404
    return served(request, file)  # type: ignore[return-value]


@login_required
@require_http_methods(["GET", "POST"])
def reissue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """补发: print a lost paper again; the old copy is void."""
    paper = documents.document(request.user, pk)
    demand(reissue.reissue, request.user, paper)
    form = ReissueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        copy = given(form, reissue.reissue, request.user, paper, **form.values)
        if copy is not None:
            messages.success(request, lazy("The new copy is printed and waits at the window; the old one is void."))
            return redirect("approvals:handovers")
    context = {"paper": paper, "form": form, "is_open": reissue.reissue.in_state(paper)}
    return render(request, "approvals/delivery/reissue.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, row: Handover, bound: dict[str, CommandForm]) -> HttpResponse:
    forms = {
        verb: bound.get(verb) or form_class(auto_id=f"{verb}_%s")
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, row)
    }
    if "undo" in forms and row.handed_at is not None and now() - row.handed_at >= UNDO:
        del forms["undo"]
    papers = documents.of_project(request.user, row.application.project)
    context = {
        "row": queries.timed([row])[0],
        "forms": forms,
        "papers": papers.filter(pk__in=row.papers.values("pk")),
        "may_reissue": serving.window_of(request.user, row) and row.state == Handover.State.SERVED,
        "seconds": max(0, round((row.handed_at + UNDO - now()).total_seconds())) if row.handed_at else 0,
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "approvals/delivery/show.html", context, status=status)
