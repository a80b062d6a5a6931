"""One notice of all defects, and the answer to each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase, JointApplication
from documents.models import Document
from projects.models import Material


class OneTimeNotice(models.Model):
    """一次性告知 (行政许可法 32): all defects at once, in one paper; of an application, or of an item that joined it later."""

    application = models.ForeignKey(
        JointApplication, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    supplement = models.ForeignKey(
        "approvals.SupplementaryItem", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    """The added item the notice is about; the others of its stage go on."""
    round = models.PositiveSmallIntegerField(default=1)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    more_days = models.PositiveSmallIntegerField(default=0)
    """Working days added at the applicant's request; once only."""
    more_reason = models.CharField(max_length=300, blank=True)
    more_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("one-time notice")
        verbose_name_plural = _("one-time notices")
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="one_notice_per_round"),
            models.UniqueConstraint(fields=["supplement", "round"], name="one_item_notice_per_round"),
            models.CheckConstraint(
                name="notice_is_of_a_file_or_of_an_item",
                condition=models.Q(application__isnull=False, supplement__isnull=True)
                | models.Q(application__isnull=True, supplement__isnull=False),
            ),
            models.CheckConstraint(
                name="more_days_were_asked_for",
                condition=models.Q(more_days=0) | models.Q(more_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_due_on"],
                name="item_notice_unanswered",
                condition=models.Q(answered_at__isnull=True, supplement__isnull=False),
            )
        ]

    @property
    def filed(self) -> JointApplication:
        """The application it concerns, in whole or in one item."""
        return self.application or self.supplement.application  # type: ignore[union-attr]

    @property
    def about(self) -> JointApplication | ItemCase:
        """What it is of: the whole application, or the case of the item that joined it later."""
        return self.application or self.supplement.case  # type: ignore[union-attr]

    @property
    def cases(self) -> "models.QuerySet[ItemCase]":
        """The cases it is about."""
        one = {} if self.supplement_id is None else {"supplement": self.supplement_id}
        return ItemCase.objects.filter(application=self.filed, **one)


class NoticeLine(models.Model):
    """One defect: which material or statement, why, by which clause, an example, and the applicant's answer.

    A key that begins with `data.` is a statement of the form or the dossier, every other one a material.
    """

    class Answer(models.TextChoices):
        FILE = "FILE", _("corrected file")
        TEXT = "TEXT", _("explanation")
        THERE = "THERE", _("it was there: see")
        DATA = "DATA", _("corrected statement")
        LATE = "LATE", _("follows later (late filing)")
        NC = "NC", _("replaced by a commitment")

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60, blank=True)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    example = models.TextField(blank=True)
    """What a right one looks like."""
    deferrable = models.BooleanField(default=False)
    """可容缺后补, by the catalogue the project pins."""
    committable = models.BooleanField(default=False)
    """可由告知承诺替代, by the catalogue the project pins."""
    old_material = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The version the notice is about; none where the material was missing."""
    old_value = models.TextField(blank=True)
    new_value = models.TextField(blank=True)
    """The statement as it stood in the notice and in the answer."""
    answer_kind = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answer = models.TextField(blank=True)
    replacement = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["notice", "position"], name="one_line_per_position")]
