"""承诺事项: what is owed, when its evidence is due, what was handed in for it, and the reminders before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.speech import stored
from commitments.models.commitment import Commitment
from commitments.querysets import OfCommitmentQuerySet
from core.display import by_language, plain_number
from core.models import StoredFile
from projects.models import Material


class Obligation(models.Model):
    """One thing that was promised, with its own clock (COMMITMENT)."""

    class Kind(models.TextChoices):
        CONDITION = "CONDITION", _("condition")
        ASSESSMENT = "ASSESSMENT", _("assessment")
        MATERIAL = "MATERIAL", _("late paper")
        INDICATOR = "INDICATOR", _("indicator of standard land")

    class State(models.TextChoices):
        OPEN = "OPEN", _("owed")
        SUBMITTED = "SUBMITTED", _("evidence handed in")
        KEPT = "KEPT", _("kept")
        MISSED = "MISSED", _("not kept")
        RELEASED = "RELEASED", _("no longer owed")

    class Milestone(models.TextChoices):
        START = "START", _("before construction starts")
        ACCEPTANCE = "ACCEPTANCE", _("before completion acceptance")
        PRODUCTION = "PRODUCTION", _("when production is reached")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="obligations")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    """Of a late paper the material's key, of an assessment the item's code."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=240)
    items = models.JSONField(default=list)
    """Codes of the items a late paper serves."""
    milestone = models.CharField(max_length=10, choices=Milestone.choices)
    promised_on = models.DateField()
    due_on = models.DateField()
    """The last day in time: the promised day, or the next working day if it is none (民法典 203)."""
    relation = models.CharField(max_length=3, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    reached = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ["commitment", "position"]
        indexes = [
            models.Index(fields=["due_on"], name="obligation_owed", condition=models.Q(state__in=["OPEN", "SUBMITTED"]))
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "code"], name="one_obligation_per_code"),
            models.CheckConstraint(
                name="an_indicator_has_a_target",
                condition=~models.Q(kind="INDICATOR") | (models.Q(target__isnull=False) & ~models.Q(relation="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """In the active language."""
        return by_language(self.name, self.name_en)

    @property
    def limit(self) -> str:
        """Of an indicator what was promised, with its sign and unit: `≤ 0.08 千克/万元`; else ""."""
        if self.target is None:
            return ""
        return f"{'≥' if self.relation == 'min' else '≤'} {plain_number(self.target)} {self.unit_label}".strip()

    @property
    def unit_label(self) -> str:
        """The unit, kept in Chinese, in the reader's language."""
        return stored(self.unit)

    @property
    def owed(self) -> bool:
        """Whether it still stands open."""
        return self.state in ("OPEN", "SUBMITTED")


class Evidence(models.Model):
    """履约证明: a file or a statement handed in for an obligation."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255, blank=True)
    material = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    handed_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        ordering = ["-handed_in_at", "-id"]


class Reminder(models.Model):
    """履约提醒: told `days_before` working days before the due date, once. The row is there before anything leaves."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    on = models.DateField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["on"], name="reminder_waiting", condition=models.Q(told_at__isnull=True))]
        constraints = [models.UniqueConstraint(fields=["obligation", "days_before"], name="one_reminder_per_distance")]
