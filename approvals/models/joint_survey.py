"""One survey per stage, typed: used by every item that asks for it."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import Material, Project
from projects.querysets import DossierQuerySet


class SurveyResult(models.Model):
    """联合测绘成果 (多测合一): commissioned once per stage; its report serves 401, 402 and 506."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="surveys")
    stage = models.CharField(max_length=4)
    version = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)
    number = models.CharField(max_length=80)
    surveyor = models.CharField(max_length=200)
    surveyor_uscc = models.CharField(max_length=18)
    surveyed_on = models.DateField()
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="+")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint survey result")
        verbose_name_plural = _("joint survey results")
        ordering = ["-filed_at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "stage", "version"], name="one_survey_per_version"),
            models.UniqueConstraint(
                fields=["project", "stage"], condition=models.Q(current=True), name="one_current_survey_per_stage"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SurveyArea(models.Model):
    """One measured area in square metres."""

    class Kind(models.TextChoices):
        LAND = "LAND", _("land")
        FLOOR = "FLOOR", _("floor area (planning)")
        FOOTPRINT = "FOOTPRINT", _("building footprint")
        PROPERTY = "PROPERTY", _("property (real estate)")
        CIVIL_DEFENCE = "CIVIL_DEFENCE", _("civil defence")
        GREEN = "GREEN", _("green space")
        FIRE = "FIRE", _("fire rescue ground")
        PARKING = "PARKING", _("parking")

    result = models.ForeignKey(SurveyResult, on_delete=models.CASCADE, related_name="areas")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    square_metres = models.DecimalField(max_digits=14, decimal_places=2)
    permitted = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    """What the permit allows, where it says so; the difference is shown, never judged by the machine."""

    class Meta:
        verbose_name = _("surveyed area")
        verbose_name_plural = _("surveyed areas")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["result", "kind"], name="one_area_per_kind"),
            models.CheckConstraint(name="surveyed_area_is_positive", condition=models.Q(square_metres__gt=0)),
        ]

    @property
    def difference(self) -> Decimal | None:
        """Measured less permitted, in square metres; None where the permit says nothing."""
        return None if self.permitted is None else self.square_metres - self.permitted
