"""A decision that shall lose its force: proposed by one, heard, confirmed by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from documents.models import Document


class Annulment(models.Model):
    """撤回 (行政许可法 8, national status 14) or 撤销 (行政许可法 69, national status 15) of a decision that passed."""

    class Kind(models.TextChoices):
        RECALL = "RECALL", _("recall (lawful permit, public interest)")
        REVOCATION = "REVOCATION", _("revocation (permit should not have been given)")

    class Ground(models.TextChoices):
        LAW_CHANGED = "LAW_CHANGED", _("the law it rests on was changed or repealed")
        FACTS_CHANGED = "FACTS_CHANGED", _("the objective situation changed materially")
        NEGLECT = "NEGLECT", _("abuse of office or neglect of duty")
        BEYOND_POWERS = "BEYOND_POWERS", _("decided beyond the legal powers")
        PROCEDURE = "PROCEDURE", _("decided against the legal procedure")
        UNQUALIFIED = "UNQUALIFIED", _("the applicant did not meet the conditions")
        FRAUD = "FRAUD", _("obtained by deception, bribery or other improper means")
        OTHER = "OTHER", _("another case in which the law allows revocation")

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("the holder is being heard")
        CONFIRMED = "CONFIRMED", _("in force")
        DROPPED = "DROPPED", _("not carried out")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="annulments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ground = models.CharField(max_length=16, choices=Ground.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.TextField()
    compensation = models.TextField(blank=True)
    """补偿: what the holder is given for damage to its trust; none where it obtained the permit by fraud."""
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    heard_until = models.DateField()
    """Last day of the holder's right to state its case (行政许可法 7)."""
    statement = models.TextField(blank=True)
    stated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    consequences = models.JSONField(default=list)
    """What was shown to who confirmed: items, stages and papers that rest on the decision, as they stood then."""
    notice = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recall or revocation")
        verbose_name_plural = _("recalls and revocations")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["PROPOSED", "CONFIRMED"]),
                name="one_annulment_per_case",
            ),
            models.CheckConstraint(
                name="annulment_needs_two_persons",
                condition=~models.Q(state="CONFIRMED")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="annulment_in_force_was_told_in_writing",
                condition=~models.Q(state="CONFIRMED") | models.Q(document__isnull=False, notice__isnull=False),
            ),
            models.CheckConstraint(
                name="annulment_has_a_ground_of_its_kind",
                condition=models.Q(kind="RECALL", ground__in=["LAW_CHANGED", "FACTS_CHANGED"])
                | (models.Q(kind="REVOCATION") & ~models.Q(ground__in=["LAW_CHANGED", "FACTS_CHANGED"])),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"


class AffectedCase(models.Model):
    """An item that rests on a decision without force; its department looks at it and says what follows."""

    annulment = models.ForeignKey(Annulment, on_delete=models.CASCADE, related_name="affected")
    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="shaken_by")
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["annulment", "case"], name="one_flag_per_annulment_and_case")]
