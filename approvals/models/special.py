"""Procedures that stop the clock of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from clocks.evidence import EVIDENCE
from clocks.models import Stop, StopKind
from documents.models import Document


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

    @property
    def paper(self) -> str:
        """Name of the paper it rests on; `evidence` is its number and title."""
        return str(EVIDENCE[self.kind])
