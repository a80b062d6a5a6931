"""The page of a case (办件): facts, papers, the others' progress, the clock, and what its reader may do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from approvals import progress, queries, words
from approvals.access import head_of, owner_of_project, signer_of
from approvals.commands import extension, issuing, pauses, review
from approvals.forms import ExtensionForm, OpinionForm, OvertimeForm, ReasonForm, SignForm, SpecialForm, sign_defaults
from approvals.models import ItemCase, JointApplication, PreliminaryOpinion
from approvals.overtime.commands import explain_overtime
from approvals.promises import late
from approvals.promises.forms import ConvertForm, PreliminaryForm
from approvals.renewals.queries import decision_sets_validity
from approvals.withdrawals import asking as withdrawals
from core.commands import Command
from core.forms import CommandForm
from core.giving import found, given
from core.models import JournalEntry
from documents import queries as documents

VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "opinion": (review.give_opinion, OpinionForm),
    "sign": (review.sign, SignForm),
    "return": (review.return_to_reviewer, ReasonForm),
    "special": (pauses.request_special_procedure, SpecialForm),
    "grant": (pauses.start_special_procedure, CommandForm),
    "decline": (pauses.decline_special_procedure, ReasonForm),
    "resume": (pauses.end_special_procedure, CommandForm),
    "extend": (extension.request_extension, ExtensionForm),
    "grant_extension": (extension.grant_extension, CommandForm),
    "decline_extension": (extension.decline_extension, ReasonForm),
    "overtime": (explain_overtime, OvertimeForm),
    "preliminary": (late.preliminary, PreliminaryForm),
    "convert": (late.convert, ConvertForm),
    "void": (late.void_preliminary, ReasonForm),
    "withdraw": (issuing.withdraw_case, ReasonForm),
    "ask_withdraw": (withdrawals.request_case_withdrawal, ReasonForm),
}
DONE: dict[str, Any] = {
    "opinion": gettext_lazy("Your opinion is with the head."),
    "sign": gettext_lazy("Signed. The document is stored and waits for the window."),
    "return": gettext_lazy("The case is back with the reviewer."),
    "special": gettext_lazy("The head has your request; the clock runs until it is granted."),
    "grant": gettext_lazy("The clock is stopped and the applicant has been told in writing."),
    "decline": gettext_lazy("The request is declined; the clock runs on."),
    "resume": gettext_lazy("The clock runs again."),
    "extend": gettext_lazy("The head has your request; the limit stands until it is granted."),
    "grant_extension": gettext_lazy("The limit is extended and the applicant has been told the reason in writing."),
    "decline_extension": gettext_lazy("The request is declined; the limit stands."),
    "overtime": gettext_lazy("Explained. The applicant has the letter of apology; you may decide now."),
    "preliminary": gettext_lazy("The preliminary opinion is given; the clock is suspended until the late papers come."),
    "convert": gettext_lazy("The formal document is signed."),
    "void": gettext_lazy("The preliminary opinion is void; the applicant files anew."),
    "withdraw": gettext_lazy("The item has been withdrawn."),
    "ask_withdraw": gettext_lazy("The department has been asked; until it consents the item goes on."),
}


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """办件页: one page for reviewer, head and everybody who may look on."""
    return _page(request, found(queries.cases(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give one of the verbs; refusals stand at their field, with the text kept."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.cases(request.user), pk)
    command, form_class = VERBS[verb]
    form = form_class(request.POST)
    if form.is_valid() and given(form, command, request.user, row, **form.values) is not None:
        messages.success(request, DONE[verb])
        officer = verb in ("opinion", "sign", "return") and not owner_of_project(request.user, row.application.project)
        return redirect("approvals:inbox") if officer else redirect("approvals:case", pk=row.pk)
    return _page(request, row, {verb: form})


def _page(request: HttpRequest, row: ItemCase, bound: dict[str, CommandForm]) -> HttpResponse:
    user, application = request.user, row.application
    forms = {
        verb: bound.get(verb) or _unbound(verb, form_class, row)
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(user, row)
    }
    clocks = queries.clocks_of([(queries.CASE, row.pk)])[queries.CASE, row.pk]
    inside = not owner_of_project(user, application.project)
    # The applicant reads the opinion with the decision, not before.
    opinions = (
        row.opinions.select_related("author").order_by("-round")
        if inside or row.state in ("PASSED", "FAILED", "LATE_FILES", "REVOKED")
        else []
    )
    context = {
        "late_papers": late.owed_for(row) if late.promised_for(row) else [],
        "preliminary": PreliminaryOpinion.objects.filter(case=row).select_related("document").first(),
        "case": row,
        "application": application,
        "item_name": words.item_name(row.item),
        "clock": clocks.get("CONVERSION") or clocks.get("PROMISED"),
        "statutory": clocks.get("STATUTORY"),
        "forms": forms,
        "primary": _primary(forms),
        "sets_validity": "sign" in forms and decision_sets_validity(row.item.code),
        "opinions": opinions,
        "decision": getattr(row, "decision", None),
        "siblings": progress.lines_of(application),
        "bindings": row.bindings.select_related("material__file", "spec").order_by("spec__position"),
        "specials": row.special_procedures.select_related("requested_by", "decided_by", "document") if inside else
        row.special_procedures.exclude(state__in=("REQUESTED", "DECLINED")).select_related("document"),
        "extensions": row.extensions.select_related("requested_by", "document").filter(
            **({} if inside else {"state": "GRANTED"})
        ),
        "overtime": row.overtime.select_related("reason", "document", "entered_by"),
        "papers": documents.of_subject(user, row),
        "events": _events(row, inside),
        "inside": inside,
        "has_inbox": scope.has_role(user, (REVIEWER, HEAD)),
        "own_opinion": row.state == "REVIEWED" and head_of(user, row) and not signer_of(user, row),
        "redline": application.project.redlines.filter(current=True).defer("geometry").first(),
    }  # fmt: skip
    return render(request, "approvals/case.html", context, status=422 if any(f.errors for f in bound.values()) else 200)


def _unbound(verb: str, form_class: type[CommandForm], row: ItemCase) -> CommandForm:
    return (
        form_class(initial=sign_defaults(row), auto_id=f"{verb}_%s")
        if verb in ("sign", "convert")
        else form_class(auto_id=f"{verb}_%s")
    )


def _primary(forms: dict[str, CommandForm]) -> str:
    """The one thing this reader is here for."""
    return next(
        (
            verb
            for verb in ("grant", "grant_extension", "overtime", "convert", "preliminary", "sign", "opinion", "resume")
            if verb in forms
        ),
        "",
    )


def _events(row: ItemCase, inside: bool) -> list[dict[str, Any]]:
    verbs = set(words.VERBS) - (set() if inside else words.PRIVATE)
    entries = JournalEntry.objects.filter(
        subject_type=queries.CASE, subject_id=str(row.pk), verb__in=verbs
    ) | JournalEntry.objects.filter(
        subject_type=JointApplication._meta.label_lower, subject_id=str(row.application_id), blzt__isnull=False
    )
    added = getattr(row, "supplement", None)
    if added is not None:
        # What the application did before the item joined it is not the item's course.
        entries = entries.filter(effective_at__gte=added.added_at)
    return [words.event(entry) for entry in entries.order_by("-seq")]
