"""An item that joined a stage while the others were already running."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase, JointApplication
from documents.models import Document
from projects.models import Material


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


class ItemNotice(models.Model):
    """一次性告知 of an added item (行政许可法 32): every defect at once, once; the others of the stage go on."""

    supplement = models.OneToOneField(SupplementaryItem, on_delete=models.CASCADE, related_name="notice")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("one-time notice on an added item")
        verbose_name_plural = _("one-time notices on added items")
        indexes = [
            models.Index(
                fields=["answer_due_on"], name="item_notice_open", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.supplement_id} {self.sent_at:%Y-%m-%d}"


class ItemNoticeLine(models.Model):
    """One defect of an added item, and the answer to it."""

    notice = models.ForeignKey(ItemNotice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200)
    example = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    replacement = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["notice", "position"], name="one_item_line_per_position")]
