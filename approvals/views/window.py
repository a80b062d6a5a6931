"""Pages of the window (综合窗口): the queue, check and accept or notify, refuse, issue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import CLERK
from approvals import commands, desks, papers, queries
from approvals.checks import queries as checks
from approvals.checks.statements import value_of
from approvals.forms import CheckForm, DespiteForm, RefuseForm
from approvals.models import JointApplication, NoticeLine
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given

TABS = ("check", "issue", "correction")
WAYS: dict[str, Command] = {"refuse": commands.window.refuse, "not-required": commands.window.not_required}


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """收件待办: what must be answered first."""
    if not scope.has_role(request.user, CLERK):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "check"
    desk = desks.window_queue(request.user, tab, request.GET.get("cursor", ""))
    return render(request, "approvals/window.html", {"desk": desk, "tab": tab})


@login_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """审核: every material once, what the departments found beside it; accept, or send one notice of everything."""
    row = found(queries.applications(request.user), pk)
    demand(commands.window.send_notice, request.user, row)
    if not commands.window.send_notice.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    form = _check_form(request, row)
    if request.method == "POST" and form.is_valid():
        notice = given(form, commands.window.send_notice, request.user, row, lines=form.lines, left_out=form.left_out)
        if notice is not None:
            messages.success(
                request, _("The one-time notice with %(n)s points has been sent.") % {"n": len(form.lines)}
            )
            return redirect(_desk(request))
    return _check_page(request, row, form)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """受理: the items open for their departments. What a department found is told first, or answered with a reason."""
    row = found(queries.applications(request.user), pk)
    form = DespiteForm(request.POST)
    form.is_valid()
    try:
        commands.window.accept.perform(request.user, row, idempotency_key=form.key, **form.values)
    except Invalid as refusal:
        form.show(refusal)
        return _check_page(request, row, _check_form(None, row), form)
    messages.success(request, _("%(number)s is accepted; its departments have it now.") % {"number": row.number})
    return redirect("approvals:window")


@login_required
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """不予受理 or 不受理, with reason and clause."""
    if how not in WAYS:
        raise Http404
    command = WAYS[how]
    row = found(queries.applications(request.user), pk)
    demand(command, request.user, row)
    form = RefuseForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, command, request.user, row, **form.values) is not None
    ):
        messages.success(request, _("The applicant has been told in writing."))
        return redirect("approvals:window")
    context = {"application": row, "form": form, "command": command, "how": how}
    return render(request, "approvals/refuse.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """出件: all documents of the stage leave together."""
    row = found(queries.applications(request.user), pk)
    demand(commands.issuing.issue, request.user, row)
    form = CommandForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, commands.issuing.issue, request.user, row) is not None
    ):
        messages.success(request, _("All documents of %(number)s have been issued.") % {"number": row.number})
        return redirect("approvals:window")
    if not commands.issuing.issue.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    context = {
        "application": row,
        "form": form,
        "documents": papers.case_papers(row),
        "cases": row.cases.select_related("item", "department").order_by("item__code"),
        "delivery": row.form.get("delivery", ""),
    }
    return render(request, "approvals/issue.html", context)


def _desk(request: HttpRequest) -> str:
    """Where whoever has sent the notice goes on: the window, or the lead's list of files under check."""
    return "approvals:window" if scope.has_role(request.user, CLERK) else "approvals:completeness_list"


def _check_form(request: HttpRequest | None, row: JointApplication) -> CheckForm:
    papers = checks.named_papers(row)
    names = [(key, name) for key, (name, _file) in papers.items()] + checks.statements()
    return CheckForm(
        request.POST or None if request else None,
        papers=names,
        found=checks.found_in(row),
        examples=checks.examples_for(row, papers),
    )


def _check_page(
    request: HttpRequest, row: JointApplication, form: CheckForm, despite: DespiteForm | None = None
) -> HttpResponse:
    papers = checks.named_papers(row)
    notice = row.notices.order_by("-round").first()
    clocks = queries.clocks_of([(queries.APPLICATION, row.pk)] + ([(queries.NOTICE, notice.pk)] if notice else []))
    subject = (queries.NOTICE, notice.pk) if notice else (queries.APPLICATION, row.pk)
    lines = NoticeLine.objects.filter(notice=notice).select_related("replacement") if notice else ()
    answered = {line.material_key: line for line in lines}
    rows = [
        {**line, "file": papers.get(line["key"], ("", None))[1], "answered": answered.get(line["key"])}
        for line in form.rows()
    ]
    context = {
        "application": row,
        "form": form,
        "rows": [line for line in rows if line["key"] in papers],
        "statements": [{**line, "value": value_of(row, line["key"])} for line in rows if line["key"] not in papers],
        "statements_open": any(line["bad"].value() for line in rows if line["key"] not in papers),
        "found": form.found,
        "despite": despite or DespiteForm(),
        "may_accept": commands.window.accept.is_open(request.user, row),
        "clock": clocks[subject].get("NOTICE"),
        "recheck": clocks[subject].get("RECHECK"),
        "cases": row.cases.select_related("item", "department").order_by("item__code"),
        "second": notice is not None,
        "facts": row.form,
        "catalogue": row.project.catalogue_id,
    }
    bad = form.errors or (despite is not None and despite.errors)
    return render(request, "approvals/check.html", context, status=422 if bad else 200)
