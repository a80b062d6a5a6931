"""超期说明: why a case is late, by when it will be decided, and the letter that told the applicant so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from core.display import by_language
from documents.models import Document


class OvertimeReason(models.Model):
    """超期原因: what a department may choose from; begins as `approvals.overtime.reasons.SHIPPED`."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    ours = models.BooleanField(_("on the side of the authority"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("may be chosen"), default=True)

    class Meta:
        verbose_name = _("reason for overtime")
        verbose_name_plural = _("reasons for overtime")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language; the letter carries the Chinese."""
        return by_language(self.name, self.name_en)


class OvertimeExplanation(models.Model):
    """超期说明 of one case, and another one if the day it named passes as well."""

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="overtime")
    reason = models.ForeignKey(OvertimeReason, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    measures = models.TextField(blank=True)
    due_on = models.DateField()
    """The last day in time that was missed."""
    late_by_days = models.PositiveSmallIntegerField()
    """Days late on the day of entry, in the unit of the limit that was missed."""
    expected_on = models.DateField()
    entered_on = models.DateField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    """致歉函; there is no explanation without it."""

    class Meta:
        verbose_name = _("explanation of overtime")
        verbose_name_plural = _("explanations of overtime")
        ordering = ["-entered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="overtime_was_explained_late", condition=models.Q(entered_on__gt=models.F("due_on"))
            ),
            models.CheckConstraint(
                name="overtime_names_a_day_ahead", condition=models.Q(expected_on__gte=models.F("entered_on"))
            ),
        ]
