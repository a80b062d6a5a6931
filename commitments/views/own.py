"""Pages of one promise and the lists: what we promised, what is due, what it bought us; and every verb on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.models import Enterprise
from accounts.posts import APPLICANTS, OFFICERS, SUPERVISOR, ZONE_MANAGER
from catalogue.speech import local
from commitments import agreed, queries, standing
from commitments.commands import breaching, deciding, keeping, late, rectifying, revoking, signing
from commitments.consequences import affected_by
from commitments.eligibility import Obstacle
from commitments.filters import NARROWING
from commitments.forms import (
    AnswerForm,
    BreachForm,
    DraftForm,
    EvidenceForm,
    PlainForm,
    ReasonForm,
    RevokeForm,
    SignForm,
    StatementForm,
    TextForm,
)
from commitments.hindrances import against_promising
from commitments.models import Commitment, Evidence, Obligation
from commitments.words import VERBS as TOLD
from commitments.words import obstacle
from core import files
from core.commands import Command
from core.errors import NotPermitted
from core.forms import CommandForm
from core.giving import demand, found, given
from core.time import today
from projects.models import Project

VERBS: dict[str, tuple[Command, type[CommandForm]]] = {
    "sign": (signing.sign, SignForm),
    "discard": (signing.discard, PlainForm),
    "grant": (deciding.grant, TextForm),
    "refuse": (deciding.refuse, ReasonForm),
    "answer": (deciding.answer_objection, AnswerForm),
    "hand_in_late": (late.hand_in_late, PlainForm),
    "report": (keeping.begin_verifying, PlainForm),
    "rectified": (rectifying.report_rectified, ReasonForm),
    "state_case": (revoking.state_case, StatementForm),
    "order": (rectifying.order_rectification, ReasonForm),
    "extend": (rectifying.extend_rectification, ReasonForm),
    "accept": (rectifying.accept_rectification, PlainForm),
    "revoke": (revoking.revoke, RevokeForm),
    "drop": (revoking.drop_revocation, ReasonForm),
    "announce": (revoking.announce_revocation, ReasonForm),
    "breach": (breaching.find_breach, BreachForm),
    "withdraw": (signing.withdraw, ReasonForm),
}
"""In the order they are offered; the first open one is what its reader is here for."""
DUTY_VERBS: dict[str, Command] = {
    "evidence": keeping.hand_in_evidence,
    "kept": keeping.accept_evidence,
    "return": keeping.return_evidence,
}
WATCH = (*OFFICERS, SUPERVISOR, ZONE_MANAGER)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """承诺: own promises with what they bought, or those one decides or watches."""
    applicant = scope.has_role(request.user, APPLICANTS)
    if not applicant and not scope.has_role(request.user, WATCH):
        raise NotPermitted
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "open"
    page = queries.listing(request.user, tab, request.GET.get("cursor", ""), request.GET)
    context = {
        "page": page,
        "rows": page.rows,
        "tab": tab,
        "applicant": applicant,
        "narrowed": bool(NARROWING & set(request.GET)),
    }
    if applicant:
        context |= {
            "account": queries.account(request.user),
            "levels": _levels(request.user),
        }  # fmt: skip
    return render(request, "commitments/index.html", context)


def _levels(user: Any) -> list[tuple[str, list[str]]]:
    """守信等级 with the names of one's enterprises on it, the level that asks for something first."""
    found: dict[str, list[str]] = {}
    for pk, name in Enterprise.objects.filter(pk__in=scope.enterprises(user)).values_list("pk", "name"):
        found.setdefault(standing.level_of(pk), []).append(name)
    return sorted(found.items(), reverse=True)


@login_required
@require_safe
def offers(request: HttpRequest, pk: int) -> HttpResponse:
    """可适用的承诺: every item with what it would save and owe, or why not."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    rows = standing.offers(project)
    context = {
        "project": project,
        "may_draft": signing.draft.is_open(request.user, project),
        "open": [one for one in rows if not one.obstacles],
        "closed": [(one, "".join(obstacle(code, one) for code in one.obstacles)) for one in rows if one.obstacles],
        "zone": standing.zone_of(project),
        "hindrances": against_promising(project.enterprise_id),
        "level": standing.level_of(project.enterprise_id),
    }
    return render(request, "commitments/offers.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int, track: str, code: str) -> HttpResponse:
    """拟承诺书: what it saves and owes on top, the days and values below."""
    project = found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)
    demand(signing.draft, request.user, project)
    offer = standing.offer_of(project, track, code)
    if offer is None:
        raise Http404
    proposed = {duty.code: standing.proposed_day(project, duty, today()) for duty in offer.duties}
    targets = agreed.targets(agreed.limits(project))
    form = DraftForm(request.POST or None, offer=offer, proposed=proposed, agreed=targets)
    if request.method == "POST" and form.is_valid():
        made = given(form, signing.draft, request.user, project, track=track, item_code=code, **form.values)
        if made is not None:
            messages.success(request, _("The letter is drawn up. Read it, then sign."))
            return redirect("commitments:show", pk=made.pk)
    context = {
        "project": project,
        "offer": offer,
        "form": form,
        "item_name": local(offer.item.name),
        "track_name": local(offer.track.name),
        "why": local(offer.track.why),
        "basis": local(offer.track.basis),
        "obstacles": [obstacle(one, offer) for one in offer.obstacles if one != Obstacle.CREDIT],
        "hindrances": against_promising(project.enterprise_id),
    }
    return render(request, "commitments/draft.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: where it stands, what is owed, what was checked, and what its reader may do."""
    return _page(request, found(queries.commitments(request.user), pk), {})


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give one of the verbs; refusals stand at their field, with the text kept."""
    if verb not in VERBS:
        raise Http404
    row = found(queries.commitments(request.user), pk)
    command, form_class = VERBS[verb]
    form = form_class(request.POST, request.FILES or None, auto_id=f"{verb}_%s")
    if form.is_valid() and _given(form, command, request, row):
        messages.success(request, _("Done: %(what)s.") % {"what": command.label})
        if verb == "discard":
            return redirect("commitments:offers", pk=row.project_id)
        return redirect("commitments:show", pk=row.pk)
    return _page(request, row, {verb: form})


def _given(form: CommandForm, command: Command, request: HttpRequest, row: Commitment) -> bool:
    done = given(form, command, request.user, row, **form.values)
    return done is not None or command is signing.discard and not form.errors


@login_required
@require_POST
def duty(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Evidence for one obligation: hand in, accept, send back."""
    if verb not in DUTY_VERBS:
        raise Http404
    row = found(Obligation.objects.visible_to(request.user).select_related("commitment__project"), pk)
    form = _duty_form(verb, row, request.POST, request.FILES)
    if form.is_valid() and given(form, DUTY_VERBS[verb], request.user, row, **form.values) is not None:
        messages.success(request, _("Done: %(what)s.") % {"what": DUTY_VERBS[verb].label})
        return redirect("commitments:show", pk=row.commitment_id)
    commitment = found(queries.commitments(request.user), row.commitment_id)
    return _page(request, commitment, {}, {(row.pk, verb): form})


def _duty_form(verb: str, row: Obligation, *data: Any) -> CommandForm:
    name = f"{verb}{row.pk}_%s"
    if verb == "evidence":
        return EvidenceForm(*data, duty=row, auto_id=name)
    return (ReasonForm if verb == "return" else PlainForm)(*data, auto_id=name)


@login_required
@require_safe
def letter(request: HttpRequest, pk: int) -> FileResponse:
    """The letter as signed, with stamp or seal."""
    row = found(queries.commitments(request.user), pk)
    if row.signed_file is None:
        raise Http404
    kind = "pdf" if row.signed_file.media_type == "application/pdf" else "jpg"
    return _file(row.signed_file, f"{row.number}.{kind}")


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file handed in as evidence; seen with its promise."""
    seen = Obligation.objects.visible_to(request.user)
    row = found(Evidence.objects.filter(obligation__in=seen, file__isnull=False).select_related("file"), pk)
    return _file(row.file, row.original_name or "evidence")


def _file(stored: Any, name: str) -> FileResponse:
    response = FileResponse(files.path_of(stored.sha256).open("rb"), content_type=stored.media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _page(
    request: HttpRequest,
    row: Commitment,
    bound: dict[str, CommandForm],
    duty_forms: dict[tuple[int, str], CommandForm] | None = None,
) -> HttpResponse:
    user, duty_forms = request.user, duty_forms or {}
    forms = []
    for verb, (command, form_class) in VERBS.items():
        if not command.is_open(user, row):
            continue
        form = bound.get(verb) or _unbound(verb, form_class, row)
        if verb == "answer" and not row.objections.filter(answered_at__isnull=True).exists():
            continue
        if verb == "report" and keeping.still_to_show(row):
            continue
        if verb == "hand_in_late" and row.track != "RQ" or verb in ("report", "breach") and row.track == "RQ":
            continue
        forms.append((verb, command, form))
    duties = queries.duties_of(row)
    for one in duties:
        one.commitment = row
        one.forms = [  # type: ignore[attr-defined]
            (verb, command, duty_forms.get((one.pk, verb)) or _duty_form(verb, one))
            for verb, command in DUTY_VERBS.items()
            if command.is_open(user, one) and not (verb == "evidence" and one.kind == "MATERIAL")
        ]
    official = scope.has_role(user, WATCH)
    context = {
        "row": row,
        "forms": forms,
        "duties": duties,
        "official": official,
        "hindrances": against_promising(row.enterprise_id) if row.state == "DRAFT" else [],
        "affected": affected_by(row).names if row.state == "HEARING" else [],
        "verifications": row.verifications.select_related("done_by").prefetch_related("photos").order_by("due_on", "pk"),
        "objections": row.objections.select_related("answered_by"),
        "breaches": row.breaches.select_related("record", "notice", "revocation", "found_by"),
        "events": [
            {"at": entry.effective_at, "title": TOLD[entry.verb], "who": f"{entry.actor_org} {entry.actor_name}".strip(),
             "text": entry.data.get("reason", ""), "tone": ""}
            for entry in queries.history(row)
            if entry.verb in TOLD
        ],
    }  # fmt: skip
    bad = any(form.errors for form in (*bound.values(), *duty_forms.values()))
    return render(request, "commitments/show.html", context, status=422 if bad else 200)


def _unbound(verb: str, form_class: type[CommandForm], row: Commitment) -> CommandForm:
    name = f"{verb}_%s"
    if verb == "revoke":
        return RevokeForm(fingerprint=affected_by(row).fingerprint, auto_id=name)
    if verb == "sign":
        return SignForm(
            auto_id=name,
            initial={
                "signer_name": row.enterprise.legal_representative,
                "signer_post": "法定代表人",
                "signature": "SCAN",
            },
        )
    if verb == "answer":
        waiting = row.objections.filter(answered_at__isnull=True).values_list("pk", flat=True).first()
        return AnswerForm(auto_id=name, initial={"objection": waiting})
    return form_class(auto_id=name)
