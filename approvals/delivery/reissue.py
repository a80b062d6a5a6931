"""补发: a lost or damaged paper is printed again with the next copy number; the old copy is void from that moment."""

from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.access import clerk_of
from approvals.delivery import record
from approvals.models import Consolidation, Decision, ItemCase, JointApplication
from approvals.papers.shared import in_chinese
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date
from documents.commands import reissue_document
from documents.models import Document, DocumentKind

KINDS: Final = (DocumentKind.LICENCE, DocumentKind.REFUSAL, DocumentKind.CONSOLIDATED)
"""What the window hands out; notices and receipts are simply printed again by whoever needs them."""


def application_of(document: Document) -> JointApplication | None:
    """The application a paper belongs to, by the row it is about."""
    model: Any = apps.get_model(document.subject_type)
    row = model._default_manager.filter(pk=document.subject_id).first()
    if isinstance(row, ItemCase):
        return row.application
    return row if isinstance(row, JointApplication) else None


def clerk_of_paper(user: Any, document: Document) -> bool:
    """A clerk of the window that handed the paper out."""
    if document.kind not in KINDS or document.released_at is None:
        return False
    application = application_of(document)
    return application is not None and clerk_of(user, application)


def loss_is_stated(document: Document, data: dict[str, Any]) -> None:
    """遗失声明: who asks, and what happened to the old copy; both can be read by whoever verifies it."""
    faults = {}
    if not str(data.get("reason", "")).strip():
        faults["reason"] = _("Say what happened to the old copy; whoever verifies it will read this.")
    if not str(data.get("asked_by", "")).strip():
        faults["asked_by"] = _("Write who asks for the new copy.")
    if faults:
        raise Invalid(faults)


@in_chinese
def _reissue(context: Context, document: Document, *, reason: str, asked_by: str) -> Document:
    application = application_of(document)
    if application is None:
        raise Invalid(_("This paper does not belong to an application."))
    copy = reissue_document(context, document, reason=reason.strip())
    # Who asked stays inside: the reason of a void paper is public (个人信息保护法第六条).
    context.note(document.project.chain, copy, data={"asked_by": asked_by.strip(), "old": document.number})
    Decision.objects.filter(document=document).update(document=copy)
    Consolidation.objects.filter(document=document).update(document=copy)
    record.prepare(context, application, [copy], legal_date(context.effective_at))
    return copy


reissue = Command(
    name="delivery.reissue",
    label=gettext_lazy("Print a new copy"),
    subject=Document,
    may=clerk_of_paper,
    states={"VALID"},
    validators=[loss_is_stated],
    run=_reissue,
    danger=True,
).register()
