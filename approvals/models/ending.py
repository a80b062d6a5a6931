"""How an application ended before it was accepted: refused, not required, or returned."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import JointApplication
from documents.models import Document


class IntakeEnding(models.Model):
    """收件终结记录: the file did not reach the review; why, by which clause, and the letter that says so."""

    class Kind(models.TextChoices):
        REFUSED = "REFUSED", _("not accepted")
        NOT_REQUIRED = "NOT_REQUIRED", _("no permission required")
        RETURNED = "RETURNED", _("returned without prejudice")

    application = models.OneToOneField(JointApplication, on_delete=models.CASCADE, related_name="ending")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.TextField()
    clause = models.CharField(max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None where the limit passed by itself."""
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ending before acceptance")
        verbose_name_plural = _("endings before acceptance")
        constraints = [
            models.CheckConstraint(
                name="refused_application_has_a_person",
                condition=models.Q(kind="RETURNED") | models.Q(decided_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
