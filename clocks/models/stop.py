"""What stops a clock: the kinds, the rule each was entered under, the stops themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.light import LightRows


class StopKind(models.TextChoices):
    """计时暂停的种类; which clocks each stops is a rule, with its article, in `stop_rules`."""

    HEARING = "HEARING", _("hearing")
    TENDER = "TENDER", _("tender or auction")
    TESTING = "TESTING", _("inspection, testing, quarantine or appraisal")
    EXPERT_REVIEW = "EXPERT_REVIEW", _("expert review")
    PUBLICITY = "PUBLICITY", _("publicity required by law")
    CORRECTION = "CORRECTION", _("correction after acceptance")
    THIRD_PARTY = "THIRD_PARTY", _("third-party technical review")
    APPLICANT = "APPLICANT", _("waiting at the applicant's request")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("force majeure or system failure")
    LATE_FILING = "LATE_FILING", _("waiting for late files")


class StoppingRule(models.Model):
    """特别程序规则: what an administrator may set of one kind of stop; begins as `stop_rules.STOP_RULES`.

    Whether the statutory limit stops is law and not set here. Every change is journalled with its version; stops
    entered before keep what they were entered under.
    """

    kind = models.CharField(max_length=14, choices=StopKind.choices, unique=True)
    stops_promised = models.BooleanField()
    longest = models.PositiveSmallIntegerField(null=True, blank=True)
    """Working days; null as long as the procedure lasts."""
    times = models.PositiveSmallIntegerField()
    """How often a case may be stopped for this kind."""
    law = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rule of special procedures")
        verbose_name_plural = _("rules of special procedures")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="stop_may_happen_at_least_once", condition=models.Q(times__gte=1)),
            models.CheckConstraint(
                name="stop_lasts_at_least_a_day",
                condition=models.Q(longest__isnull=True) | models.Q(longest__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"


class Stop(LightRows):
    """计时暂停 (特别程序): days in (started_on, ends_on] are not counted on the clocks it stops."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    project_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=14, choices=StopKind.choices)
    started_on = models.DateField()
    planned_end_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200)
    reason = models.TextField()
    evidence = models.CharField(max_length=200, blank=True)
    """Number and title of the paper it rests on; what paper that is, `clocks.evidence` says for each kind."""
    end_evidence = models.CharField(max_length=200, blank=True)
    """Number of the paper that told that the clock runs again."""
    requested_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    stops_statutory = models.BooleanField(null=True, blank=True)
    stops_promised = models.BooleanField(null=True, blank=True)
    """What it stops, by the rule in force when it was entered; null: by the shipped rule of its kind."""

    class Meta:
        verbose_name = _("clock stop")
        verbose_name_plural = _("clock stops")
        ordering = ["started_on", "id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="stop_of_subject"),
            models.Index(fields=["planned_end_on"], name="stop_open", condition=models.Q(ended_on__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_starts",
                condition=models.Q(planned_end_on__gte=models.F("started_on"))
                & (models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on"))),
            ),
            models.CheckConstraint(
                name="stop_has_two_persons",
                condition=models.Q(requested_by__isnull=True)
                | models.Q(approved_by__isnull=True)
                | ~models.Q(requested_by=models.F("approved_by")),
            ),
        ]
