"""核查: the officers' list and the page for the phone in the field, with photos and position."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from accounts.posts import OFFICERS
from commitments import queries
from commitments.commands import verifying
from commitments.forms import FindingForm, PhotoForm
from commitments.models import Verification, VerificationPhoto
from core import files
from core.errors import NotPermitted
from core.giving import demand, found, given


@login_required
@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """待核查, most urgent first."""
    if not scope.has_role(request.user, OFFICERS):
        raise NotPermitted
    done = request.GET.get("tab") == "done"
    page = queries.to_verify(request.user, request.GET.get("cursor", ""), done=done)
    clocks = queries.clocks_by_subject(Verification._meta.label_lower, (row.pk for row in page.rows), "VERIFICATION")
    rows = [(row, clocks.get(row.pk)) for row in page.rows]
    return render(request, "commitments/todo.html", {"page": page, "rows": rows, "done": done})


@login_required
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what was promised, photos, position, finding."""
    row = found(queries.verifications(request.user), pk)
    command = verifying.record_verification
    if request.method == "POST":
        demand(command, request.user, row)
    form = FindingForm(request.POST or None, owed=_owed(row)) if command.is_open(request.user, row) else None
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and given(form, command, request.user, row, **form.values) is not None
    ):
        messages.success(request, _("The finding is recorded."))
        return redirect("commitments:verifications")
    return _page(request, row, form, PhotoForm(auto_id="photo_%s"))


@login_required
@require_POST
def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo from the site."""
    row = found(queries.verifications(request.user), pk)
    demand(verifying.add_photo, request.user, row)
    form = PhotoForm(request.POST, request.FILES, auto_id="photo_%s")
    if form.is_valid() and given(form, verifying.add_photo, request.user, row, **form.values) is not None:
        messages.success(request, _("The photo is stored."))
        return redirect("commitments:verification", pk=row.pk)
    return _page(request, row, FindingForm(owed=_owed(row)), form)


@login_required
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo of a visible verification."""
    seen = queries.verifications(request.user).values("pk")
    row = found(VerificationPhoto.objects.filter(verification__in=seen).select_related("file"), pk)
    return FileResponse(files.path_of(row.file.sha256).open("rb"), content_type=row.file.media_type)


def _owed(row: Verification) -> list:
    """What may be found to be kept: at production its indicators, before acceptance everything else, and in between no
    indicator that nobody has shown yet."""
    owed = row.commitment.obligations.filter(state__in=("OPEN", "SUBMITTED")).order_by("position")
    if row.reason == "PRODUCTION":
        return list(owed.filter(milestone="PRODUCTION"))
    if row.reason == "ACCEPTANCE":
        return list(owed.exclude(milestone="PRODUCTION"))
    return list(owed.exclude(kind="INDICATOR", state="OPEN"))


def _page(request: HttpRequest, row: Verification, form: FindingForm | None, photo_form: PhotoForm) -> HttpResponse:
    clocks = queries.clocks_by_subject(Verification._meta.label_lower, [row.pk], "VERIFICATION")
    context = {
        "check": row,
        "commitment": row.commitment,
        "form": form,
        "photo_form": photo_form if verifying.add_photo.is_open(request.user, row) else None,
        "photos": row.photos.select_related("taken_by"),
        "duties": queries.duties_of(row.commitment),
        "clock": clocks.get(row.pk),
        "has_list": scope.has_role(request.user, OFFICERS),
    }
    bad = bool((form is not None and form.errors) or photo_form.errors)
    return render(request, "commitments/verification.html", context, status=422 if bad else 200)
