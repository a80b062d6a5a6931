"""A correction asked for after acceptance, and the answer to each point."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.models.application import ItemCase
from approvals.models.notice import NoticeLine
from clocks.models import Stop
from documents.models import Document
from projects.models import Material


class CaseCorrection(models.Model):
    """受理后补正: asked for by the reviewer, granted by the head, told in writing; the promised clock stands still.

    National statuses 6 and 7, never 9 and 10: the applicant is at work, not an expert.
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", _("requested")
        DECLINED = "DECLINED", _("declined")
        RUNNING = "RUNNING", _("waiting for the correction")
        ANSWERED = "ANSWERED", _("answered")
        LAPSED = "LAPSED", _("not answered in time")
        ENDED = "ENDED", _("ended with the case")

    case = models.ForeignKey(ItemCase, on_delete=models.CASCADE, related_name="corrections")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    days = models.PositiveSmallIntegerField()
    """Working days the applicant has from the day of the grant."""
    legal_basis = models.CharField(max_length=200)
    reason = models.TextField()
    """Why it was not named before acceptance."""
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    """Last day of the applicant; then the clock runs again by itself."""
    ended_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stop = models.ForeignKey(Stop, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """补正通知书."""
    end_document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """恢复办理告知书."""

    class Meta:
        verbose_name = _("correction after acceptance")
        verbose_name_plural = _("corrections after acceptance")
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["planned_end_on"], name="correction_running", condition=models.Q(state="RUNNING"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["REQUESTED", "RUNNING"]),
                name="one_open_correction_per_case",
            ),
            models.CheckConstraint(
                name="correction_needs_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
            ),
            models.CheckConstraint(
                name="running_correction_stops_a_clock_and_was_told_in_writing",
                condition=models.Q(state__in=["REQUESTED", "DECLINED"])
                | models.Q(
                    started_on__isnull=False,
                    planned_end_on__isnull=False,
                    stop__isnull=False,
                    document__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_state_display()}"


class CorrectionLine(models.Model):
    """One point: which material, what is wrong, by which clause, and the applicant's answer."""

    correction = models.ForeignKey(CaseCorrection, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    material_key = models.CharField(max_length=60)
    material_name = models.CharField(max_length=120)
    reason = models.TextField()
    clause = models.CharField(max_length=200, blank=True)
    old_material = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The version the point is about, as the department works from it; none where the material was missing."""
    answer_kind = models.CharField(
        max_length=5,
        choices=[
            (kind.value, kind.label)
            for kind in (NoticeLine.Answer.FILE, NoticeLine.Answer.TEXT, NoticeLine.Answer.THERE)
        ],
        blank=True,
    )
    answer = models.TextField(blank=True)
    replacement = models.ForeignKey(Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "position"], name="one_correction_line_per_position")
        ]
