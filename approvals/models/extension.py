"""延长办理期限: asked for by the reviewer, granted by the head before the limit passes, the reason told in writing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from documents.models import Document


class Extension(models.Model):
    """延期 (行政许可法 42): raises the limits of a case once; day 0 stays."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", _("requested")
        DECLINED = "DECLINED", _("declined")
        GRANTED = "GRANTED", _("granted")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="extensions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    days = models.PositiveSmallIntegerField()
    """Working days added to the statutory limit; the promised one grows with it, never beyond."""
    legal_basis = models.CharField(max_length=200)
    reason = models.TextField()
    approval_number = models.CharField(max_length=80, blank=True)
    """批准文号 of the government, where joint handling is extended."""
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["REQUESTED", "GRANTED"]),
                name="one_extension_per_case",
            ),
            models.CheckConstraint(
                name="extension_needs_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="granted_extension_was_told_in_writing",
                condition=~models.Q(state="GRANTED")
                | models.Q(decided_by__isnull=False, decided_on__isnull=False, document__isnull=False),
            ),
        ]
