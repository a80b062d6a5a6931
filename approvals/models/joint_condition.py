"""Conditions as structured rows, and the pairs that contradict each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from approvals.joint.conditions import Stated
from approvals.joint.vocabulary import subjects
from approvals.models.application import ItemCase, JointApplication
from approvals.models.joint_review import JointPart, JointReview
from projects.models import Project


class Condition(models.Model):
    """附加条件: subject, operator, value and unit beside the department's own words."""

    class Operator(models.TextChoices):
        AT_MOST = "AT_MOST", _("at most")
        AT_LEAST = "AT_LEAST", _("at least")
        EXACTLY = "EXACTLY", _("exactly")
        BETWEEN = "BETWEEN", _("between")
        ONE_OF = "ONE_OF", _("one of")
        NONE_OF = "NONE_OF", _("none of")

    class State(models.TextChoices):
        STANDING = "STANDING", _("standing")
        RETRACTED = "RETRACTED", _("taken back")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="conditions")
    application = models.ForeignKey(
        JointApplication, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions"
    )
    review = models.ForeignKey(JointReview, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions")
    case = models.ForeignKey(ItemCase, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions")
    part = models.ForeignKey(JointPart, null=True, blank=True, on_delete=models.CASCADE, related_name="conditions")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=30)
    operator = models.CharField(max_length=8, choices=Operator.choices)
    low = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    words = models.JSONField(default=list)
    unit = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.STANDING)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="condition_of_a_case_or_of_a_part",
                condition=models.Q(
                    case__isnull=False, application__isnull=False, part__isnull=True, review__isnull=True
                )
                | models.Q(case__isnull=True, application__isnull=True, part__isnull=False, review__isnull=False),
            ),
            models.CheckConstraint(
                name="condition_has_what_its_operator_needs",
                condition=models.Q(operator="AT_MOST", high__isnull=False)
                | models.Q(operator__in=["AT_LEAST", "EXACTLY"], low__isnull=False)
                | models.Q(operator="BETWEEN", low__isnull=False, high__gte=models.F("low"))
                | models.Q(operator__in=["ONE_OF", "NONE_OF"]) & ~models.Q(words=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.operator}"

    @property
    def stated(self) -> Stated:
        """As the rules compare it."""
        return Stated(
            key=self.pk,
            by=self.department_id,
            subject=self.subject,
            operator=self.operator,
            low=self.low,
            high=self.high,
            words=frozenset(self.words),
            unit=self.unit,
        )

    @property
    def subject_label(self) -> str:
        """What it is about, in the active language; the code where the vocabulary has dropped it."""
        known = subjects().get(self.subject)
        return known.label if known else self.subject


class ConditionConflict(models.Model):
    """条件冲突: two departments ask for what cannot both be done. Nothing leaves before it is settled."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("unsettled")
        RESOLVED = "RESOLVED", _("resolved")
        OVERRULED = "OVERRULED", _("overruled by the lead")
        ESCALATED = "ESCALATED", _("escalated to the government")
        GONE = "GONE", _("no longer there")

    SETTLED = ("RESOLVED", "OVERRULED", "GONE")

    application = models.ForeignKey(
        JointApplication, null=True, blank=True, on_delete=models.CASCADE, related_name="conflicts"
    )
    review = models.ForeignKey(JointReview, null=True, blank=True, on_delete=models.CASCADE, related_name="conflicts")
    one = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Condition, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    meeting = models.ForeignKey(
        JointReview, null=True, blank=True, on_delete=models.PROTECT, related_name="heard_conflicts"
    )

    class Meta:
        verbose_name = _("conflict of conditions")
        verbose_name_plural = _("conflicts of conditions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_conflict_per_pair"),
            models.CheckConstraint(
                name="settled_conflict_has_a_reason",
                condition=~models.Q(state__in=["RESOLVED", "OVERRULED", "ESCALATED"]) | ~models.Q(reason=""),
            ),
        ]
