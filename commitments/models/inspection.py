"""双随机、一公开: one draw of projects and inspectors from a stored seed, its visits and their public results."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Region, User
from commitments.models.commitment import Commitment
from commitments.models.verification import Verification
from commitments.querysets import InspectionQuerySet


class Inspection(models.Model):
    """抽查计划: pools, rates, exclusions and seed as they were, so that anyone can draw again."""

    class State(models.TextChoices):
        DRAWN = "DRAWN", _("drawn")
        PUBLISHED = "PUBLISHED", _("results public")

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAWN)
    seed = models.CharField(max_length=64)
    rates = models.JSONField()
    """Share of the pool that is drawn, in percent by risk class."""
    projects_pool = models.JSONField()
    """[[commitment number, risk class, project code, enterprise USCC], …] in the order they were drawn from."""
    inspectors_pool = models.JSONField()
    """[[user id, name, department id, [USCC they may not inspect]], …]."""
    result = models.JSONField()
    """[[commitment number, [user id, user id]], …]."""
    due_on = models.DateField()
    publish_by = models.DateField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("double-random inspection")
        verbose_name_plural = _("double-random inspections")
        ordering = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class InspectionVisit(models.Model):
    """One drawn commitment with the inspectors drawn for it; the finding is that of its verification."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="visits")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    verification = models.OneToOneField(Verification, on_delete=models.PROTECT, related_name="visit")
    inspectors = models.ManyToManyField(User, related_name="+")

    class Meta:
        verbose_name = _("inspection visit")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "commitment"], name="one_visit_per_drawn_commitment")
        ]
