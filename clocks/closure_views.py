"""Pages of local closures (局部停办): enter, look at what moves, confirm, take back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clocks import closing, preview
from clocks.current import current_calendar
from clocks.forms import ClosureForm, LiftingForm
from clocks.models import LocalClosure
from clocks.regions import closed_days
from clocks.views import SHOWN_MOVES, moves_as_csv, must_keep
from core.errors import Invalid


def _rows(user: Any) -> Any:
    rows = LocalClosure.objects.visible_to(user).select_related("region", "proposed_by", "decided_by", "lifts")
    return rows.defer("region__boundary")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def closures(request: HttpRequest) -> HttpResponse:
    """局部停办: all of them, and the form for a new one."""
    must_keep(request)
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            entered = closing.propose_closure.perform(request.user, **form.cleaned_data)
        except Invalid as refusal:
            _show(refusal, form)
        else:
            return redirect("clocks:closure", entered.pk)
    context = {"form": form, "closures": _rows(request.user)[:100]}
    return render(request, "clocks/closures.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """One closure or lifting: its days, every open limit it would move, the second person's answer; later its lifting."""
    must_keep(request)
    found = get_object_or_404(_rows(request.user), pk=pk)
    form = None
    if closing.propose_lifting.is_open(request.user, found) and not found.lifts_id:
        lifting = request.method == "POST" and request.POST.get("do") == "lift"
        form = LiftingForm(request.POST if lifting else None)
    if request.method == "POST":
        answer = _act(request, found, form)
        if answer is not None:
            return answer
    waits = found.state == LocalClosure.State.WAITING
    moves = list(preview.moves_of_closure(found)) if waits else []
    context = {
        "closure": found,
        "days": sorted(closed_days(found.region.prefix, [found], current_calendar())),
        "waits": waits,
        "form": form,
        "moves": moves[:SHOWN_MOVES],
        "count": len(moves),
        "regions": preview.by_region(moves),
        "may_confirm": closing.confirm_closure.is_open(request.user, found),
        "may_reject": closing.reject_closure.is_open(request.user, found),
    }
    return render(request, "clocks/closure.html", context, status=422 if form is not None and form.errors else 200)


def _act(request: HttpRequest, found: LocalClosure, form: LiftingForm | None) -> HttpResponse | None:
    """What the button says; None to show the page with the faults of the form."""
    if request.POST.get("do") == "lift" and form is not None:
        if not form.is_valid():
            return None
        try:
            entered = closing.propose_lifting.perform(request.user, found, **form.cleaned_data)
        except Invalid as refusal:
            _show(refusal, form)
            return None
        return redirect("clocks:closure", entered.pk)
    confirmed = request.POST.get("do") == "confirm"
    (closing.confirm_closure if confirmed else closing.reject_closure).perform(request.user, found)
    messages.success(
        request,
        _("Applied. Open limits of the region follow in the background.")
        if confirmed
        else _("Not applied. The calendar in force stays as it is."),
    )
    return redirect("clocks:closures")


@require_safe
@login_required
def moves_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Every limit the closure would move, as CSV."""
    must_keep(request)
    return moves_as_csv(preview.moves_of_closure(get_object_or_404(_rows(request.user), pk=pk)), pk)


def _show(refusal: Invalid, form: Any) -> None:
    for field, sentence in refusal.fields.items():
        form.add_error(field if field in form.fields else None, str(sentence))
