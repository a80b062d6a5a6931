"""An item that joined a stage while the others were already running."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase, JointApplication
from documents.models import Document


class SupplementaryItem(models.Model):
    """增加事项: its own receipt, acceptance and clock; the recorded reason why it did not start with the others."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("waiting for acceptance")
        CORRECTION = "CORRECTION", _("waiting for the correction")
        ACCEPTED = "ACCEPTED", _("accepted")
        REFUSED = "REFUSED", _("not accepted")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="supplements")
    case = models.OneToOneField(ItemCase, on_delete=models.CASCADE, related_name="supplement")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.TextField()
    by_authority = models.BooleanField()
    """The lead department added it; otherwise the applicant asked for it."""
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    deemed = models.BooleanField(default=False)
    """Accepted by silence (行政许可法 32)."""
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("supplementary item")
        verbose_name_plural = _("supplementary items")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_supplement_was_told_in_writing",
                condition=models.Q(state__in=["RECEIVED", "CORRECTION", "WITHDRAWN"])
                | models.Q(document__isnull=False),
            ),
            models.CheckConstraint(
                name="supplement_has_a_reason",
                condition=~models.Q(reason=""),
            ),
        ]
