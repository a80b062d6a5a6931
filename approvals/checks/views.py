"""Pages of completeness checks (完整性核对): the desk, the check of one department."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from approvals.checks import answering, queries
from approvals.checks.access import CHECKING
from approvals.checks.rules import Found, merged
from approvals.checks.statements import value_of
from approvals.forms import CheckForm
from approvals.models import CompletenessCheck
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given

TABS = ("todo", "done", "merge")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for my department's check, what it answered, and the files I make one notice of."""
    if not scope.has_role(request.user, queries.DESKS):
        raise NotPermitted
    checking = scope.has_role(request.user, CHECKING)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "todo" if checking else "merge"
    page = queries.desk(request.user, tab, request.GET.get("cursor", ""))
    rows = page.rows if tab == "merge" else queries.timed(page.rows)
    context = {
        "page": page,
        "rows": rows,
        "tab": tab,
        "checking": checking,
        "merging": scope.has_role(request.user, ("CLERK", "LEAD")),
    }
    return render(request, "approvals/checks/index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One department's check: its materials, one tick and one reason for each that has a defect."""
    check = found(queries.checks(request.user), pk)
    form = _form(request, check)
    if request.method == "POST":
        demand(answering.report, request.user, check)
        if form.is_valid() and given(form, answering.report, request.user, check, lines=form.lines) is not None:
            messages.success(
                request, _("The defects are with the window and the lead department; they make one notice of all.")
            )
            return redirect("approvals:completeness_list")
    return _page(request, check, form)


@login_required
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """齐全: nothing is missing for the items of my department."""
    check = found(queries.checks(request.user), pk)
    form = CommandForm(request.POST)
    form.is_valid()
    answering.complete.perform(request.user, check, idempotency_key=form.key)
    messages.success(
        request, _("Noted: for your department %(number)s is complete.") % {"number": check.application.number}
    )
    return redirect("approvals:completeness_list")


def _form(request: HttpRequest, check: CompletenessCheck) -> CheckForm:
    papers = queries.named_papers(check.application, check.department_id)
    names = [(key, name) for key, (name, _file) in papers.items()] + queries.statements()
    own = merged(Found(d.material_key, d.material_name, d.reason, d.clause, d.example) for d in check.defects.all())
    form = CheckForm(
        request.POST or None, papers=names, found=own, examples=queries.examples_for(check.application, papers)
    )
    for key in own:
        del form.fields[f"left_{key}"]
    return form


def _page(request: HttpRequest, check: CompletenessCheck, form: CheckForm) -> HttpResponse:
    papers = queries.named_papers(check.application, check.department_id)
    rows: list[dict[str, Any]] = [
        {**row, "file": papers[row["key"]][1] if row["key"] in papers else None} for row in form.rows()
    ]
    cases = check.application.cases.filter(department_id=check.department_id).select_related("item")
    context = {
        "check": queries.timed([check])[0],
        "application": check.application,
        "form": form,
        "papers": [row for row in rows if row["key"] in papers],
        "statements": [
            {**row, "value": value_of(check.application, row["key"])} for row in rows if row["key"] not in papers
        ],
        "statements_open": any(row["bad"].value() for row in rows if row["key"] not in papers),
        "cases": cases.order_by("item__code"),
        "may_report": answering.report.is_open(request.user, check) and check.application.state == "RECEIVED",
        "may_complete": answering.complete.is_open(request.user, check) and check.application.state == "RECEIVED",
        "catalogue": check.application.project.catalogue_id,
        "has_list": scope.has_role(request.user, queries.DESKS),
        "defects": check.defects.select_related("line__notice"),
    }
    return render(request, "approvals/checks/show.html", context, status=422 if form.errors else 200)
