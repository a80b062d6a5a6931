"""What a regional assessment did to a case, as it stood on the case's own first day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from approvals.reuse.querysets import ReuseEvidenceQuerySet
from projects.models import Redline
from regional_assessments.models import AssessmentUnit


class ReuseEvidence(models.Model):
    """区域评估复用凭证: the snapshot taken when the case opened. It never changes when the unit does.

    `ratio` is the share (0–1) of the redline inside the unit; both outlines are kept as SHA-256 of their stored WKB.
    """

    class State(models.TextChoices):
        TAKEN = "TAKEN", _("to be confirmed")
        CONFIRMED = "CONFIRMED", _("confirmed")
        OVERRIDDEN = "OVERRIDDEN", _("decided otherwise")

    class Result(models.TextChoices):
        WAIVE = "WAIVE", _("not assessed again")
        SIMPLIFY = "SIMPLIFY", _("simplified")
        COMMIT = "COMMIT", _("on commitment")
        REFERENCE = "REFERENCE", _("results of the zone are used")
        NOT_ELIGIBLE = "NOT_ELIGIBLE", _("assessed individually")

    case = models.OneToOneField(ItemCase, on_delete=models.CASCADE, related_name="reuse")
    unit = models.ForeignKey(AssessmentUnit, on_delete=models.PROTECT, related_name="+")
    unit_hash = models.CharField(max_length=64)
    redline = models.ForeignKey(Redline, on_delete=models.PROTECT, related_name="+")
    redline_hash = models.CharField(max_length=64)
    on = models.DateField(_("on"))
    ratio = models.FloatField()
    found = models.CharField(max_length=12, choices=Result.choices)
    """What the rule said of it on that day."""
    reasons = models.JSONField(default=list)
    """What stood against it: pairs of code and facts."""
    confirm = models.JSONField(default=list)
    """Exclusions and parameters that no fact answers; the officer does."""
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Promised working days that remain; empty: as the catalogue says."""
    drops = models.JSONField(default=list)
    """Keys of materials no longer asked for."""
    promised_days = models.PositiveSmallIntegerField()
    """Promised working days before."""
    taken_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.TAKEN)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    """What the officer decided; empty until then."""
    said = models.JSONField(default=dict)
    """The officer's answers to `confirm`."""
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReuseEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reuse of a regional assessment")
        verbose_name_plural = _("reuse of regional assessments")
        constraints = [
            models.CheckConstraint(
                name="decided_reuse_says_who_and_what",
                condition=models.Q(state="TAKEN", result="")
                | (
                    models.Q(state__in=["CONFIRMED", "OVERRIDDEN"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(result="")
                ),
            ),
            models.CheckConstraint(
                name="reuse_against_the_rule_is_reasoned", condition=~models.Q(state="OVERRIDDEN", reason="")
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="reuse_of_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"

    @property
    def eligible(self) -> bool:
        """Whether the rule let the case use the unit."""
        return self.found != self.Result.NOT_ELIGIBLE

    @property
    def saved_days(self) -> int:
        """Promised working days spared by what was decided."""
        if self.result == self.Result.WAIVE:
            return self.promised_days
        if self.result in (self.Result.SIMPLIFY, self.Result.COMMIT) and self.days is not None:
            return max(0, self.promised_days - self.days)
        return 0
