"""承诺规则: what counts now, what was changed by which document, and the change one enters and another confirms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.speech import local
from catalogue.versions import current_catalogue, published
from commitments.commands import ruling
from commitments.forms import PlainForm, RuleForm
from commitments.models import Commitment, RuleChange
from commitments.rules import OPEN
from commitments.tunable import tunables
from commitments.words import rule
from core.errors import NotPermitted
from core.giving import demand, found, given
from core.time import today

ANSWERS = {"confirm": ruling.confirm_rules, "reject": ruling.reject_rules}


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force, a new change, and earlier ones."""
    if not ruling.keeps_rules(request.user):
        raise NotPermitted
    catalogue = current_catalogue()
    tracks = {code: local(track.name) for code, track in catalogue.tracks.items()}
    form = RuleForm(
        request.POST or None, rows=tunables(ruling.content_in_force()), tracks=tracks, initial={"effective_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        change = given(form, ruling.propose_rules, request.user, None, **form.values)
        if change is not None:
            messages.success(request, _("Entered. Another administrator compares it with the document and confirms."))
            return redirect("commitments:rule", pk=change.pk)
    changes = RuleChange.objects.select_related("proposed_by", "decided_by", "version")
    context = {
        "form": form,
        "version": published(),
        "basis": catalogue.practice.basis,
        "changes": changes[:50],
        "pending": changes.filter(state__in=ruling.PENDING).first(),
    }
    return render(request, "commitments/rules.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def rule_change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: old and new side by side, whom it reaches, and the answer of the second person."""
    if not ruling.keeps_rules(request.user):
        raise NotPermitted
    change = found(RuleChange.objects.select_related("proposed_by", "decided_by", "version"), pk)
    form = PlainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        command = ANSWERS["confirm" if request.POST.get("do") == "confirm" else "reject"]
        demand(command, request.user, change)
        if form.is_valid() and given(form, command, request.user, change) is not None:
            messages.success(request, _("Done: %(what)s.") % {"what": command.label})
            return redirect("commitments:rule", pk=change.pk)
    context = {
        "change": change,
        "form": form,
        "lines": _lines(change),
        "kept": Commitment.objects.filter(state__in=OPEN).count(),
        "own": change.proposed_by_id == request.user.pk,
        "may_confirm": ruling.confirm_rules.is_open(request.user, change),
        "may_reject": ruling.reject_rules.is_open(request.user, change),
    }
    return render(request, "commitments/rule.html", context, status=422 if form.errors else 200)


def _lines(change: RuleChange) -> list[dict[str, Any]]:
    catalogue = current_catalogue()
    lines = []
    for row in tunables(ruling.content_in_force()):
        if row.path in change.values:
            label, unit = rule(row.name)
            track = local(catalogue.tracks[row.track].name) if row.track else ""
            lines.append(
                {"label": f"{track} · {label}" if track else label, "unit": unit, "old": _said(change.before.get(row.path)),
                 "new": _said(change.values[row.path])}
            )  # fmt: skip
    return lines


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
