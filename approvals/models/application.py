"""The joint application, its item cases, and what each was given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, User
from approvals.querysets import ItemCaseQuerySet, JointApplicationQuerySet
from catalogue.models import Item, MaterialSpec
from commitments.models import Commitment
from core.light import LightRows
from projects.models import Material, Project


class JointApplication(LightRows):
    """并联审批申请: one stage of one project, filed once for all its items."""

    acted_on_with = ("project__enterprise",)

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        RECEIVED = "RECEIVED", _("received")
        CORRECTION = "CORRECTION", _("waiting for correction")
        CORRECTED = "CORRECTED", _("corrected")
        ACCEPTED = "ACCEPTED", _("under review")
        CONSOLIDATING = "CONSOLIDATING", _("lead is consolidating")
        CONSOLIDATED = "CONSOLIDATED", _("ready to issue")
        ISSUED = "ISSUED", _("issued")
        REFUSED = "REFUSED", _("not accepted")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        RETURNED = "RETURNED", _("returned")

    OPEN_STATES = ("RECEIVED", "CORRECTION", "CORRECTED", "ACCEPTED", "CONSOLIDATING", "CONSOLIDATED")

    number = models.CharField(max_length=40, unique=True, null=True, blank=True)
    """Receipt number (收件编号), given on submission."""
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="applications")
    stage = models.CharField(max_length=4)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="led_applications")
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    form = models.JSONField(default=dict)
    """What the applicant filled in on the one form (一张表单)."""
    budget = models.PositiveSmallIntegerField(null=True, blank=True)
    """Stage budget in working days."""
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    """Day 0 of the review; equal to `received_on` where silence made the acceptance."""
    deemed_accepted = models.BooleanField(default=False)
    consolidated_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    refiled_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="refilings")
    """再次申报: the earlier filing of the stage whose form and papers this one took over."""
    imported = models.BooleanField(default=False)
    """历史导入: its papers and files are held elsewhere; what is decided from now on is printed here."""

    objects = JointApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint application")
        verbose_name_plural = _("joint applications")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "stage"],
                condition=models.Q(
                    state__in=[
                        "DRAFT",
                        "RECEIVED",
                        "CORRECTION",
                        "CORRECTED",
                        "ACCEPTED",
                        "CONSOLIDATING",
                        "CONSOLIDATED",
                    ]
                ),
                name="one_open_application_per_stage",
            ),
            models.CheckConstraint(
                name="received_application_has_a_number",
                condition=models.Q(state="DRAFT") | models.Q(number__isnull=False, received_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["window", "state", "received_on"], name="application_at_window"),
            models.Index(fields=["lead", "state"], name="application_at_lead"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.project} {self.stage}"


class ItemCase(LightRows):
    """办件: one item of one department inside a joint application."""

    acted_on_with = ("application__project__enterprise", "item", "department")

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("received")
        WAITING = "WAITING", _("cannot start yet")
        OPEN = "OPEN", _("under review")
        REVIEWED = "REVIEWED", _("waiting for signature")
        SPECIAL = "SPECIAL", _("special procedure")
        CORRECTING = "CORRECTING", _("correction after acceptance")
        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("not passed")
        WAIVED = "WAIVED", _("waived by regional assessment")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        CLOSED = "CLOSED", _("closed without decision")
        RECALLED = "RECALLED", _("decision recalled")
        REVOKED = "REVOKED", _("decision revoked")
        LATE_FILES = "LATE_FILES", _("passed, late papers awaited")

    DONE_STATES = ("PASSED", "FAILED", "WAIVED", "WITHDRAWN", "CLOSED", "RECALLED", "REVOKED", "LATE_FILES")

    number = models.CharField(max_length=30, unique=True)
    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="cases")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    blzt = models.PositiveSmallIntegerField(null=True, blank=True)
    """Last national handling status (办理状态 1–15) reported for this case."""
    prerequisites = models.JSONField(default=list)
    """Groups of item codes, `[["101", "105"], ["103"]]`: of each group one must be done before this one opens."""
    promised_days = models.PositiveSmallIntegerField()
    counts_in_cap = models.BooleanField(default=True)
    round = models.PositiveSmallIntegerField(default=1)
    accepted_on = models.DateField(null=True, blank=True)
    """受理 of an item that joined a running stage; the others were accepted with their application."""
    opened_on = models.DateField(null=True, blank=True)
    """Day 0 of this case's own clock: acceptance, or the day its last prerequisite was decided."""
    decided_on = models.DateField(null=True, blank=True)
    late_by_days = models.PositiveSmallIntegerField(default=0)
    holder = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """认领人: who of the department handles it; while somebody does, the other reviewers leave it alone."""
    held_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    """告知承诺 the case is decided on."""

    objects = ItemCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["item__code"]
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="one_case_per_item_and_application"),
            models.CheckConstraint(
                name="decided_case_has_a_date",
                condition=~models.Q(state__in=["PASSED", "FAILED"]) | models.Q(decided_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["department", "state"], name="case_at_department")]

    def __str__(self) -> str:
        return self.number


class MaterialBinding(models.Model):
    """One uploaded material serves one requirement of one case; many bindings share an upload."""

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="bindings")
    spec = models.ForeignKey(MaterialSpec, on_delete=models.PROTECT, related_name="+")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="bindings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "spec", "material"], name="one_binding_per_material")]
