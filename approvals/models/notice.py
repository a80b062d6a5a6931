"""One notice of all defects, and the answer to each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import JointApplication
from documents.models import Document
from projects.models import Material


class OneTimeNotice(models.Model):
    """一次性告知 (行政许可法 32): all defects at once, in one paper."""

    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="notices")
    round = models.PositiveSmallIntegerField(default=1)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("one-time notice")
        verbose_name_plural = _("one-time notices")
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="one_notice_per_round")]


class NoticeLine(models.Model):
    """One defect: which material, why, by which clause, and the applicant's answer."""

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60, blank=True)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    replacement = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["notice", "position"], name="one_line_per_position")]
