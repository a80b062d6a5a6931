"""The row that caches a reckoning.

A `Clock` row changes only when an event happens: `due_on` and the warning dates stand still while it runs, `left` while
it is stopped. A light is a comparison of dates that an index serves.
"""

from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Enterprise, Region
from clocks.models.calendar import CalendarVersion
from clocks.querysets import OPEN_STATES, ClockQuerySet
from core.light import LightRows


class ClockKind(models.TextChoices):
    PROMISED = "PROMISED", _("promised limit")
    STATUTORY = "STATUTORY", _("statutory limit")
    NOTICE = "NOTICE", _("five-day notice")
    CHECK = "CHECK", _("completeness check")
    CORRECTION = "CORRECTION", _("correction by the applicant")
    RECHECK = "RECHECK", _("check of the corrected file")
    STAGE = "STAGE", _("stage budget")
    CAP = "CAP", _("project cap")
    OPINION = "OPINION", _("reply to an opinion request")
    DELIVERY = "DELIVERY", _("delivery")
    SPECIAL = "SPECIAL", _("special procedure")
    VERIFICATION = "VERIFICATION", _("verification")
    URGE = "URGE", _("reply to an urge order")
    COMMITMENT = "COMMITMENT", _("promise to be kept")
    RECTIFY = "RECTIFY", _("rectification of a promise")
    CONVERSION = "CONVERSION", _("formal document after late files")
    HEARING = "HEARING", _("right to be heard")
    RENEWAL = "RENEWAL", _("decision on a renewal")


class LimitUnit(models.TextChoices):
    WORKING_DAY = "WORKING_DAY", _("working days")
    CALENDAR_DAY = "CALENDAR_DAY", _("calendar days")
    EXACT_DAY = "EXACT_DAY", _("calendar days to a given day")
    MONTH = "MONTH", _("months")


class Clock(LightRows):
    """时限时钟: one running, stopped or ended limit of any kind.

    `subject_type`/`subject_id` name the row it belongs to; region, department and project stand
    beside it so that the supervisors' wall is one indexed table.
    """

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("running")
        STOPPED = "STOPPED", _("stopped")
        ENDED = "ENDED", _("ended")

    kind = models.CharField(max_length=12, choices=ClockKind.choices)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    project_id = models.BigIntegerField(db_index=True)
    project_name = models.CharField(max_length=200, blank=True)
    project_code = models.CharField(max_length=24, blank=True)
    enterprise = models.ForeignKey(Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)
    """What is being timed, as an officer calls it: item name, stage name."""
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=4, blank=True)
    flow_type = models.CharField(max_length=30, blank=True)
    counts_in_cap = models.BooleanField(default=False)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    """The stage clock whose budget this item's days spend."""
    scope = models.CharField(max_length=40, blank=True)
    """Of a project cap: the stages it covers, as in `S1 S2 S3`; empty for all."""

    origin_on = models.DateField()
    """Day 0; day 1 is the next working day (民法典 201)."""
    origin_fixed = models.BooleanField(default=False)
    """Of a project cap: day 0 is given by a contract, and item days up to it do not count (用地出让合同日)."""
    limit = models.PositiveSmallIntegerField()
    extended_by = models.PositiveSmallIntegerField(default=0)
    """The part of `limit` that an extension added (延期)."""
    unit = models.CharField(max_length=12, choices=LimitUnit.choices, default=LimitUnit.WORKING_DAY)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    due_on = models.DateField(null=True, blank=True)
    """The last day in time; of a stopped clock, if it goes on as planned. Null while a cap or budget waits."""
    warn_on = models.DateField(null=True, blank=True)
    red_on = models.DateField(null=True, blank=True)
    """First day of the red card; yellow is the first day after `due_on`."""
    left = models.IntegerField(null=True, blank=True)
    """Days left, frozen, while stopped or ended."""
    used = models.PositiveIntegerField(null=True, blank=True)
    """Days used, frozen, while stopped or ended."""
    rested = models.PositiveSmallIntegerField(default=0)
    """Days since `due_on` on which a late clock stood still; they make it no later."""
    forecast = models.PositiveIntegerField(null=True, blank=True)
    """Of an open project cap: the days it will have used if every open item takes its full limit (预测用时)."""
    provisional = models.BooleanField(default=False)
    calendar = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+")
    stopped_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"], name="one_clock_per_kind_and_subject"
            ),
            models.CheckConstraint(
                name="running_clock_has_a_due_date",
                condition=~models.Q(state="RUNNING")
                | models.Q(due_on__isnull=False)
                | models.Q(kind__in=["CAP", "STAGE"]),
            ),
            models.CheckConstraint(
                name="ended_clock_has_an_end", condition=~models.Q(state="ENDED") | models.Q(ended_on__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="clock_running", condition=models.Q(state="RUNNING")),
            models.Index(
                fields=["region", "due_on", "id"], name="clock_running_region", condition=models.Q(state="RUNNING")
            ),
            models.Index(
                fields=["department", "due_on", "id"], name="clock_running_dept", condition=models.Q(state="RUNNING")
            ),
            models.Index(
                fields=["enterprise", "due_on", "id"],
                name="clock_running_enterprise",
                condition=models.Q(state="RUNNING"),
            ),
            # The wall of a province or city: a prefix by equality, so that the order comes from the index too.
            models.Index(
                Left("region_id", 2), "due_on", "id", name="clock_running_province", condition=models.Q(state="RUNNING")
            ),
            models.Index(
                Left("region_id", 4), "due_on", "id", name="clock_running_city", condition=models.Q(state="RUNNING")
            ),
            models.Index(fields=["stopped_on", "id"], name="clock_stopped", condition=models.Q(state="STOPPED")),
            models.Index(
                Left("region_id", 2),
                "stopped_on",
                "id",
                name="clock_stopped_province",
                condition=models.Q(state="STOPPED"),
            ),
            models.Index(
                Left("region_id", 4),
                "stopped_on",
                "id",
                name="clock_stopped_city",
                condition=models.Q(state="STOPPED"),
            ),
            models.Index(
                fields=["department", "stopped_on", "id"],
                name="clock_stopped_dept",
                condition=models.Q(state="STOPPED"),
            ),
            # The numbers of a narrowed wall.
            models.Index(Left("region_id", 2), name="clock_open_province", condition=models.Q(state__in=OPEN_STATES)),
            models.Index(Left("region_id", 4), name="clock_open_city", condition=models.Q(state__in=OPEN_STATES)),
            models.Index(fields=["region"], name="clock_open_region", condition=models.Q(state__in=OPEN_STATES)),
            models.Index(fields=["department"], name="clock_open_dept", condition=models.Q(state__in=OPEN_STATES)),
            # What changes its light between two days.
            models.Index(fields=["warn_on"], name="clock_running_warn", condition=models.Q(state="RUNNING")),
            models.Index(fields=["red_on"], name="clock_running_red", condition=models.Q(state="RUNNING")),
            models.Index(
                fields=["id"],
                name="clock_forecast_over",
                condition=models.Q(kind="CAP", state="RUNNING", forecast__gt=models.F("limit")),
            ),
            models.Index(fields=["project_id", "kind"], name="clock_of_project"),
            models.Index(fields=["subject_type", "subject_id"], name="clock_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"
