"""What each department found before acceptance: complete, or lines of defects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from approvals.checks.querysets import CompletenessCheckQuerySet
from approvals.models.application import JointApplication
from approvals.models.notice import NoticeLine


class CompletenessCheck(models.Model):
    """完整性核对: one department's look at a file that was handed in, on its own clock, beside all others."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("waiting for the department")
        COMPLETE = "COMPLETE", _("complete")
        DEFECTIVE = "DEFECTIVE", _("defects found")
        DEEMED_COMPLETE = "DEEMED_COMPLETE", _("complete by silence")
        CLOSED = "CLOSED", _("closed: the window has acted")

    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="checks")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    days = models.PositiveSmallIntegerField()
    """Working days to answer."""
    silence = models.BooleanField()
    """Whether no answer in time counts as "complete" (the handling rules in force when the file came)."""
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    late_by_days = models.PositiveSmallIntegerField(default=0)
    """Working days after the last day in time (逾期工作日)."""

    objects = CompletenessCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("completeness check")
        verbose_name_plural = _("completeness checks")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["department", "due_on"], name="check_open", condition=models.Q(state="OPEN")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "department"], name="one_check_per_department"),
            models.CheckConstraint(
                name="answered_check_has_author",
                condition=~models.Q(state__in=["COMPLETE", "DEFECTIVE"])
                | models.Q(author__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_silent_checks_are_deemed",
                condition=~models.Q(state="DEEMED_COMPLETE") | models.Q(silence=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.department_id}"


class CheckDefect(models.Model):
    """One defect a department found, and what became of it: a line of the notice, or left out for a reason."""

    check_row = models.ForeignKey(CompletenessCheck, on_delete=models.CASCADE, related_name="defects")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    example = models.TextField(blank=True)
    line = models.ForeignKey(NoticeLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="defects")
    left_out = models.CharField(max_length=300, blank=True)
    """Why the window or the lead did not take it into the notice."""

    class Meta:
        ordering = ["check_row", "position"]
        constraints = [
            models.UniqueConstraint(fields=["check_row", "material_key"], name="one_defect_per_material_and_check"),
            models.CheckConstraint(
                name="left_out_defect_is_in_no_notice", condition=models.Q(left_out="") | models.Q(line__isnull=True)
            ),
        ]
