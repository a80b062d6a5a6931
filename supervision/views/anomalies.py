"""The list of anomalies (异常线索), its export, and setting one aside with a reason."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Region
from core.errors import Invalid, NotPermitted
from core.giving import demand, given
from core.keyset import Segment, page
from core.sheets import safe
from core.time import today
from supervision import queries
from supervision.anomalies.commands import dismiss as dismiss_command
from supervision.anomalies.filters import AnomalyFilter
from supervision.anomalies.forms import RuleForm
from supervision.anomalies.setting import set_rule, sets_rules
from supervision.anomalies.wording import history, measures, sentence
from supervision.export import BOM, Echo
from supervision.models.anomaly import Anomaly, AnomalyRule
from supervision.words import ruled

PAGE = 50


class DismissForm(forms.Form):
    """Why nothing needs to be done."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """异常线索: newest first; numbers by rule count what all other conditions leave."""
    narrowed, rules = _filter(request)
    shown = page([Segment(narrowed.qs, ("-happened_on", "-id"))], request.GET.get("at", ""), PAGE)
    return render(
        request,
        "supervision/anomalies.html",
        {
            "filter": narrowed,
            "rows": [(row, ruled(row.rule), sentence(row)) for row in shown.rows],
            "page": shown,
            "rules": [(rule, ruled(rule), measures(rule)) for rule in rules],
            "sets_rules": sets_rules(request.user),
            "names": {code: region.label for code, region in narrowed.regions.items()},
            "number": narrowed.qs.count(),
        },
    )


@require_GET
@login_required
def table_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows, all pages, as CSV."""
    narrowed, _rules = _filter(request)
    response = StreamingHttpResponse(
        _lines(narrowed.qs.order_by("-happened_on", "-id")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="anomalies-{today():%Y%m%d}.csv"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """One anomaly with its evidence, and the form that sets it aside."""
    found = get_object_or_404(Anomaly.objects.visible_to(request.user).select_related("rule", "department"), pk=pk)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_command.perform(request.user, found, reason=form.cleaned_data["reason"])
        except Invalid as refusal:
            for name, said in refusal.fields.items():
                form.add_error(name or None, said)
        else:
            messages.success(request, _("Dismissed. The reason stands in the project's journal."))
            return redirect("supervision:anomalies")
    context = {"anomaly": found, "rule": ruled(found.rule), "sentence": sentence(found), "form": form}
    context["open"] = dismiss_command.in_state(found)
    return render(request, "supervision/anomaly.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule with its history, and the form that sets it anew; for supervisors of the province."""
    demand(set_rule, request.user, None)
    found = get_object_or_404(AnomalyRule, code=code)
    form = RuleForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and given(form, set_rule, request.user, found, **form.values):
        messages.success(request, _("Saved. The next sweep looks at every project by this rule."))
        return redirect("supervision:anomalies")
    context = {
        "rule": found,
        "name": ruled(found),
        "form": form,
        "found": Anomaly.objects.visible_to(request.user).filter(rule=found).count(),
        "history": history(found),
    }
    return render(request, "supervision/anomaly_rule.html", context, status=422 if form.errors else 200)


def _filter(request: HttpRequest) -> tuple[AnomalyFilter, list[AnomalyRule]]:
    if not queries.may_supervise(request.user):
        raise NotPermitted(_("Anomalies are for supervisors."))
    rules = list(AnomalyRule.objects.prefetch_related(Prefetch("off_in", Region.objects.defer("boundary"))))
    rows = Anomaly.objects.visible_to(request.user).select_related("rule", "department")
    regions = queries.watched_regions(request.user)
    return AnomalyFilter(request.GET, rows, request=request, regions=regions, rules=rules), rules


def _lines(rows: Any) -> Iterator[str]:
    writer = csv.writer(Echo())
    head = [_("Rule"), _("Level"), _("Project"), _("Project code"), _("Case"), _("Department"), _("Happened on")]
    yield BOM + writer.writerow([*head, _("What was found"), _("State"), _("Reason")])
    for row in rows.iterator(chunk_size=1000):
        yield writer.writerow(
            [
                safe(ruled(row.rule)),
                row.get_level_display(),
                safe(row.project_name),
                safe(row.project_code),
                safe(row.label),
                safe(row.department.label if row.department else ""),
                row.happened_on.isoformat(),
                safe(sentence(row)),
                row.get_state_display(),
                safe(row.reason),
            ]
        )
