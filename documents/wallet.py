"""证照夹: the enterprise's papers that count, with verification links, and all of them in one file."""

import zipfile
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import scope
from accounts.posts import APPLICANTS
from core.errors import Conflict, NotPermitted
from core.keyset import Segment, page
from core.time import today
from documents import queries
from documents.models import Document, DocumentKind

KINDS: Final = (
    DocumentKind.LICENCE,
    DocumentKind.CONSOLIDATED,
    DocumentKind.JOINT_CERTIFICATE,
    DocumentKind.JOINT_OPINION,
)
"""What an enterprise shows to others, and what says that a licence counts as renewed; letters stay with their application."""
PAGE: Final = 50
MOST: Final = 200
"""Papers in one file; more are narrowed by searching."""


def papers(user: Any, words: str = "", *, ended: bool = False) -> Any:
    """The papers of the enterprises `user` acts for: those in force today, or with `ended` all that were issued."""
    shown = Q(kind__in=KINDS) | Q(kind=DocumentKind.RENEWAL, valid_to__isnull=False)
    own = Document.objects.filter(shown, scope.enterprise_q(user, "holder_id", "project__code")).released()
    rows = own if ended else own.in_force(today())
    typed = words.strip()
    if typed:
        rows = rows.filter(Q(title__icontains=typed) | Q(number__icontains=typed) | Q(project__name__icontains=typed))
    return rows.select_related("project", "issuer")


def _asked(request: HttpRequest) -> tuple[str, bool]:
    if not scope.has_role(request.user, APPLICANTS):
        raise NotPermitted
    return request.GET.get("q", "")[:60], "ended" in request.GET


@login_required
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """证照夹: every valid paper, searched by title, number or project."""
    words, ended = _asked(request)
    rows = papers(request.user, words, ended=ended)
    shown = page([Segment(rows, ("-issued_on", "-id"))], request.GET.get("cursor", ""), PAGE)
    return render(request, "documents/wallet.html", {"page": shown, "rows": shown.rows, "q": words, "ended": ended})


@login_required
@require_safe
def wallet_zip(request: HttpRequest) -> FileResponse:
    """What the list shows as one ZIP of PDFs. Damaged files stop it rather than being left out in silence."""
    words, ended = _asked(request)
    rows = papers(request.user, words, ended=ended).select_related("file", "project").order_by("-issued_on", "-id")
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise Conflict(_("More than %(n)s papers. Narrow the search, then download.") % {"n": MOST})
    target = SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115  (the response closes it)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for paper in found:
            try:
                archive.writestr(_name(paper), queries.content(paper))
            except queries.Damaged:
                raise Conflict(
                    _("The stored file no longer matches its fingerprint. Report it to the administrator.")
                ) from None
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=f"{_('papers')}-{today():%Y%m%d}.zip")
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    return response


def _name(paper: Document) -> str:
    """A file name no system chokes on; the key keeps equal names apart."""
    plain = "".join("_" if character in '\\/:*?"<>|' or not character.isprintable() else character for character in
                    f"{paper.title} {paper.number}")  # fmt: skip
    return f"{plain[:120]}-{paper.pk}.pdf"
