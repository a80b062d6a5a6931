"""The calendar as versioned data, and the rows that cache reckonings.

A `Clock` row changes only when an event happens: `due_on` and the warning dates stand still while
it runs, `left` while it is stopped. A light is a comparison of dates that an index serves.
"""

from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Enterprise, Region
from clocks.querysets import OPEN_STATES, CalendarVersionQuerySet, ClockQuerySet, LocalClosureQuerySet


class CalendarVersion(models.Model):
    """日历版本: one published state of the working-day calendar, of the province or of a region with offices closed.

    A version with a region lies over the province's version of the same number and adds its closed days (`days`).
    """

    number = models.PositiveIntegerField()
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=0)
    """Of a region: 1, 2, … over one province version; the highest is in force."""
    source = models.TextField()
    """The documents it rests on: the notice, then each closure with its number."""
    note = models.CharField(max_length=300, blank=True)
    official_until = models.DateField()
    """The last day covered by a State Council notice; later dates are provisional (暂定)."""
    published_at = models.DateTimeField()

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="one_province_calendar_per_number", condition=models.Q(region__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["number", "region", "edition"],
                name="one_regional_calendar_per_edition",
                condition=models.Q(region__isnull=False),
            ),
            models.CheckConstraint(
                name="regional_calendar_has_an_edition",
                condition=models.Q(region__isnull=True, edition=0) | models.Q(region__isnull=False, edition__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return version_name(self.number, self.region_id, self.edition)


def version_name(number: int, region_id: str | None, edition: int) -> str:
    """How a version is called (日历版本号): `v3`, and `v3+360123.1` with the first closures of a county over it."""
    return f"v{number}+{region_id}.{edition}" if region_id else f"v{number}"


class CalendarDay(models.Model):
    """A day that differs from Monday–Friday, in one calendar version."""

    class Kind(models.TextChoices):
        HOLIDAY = "HOLIDAY", _("holiday")
        MAKEUP = "MAKEUP", _("make-up working day")
        CLOSURE = "CLOSURE", _("local closure")

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice day")
        verbose_name_plural = _("notice days")
        ordering = ["version", "date"]
        constraints = [models.UniqueConstraint(fields=["version", "date"], name="one_kind_per_day")]


class CalendarProposal(models.Model):
    """日历导入申请: a notice one administrator entered and another confirms before it becomes a version."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting for a second person")
        APPLIED = "APPLIED", _("applied")
        REJECTED = "REJECTED", _("not applied")

    text = models.TextField()
    """The notice as pasted, so that the second person compares with the original."""
    days = models.JSONField()
    """[[date, kind, festival], …] as understood from the text."""
    source = models.CharField(max_length=200)
    official_until = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    version = models.ForeignKey(CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("calendar proposal")
        verbose_name_plural = _("calendar proposals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="calendar_is_confirmed_by_another",
                condition=~models.Q(state="APPLIED") | ~models.Q(decided_by=models.F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class LocalClosure(models.Model):
    """局部停办: a document closes the offices of a region for some days, as in a flood; these are no working days there.

    A row with `lifts` takes an earlier one back by a document of its own. Both take two administrators.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting for a second person")
        APPLIED = "APPLIED", _("applied")
        REJECTED = "REJECTED", _("not applied")
        LIFTED = "LIFTED", _("lifted")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    document = models.CharField(max_length=200)
    """Name and number of the document, as in 关于防汛应急期间暂停办公的通知（赣府明电〔2026〕12号）."""
    reason = models.CharField(max_length=60)
    lifts = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="liftings")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = LocalClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("local closure")
        verbose_name_plural = _("local closures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins", condition=models.Q(last_day__gte=models.F("first_day"))
            ),
            models.CheckConstraint(
                name="closure_is_confirmed_by_another",
                condition=models.Q(state__in=["WAITING", "REJECTED"]) | ~models.Q(decided_by=models.F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["lifts"],
                name="closure_is_lifted_once",
                condition=models.Q(lifts__isnull=False, state__in=["WAITING", "APPLIED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.document


class ClockKind(models.TextChoices):
    PROMISED = "PROMISED", _("promised limit")
    STATUTORY = "STATUTORY", _("statutory limit")
    NOTICE = "NOTICE", _("five-day notice")
    CHECK = "CHECK", _("completeness check")
    CORRECTION = "CORRECTION", _("correction by the applicant")
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


class LimitUnit(models.TextChoices):
    WORKING_DAY = "WORKING_DAY", _("working days")
    CALENDAR_DAY = "CALENDAR_DAY", _("calendar days")
    MONTH = "MONTH", _("months")


class Clock(models.Model):
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


class Stop(models.Model):
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
