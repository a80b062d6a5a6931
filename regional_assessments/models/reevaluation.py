"""What a change of an assessed area means for the projects on it, and when somebody is told that one runs out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from regional_assessments.models.unit import AssessmentUnit
from regional_assessments.units.querysets import ReevaluationQuerySet


class Reevaluation(models.Model):
    """重新评估: the open projects on a unit's ground are judged anew because the unit began or ceased to count.

    `after` is the redline judged last: a worker that dies is followed by another from there.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("under way")
        DONE = "DONE", _("done")

    class Cause(models.TextChoices):
        BEGINS = "BEGINS", _("comes into force")
        ENDS = "ENDS", _("is no longer in force")

    unit = models.ForeignKey(AssessmentUnit, on_delete=models.PROTECT, related_name="reevaluations")
    cause = models.CharField(max_length=6, choices=Cause.choices)
    on = models.DateField()
    """The first day on which the projects are judged otherwise."""
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    after = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ReevaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-evaluation")
        verbose_name_plural = _("re-evaluations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "cause", "on"], name="one_reevaluation_per_unit_cause_and_day")
        ]
        indexes = [models.Index(fields=["state"], name="reevaluation_open", condition=models.Q(state="OPEN"))]

    def __str__(self) -> str:
        return f"{self.unit} {self.cause} {self.on}"


class PlanReuse(models.Model):
    """项目区域评估预判: what every item of a project saves as last judged; the yardstick of what changed."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="plan_reuse")
    on = models.DateField()
    results = models.JSONField(default=dict)
    """Item code → {"result", "unit", "version"}."""
    judged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("plan-stage reuse")
        verbose_name_plural = _("plan-stage reuses")

    def __str__(self) -> str:
        return f"{self.project_id} {self.on}"


class ExpiryAlert(models.Model):
    """到期提醒: the committee and the department were told so many days before a unit's last day. Once per unit and level."""

    unit = models.ForeignKey(AssessmentUnit, on_delete=models.CASCADE, related_name="expiry_alerts")
    days = models.PositiveSmallIntegerField()
    last_day = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("expiry alert")
        verbose_name_plural = _("expiry alerts")
        constraints = [
            models.UniqueConstraint(fields=["unit", "days", "last_day"], name="one_expiry_alert_per_unit_and_level")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.days}"
