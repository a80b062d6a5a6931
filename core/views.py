"""Pages of the kernel: landing page, health, language, the demo's time machine."""

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from core import health
from core import time as clock
from core.models import Heartbeat, TimeMachine
from core.source import archive

WORKER_SILENCE = timedelta(minutes=3)
FARTHEST = timedelta(days=3650)


def home(request: HttpRequest) -> HttpResponse:
    """The landing page; signed-in people go to their own desk."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "core/home.html")


def healthz(request: HttpRequest) -> JsonResponse:
    """Status, database, worker and what the rooms report; 503 when the database is down or its clock is not this host's."""
    report: dict[str, Any] = {"status": "ok", "database": "ok", "worker": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        present = clock.now()
        report.update(health.lines())
        heart = Heartbeat.objects.filter(name="worker").first()
        if heart is None or present - heart.at > WORKER_SILENCE:
            report["worker"] = "silent: timers wait until a worker runs"
    except Exception as error:
        report["database"] = type(error).__name__
        report["status"] = "down"
    return JsonResponse(report, status=503 if report["status"] == "down" else 200)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch between Chinese and English."""
    return django_set_language(request)


@require_POST
def time_machine(request: HttpRequest) -> HttpResponse:
    """Demo mode only: move today's date, then let everything that became due happen."""
    if not settings.DEMO_MODE:
        raise Http404
    machine = TimeMachine.objects.first() or TimeMachine()
    step = _days_to_travel(request.POST.get("date", ""), request.POST.get("days", ""))
    if "reset" in request.POST:
        machine.offset_days = 0
    elif step is not None:
        machine.offset_days += step
    else:
        messages.error(request, _("Choose a date to travel to."))
        return _back(request)
    if abs(machine.offset_days) > FARTHEST.days:
        messages.error(request, _("The time machine reaches ten years in either direction."))
        return _back(request)
    machine.save()
    clock.forget_offset()
    from core.tasks import run_sweeps

    run_sweeps()
    messages.success(request, _("Today is now %(date)s.") % {"date": clock.today().isoformat()})
    return _back(request)


def _days_to_travel(date: str, days: str) -> int | None:
    """How far to go: to the `date` typed, or by `days`; None for what is neither."""
    try:
        wanted = parse_date(date)
    except ValueError:
        return None
    if wanted is not None:
        return (wanted - clock.today()).days
    return int(days) if re.fullmatch(r"-?[0-9]{1,6}", days) else None


def source(request: HttpRequest) -> FileResponse:
    """The source of the running copy, for everyone who uses it."""
    return FileResponse(archive().open("rb"), as_attachment=True, filename="bingshen-source.zip")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page (demo mode only)."""
    if not settings.DEMO_MODE:
        raise Http404
    return render(request, "core/gallery.html")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next") or request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)
