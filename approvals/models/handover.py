"""How the papers of a stage reach the enterprise."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.delivery.querysets import HandoverQuerySet
from approvals.models.application import JointApplication
from core.models import StoredFile
from documents.models import Document


class Handover(models.Model):
    """送达: papers that leave together, over the counter or by courier; a re-issued paper is a hand-over of its own."""

    class State(models.TextChoices):
        READY = "READY", _("ready to hand over")
        HANDED = "HANDED", _("handed over, may be undone")
        SENT = "SENT", _("with the courier")
        SERVED = "SERVED", _("delivered")

    class Way(models.TextChoices):
        WINDOW = "WINDOW", _("collect at the window")
        POST = "POST", _("by post")

    class Receiver(models.TextChoices):
        LEGAL = "LEGAL", _("legal representative")
        AGENT = "AGENT", _("authorised agent")
        STAFF = "STAFF", _("employee of the enterprise")

    class Paper(models.TextChoices):
        RESIDENT = "RESIDENT", _("resident identity card")
        PASSPORT = "PASSPORT", _("passport")
        PERMIT = "PERMIT", _("residence or travel permit")

    application = models.ForeignKey(JointApplication, on_delete=models.PROTECT, related_name="handovers")
    papers = models.ManyToManyField(Document, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.READY)
    way = models.CharField(max_length=6, choices=Way.choices)
    code = models.CharField(max_length=6)
    """取件码: what the applicant says at the counter."""
    ready_at = models.DateTimeField()
    receiver = models.CharField(max_length=60, blank=True)
    receiver_is = models.CharField(max_length=5, choices=Receiver.choices, blank=True)
    id_kind = models.CharField(max_length=8, choices=Paper.choices, blank=True)
    id_tail = models.CharField(max_length=4, blank=True)
    """The last four characters of the identity paper; more is not kept (个人信息保护法第六条)."""
    signature = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    courier = models.CharField(max_length=40, blank=True)
    tracking = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    handed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """送达回证."""

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["ready_at", "id"]
        indexes = [
            models.Index(fields=["ready_at", "id"], name="handover_open", condition=~models.Q(state="SERVED")),
        ]
        constraints = [
            models.CheckConstraint(
                name="handed_papers_have_a_receiver",
                condition=models.Q(state__in=["READY", "SENT"])
                | (~models.Q(receiver="") & models.Q(handed_by__isnull=False, handed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sent_papers_have_a_tracking_number",
                condition=~models.Q(state="SENT") | (~models.Q(tracking="") & models.Q(sent_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="served_papers_have_a_day_and_a_proof",
                condition=~models.Q(state="SERVED") | models.Q(served_on__isnull=False, document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.code}"
