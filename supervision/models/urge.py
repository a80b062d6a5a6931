"""Urge orders 督办: a supervisor asks a department why, and what it will do until when; answered in rounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, User
from clocks.models import Clock
from documents.models import Document
from projects.models import Project
from supervision.querysets import UrgeQuerySet


class UrgeOrder(models.Model):
    """督办单. One open order per clock; its own limit runs until the reply comes."""

    class State(models.TextChoices):
        ISSUED = "ISSUED", _("waits for acknowledgement")
        ACKNOWLEDGED = "ACKNOWLEDGED", _("acknowledged, waits for the reply")
        REPLIED = "REPLIED", _("replied, waits for the supervisor")
        CLOSED = "CLOSED", _("closed")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    OPEN_STATES = ("ISSUED", "ACKNOWLEDGED", "REPLIED")

    number = models.CharField(max_length=40, unique=True)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="urge_orders")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="urge_orders")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="urge_orders")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    round = models.PositiveSmallIntegerField(default=1)
    demand = models.TextField()
    reply_due_on = models.DateField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    objects = UrgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("urge order")
        verbose_name_plural = _("urge orders")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"],
                condition=models.Q(state__in=["ISSUED", "ACKNOWLEDGED", "REPLIED"]),
                name="one_open_urge_order_per_clock",
            )
        ]
        indexes = [
            models.Index(fields=["region", "-issued_at", "-id"], name="urge_of_region"),
            models.Index(fields=["department", "-issued_at", "-id"], name="urge_of_department"),
        ]

    def __str__(self) -> str:
        return self.number


class UrgeReply(models.Model):
    """督办答复, one per round, with what the supervisor said to it. A returned one carries the limit of the next."""

    order = models.ForeignKey(UrgeOrder, on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    measures = models.TextField()
    expected_on = models.DateField(null=True, blank=True)
    given_at = models.DateTimeField()
    late_by_days = models.PositiveSmallIntegerField(default=0)
    accepted = models.BooleanField(null=True)
    judged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="one_urge_reply_per_round")]
