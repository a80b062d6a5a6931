"""What a zone has had assessed as a whole, version by version."""

from datetime import date
from typing import cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from catalogue.speech import local
from core.geo import from_wkb
from core.models import StoredFile
from projects.redline.result import Shape, vertex_count
from regional_assessments.models.zone import Zone
from regional_assessments.units import rules
from regional_assessments.units.kinds import UnitKind, kinds
from regional_assessments.units.querysets import AssessmentUnitQuerySet


class AssessmentUnit(models.Model):
    """区域评估单元: one kind of assessment of one outline, in one version. Published versions never change.

    `code` (QYPGDYBM) stays the same over the versions; the outline is WKB in EPSG:4490 with its box and level.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        SUBMITTED = "SUBMITTED", _("under review")
        RETURNED = "RETURNED", _("returned for correction")
        PUBLISHED = "PUBLISHED", _("published")
        SUPERSEDED = "SUPERSEDED", _("replaced by a newer version")
        WITHDRAWN = "WITHDRAWN", _("withdrawn from use")
        EXPIRED = "EXPIRED", _("expired")
        DISCARDED = "DISCARDED", _("discarded")

    zone = models.ForeignKey(Zone, verbose_name=_("zone"), on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(_("kind"), max_length=3)
    """R01–R14, see `units.kinds`."""
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    geometry = models.BinaryField()
    minx = models.FloatField()
    miny = models.FloatField()
    maxx = models.FloatField()
    maxy = models.FloatField()
    level = models.SmallIntegerField()
    """ceil(log2(max extent in degrees)): with the box, one B-tree range answers a window query."""
    area = models.DecimalField(_("area (m²)"), max_digits=16, decimal_places=2)
    """On the CGCS2000 ellipsoid."""
    source_crs = models.CharField(max_length=60, blank=True)
    source_name = models.CharField(max_length=200, blank=True)

    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    """The last day by the approval; empty: open."""
    last_day = models.DateField(null=True, blank=True)
    """The last day it was or will be in force, the replacement or withdrawal considered; empty: open."""
    producer = models.CharField(_("compiled by"), max_length=120)
    reviewer = models.ForeignKey(
        Department, verbose_name=_("reviewing department"), on_delete=models.PROTECT, related_name="+"
    )
    report = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report_name = models.CharField(max_length=255, blank=True)
    document_number = models.CharField(_("number of the approval"), max_length=100, blank=True)
    document_on = models.DateField(_("date of the approval"), null=True, blank=True)

    cleared = models.BooleanField(_("the ground is cleared"), default=False)
    """考古前置已完成、已许可: asked for by the kinds that count only on cleared ground."""
    results = models.JSONField(default=dict, blank=True)
    """Item code → result, where the approval grants another than the kind's usual one."""
    limits = models.JSONField(default=dict, blank=True)
    """Code of the parameter → the greatest value allowed, as a decimal text in the parameter's unit."""
    industries = models.JSONField(default=list, blank=True)
    """Beginnings of GB/T 4754-2017 codes the unit does not count for, such as C26."""
    exclusions = models.JSONField(default=list, blank=True)
    """Codes of the kind's exclusions that hold for this unit."""
    note = models.CharField(_("note"), max_length=500, blank=True)

    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    """The first day it no longer counts because it was superseded or withdrawn."""
    reason = models.CharField(max_length=500, blank=True)
    """Why it was returned, withdrawn or discarded."""

    objects = AssessmentUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment unit")
        verbose_name_plural = _("assessment units")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_unit_per_code_and_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="PUBLISHED"), name="one_published_unit_per_code"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=["DRAFT", "SUBMITTED", "RETURNED"]),
                name="one_unit_in_preparation_per_code",
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
            models.CheckConstraint(
                name="published_unit_has_an_approval",
                condition=~Q(state__in=["PUBLISHED", "SUPERSEDED", "EXPIRED", "WITHDRAWN"])
                | (Q(published_at__isnull=False, document_on__isnull=False) & ~Q(document_number="")),
            ),
            models.CheckConstraint(name="unit_has_an_area", condition=Q(area__gt=0)),
        ]
        indexes = [
            models.Index(fields=["level", "minx", "miny", "maxx", "maxy"], name="unit_box"),
            models.Index(fields=["zone", "kind", "state"], name="unit_by_zone"),
            models.Index(fields=["state", "last_day"], name="unit_by_last_day"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def chain(self) -> str:
        """The journal chain of its zone."""
        return f"zone:{self.zone_id}"

    @property
    def told(self) -> UnitKind:
        """What its kind says."""
        return kinds()[self.kind]

    @property
    def kind_label(self) -> str:
        """The kind's name in the active language."""
        return local(self.told.name)

    @property
    def shape(self) -> Shape:
        """The polygon(s), EPSG:4490, longitude and latitude in degrees."""
        return cast(Shape, from_wkb(self.geometry))

    @property
    def vertex_count(self) -> int:
        """Number of boundary points (界址点)."""
        return vertex_count(self.shape)

    def counts_on(self, on: date) -> bool:
        """Whether it is in force for an item accepted on `on`."""
        return rules.in_force(self.state, self.effective_from, self.last_day, on)
