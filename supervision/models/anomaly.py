"""Anomalies (异常线索): rules as rows, and what they found."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Department, Region, User
from accounts.posts import SUPERVISOR


class AnomalyRule(models.Model):
    """监察规则: which detector, how grave, with which parameters, on whose authority, and where it is switched off."""

    class Level(models.TextChoices):
        WARN = "WARN", _("pre-warning")
        YELLOW = "YELLOW", _("yellow card")
        RED = "RED", _("red card")

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    level = models.CharField(max_length=6, choices=Level.choices)
    parameters = models.JSONField(default=dict)
    """Numbers the detector reads, such as `{"share": 10}`; each detector names its own."""
    basis = models.CharField(max_length=200)
    """The article or document that forbids what the rule looks for."""
    enabled = models.BooleanField(default=True)
    off_in = models.ManyToManyField(Region, blank=True, related_name="+")
    """Regions for which, with all below them, the rule is switched off."""
    document = models.CharField(max_length=120, blank=True)
    """The document the present setting rests on; empty while it is the shipped one."""
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("anomaly rule")
        verbose_name_plural = _("anomaly rules")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AnomalyQuerySet(models.QuerySet["Anomaly"]):
    """异常线索."""

    def visible_to(self, user: Any) -> Self:
        """Those of the regions a supervisor watches; officers do not see what is looked into."""
        return self.filter(scope.region_q(user, "region_id", SUPERVISOR))


class Anomaly(models.Model):
    """异常线索: one finding of one rule about one subject; found again it is the same row."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("to be looked into")
        DISMISSED = "DISMISSED", _("dismissed")

    rule = models.ForeignKey(AnomalyRule, on_delete=models.PROTECT, related_name="found")
    level = models.CharField(max_length=6, choices=AnomalyRule.Level.choices)
    """As the rule said when it was found."""
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    project_id = models.BigIntegerField(db_index=True)
    project_name = models.CharField(max_length=200)
    project_code = models.CharField(max_length=24, blank=True)
    chain = models.CharField(max_length=40)
    """The journal its dismissal is noted in: the project's."""
    label = models.CharField(max_length=200)
    """The case or application it is about, as an officer calls it."""
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    evidence = models.JSONField(default=dict)
    """The figures that made the rule speak; the words are made where they are shown."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    dismissed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    objects = AnomalyQuerySet.as_manager()

    class Meta:
        verbose_name = _("anomaly")
        verbose_name_plural = _("anomalies")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id"], name="one_anomaly_per_rule_and_subject"
            ),
            models.CheckConstraint(
                name="a_dismissal_has_a_reason", condition=~models.Q(state="DISMISSED") | ~models.Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["region", "state", "-happened_on"], name="anomaly_in_region")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.label}"
