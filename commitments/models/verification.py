"""核查: set by itself or by draw, done at the desk, on site or by experts; what was found, with photos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from commitments.models.commitment import Commitment
from commitments.querysets import OfCommitmentQuerySet
from core.models import StoredFile


class Verification(models.Model):
    """核查任务 of one commitment, with its own clock (VERIFICATION)."""

    class Reason(models.TextChoices):
        FULL = "FULL", _("full check after the decision")
        SPOT = "SPOT", _("spot check during building")
        ACCEPTANCE = "ACCEPTANCE", _("before joint acceptance")
        PRODUCTION = "PRODUCTION", _("at production")
        RECTIFIED = "RECTIFIED", _("after rectification")
        RANDOM = "RANDOM", _("double-random draw")
        OBJECTION = "OBJECTION", _("after an objection")

    class Method(models.TextChoices):
        DATA = "DATA", _("data check")
        ONSITE = "ONSITE", _("on site")
        EXPERT = "EXPERT", _("by experts")

    class State(models.TextChoices):
        OPEN = "OPEN", _("to be done")
        KEPT = "KEPT", _("as promised")
        BROKEN = "BROKEN", _("not as promised")
        CANCELLED = "CANCELLED", _("no longer needed")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="verifications")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    sequence = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_on = models.DateField()
    due_on = models.DateField()
    method = models.CharField(max_length=6, choices=Method.choices, blank=True)
    findings = models.TextField(blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    """Where the inspector stood, WGS 84 as the phone gives it."""
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["department", "due_on"], name="verification_todo", condition=models.Q(state="OPEN"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "reason", "sequence"], name="one_verification_per_reason_and_turn"
            ),
            models.CheckConstraint(
                name="done_verification_says_how",
                condition=models.Q(state__in=["OPEN", "CANCELLED"])
                | (~models.Q(method="") & ~models.Q(findings="") & models.Q(done_at__isnull=False)),
            ),
        ]


class VerificationPhoto(models.Model):
    """现场照片, without what the camera noted."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(max_length=120, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("site photo")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["verification", "file"], name="one_verification_photo_per_file")]
