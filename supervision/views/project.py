"""One project on the desk (项目时限): its items over time, and what if (测算)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clocks.current import in_force
from clocks.models import Clock, Stop
from clocks.queries import calendar_chooser
from clocks.settling import Key, key_of, parts_of, pauses_of
from clocks.stopping import rules_in_force
from core.time import today
from supervision import queries, whatif
from supervision.explain import explained
from supervision.gantt import gantt


@require_GET
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The project's total limit, its items as lanes and as a table, and the question asked by the ticked boxes.

    The answer is reckoned for this page only; nothing is written.
    """
    visible = queries.visible_clocks(request.user).filter(project_id=pk, kind="CAP")
    clock = visible.select_related("calendar", "region").defer("region__boundary").first()
    if clock is None or not queries.may_watch(request.user):
        raise Http404
    on, calendar = today(), in_force().of(clock).days
    parts, facts = facts_of(clock)
    origin = clock.origin_on if clock.origin_fixed else None
    assumption = _asked(request, facts)
    limits = rules_in_force()
    asked = bool(assumption.full or assumption.stretched)
    outcome = whatif.what_if(facts, clock.limit, calendar, on, assumption, origin, limits) if asked else None
    ends = dict(outcome.ends) if outcome else {}
    shown = explained(clock, on)
    forecast = max(clock.forecast, shown.used) if clock.forecast is not None else None
    return render(
        request,
        "supervision/project.html",
        {
            "clock": clock,
            "explained": shown,
            "forecast": forecast,
            "forecast_over": max(0, forecast - clock.limit) if forecast is not None else 0,
            "gantt": gantt(pk, on, calendar),
            "on": on,
            "outcome": outcome,
            "over": -outcome.slack if outcome and outcome.slack < 0 else 0,
            "rows": [
                {
                    "clock": part,
                    "open": fact.ended_on is None,
                    "stands": fact.ended_on is None and whatif.standing(fact, on, limits),
                    "full": fact.key in assumption.full,
                    "stretched": fact.key in assumption.stretched,
                    "ends": ends.get(fact.key),
                }
                for part, fact in zip(parts, facts, strict=True)
            ],
        },
    )


def facts_of(cap: Clock) -> tuple[list[Clock], list[whatif.Fact]]:
    """The items whose days `cap` spends, as rows and as facts in the same order; four queries."""
    items = Clock.objects.of_project(cap.project_id).filter(kind="PROMISED").select_related("department")
    parts = parts_of(cap, items.order_by("origin_on", "pk"))
    stops: dict[Key, list[Stop]] = {}
    for stop in Stop.objects.filter(project_id=cap.project_id).order_by("started_on", "pk"):
        stops.setdefault((stop.subject_type, stop.subject_id), []).append(stop)
    calendars = calendar_chooser()
    facts = [
        whatif.Fact(
            part.pk,
            part.origin_on,
            part.limit,
            part.unit,
            pauses_of(part, stops.get(key_of(part), ())),
            part.ended_on,
            calendars(part).days,
        )
        for part in parts
    ]
    return parts, facts


def _asked(request: HttpRequest, facts: list[whatif.Fact]) -> whatif.Assumption:
    if request.GET.get("all"):
        return whatif.everything(facts)
    known = {str(fact.key): fact.key for fact in facts if fact.ended_on is None}

    def ticked(name: str) -> frozenset[int]:
        return frozenset(known[value] for value in request.GET.getlist(name) if value in known)

    return whatif.Assumption(full=ticked("full"), stretched=ticked("stop"))
