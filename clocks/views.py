"""Pages of the administrators who keep the working calendar (工作日历维护): enter, look at what moves, confirm."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clocks import preview, proposals, stopping
from clocks.evidence import EVIDENCE
from clocks.forms import NoticeForm, StoppingRuleForm
from clocks.models import CalendarProposal, CalendarVersion, LocalClosure, StoppingRule
from clocks.publishing import keeps_calendar
from core.errors import Invalid, NotPermitted
from core.time import today

SHOWN_MOVES = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """工作日历: versions, how far the newest has been applied, notices that wait, and the form for a new one."""
    must_keep(request)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice = proposals.understood(**form.cleaned_data)
            entered = proposals.propose_calendar.perform(request.user, text=form.cleaned_data["text"], **notice)
        except Invalid as refusal:
            for field, sentence in refusal.fields.items():
                form.add_error(field if field in form.fields else "text", str(sentence))
        else:
            return redirect("clocks:proposal", entered.pk)
    done, total = proposals.progress()
    return render(
        request,
        "clocks/calendar.html",
        {
            "form": form,
            "versions": CalendarVersion.objects.select_related("region").defer("region__boundary")[:20],
            "closures": LocalClosure.objects.visible_to(request.user)
            .filter(state=LocalClosure.State.WAITING)
            .select_related("region", "proposed_by")
            .defer("region__boundary"),
            "proposals": CalendarProposal.objects.select_related("proposed_by", "decided_by")[:20],
            "done": done,
            "total": total,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """导入预览: what was understood, every open limit that would move, and the second person's decision."""
    must_keep(request)
    found = get_object_or_404(CalendarProposal.objects.select_related("proposed_by", "decided_by", "version"), pk=pk)
    if request.method == "POST":
        confirmed = request.POST.get("do") == "confirm"
        command = proposals.confirm_calendar if confirmed else proposals.reject_calendar
        command.perform(request.user, found)
        messages.success(
            request,
            _("Applied. Open limits follow in the background; the progress is shown below.")
            if confirmed
            else _("Not applied. The calendar in force stays as it is."),
        )
        return redirect("clocks:calendar")
    waits = found.state == CalendarProposal.State.WAITING
    moves = _moves(found) if waits else []
    return render(
        request,
        "clocks/proposal.html",
        {
            "proposal": found,
            "days": proposals.days_of(found),
            "waits": waits,
            "moves": moves[:SHOWN_MOVES],
            "count": len(moves),
            "regions": preview.by_region(moves),
            "may_confirm": proposals.confirm_calendar.is_open(request.user, found),
            "may_reject": proposals.reject_calendar.is_open(request.user, found),
        },
    )


@require_safe
@login_required
def moves_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Every limit the notice would move, as CSV."""
    must_keep(request)
    found = get_object_or_404(CalendarProposal, pk=pk)
    return moves_as_csv(_moves(found), found.pk)


@require_safe
@login_required
def stopping_rules(request: HttpRequest) -> HttpResponse:
    """特别程序规则: every kind, what it stops, how long and how often."""
    must_keep(request)
    rules = stopping.rules_in_force()
    rows = [(row, rules[row.kind], EVIDENCE[row.kind]) for row in StoppingRule.objects.select_related("changed_by")]
    return render(request, "clocks/stopping_rules.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stopping_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """One rule: set it anew. Stops entered before keep what they were entered under."""
    must_keep(request)
    row = get_object_or_404(StoppingRule, kind=kind)
    initial = {name: getattr(row, name) for name in ("stops_promised", "longest", "times", "law")}
    form = StoppingRuleForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        stopping.change_stopping_rule.perform(request.user, row, **form.cleaned_data)
        messages.success(request, _("Saved. It holds for special procedures that begin from now on."))
        return redirect("clocks:stopping_rules")
    context = {"row": row, "form": form, "statutory": stopping.rules_in_force()[kind].stops_statutory}
    return render(request, "clocks/stopping_rule.html", context, status=422 if form.errors else 200)


def moves_as_csv(moves: Iterable[preview.Move], pk: int) -> HttpResponse:
    """Moves as a file that a spreadsheet opens; neither project nor applicant (ADR 12)."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(
        [_("Region"), _("Department"), _("Kind"), _("Clock"), _("Due before"), _("Due after"), _("Provisional")]
    )
    for move in moves:
        clock = move.clock
        writer.writerow(
            [
                clock.region.label,
                clock.department.label if clock.department else "",
                clock.get_kind_display(),
                clock.pk,
                move.old or "",
                move.new or "",
                _("yes") if move.is_provisional else _("no"),
            ]
        )
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="moves-{pk}-{today():%Y%m%d}.csv"'
    return response


def _moves(found: CalendarProposal) -> list[preview.Move]:
    return list(preview.moves_of_notice(proposals.days_of(found), found.official_until))


def must_keep(request: Any) -> None:
    if not keeps_calendar(request.user):
        raise NotPermitted(_("The working calendar is kept by the administrators of the province."))
