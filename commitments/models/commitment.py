"""承诺书: what the three tracks share, and each track as a model of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Enterprise, Region, User
from commitments.querysets import CommitmentQuerySet, OfCommitmentQuerySet
from core.display import by_language
from core.models import StoredFile
from documents.models import Document
from projects.models import Project
from regional_assessments.models import Zone


class Commitment(models.Model):
    """承诺: one letter of one enterprise for one project, with its course from the signature to the end."""

    class Track(models.TextChoices):
        NC = "NC", _("notice and commitment")
        RQ = "RQ", _("late filing")
        CBV = "CBV", _("build first, verify later")

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        SIGNED = "SIGNED", _("signed")
        PUBLICISED = "PUBLICISED", _("publicised")
        DECIDED = "DECIDED", _("decided")
        BUILDING = "BUILDING", _("being built")
        VERIFYING = "VERIFYING", _("being verified")
        FULFILLED = "FULFILLED", _("fulfilled")
        BREACHED = "BREACHED", _("breach found")
        RECTIFYING = "RECTIFYING", _("being rectified")
        HEARING = "HEARING", _("to be heard before revocation")
        REVOKED = "REVOKED", _("revoked")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        REFUSED = "REFUSED", _("not granted")
        CLOSED = "CLOSED", _("void")

    class Signature(models.TextChoices):
        SCAN = "SCAN", _("stamped scan")
        SEAL = "SEAL", _("electronic seal")

    number = models.CharField(max_length=40, unique=True)
    track = models.CharField(max_length=3, choices=Track.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="commitments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="commitments")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="commitments")
    """Who decides and verifies; of a late filing the window that receives."""
    item_code = models.CharField(max_length=10, blank=True)
    """Of a late filing empty: its papers may serve several items."""
    item_name = models.CharField(max_length=120)
    item_name_en = models.CharField(max_length=160)
    risk_class = models.CharField(max_length=1, default="B")
    saves_days = models.PositiveSmallIntegerField(default=0)
    """Working days before the start of construction, as shown before the signature."""
    terms = models.JSONField(default=dict)
    """The clauses with their version, exactly as signed."""
    signer_name = models.CharField(max_length=60, blank=True)
    signer_post = models.CharField(max_length=60, blank=True)
    """法定代表人 or the office of whoever holds an authority."""
    signature = models.CharField(max_length=4, choices=Signature.choices, blank=True)
    letter = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The scan with the stamp, or the PDF with the electronic seal; its hash is what was promised."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    publicity_until = models.DateField(null=True, blank=True)
    publicity_ended_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decision_text = models.TextField(blank=True)
    decision = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    building_since = models.DateField(null=True, blank=True)
    rectify_until = models.DateField(null=True, blank=True)
    rectify_extended = models.BooleanField(default=False)
    rectified_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["department", "state"], name="commitment_at_department"),
            models.Index(fields=["region", "state"], name="commitment_of_region"),
            models.Index(fields=["enterprise", "-created_at"], name="commitment_of_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "track", "item_code"],
                condition=models.Q(
                    state__in=[
                        "DRAFT", "SIGNED", "PUBLICISED", "DECIDED", "BUILDING", "VERIFYING", "BREACHED", "RECTIFYING",
                        "HEARING",
                    ]
                )
                & ~models.Q(track="RQ"),
                name="one_open_commitment_per_item",
            ),
            models.CheckConstraint(
                name="signed_commitment_has_its_letter",
                condition=models.Q(state="DRAFT")
                | models.Q(signed_at__isnull=False, letter__isnull=False, signed_file__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_commitment_has_a_date",
                condition=models.Q(state__in=["DRAFT", "SIGNED", "PUBLICISED", "WITHDRAWN"])
                | models.Q(decided_on__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.item_name}"

    @property
    def label(self) -> str:
        """What it is about, in the active language."""
        return by_language(self.item_name, self.item_name_en)


class NoticeCommitment(Commitment):
    """告知承诺: replaces the examination of conditions; decided at once, verified in full within two months."""

    conditions_told = models.JSONField(default=list)
    """What the authority told: condition, standard and the way it is verified, as printed."""
    holds_now = models.BooleanField(default=True)
    """已符合 when signed; else the obligations name the day."""
    verify_by = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice and commitment")


class LateFiling(Commitment):
    """容缺后补: replaces the delivery time of deferrable papers; no construction start before all are in."""

    application_id = models.BigIntegerField(db_index=True)
    """The joint application (in the room below) whose papers are late."""
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    """The case (in the room below) of an item that joined later, where the papers are its alone; None for the whole file."""
    stage = models.CharField(max_length=4)
    completed_on = models.DateField(null=True, blank=True)
    """The day the last late paper came."""

    class Meta:
        verbose_name = _("late filing")


class BuildFirstCommitment(Commitment):
    """企业承诺、先建后验: permission to start named works before an ordinary assessment is complete."""

    works = models.CharField(max_length=300)
    """The works that may start."""

    class Meta:
        verbose_name = _("build first, verify later")


class Objection(models.Model):
    """异议: what somebody said during the publicity, and the department's answer."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="objections")
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)
    """Read by the deciding department alone."""
    text = models.TextField()
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    sustained = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                name="answered_objection_has_an_answer",
                condition=models.Q(answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(sustained__isnull=False)),
            )
        ]
