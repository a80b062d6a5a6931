"""Zones and the people who run them; assessment units stand on these."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region


class Zone(models.Model):
    """开发区/园区. Geometry is WKB in EPSG:4490."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=20)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="zones")
    manager = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT)
    geometry = models.BinaryField(null=True)
    minx = models.FloatField(null=True)
    miny = models.FloatField(null=True)
    maxx = models.FloatField(null=True)
    maxy = models.FloatField(null=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
