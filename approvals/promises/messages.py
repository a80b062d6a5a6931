"""站内消息 about promises; the room of promises says what happened, this one delivers it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from commitments.effects import listens
from commitments.models import Commitment
from core.commands import Context

messages.announce(
    {
        "preliminary_given": _("%(item)s: preliminary opinion given; hand in the late papers by %(on)s"),
        "late_files_in": _("%(item)s, %(project)s: late papers complete, formal document due on %(on)s"),
        "converted": _("%(item)s: the preliminary opinion has become the formal document"),
        "preliminary_void": _("%(item)s: the preliminary opinion is void: %(reason)s"),
        "case_revoked": _("%(item)s: the decision was revoked: %(reason)s"),
        "late_papers": _("%(what)s, %(project)s: late papers have come"),
        "promise_signed": _("A promise to decide on: %(what)s, %(project)s; public until %(on)s"),
        "promise_withdrawn": _("%(what)s, %(project)s: the promise was withdrawn"),
        "promise_objection": _("%(what)s, %(project)s: somebody objects to the promise"),
        "promise_to_decide": _("%(what)s, %(project)s: the publicity has ended, decide on the promise"),
        "promise_granted": _("%(what)s: granted on your promise"),
        "promise_refused": _("%(what)s: not granted on the promise"),
        "promise_due": _("%(what)s: “%(about)s” is due on %(on)s as you promised"),
        "promise_evidence": _("%(what)s, %(project)s: evidence for “%(about)s” has come"),
        "promise_evidence_returned": _("%(what)s: the evidence for “%(about)s” came back: %(reason)s"),
        "promise_to_verify": _("To verify: %(what)s, %(project)s"),
        "promise_verified": _("%(what)s: verified, as promised"),
        "promise_fulfilled": _("%(what)s: your promise counts as kept"),
        "promise_breach": _("%(what)s, %(project)s: a breach of the promise was found"),
        "promise_rectify": _("%(what)s: rectify by %(on)s"),
        "promise_rectified": _("%(what)s, %(project)s: reported as rectified, to check"),
        "promise_rectification_accepted": _("%(what)s: the rectification is accepted"),
        "promise_hearing": _(
            "%(what)s, %(project)s: revocation announced; the enterprise may state its case until %(on)s"
        ),
        "promise_stated": _("%(what)s, %(project)s: the enterprise has stated its case"),
        "promise_dropped": _("%(what)s: the decision is not revoked"),
        "promise_revoked": _("%(what)s: the decision was revoked and the breach recorded"),
        "promise_closed": _("%(what)s: the promise has ended: %(reason)s"),
        "credit_objection": _("%(what)s, %(project)s: an objection to the credit record"),
        "credit_answered": _("%(what)s: your request about the credit record was answered"),
        "credit_repair_asked": _("%(what)s, %(project)s: repair of the credit record asked for"),
        "credit_repaired": _("%(what)s: the credit record is repaired"),
        "inspection_drawn": _("You are drawn to inspect %(what)s, %(project)s, by %(on)s"),
    }
)
NAMES = {"late_files_in": "late_papers"}
"""What the room of promises calls by a name that cases use for something else."""


@listens("telling")
def tell(context: Context, commitment: Commitment, *, kind: str, to: dict[str, Any], **data: Any) -> None:
    """Write the message into the outbox, with the page of the promise."""
    known = {
        "what": {"zh": commitment.item_name, "en": commitment.item_name_en or commitment.item_name},
        "project": commitment.project.name,
    }
    link = reverse("commitments:show", args=[commitment.pk])
    messages.tell(NAMES.get(kind, kind), to, commitment, link, {**known, **data}, commitment.project.code)
