"""The dossier of a project: facts, works, land redline, materials."""

from datetime import date
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Region, User
from catalogue.models import CatalogueVersion
from core.geo import from_wkb
from core.light import LightRows
from core.models import StoredFile
from projects.querysets import DossierQuerySet, ProjectQuerySet
from projects.redline.result import Shape, vertex_count
from projects.upload_checks import SHOWN_TYPES


class Project(LightRows):
    """工程建设项目. Facts decide the flow type and the cap; re-classification keeps history."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        ACTIVE = "ACTIVE", _("in approval")
        COMPLETED = "COMPLETED", _("completed")
        CLOSED = "CLOSED", _("closed")

    class InvestmentKind(models.TextChoices):
        GOV = "GOV", _("government-invested")
        ENT = "ENT", _("enterprise-invested")

    class Regime(models.TextChoices):
        EXAM = "EXAM", _("examination (审批)")
        CONFIRM = "CONFIRM", _("confirmation (核准)")
        FILING = "FILING", _("record filing (备案)")

    class LandMode(models.TextChoices):
        ALLOCATED = "ALLOCATED", _("allocated (划拨)")
        GRANTED = "GRANTED", _("granted (出让)")
        GRANTED_WITH_SCHEME = "GRANTED_WITH_SCHEME", _("granted with design scheme")
        LEASED = "LEASED", _("leased or contributed")
        NONE = "NONE", _("no new land")

    code = models.CharField(_("project code"), max_length=24, unique=True)
    name = models.CharField(_("project name"), max_length=200)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="projects")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="projects")
    address = models.CharField(_("address"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    investment_kind = models.CharField(max_length=3, choices=InvestmentKind.choices)
    regime = models.CharField(max_length=8, choices=Regime.choices)
    industry = models.CharField(_("industry (GB/T 4754-2017)"), max_length=6)
    investment = models.DecimalField(_("total investment (yuan)"), max_digits=18, decimal_places=2)
    land_mode = models.CharField(max_length=20, choices=LandMode.choices)
    land_contract_on = models.DateField(_("land contract signed on"), null=True, blank=True)
    """土地出让合同签订日期: day 0 of the total limit where the flow type counts from it (赣府厅发〔2018〕33号)."""
    land_area = models.DecimalField(_("land area (m²)"), max_digits=14, decimal_places=2)
    floor_area = models.DecimalField(_("floor area (m²)"), max_digits=14, decimal_places=2, default=0)
    facts = models.JSONField(default=dict)
    """Further yes/no facts and numbers that the catalogue's conditions read."""
    description = models.TextField(_("scale and contents"), blank=True)
    planned_start = models.DateField(null=True, blank=True)
    planned_completion = models.DateField(null=True, blank=True)

    flow_code = models.CharField(max_length=30, blank=True)
    splclx = models.PositiveSmallIntegerField(null=True, blank=True)
    cap = models.PositiveSmallIntegerField(null=True, blank=True)
    cap_scope = models.CharField(max_length=16, default="ALL_STAGES")
    exempt_reason = models.CharField(max_length=30, blank=True)
    classification = models.JSONField(default=dict)
    """Reason and basis of the classification, as shown to the enterprise."""
    catalogue = models.ForeignKey(CatalogueVersion, null=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["region", "-created_at"], name="project_by_region"),
            models.Index(fields=["enterprise", "-created_at"], name="project_by_enterprise"),
        ]
        constraints = [
            models.CheckConstraint(
                name="project_sizes_are_not_negative",
                condition=models.Q(land_area__gte=0, floor_area__gte=0, investment__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contract_origin(self) -> date | None:
        """Day 0 that the land contract gives the total limit; None where it runs from the first acceptance."""
        return self.land_contract_on if self.classification.get("clock_origin") == "LAND_CONTRACT" else None

    @property
    def chain(self) -> str:
        """The name of this project's journal chain."""
        return f"project:{self.pk}"


class Redline(models.Model):
    """用地红线: WKB in EPSG:4490 with its bounding box and level; versions supersede each other."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="redlines")
    version = models.PositiveSmallIntegerField()
    current = models.BooleanField(default=True)
    geometry = models.BinaryField()
    minx = models.FloatField()
    miny = models.FloatField()
    maxx = models.FloatField()
    maxy = models.FloatField()
    level = models.SmallIntegerField()
    """ceil(log2(max extent in degrees)): with the box, one B-tree range answers a window query."""
    source = models.CharField(max_length=12)
    """upload, typed or drawn."""
    source_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=200, blank=True)
    source_crs = models.CharField(max_length=60)
    zone = models.PositiveSmallIntegerField()
    area_ellipsoidal = models.DecimalField(max_digits=16, decimal_places=2)
    area_zone = models.DecimalField(max_digits=16, decimal_places=2)
    notes = models.JSONField(default=list)
    """Pairs of code and facts: what was assumed when it was read, worded by `projects.words`."""
    encoding = models.CharField(max_length=20, blank=True)
    """Encoding of the attribute table as it was read; "" without a table."""
    attributes = models.JSONField(default=list, blank=True)
    """First rows of the attribute table, for a person to check."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("land redline")
        verbose_name_plural = _("land redlines")
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="one_redline_per_version"),
            models.UniqueConstraint(fields=["project"], condition=models.Q(current=True), name="one_current_redline"),
        ]
        indexes = [models.Index(fields=["level", "minx", "miny", "maxx", "maxy"], name="redline_box")]

    def __str__(self) -> str:
        return f"{self.project_id} v{self.version}"

    @property
    def shape(self) -> Shape:
        """The polygon(s), EPSG:4490, longitude and latitude in degrees."""
        return cast(Shape, from_wkb(self.geometry))

    @property
    def vertex_count(self) -> int:
        """Number of boundary points (界址点)."""
        return vertex_count(self.shape)


class Material(models.Model):
    """申请材料: uploaded once per project and key, bound to every item that needs it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255)
    valid_to = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key", "version"], name="one_material_per_version"),
            models.UniqueConstraint(
                fields=["project", "key"], condition=models.Q(current=True), name="one_current_material"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def is_shown(self) -> bool:
        """Whether a browser may open it in place; everything else is only downloaded."""
        return self.file.media_type in SHOWN_TYPES
