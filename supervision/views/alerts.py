"""Alerts, and how one is told of them."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import NotPermitted
from core.giving import given
from core.keyset import Segment, page
from core.time import today
from supervision import queries, words
from supervision.alerting import commands
from supervision.alerting.forms import PreferenceForm, SnoozeForm, SubscriptionForm
from supervision.alerting.matters import below, told_too
from supervision.alerting.subscribing import matching
from supervision.models import Alert, AlertPreference, Level, Subscription

PAGE: Final = 30
FIELDS: Final = ("region", "light", "kind", "function", "stage", "flow", "q")
"""Parameters of the wall that a subscription keeps."""


def _watching(request: HttpRequest) -> None:
    if not queries.may_watch(request.user):
        raise NotPermitted(_("Alerts are for supervisors and officers. You find the limits of your projects there."))


@require_safe
@login_required
def alerts(request: HttpRequest) -> HttpResponse:
    """预警清单: one line for each matter with its gravest alert, newest first; by level, and those that wait or all."""
    _watching(request)
    seen = Alert.objects.visible_to(request.user)
    every = request.GET.get("all") == "1"
    among = seen if every else seen.waiting()
    rows = among.gravest()
    counts = dict(rows.order_by().values_list("level").annotate(n=Count("pk")))
    level = request.GET.get("level", "")
    if level in Level.values:
        rows = rows.filter(level=level)
    shown = page(
        [Segment(rows.select_related("clock", "department", "region", "snoozed_by").defer("region__boundary"),
                 ("-fired_at", "-id"))],
        request.GET.get("at", ""), PAGE,
    )  # fmt: skip
    others = list(among.filter(matter__in=[row.matter for row in shown.rows]).select_related("clock"))
    lines = [
        {
            "alert": row,
            "label": words.timed(row.clock.label),
            "others": told_too(below(row, others)),
            "open": commands.snooze.is_open(request.user, row),
        }
        for row in shown.rows
    ]
    context = {
        "lines": lines,
        "page": shown,
        "level": level,
        "every": every,
        "tabs": [(value, label, counts.get(value, 0)) for value, label in Level.choices],
        "total": sum(counts.values()),
    }
    return render(request, "supervision/alerts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """暂缓: put one alert aside with a reason."""
    row = get_object_or_404(Alert.objects.visible_to(request.user).select_related("clock"), pk=pk)
    if not commands.snooze.is_open(request.user, row):
        raise NotPermitted
    form = SnoozeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if given(form, commands.snooze, request.user, row, until=data["until"], reason=data["reason"]):
            messages.success(request, _("The alert is put aside until then; it comes back by itself."))
            return redirect("supervision:alerts")
    context = {"alert": row, "label": words.timed(row.clock.label), "form": form}
    return render(request, "supervision/snooze.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """提醒方式与订阅."""
    _watching(request)
    chosen = AlertPreference.objects.visible_to(request.user).first() or AlertPreference(digest=False)
    names = ("email", "sms", "wechat", "digest", "language")
    form = PreferenceForm(request.POST or None, initial={name: getattr(chosen, name) for name in names})
    if request.method == "POST" and form.is_valid():
        person = commands.person_of(request.user)
        if given(form, commands.prefer, request.user, None, person=person, **form.chosen()):
            messages.success(request, _("Saved."))
            return redirect("supervision:preferences")
    return _preferences(request, form, SubscriptionForm(), 422 if form.errors else 200)


@require_POST
@login_required
def subscribe(request: HttpRequest) -> HttpResponse:
    """Keep a filter of the wall as a subscription."""
    _watching(request)
    query = {name: request.POST[name] for name in FIELDS if request.POST.get(name)}
    form = SubscriptionForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        if given(form, commands.subscribe, request.user, None, name=data["name"], level=data["level"], query=query):
            messages.success(request, _("You will be told of every limit that fits."))
            return redirect("supervision:preferences")
    shown = PreferenceForm(initial={"language": "zh-hans"})
    return _preferences(request, shown, form, 422, query)


@require_POST
@login_required
def unsubscribe(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one."""
    row = Subscription.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    commands.unsubscribe.perform(request.user, row)
    messages.success(request, _("The subscription is deleted."))
    return redirect("supervision:preferences")


@require_safe
@login_required
def try_rule(request: HttpRequest) -> HttpResponse:
    """试算: how many open limits fit this filter now, and the first of them."""
    _watching(request)
    query = {name: request.GET[name] for name in FIELDS if request.GET.get(name)}
    found = matching(request.user, query)
    context: dict[str, Any] = {
        "count": found.count(),
        "first": [(clock, words.timed(clock.label)) for clock in found.order_by("due_on", "pk")[:5]],
    }
    return render(request, "supervision/_try_rule.html", context)


def _preferences(
    request: HttpRequest,
    form: PreferenceForm,
    asked: SubscriptionForm,
    status: int,
    query: dict[str, str] | None = None,
) -> HttpResponse:
    from supervision.filters import WallFilter

    clocks = queries.visible_clocks(request.user).open()
    data = query if query is not None else {name: request.GET[name] for name in FIELDS if request.GET.get(name)}
    narrowed = WallFilter(data, clocks, request=request, regions=queries.watched_regions(request.user))
    kept = [
        (row, WallFilter(row.query, clocks, request=request, regions=narrowed.regions.values()).chosen)
        for row in Subscription.objects.visible_to(request.user)
    ]
    context = {"form": form, "asked": asked, "filter": narrowed, "kept": kept, "on": today()}
    return render(request, "supervision/preferences.html", context, status=status)
