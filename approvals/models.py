"""The record of a joint application and its item cases.

The workflow engine moves people; these rows are the record. Every state here can be replayed from
the journal. A new round is a new row, never a reopened old one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from accounts.models import Department, Region, User
from approvals.querysets import ItemCaseQuerySet, JointApplicationQuerySet, MessageQuerySet
from catalogue.models import Item, MaterialSpec
from clocks.models import Stop, StopKind
from documents.models import Document
from projects.models import Material, Project


class JointApplication(models.Model):
    """并联审批申请: one stage of one project, filed once for all its items."""

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


class ItemCase(models.Model):
    """办件: one item of one department inside a joint application."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("received")
        WAITING = "WAITING", _("cannot start yet")
        OPEN = "OPEN", _("under review")
        REVIEWED = "REVIEWED", _("waiting for signature")
        SPECIAL = "SPECIAL", _("special procedure")
        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("not passed")
        WAIVED = "WAIVED", _("waived by regional assessment")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        CLOSED = "CLOSED", _("closed without decision")

    DONE_STATES = ("PASSED", "FAILED", "WAIVED", "WITHDRAWN", "CLOSED")

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
    opened_on = models.DateField(null=True, blank=True)
    """Day 0 of this case's own clock: acceptance, or the day its last prerequisite was decided."""
    decided_on = models.DateField(null=True, blank=True)
    late_by_days = models.PositiveSmallIntegerField(default=0)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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


class OneTimeNotice(models.Model):
    """一次性告知 (行政许可法 32): all defects at once, in one paper."""

    application = models.ForeignKey(JointApplication, on_delete=models.CASCADE, related_name="notices")
    round = models.PositiveSmallIntegerField(default=1)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("one-time notice")
        verbose_name_plural = _("one-time notices")
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="one_notice_per_round")]


class NoticeLine(models.Model):
    """One defect: which material, why, by which clause, and the applicant's answer."""

    notice = models.ForeignKey(OneTimeNotice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60, blank=True)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    replacement = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["notice", "position"], name="one_line_per_position")]


class Opinion(models.Model):
    """审查意见 of the reviewer, one per round."""

    class Recommendation(models.TextChoices):
        PASS = "PASS", _("recommend to pass")
        FAIL = "FAIL", _("recommend not to pass")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="opinions")
    round = models.PositiveSmallIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recommendation = models.CharField(max_length=4, choices=Recommendation.choices)
    text = models.TextField()
    conditions = models.JSONField(default=list)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_opinion_per_round")]


class Decision(models.Model):
    """审批决定: the head's signature; number, title and date are mandatory on a pass."""

    class Outcome(models.TextChoices):
        PASS = "PASS", _("passed")
        FAIL = "FAIL", _("not passed")

    case = models.OneToOneField(ItemCase, on_delete=models.CASCADE, related_name="decision")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    official_number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_on = models.DateField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                name="a_pass_has_number_and_title",
                condition=models.Q(outcome="FAIL") | (~models.Q(official_number="") & ~models.Q(title="")),
            )
        ]


class Consolidation(models.Model):
    """牵头汇总意见: the lead's one answer for the stage."""

    application = models.OneToOneField(JointApplication, on_delete=models.CASCADE, related_name="consolidation")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField()
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")


class SpecialProcedure(models.Model):
    """特别程序 (行政许可法 45): asked for by the reviewer, granted by the head, told to the applicant in writing."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", _("requested")
        DECLINED = "DECLINED", _("declined")
        RUNNING = "RUNNING", _("running")
        ENDED = "ENDED", _("ended")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="special_procedures")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    kind = models.CharField(max_length=14, choices=StopKind.choices)
    legal_basis = models.CharField(max_length=200)
    reason = models.TextField()
    evidence = models.CharField(max_length=200, blank=True)
    planned_end_on = models.DateField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    stop = models.ForeignKey(Stop, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("special procedure")
        verbose_name_plural = _("special procedures")
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(
                fields=["planned_end_on"], name="special_procedure_running", condition=models.Q(state="RUNNING")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["REQUESTED", "RUNNING"]),
                name="one_open_special_procedure_per_case",
            ),
            models.CheckConstraint(
                name="special_procedure_needs_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="running_special_procedure_stops_a_clock",
                condition=models.Q(state__in=["REQUESTED", "DECLINED"])
                | models.Q(started_on__isnull=False, stop__isnull=False),
            ),
        ]


class Practice(models.Model):
    """办理规则参数: defaults of this system that an administrator may change; one row."""

    correction_days = models.PositiveSmallIntegerField(_("days to correct (working days)"), default=15)

    class Meta:
        verbose_name = _("handling rules")
        verbose_name_plural = _("handling rules")

    @classmethod
    def current(cls) -> "Practice":
        """The row in force, or the defaults where none was saved."""
        return cls._default_manager.first() or cls()


class Message(models.Model):
    """站内消息 to one person. The sentence is put together when read, in the reader's language."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="message_of_user"),
            models.Index(fields=["user"], name="message_unread", condition=models.Q(read_at__isnull=True)),
        ]


class StageProcess(Process):
    """The running workflow of a joint application."""

    application = models.ForeignKey(JointApplication, null=True, on_delete=models.PROTECT, related_name="processes")


class ItemProcess(Process):
    """The running workflow of a case."""

    case = models.ForeignKey(ItemCase, null=True, on_delete=models.PROTECT, related_name="processes")
