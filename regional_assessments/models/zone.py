"""Zones and the people who run them; assessment units stand on these."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region
from core.display import by_language
from core.geo import Bounds
from regional_assessments.querysets import ZoneQuerySet


class Zone(models.Model):
    """开发区/园区. Geometry is WKB in EPSG:4490, its box in degrees beside it."""

    class Level(models.TextChoices):
        NATIONAL = "NATIONAL", _("national zone")
        PROVINCIAL = "PROVINCIAL", _("provincial zone")
        LOCAL = "LOCAL", _("local park")

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="zones")
    manager = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    geometry = models.BinaryField(null=True)
    minx = models.FloatField(null=True)
    miny = models.FloatField(null=True)
    maxx = models.FloatField(null=True)
    maxy = models.FloatField(null=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return by_language(self.name, self.name_en)

    @property
    def bounds(self) -> Bounds | None:
        """(minx, miny, maxx, maxy) in degrees; None while the zone has no boundary."""
        if self.minx is None or self.miny is None or self.maxx is None or self.maxy is None:
            return None
        return self.minx, self.miny, self.maxx, self.maxy
