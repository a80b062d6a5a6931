"""Pages: the public verification (查验) and the download of a paper."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from core.display import masked, written_date
from core.errors import Conflict
from documents import queries, rules
from documents.commands import record_guess
from documents.forms import MAX_COMPARED_BYTES, CodeForm, FileForm
from documents.models import Document
from documents.rules import Standing

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Limits and headers of the public pages: few wrong guesses, small bodies, no index, no cache."""
    guarded = csrf_protect(view)

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The size is refused before the CSRF check, which would read the whole body.
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_COMPARED_BYTES + 65_536:
            response = render(request, "documents/too_large.html", status=413)
        elif queries.guesses_are_used_up(_address(request)):
            response = render(request, "documents/slow_down.html", status=429)
            response["Retry-After"] = "60"
        else:
            response = guarded(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(csrf_exempt(limited))


@public
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type number and code, or choose the file. Nothing found answers 404 and keeps what was typed.

    `?code=` is the short way from the front page: a whole code goes straight to its answer.
    """
    asked = rules.typed_code(request.GET.get("code", ""))
    if request.method != "POST" and rules.is_code(asked):
        return redirect("documents:verify", asked)
    by_file = request.POST.get("by") == "file"
    code_form = CodeForm(
        request.POST if request.method == "POST" and not by_file else None,
        initial={"code": request.GET.get("code", "")},
    )
    file_form = FileForm(request.POST, request.FILES) if by_file else FileForm()
    status = 200
    if request.method == "POST":
        form = file_form if by_file else code_form
        status = 422
        if form.is_valid():
            found = _by_file(file_form) if by_file else _by_code(code_form)
            if found is not None:
                return redirect("documents:verify", found.token)
            record_guess(_address(request))
            status = 404
    context = {
        "code_form": code_form,
        "file_form": file_form,
        "verdict": _verdict(None) if status == 404 else None,
    }
    return render(request, "documents/verify_form.html", context, status=status)


@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What we say about the paper with this code; a POST compares a file with it."""
    paper = queries.by_code(code)
    if paper is None:
        record_guess(_address(request))
        return render(request, "documents/verify.html", {"verdict": _verdict(None)}, status=404)
    form, same = FileForm(), None
    if request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            same = form.cleaned_data["sha256"] == paper.sha256
    context = {
        "paper": paper,
        "verdict": _verdict(paper),
        "facts": _public_facts(paper),
        "file_form": form,
        "same": same,
    }
    return render(request, "documents/verify.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it left; `?download` saves it instead of showing it."""
    paper = queries.document(request.user, pk)
    try:
        content = queries.content(paper)
    except queries.Damaged:
        log.exception("A stored paper is damaged")
        raise Conflict(
            _("The stored file no longer matches its fingerprint. Report it to the administrator.")
        ) from None
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{paper.title} {paper.number}.pdf"
    response["Content-Disposition"] = content_disposition_header("download" in request.GET, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _by_code(form: CodeForm) -> Document | None:
    found = queries.by_code(form.cleaned_data["code"])
    return found if found and rules.typed_number(found.number) == form.cleaned_data["number"] else None


def _by_file(form: FileForm) -> Document | None:
    return queries.by_digest(form.cleaned_data["sha256"])


def _address(request: HttpRequest) -> str:
    """The caller's address, hashed with the installation's key: enough to count, useless to anyone else."""
    return salted_hmac("documents.guess", get_client_ip_address(request) or "", algorithm="sha256").hexdigest()


def _verdict(paper: Document | None) -> dict[str, str]:
    """Word, icon, tone and sentence of the answer; the word and the icon say it without the colour."""
    now = queries.standing(paper)
    word, icon, tone = {
        Standing.VALID: (_("Valid paper"), "check-circle", "success"),
        Standing.NOT_YET: (_("Not yet in force"), "clock", "warning"),
        Standing.EXPIRED: (_("No longer in force"), "alert", "warning"),
        Standing.SUPERSEDED: (_("No longer in force"), "alert", "warning"),
        Standing.VOID: (_("No longer in force"), "alert", "warning"),
        Standing.REVOKED: (_("Revoked paper"), "x-circle", "error"),
        Standing.UNKNOWN: (_("Does not exist"), "help", "error"),
    }[now]
    reason = paper.state_reason if paper else ""
    sentence = {
        Standing.VALID: _("This system issued the paper and it is in force today."),
        Standing.NOT_YET: _("This system issued the paper; its validity has not begun."),
        Standing.EXPIRED: _("This system issued the paper; its validity is over."),
        Standing.SUPERSEDED: _("It was replaced by %(reason)s.") % {"reason": reason},
        Standing.VOID: _("It was declared void: %(reason)s") % {"reason": reason},
        Standing.REVOKED: _("The authority revoked it: %(reason)s") % {"reason": reason},
        Standing.UNKNOWN: _(
            "This system issued no such paper. Compare number and code with the paper, letter by letter."
        ),
    }[now]
    return {"word": word, "icon": icon, "tone": tone, "sentence": sentence}


def _public_facts(paper: Document) -> list[tuple[str, Any]]:
    """The least that lets a stranger compare paper and record (个人信息保护法 6)."""
    issuer = paper.facts.get("issuer") or paper.facts.get("office") or (paper.issuer.name if paper.issuer else "")
    rows = [
        (_("Paper"), paper.label),
        (_("Number"), paper.number),
        (_("Issued by"), issuer),
        (_("Holder"), paper.holder.name),
        (_("Unified social credit code"), masked(paper.holder.uscc, 4, 4)),
        (_("Project"), paper.project.name),
        (_("Date of issue"), written_date(paper.issued_on)),
    ]
    if paper.valid_from:
        rows.append((_("Valid from"), written_date(paper.valid_from)))
    if paper.valid_to:
        rows.append((_("Valid until"), written_date(paper.valid_to)))
    return rows
