"""Pages of renewals (延续): the desk, asking, one request and what may be done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import APPLICANTS
from approvals.access import owner_of_project
from approvals.forms import ReasonForm
from approvals.models import Renewal
from approvals.queries import cases
from approvals.renewals import deciding, filing, queries, rules
from approvals.renewals.forms import FileForm, RenewForm
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from core.time import today
from documents.models import Document

VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "renew": (deciding.renew, RenewForm),
    "refuse": (deciding.refuse, ReasonForm),
    "withdraw": (filing.withdraw, CommandForm),
}
DONE: dict[str, Any] = {
    "renew": gettext_lazy("The licence is renewed; the holder has the new one, the old one is replaced."),
    "refuse": gettext_lazy("The holder has been told, with your reasons and the remedies."),
    "withdraw": gettext_lazy("The renewal is withdrawn; the licence ends as it says."),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """延续: what waits for my department and what it decided; which licences of mine can be renewed and what I asked."""
    tabs = []
    if scope.has_role(request.user, queries.DESKS):
        tabs += ["todo", "done"]
    if scope.has_role(request.user, APPLICANTS):
        tabs += ["licences", "asked"]
    if not tabs:
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else tabs[0]
    cursor = request.GET.get("cursor", "")
    if tab == "licences":
        page = queries.own_licences(request.user, today(), cursor)
        rows: Any = queries.lined(page.rows)
    else:
        page = queries.desk(request.user, tab, cursor)
        rows = queries.timed(page.rows)
    context = {"page": page, "rows": rows, "tab": tab, "tabs": tabs, "today": today()}
    return render(request, "approvals/renewals/index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """申请延续: until when it must be asked for and what silence then means, before it is asked."""
    licence = found(Document.objects.visible_to(request.user).select_related("project", "issuer"), pk)
    demand(filing.file_renewal, request.user, licence)
    rule = queries.rule_of(licence)
    if rule is None:
        raise Http404
    waiting = Renewal.objects.filter(case=rule[0], state=Renewal.State.FILED).first()
    if waiting is not None:
        return redirect("approvals:renewal", pk=waiting.pk)
    form = FileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = given(form, filing.file_renewal, request.user, licence, **form.values)
        if row is not None:
            messages.success(
                request,
                gettext_lazy("The renewal is asked for; the receipt says what silence means."),
            )
            return redirect("approvals:renewal", pk=row.pk)
    case, _rule, last = rule
    context = {
        "licence": licence,
        "case": case,
        "file_by": last,
        "form": form,
        "open": _possible(licence),
        "in_time": today() <= last,
        "ended": licence.valid_to is not None and today() > licence.valid_to,
        "silence": filing.silence_counts(Renewal(case=case, expires_on=licence.valid_to or today())),
    }
    return render(request, "approvals/renewals/file.html", context, status=422 if form.errors else 200)


def _possible(licence: Document) -> bool:
    try:
        filing.licence_can_be_renewed(licence, {})
    except Invalid:
        return False
    return filing.file_renewal.in_state(licence)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One renewal: what was asked, by when it is decided, what came of it."""
    return _page(request, found(queries.renewals(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Renew, refuse, or withdraw; refusals stand at their field, with the text kept."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.renewals(request.user), pk)
    command, form_class = VERBS[verb]
    demand(command, request.user, row)
    form = form_class(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        messages.success(request, DONE[verb])
        return redirect("approvals:renewal", pk=row.pk)
    return _page(request, row, {verb: form})


def _page(request: HttpRequest, row: Renewal, bound: dict[str, CommandForm]) -> HttpResponse:
    first = row.licence.valid_from or row.licence.issued_on
    defaults = {"title": row.licence.title, "valid_to": row.until}
    forms = {
        verb: bound.get(verb) or form_class(auto_id=f"{verb}_%s", initial=defaults if verb == "renew" else None)
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, row)
    }
    context = {
        "row": queries.timed([row])[0],
        "case": row.case,
        "forms": forms,
        "inside": not owner_of_project(request.user, row.case.application.project),
        "silence": filing.silence_counts(row),
        "over": today() > row.expires_on,
        "same_until": rules.next_period(first, row.expires_on)[1],
        "may_open_case": cases(request.user).filter(pk=row.case_id).exists(),
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "approvals/renewals/show.html", context, status=status)
