"""Pages of the administrators who keep the wording of letters (文书模板): what counts, draft, compare, publish."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.models import Region
from accounts.posts import ADMIN
from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.time import today
from documents.letters import commands, queries
from documents.letters.diff import changes
from documents.letters.forms import NewWordingForm, RegionForm, WordingForm
from documents.letters.preview import preview
from documents.letters.shipped import LetterKind, letters
from documents.models import LetterTemplate

VERBS: Final[dict[str, Command]] = {
    "propose": commands.propose,
    "publish": commands.publish,
    "send_back": commands.send_back,
    "discard": commands.discard,
}
DONE: Final[dict[str, Any]] = {
    "propose": _("Sent. Another administrator compares and publishes it."),
    "publish": _("Published. Letters carry this wording from its first day on; papers that left keep theirs."),
    "send_back": _("Back to draft; it can be changed again."),
    "discard": _("Discarded. The wording in force stays as it is."),
}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """文书模板: every letter as it is worded in one region today, and what waits for a second person."""
    regions = _regions(request)
    form = RegionForm(request.GET or None, regions=regions)
    region = (form.cleaned_data.get("region") if form.is_valid() else None) or regions.first()
    if region is None:
        raise NotPermitted
    form = RegionForm(initial={"region": region.pk}, regions=regions)
    waiting = queries.templates(request.user).filter(state__in=("DRAFT", "WAITING")).order_by("-drafted_at")
    context = {
        "form": form,
        "region": region,
        "wordings": queries.wordings(region.pk, today()),
        "waiting": [(row, letters()[row.letter]) for row in waiting if row.letter in letters()],
    }
    return render(request, "documents/letters/index.html", context)


@login_required
@require_safe
def history(request: HttpRequest, letter: str) -> HttpResponse:
    """Every version of one letter in the regions one administers, and its facts."""
    _regions(request)
    kind = _kind(letter)
    rows = queries.templates(request.user).filter(letter=letter).order_by("region_id", "-version")
    return render(request, "documents/letters/history.html", {"letter": kind, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, letter: str) -> HttpResponse:
    """起草: begin with the wording that counts in the chosen region today."""
    regions, kind = _regions(request), _kind(letter)
    region = regions.filter(pk=request.GET.get("region", "")).first() or regions.first()
    if region is None:
        raise NotPermitted
    now = queries.wording_of(letter, region.pk, today())
    initial = {"region": region.pk, "title": now.title, "body": now.body, "valid_from": today()}
    form = NewWordingForm(request.POST or None, regions=regions, initial=initial)
    if request.method == "POST" and form.is_valid():
        template = _given(form, commands.draft, request, None, letter=letter, **form.cleaned_data)
        if template is not None:
            messages.success(request, _("Saved as a draft. Look at the preview, then send it to the second person."))
            return redirect("documents:letter_version", template.pk)
    return _editor(request, kind, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    template = _found(request, pk)
    if not commands.revise.in_state(template):
        return redirect("documents:letter_version", template.pk)
    initial = {name: getattr(template, name) for name in ("title", "body", "valid_from", "note")}
    form = WordingForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _given(form, commands.revise, request, template, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Saved as a draft. Look at the preview, then send it to the second person."))
        return redirect("documents:letter_version", template.pk)
    return _editor(request, _kind(template.letter), form, template)


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changes, and what may be done with it."""
    template = _found(request, pk)
    before = queries.before(template)
    context = {
        "template": template,
        "letter": _kind(template.letter),
        "before": before,
        "title_lines": changes(before.title, template.title),
        "lines": changes(before.body, template.body),
        "open": {verb: command.is_open(request.user, template) for verb, command in VERBS.items()},
        "may_edit": commands.revise.is_open(request.user, template),
    }
    return render(request, "documents/letters/version.html", context)


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Send to the second person, publish, send back or discard."""
    if verb not in VERBS:
        raise Http404
    template = _found(request, pk)
    VERBS[verb].perform(request.user, template)
    messages.success(request, DONE[verb])
    return redirect("documents:letter_version", template.pk)


@login_required
@require_safe
def preview_stored(request: HttpRequest, pk: int) -> HttpResponse:
    """预览 of a saved version with sample facts."""
    template = _found(request, pk)
    kind = _kind(template.letter)
    try:
        commands.still_right(template, {})
    except Invalid as refusal:
        return render(request, "documents/letters/wrong.html", {"letter": kind, "refusal": refusal}, status=422)
    return _pdf(kind, template.title, template.body)


@login_required
@require_POST
def preview_typed(request: HttpRequest, letter: str) -> HttpResponse:
    """预览 of what stands in the editor, nothing saved."""
    _regions(request)
    kind = _kind(letter)
    form = WordingForm(request.POST)
    title, body = request.POST.get("title", ""), request.POST.get("body", "")
    try:
        commands.text_is_right(
            None, {"letter": letter, "title": title, "body": body, "note": "—", "valid_from": today()}
        )
    except Invalid as refusal:
        _show(form, refusal)
        context = {"letter": kind, "refusal": refusal, "form": form}
        return render(request, "documents/letters/wrong.html", context, status=422)
    return _pdf(kind, title, body)


def _regions(request: Any) -> Any:
    """The regions one administers, the highest first. Raises NotPermitted for everybody else."""
    if not commands.keeps_letters(request.user):
        raise NotPermitted
    return Region.objects.filter(scope.region_q(request.user, "code", ADMIN)).defer("boundary").order_by("code")


def _found(request: HttpRequest, pk: int) -> LetterTemplate:
    template = queries.templates(request.user).filter(pk=pk).first()
    if template is None:
        raise Http404
    return template


def _kind(letter: str) -> LetterKind:
    try:
        return letters()[letter]
    except KeyError:
        raise Http404 from None


def _given(form: WordingForm, command: Command, request: HttpRequest, subject: Any, **data: Any) -> Any:
    try:
        return command.perform(request.user, subject, **data)
    except Invalid as refusal:
        _show(form, refusal)
        return None


def _show(form: WordingForm, refusal: Invalid) -> None:
    """Every sentence at its field: a text may have several mistakes at once."""
    form.is_valid()
    for field, sentences in refusal.fields.items():
        for sentence in str(sentences).split("\n"):
            form.add_error(field if field in form.fields else None, sentence)


def _editor(request: HttpRequest, kind: LetterKind, form: WordingForm, template: LetterTemplate | None) -> HttpResponse:
    context = {"letter": kind, "form": form, "template": template}
    return render(request, "documents/letters/editor.html", context, status=422 if form.errors else 200)


def _pdf(kind: LetterKind, title: str, body: str) -> HttpResponse:
    response = HttpResponse(
        preview(kind, title, body, site=settings.BASE_URL.rstrip("/")), content_type="application/pdf"
    )
    response["Content-Disposition"] = content_disposition_header(False, f"{kind.zh}.pdf") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
