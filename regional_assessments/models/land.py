"""Parcels sold with control indicators, and what was measured of them."""

from datetime import date
from decimal import Decimal
from typing import cast

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.speech import local
from core.geo import from_wkb
from core.models import StoredFile
from projects.models import Project
from projects.redline.result import Shape
from regional_assessments.land.indicators import Indicator, Phase, indicators, keeps
from regional_assessments.land.querysets import ParcelQuerySet
from regional_assessments.land.rules import CHECKS, SOLD
from regional_assessments.models.zone import Zone


class Parcel(models.Model):
    """标准地地块. The outline is WKB in EPSG:4490 with its box and level; `area` in m² on the ellipsoid."""

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("in preparation")
        DISCARDED = "DISCARDED", _("discarded")
        PUBLISHED = "PUBLISHED", _("announced for sale")
        CONTRACTED = "CONTRACTED", _("sold, being built")
        BUILT = "BUILT", _("completion checked")
        RELEASED = "RELEASED", _("released")
        BREACH = "BREACH", _("in breach")

    zone = models.ForeignKey(Zone, verbose_name=_("zone"), on_delete=models.PROTECT, related_name="parcels")
    code = models.CharField(_("parcel number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    land_use = models.CharField(_("land use"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARED)

    geometry = models.BinaryField()
    minx = models.FloatField()
    miny = models.FloatField()
    maxx = models.FloatField()
    maxy = models.FloatField()
    level = models.SmallIntegerField()
    area = models.DecimalField(_("area (m²)"), max_digits=14, decimal_places=2)

    unassessed_reason = models.CharField(_("why assessments are missing"), max_length=300, blank=True)
    notice_number = models.CharField(_("number of the sale notice"), max_length=100, blank=True)
    notice_on = models.DateField(_("date of the sale notice"), null=True, blank=True)

    contract_number = models.CharField(_("number of the land contract"), max_length=100, blank=True)
    contract_on = models.DateField(_("date of the land contract"), null=True, blank=True)
    contract_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreement_number = models.CharField(_("number of the investment agreement"), max_length=100, blank=True)
    agreement_on = models.DateField(_("date of the investment agreement"), null=True, blank=True)
    agreement_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    buyer = models.CharField(_("buyer"), max_length=120, blank=True)
    project = models.ForeignKey(
        Project, verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="parcels"
    )
    check_by = models.DateField(_("next check until"), null=True, blank=True)
    """The day by which the next check is due: by the agreement, or the day set to put right what failed."""
    reason = models.CharField(max_length=500, blank=True)
    """Why the notice was taken back or the breach declared."""
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel of standard land")
        verbose_name_plural = _("standard land")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="parcel_has_an_area", condition=Q(area__gt=0)),
            models.CheckConstraint(
                name="announced_parcel_has_a_notice",
                condition=Q(state__in=["PREPARED", "DISCARDED"]) | (Q(notice_on__isnull=False) & ~Q(notice_number="")),
            ),
            models.CheckConstraint(
                name="sold_parcel_has_both_contracts",
                condition=~Q(state__in=["CONTRACTED", "BUILT", "RELEASED", "BREACH"])
                | (
                    Q(contract_on__isnull=False, agreement_on__isnull=False, check_by__isnull=False)
                    & ~Q(contract_number="")
                    & ~Q(agreement_number="")
                ),
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(project__isnull=False), name="one_parcel_per_project"
            ),
        ]
        indexes = [
            models.Index(fields=["level", "minx", "miny", "maxx", "maxy"], name="parcel_box"),
            models.Index(fields=["zone", "state"], name="parcel_by_zone"),
            models.Index(fields=["state", "check_by"], name="parcel_by_check"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def chain(self) -> str:
        """The journal chain of its zone."""
        return f"zone:{self.zone_id}"

    @property
    def shape(self) -> Shape:
        """The polygon(s), EPSG:4490, longitude and latitude in degrees."""
        return cast(Shape, from_wkb(self.geometry))

    @property
    def sold(self) -> bool:
        """Whether both contracts are signed."""
        return self.state in SOLD

    @property
    def next_check(self) -> Phase | None:
        """The check that comes next; None before the sale and at the end."""
        return CHECKS.get(self.state)

    def overdue(self, on: date) -> bool:
        """Whether the next check should have been passed before `on`."""
        return self.next_check is not None and self.check_by is not None and self.check_by < on


class ControlIndicator(models.Model):
    """控制指标 of one parcel: what the buyer promises. `limit` in the indicator's unit."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="indicators")
    code = models.CharField(max_length=12)
    subject = models.CharField(max_length=12, blank=True)
    """The pollutant, where each has a limit of its own."""
    limit = models.DecimalField(max_digits=16, decimal_places=4, validators=[MinValueValidator(0)])

    objects = models.Manager()

    class Meta:
        verbose_name = _("control indicator")
        verbose_name_plural = _("control indicators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "code", "subject"], name="one_limit_per_indicator"),
            models.CheckConstraint(name="indicator_limit_is_not_negative", condition=Q(limit__gte=0)),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def told(self) -> Indicator:
        """Unit, rule and phase."""
        return indicators()[self.code]

    @property
    def label(self) -> str:
        """The name in the reader's language, with the pollutant."""
        name = local(self.told.name)
        return f"{name} · {self.subject}" if self.subject else name

    @property
    def sign(self) -> str:
        """≥ or ≤."""
        return "≥" if self.told.rule == "ge" else "≤"

    @property
    def written(self) -> str:
        """The limit without trailing zeros."""
        return f"{self.limit.normalize():f}"

    def kept_by(self, measured: Decimal) -> bool:
        """Whether a measured value keeps the limit."""
        return keeps(self.told.rule, self.limit, measured)


class IndicatorCheck(models.Model):
    """核验记录: one measured value of one indicator in one round; rounds follow each other, none is changed."""

    class Phases(models.TextChoices):
        COMPLETION = "COMPLETION", _("completion check")
        PRODUCTION = "PRODUCTION", _("production check")

    indicator = models.ForeignKey(ControlIndicator, on_delete=models.PROTECT, related_name="checks")
    phase = models.CharField(max_length=10, choices=Phases.choices)
    round = models.PositiveSmallIntegerField()
    measured = models.DecimalField(max_digits=16, decimal_places=4)
    met = models.BooleanField()
    checked_on = models.DateField()
    evidence = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence_name = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager()

    class Meta:
        verbose_name = _("indicator check")
        verbose_name_plural = _("indicator checks")
        ordering = ["indicator_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "phase", "round"], name="one_check_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.phase} {self.round}"

    @property
    def written(self) -> str:
        """The measured value without trailing zeros."""
        return f"{self.measured.normalize():f}"
