"""Papers leave, are handed out, replaced, revoked or declared void. Inside the caller's transaction."""

import hashlib
import secrets
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Department
from accounts.posts import HEAD
from core import files
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date, now
from documents import rules
from documents.letters.queries import Wording
from documents.models import Document, DocumentKind, VerificationAttempt
from documents.papers import TEMPLATE_VERSION, Facts, as_facts, as_json, print_paper
from documents.render.imprint import Imprint
from documents.render.licence import Licence
from projects.models import Project

PDF: Final = "application/pdf"
REASON_LENGTH: Final = 300


def issue_document(
    context: Context,
    kind: DocumentKind | str,
    facts: Facts,
    *,
    project: Project,
    subject: models.Model,
    issuer: Department | None = None,
    number: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    release: bool = True,
    wording: Wording | None = None,
    original: Document | None = None,
) -> Document:
    """出具文书: number it, print it, store the file under its hash, write and journal the row.

    Args:
        context: of the running command; its effective date is the date of issue.
        facts: the dataclass of `documents.render` that belongs to `kind`; plain values as they shall be printed.
        subject: the row the paper is about (application, case, notice …).
        number: the department's own number; without one the next of the region's series is given.
        valid_from, valid_to: first and last day of validity, None where the law sets none.
        release: hand it out at once; False keeps it from the enterprise until `release_document`.
        wording: the template its sentences come from, noted with the paper.
        original: the first copy, where this one is printed in place of a lost or damaged one (补发).

    Raises Invalid (field `number`) when another paper has this number, TypeError for facts of another kind.
    """
    issued_on = legal_date(context.effective_at)
    given = number.strip()
    if given and Document.objects.filter(number=given).exists():
        raise _taken(given)
    while True:
        number = given or _next_number(project, kind, issued_on.year)
        imprint = Imprint(
            number=number,
            token=_new_code(),
            site=settings.BASE_URL.rstrip("/"),
            issued_on=issued_on,
            sample=settings.DEMO_MODE,
        )
        content = print_paper(kind, facts, imprint)
        document = Document(
            kind=kind,
            number=number,
            title=facts.title,
            project=project,
            region_id=project.region_id,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            holder_id=project.enterprise_id,
            issuer=issuer,
            issued_on=issued_on,
            valid_from=valid_from,
            valid_to=valid_to,
            token=imprint.token,
            facts=as_json(facts),
            template_version=TEMPLATE_VERSION,
            wording=wording.source if wording else "",
            template=wording.template if wording else None,
            original=original,
            copy_number=1 if original is None else original.copies.count() + 2,
            sha256=hashlib.sha256(content).hexdigest(),
            released_at=context.effective_at if release else None,
            created_by=None if context.user is SYSTEM_USER else context.user,
            created_at=now(),
        )
        try:
            with transaction.atomic():
                document.file = files.store(content, PDF)
                document.save(force_insert=True)
            break
        except IntegrityError as error:
            if not Document.objects.filter(number=number).exists():
                raise
            # Another department gave the number while this paper was printed; a number of the series that a head has
            # typed is left out.
            if given:
                raise _taken(number) from error
    more = {"wording": document.wording} if document.wording else {}
    _note(context, document, "documents.issue", sha256=document.sha256, number=number, kind=str(kind), **more)
    return document


def release_document(context: Context, document: Document) -> Document:
    """出件: hand the paper out; from now on the enterprise sees it and anyone can verify it. Twice does nothing."""
    if document.released_at is None:
        document.released_at = context.effective_at
        document.save(update_fields=["released_at"])
        _note(context, document, "documents.release")
    return document


def reissue_document(context: Context, document: Document, *, reason: str) -> Document:
    """补发: print a lost paper again with the next copy number; the old copy is void, the decision stands.

    The new copy says what its holder can rely on: the same facts, its own number and code, handed out at once.
    """
    first = document.original or document
    subject = apps.get_model(document.subject_type)._default_manager.get(pk=document.subject_id)
    count = first.copies.count() + 1
    facts = as_facts(document.kind, document.facts)
    if isinstance(facts, Licence):
        facts = replace(
            facts, notes=(*facts.notes, f"本件为第{count}次补发，编号{document.number}的原件自补发之日起作废。")
        )
    copy = issue_document(
        context,
        document.kind,
        facts,
        project=document.project,
        subject=subject,
        issuer=document.issuer,
        number=f"{first.number}（补{count}）",
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        original=first,
    )
    copy.wording, copy.template = document.wording, document.template
    copy.save(update_fields=["wording", "template"])
    void_document(context, document, reason=f"{reason[: REASON_LENGTH - 100]}；补发件编号：{copy.number}")
    return copy


def supersede_document(context: Context, document: Document, *, by: Document) -> Document:
    """换发: the paper lost its force because `by` replaced it; the reason kept is the new paper's number."""
    return _end(context, document, Document.State.SUPERSEDED, "documents.supersede", by.number)


def head_of_issuer(user: Any, document: Document) -> bool:
    """The head of the department that issued the paper."""
    return document.issuer_id is not None and scope.has_role(user, HEAD, department=document.issuer_id)


def reason_is_given(_document: Document, data: dict[str, Any]) -> None:
    """Taking a paper's force needs a reason that the holder can read (行政许可法 38)."""
    reason = str(data.get("reason", "")).strip()
    if not reason:
        raise Invalid({"reason": _("State the reason; the holder will read it.")})
    if len(reason) > REASON_LENGTH:
        raise Invalid({"reason": _("At most %(n)s characters.") % {"n": REASON_LENGTH}})


def _revoke(context: Context, document: Document, *, reason: str) -> Document:
    return _end(context, document, Document.State.REVOKED, "documents.revoke", reason.strip())


def _void(context: Context, document: Document, *, reason: str) -> Document:
    return _end(context, document, Document.State.VOID, "documents.void", reason.strip())


REVOKE = Command(
    name="documents.revoke",
    label=gettext_lazy("Revoke"),
    subject=Document,
    may=head_of_issuer,
    states={"VALID"},
    validators=[reason_is_given],
    run=_revoke,
    system=True,
    danger=True,
).register()
"""撤销 (行政许可法 69): the permit should not have been given."""

VOID = Command(
    name="documents.void",
    label=gettext_lazy("Declare void"),
    subject=Document,
    may=head_of_issuer,
    states={"VALID"},
    validators=[reason_is_given],
    run=_void,
    system=True,
    danger=True,
).register()
"""作废: the paper itself is wrong or lost; the decision stands."""


def revoke_document(context: Context, document: Document, *, reason: str) -> Document:
    """撤销 inside another command, such as the revocation of a decision after a breach of promise."""
    reason_is_given(document, {"reason": reason})
    return _revoke(context, document, reason=reason)


def void_document(context: Context, document: Document, *, reason: str) -> Document:
    """作废 inside another command."""
    reason_is_given(document, {"reason": reason})
    return _void(context, document, reason=reason)


@transaction.atomic
def record_guess(address_hash: str) -> None:
    """Count a look-up of a paper that does not exist, per address and minute; old counts are forgotten."""
    minute = now().replace(second=0, microsecond=0)
    row, created = VerificationAttempt.objects.get_or_create(address_hash=address_hash, minute=minute)
    VerificationAttempt.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if created:
        VerificationAttempt.objects.filter(minute__lt=minute - rules.GUESSES_KEPT).delete()


def _end(context: Context, document: Document, state: Document.State, verb: str, reason: str) -> Document:
    document.state, document.state_reason = state, reason
    document.save(update_fields=["state", "state_reason"])
    _note(context, document, verb, number=document.number, reason=reason)
    return document


def _note(context: Context, document: Document, verb: str, **data: Any) -> None:
    context.note(document.project.chain, document, verb=verb, data=data)


def _taken(number: str) -> Invalid:
    return Invalid({"number": _("Another paper already has the number %(number)s.") % {"number": number}})


def _next_number(project: Project, kind: str, year: int) -> str:
    return rules.official_number(
        project.region_id, kind, year, next_number(f"document:{project.region_id}:{kind}:{year}")
    )


def _new_code() -> str:
    return "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
