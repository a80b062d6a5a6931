"""Pages of the window (综合窗口): the queue, check and accept or notify, refuse, issue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import CLERK
from approvals import commands, desks, papers, queries
from approvals.forms import CheckForm, RefuseForm
from approvals.models import JointApplication, MaterialBinding, NoticeLine
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from projects.models import Material

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
    """审核: every material once, tick what is wrong; accept, or send one notice of everything."""
    row = found(queries.applications(request.user), pk)
    demand(commands.window.accept, request.user, row)
    if not commands.window.accept.in_state(row):
        return redirect("approvals:application", pk=row.pk)
    named = _named_papers(row)
    form = CheckForm(request.POST or None, papers=[(key, name) for key, name, _file in named])
    if request.method == "POST" and form.is_valid():
        notice = given(form, commands.window.send_notice, request.user, row, lines=form.lines)
        if notice is not None:
            messages.success(
                request, _("The one-time notice with %(n)s points has been sent.") % {"n": len(form.lines)}
            )
            return redirect("approvals:window")
    return _check_page(request, row, form, named)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """受理: the items open for their departments."""
    row = found(queries.applications(request.user), pk)
    form = CommandForm(request.POST)
    form.is_valid()
    commands.window.accept.perform(request.user, row, idempotency_key=form.key)
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


def _named_papers(row: JointApplication) -> list[tuple[str, str, Material | None]]:
    """Every paper the items ask for, once: key, name and the file bound to it."""
    bindings = MaterialBinding.objects.select_related("material__file", "spec")
    cases = row.cases.prefetch_related("item__materials", Prefetch("bindings", queryset=bindings)).select_related(
        "item"
    )
    names: dict[str, str] = {}
    files: dict[str, Material] = {}
    for case in cases.order_by("item__code"):
        for spec in case.item.materials.all():
            names.setdefault(spec.key, spec.name)
        for binding in case.bindings.all():
            names.setdefault(binding.spec.key, binding.spec.name)
            files[binding.spec.key] = binding.material
    ordered = sorted(names, key=lambda key: (key not in files, list(names).index(key)))
    return [(key, names[key], files.get(key)) for key in ordered]


def _check_page(
    request: HttpRequest, row: JointApplication, form: CheckForm, named: list[tuple[str, str, Material | None]]
) -> HttpResponse:
    notice = row.notices.order_by("-round").first()
    clocks = queries.clocks_of([(queries.APPLICATION, row.pk)] + ([(queries.NOTICE, notice.pk)] if notice else []))
    subject = (queries.NOTICE, notice.pk) if notice else (queries.APPLICATION, row.pk)
    answered = (
        {line.material_key: line for line in NoticeLine.objects.filter(notice=notice).select_related("replacement")}
        if notice
        else {}
    )
    files = {key: file for key, _name, file in named}
    context = {
        "application": row,
        "form": form,
        "rows": [{**line, "file": files[line["key"]], "answered": answered.get(line["key"])} for line in form.rows()],
        "clock": clocks[subject].get("NOTICE"),
        "cases": row.cases.select_related("item", "department").order_by("item__code"),
        "second": notice is not None,
        "facts": row.form,
    }
    return render(request, "approvals/check.html", context, status=422 if form.errors else 200)
