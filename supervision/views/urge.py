"""Urge orders: the list, one order with what may be done, and a new one about a clock."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import given
from core.keyset import Segment, page
from core.time import today
from supervision import queries, words
from supervision.models import UrgeOrder
from supervision.urging import commands, forms

PAGE: Final = 30
VERBS: Final[dict[str, tuple[Command, type[CommandForm], tuple[str, ...]]]] = {
    "acknowledge": (commands.acknowledge, forms.AcknowledgeForm, ()),
    "reply": (commands.reply, forms.ReplyForm, ("reason", "measures", "expected_on")),
    "accept": (commands.accept, forms.AcceptForm, ("remark",)),
    "return": (commands.send_back, forms.SendBackForm, ("remark", "days")),
    "withdraw": (commands.withdraw, forms.WithdrawForm, ("reason",)),
}


@require_safe
@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """督办清单: newest first; open, overdue or all."""
    if not queries.may_watch(request.user):
        raise NotPermitted
    on, tab = today(), request.GET.get("tab", "open")
    seen = UrgeOrder.objects.visible_to(request.user)
    late = Q(state__in=("ISSUED", "ACKNOWLEDGED"), reply_due_on__lt=on)
    counts = seen.aggregate(
        open=Count("pk", filter=Q(state__in=UrgeOrder.OPEN_STATES)), late=Count("pk", filter=late), all=Count("pk")
    )
    rows = {"open": seen.open(), "late": seen.filter(late), "all": seen}.get(tab, seen.open())
    shown = page(
        [Segment(rows.select_related("clock", "project", "department", "issued_by"), ("-issued_at", "-id"))],
        request.GET.get("at", ""), PAGE,
    )  # fmt: skip
    context = {
        "lines": [(row, words.timed(row.clock.label), row.reply_due_on < on and row.state in ("ISSUED", "ACKNOWLEDGED"))
                  for row in shown.rows],
        "page": shown,
        "tab": tab,
        "tabs": [("open", _("Not closed yet"), counts["open"]), ("late", _("Reply overdue"), counts["late"]),
                 ("all", _("All"), counts["all"])],
    }  # fmt: skip
    return render(request, "supervision/urges.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """发出督办 about one clock."""
    clocks = queries.visible_clocks(request.user).select_related("department", "region").defer("region__boundary")
    clock = get_object_or_404(clocks, pk=pk)
    if not commands.issue.is_open(request.user, clock):
        raise NotPermitted
    form = forms.UrgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        order = given(form, commands.issue, request.user, clock, demand=data["demand"], days=data["days"])
        if order is not None:
            messages.success(request, _("The urge order went to the department."))
            return redirect("supervision:urge", pk=order.pk)
    context = {"clock": clock, "label": words.timed(clock.label), "form": form}
    return render(request, "supervision/urge_new.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: what was demanded, the replies of each round, what may be done now."""
    return _show(request, _found(request, pk))


@require_http_methods(["POST"])
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give one of the verbs."""
    order = _found(request, pk)
    command, kind, names = VERBS[verb]
    if not command.may(request.user, order):
        raise NotPermitted
    form = kind(request.POST)
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in names}
        if given(form, command, request.user, order, **data) is not None:
            messages.success(request, _("Done; it is in the record."))
            return redirect("supervision:urge", pk=order.pk)
    return _show(request, order, {verb: form}, 422)


def _found(request: HttpRequest, pk: int) -> UrgeOrder:
    rows = UrgeOrder.objects.visible_to(request.user).select_related(
        "clock", "project", "department", "issued_by", "acknowledged_by", "document"
    )
    return get_object_or_404(rows, pk=pk)


def _show(
    request: HttpRequest, order: UrgeOrder, bound: dict[str, CommandForm] | None = None, status: int = 200
) -> HttpResponse:
    open_verbs: dict[str, Any] = {
        verb: (bound or {}).get(verb) or kind()
        for verb, (command, kind, _names) in VERBS.items()
        if command.is_open(request.user, order)
    }
    context = {
        "order": order,
        "label": words.timed(order.clock.label),
        "replies": order.replies.select_related("author", "judged_by"),
        "forms": open_verbs,
        "late": order.state in ("ISSUED", "ACKNOWLEDGED") and order.reply_due_on < today(),
    }
    return render(request, "supervision/urge.html", context, status=status)
