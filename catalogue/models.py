"""The catalogue as published versions that cases pin; a published version never changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region
from catalogue.querysets import AssignmentQuerySet, CatalogueVersionQuerySet, PublicQuerySet
from catalogue.speech import local
from catalogue.texts import Text
from core.light import LightRows


class CatalogueVersion(models.Model):
    """事项清单版本. `content_hash` is the SHA-256 of the canonical source it was loaded from."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        PUBLISHED = "PUBLISHED", _("published")
        SUPERSEDED = "SUPERSEDED", _("replaced by a newer version")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    """The complete source, from which the pure dataclasses are rebuilt."""
    note = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CatalogueVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue version")
        verbose_name_plural = _("catalogue versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="PUBLISHED"), name="one_published_catalogue"
            )
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class Item(LightRows):
    """审批事项 in one version: same code and name everywhere in the province."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=4)
    stage = models.CharField(max_length=4)
    department_function = models.CharField(max_length=30)
    statutory_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    statutory_unit = models.CharField(max_length=12, blank=True)
    promised_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Working days; none for a step without a term (the applicant's own study, a tender)."""
    counts_in_cap = models.BooleanField()
    notice_commitment = models.CharField(max_length=1, default="N")
    """告知承诺: Y, C (conditional), N or - (not applicable)."""
    late_filing = models.BooleanField(default=False)
    regional_kinds = models.JSONField(default=list)
    outcome = models.CharField(max_length=80, blank=True)
    outcome_en = models.CharField(max_length=120, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval item")
        verbose_name_plural = _("approval items")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_item_per_code_and_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        """The name in the active language."""
        return local(Text(self.name, self.name_en))


class MaterialSpec(models.Model):
    """申请材料 of an item. Rows with the same `key` are met by one upload."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=160)
    principal = models.BooleanField(default=True)
    """主审材料; a deferrable one (容缺材料) may follow later on a commitment."""
    source = models.CharField(max_length=14, default="SELF")
    formats = models.JSONField(default=list)
    required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["item", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="one_row_per_item_and_material")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return local(Text(self.name, self.name_en))


class FlowType(models.Model):
    """审批流程类型 with its cap; `splclx` is the national code."""

    version = models.ForeignKey(CatalogueVersion, on_delete=models.CASCADE, related_name="flow_types")
    code = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=160)
    splclx = models.PositiveSmallIntegerField()
    cap = models.PositiveSmallIntegerField(null=True, blank=True)
    """Working days; none where the project limit does not apply."""

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("flow type")
        verbose_name_plural = _("flow types")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_flow_per_code_and_version")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language."""
        return local(Text(self.name, self.name_en))


class StageBudget(models.Model):
    """阶段时限 of a flow type, in working days, with the stage's lead department function."""

    flow_type = models.ForeignKey(FlowType, on_delete=models.CASCADE, related_name="budgets")
    stage = models.CharField(max_length=4)
    scope = models.CharField(max_length=16, default="ALL_STAGES")
    days = models.PositiveSmallIntegerField()
    lead_function = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flow_type", "stage", "scope"], name="one_budget_per_stage_and_scope")
        ]


class Assignment(models.Model):
    """事项行使主体: who exercises an item in a region, where it is not the ordinary department."""

    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT)
    item_code = models.CharField(_("item code"), max_length=10)
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["region", "item_code"], name="one_assignment_per_item_and_region")
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.region_id}"
