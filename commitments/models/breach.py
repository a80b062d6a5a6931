"""失信: what was found, the right to be heard, and the credit record with its publication and repair."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Region, User
from commitments.models.commitment import Commitment
from commitments.models.obligation import Obligation
from commitments.models.verification import Verification
from commitments.querysets import CreditRecordQuerySet, OfCommitmentQuerySet
from documents.models import Document


class Breach(models.Model):
    """违诺: one finding against one commitment."""

    class Kind(models.TextChoices):
        FALSE = "FALSE", _("false statement")
        LATE = "LATE", _("not done in time")
        INDICATOR = "INDICATOR", _("indicator missed")
        EARLY_START = "EARLY_START", _("started too early")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="breaches")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    facts = models.TextField()
    obligation = models.ForeignKey(Obligation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verification = models.ForeignKey(Verification, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    found_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Nobody where the day had simply passed."""
    found_at = models.DateTimeField()
    heard_until = models.DateField(null=True, blank=True)
    """Until when the enterprise may state its case before a revocation (行政许可法 7)."""
    reasons = models.TextField(blank=True)
    """What the notice of intended revocation said."""
    announced_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    revocation = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cured_on = models.DateField(null=True, blank=True)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-found_at", "-id"]


class CreditRecord(models.Model):
    """信用记录 of an enterprise: behaviour, class, decision, publication and repair (信用修复管理办法)."""

    class Class(models.TextChoices):
        MINOR = "MINOR", _("minor")
        GENERAL = "GENERAL", _("general")
        SERIOUS = "SERIOUS", _("serious")

    class Repair(models.TextChoices):
        NONE = "NONE", _("not repaired")
        ASKED = "ASKED", _("repair asked for")
        DONE = "DONE", _("repaired")

    number = models.CharField(max_length=40, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="credit_records")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="record")
    behaviour = models.CharField(max_length=300)
    record_class = models.CharField(max_length=8, choices=Class.choices)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objection_until = models.DateField()
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    objection_answer = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    """The objection was right: the record never counts and is not shown."""
    published = models.BooleanField()
    publish_from = models.DateField()
    publish_to = models.DateField()
    repair = models.CharField(max_length=5, choices=Repair.choices, default=Repair.NONE)
    repair_promise = models.TextField(blank=True)
    """修复承诺, public once the record is repaired."""
    repair_asked_at = models.DateTimeField(null=True, blank=True)
    repaired_on = models.DateField(null=True, blank=True)
    repaired_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    repair_answer = models.TextField(blank=True)

    objects = CreditRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit record")
        verbose_name_plural = _("credit records")
        ordering = ["-recorded_on", "-id"]
        indexes = [models.Index(fields=["enterprise", "repair"], name="credit_of_enterprise")]
        constraints = [
            models.CheckConstraint(
                name="credit_publication_is_in_order", condition=models.Q(publish_to__gte=models.F("publish_from"))
            ),
            models.CheckConstraint(
                name="repaired_record_has_a_date",
                condition=~models.Q(repair="DONE") | models.Q(repaired_on__isnull=False),
            ),
        ]
