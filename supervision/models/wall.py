"""What the wall keeps: counts with their pending changes, named filters of a person, and exports on their way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import StoredFile
from supervision.querysets import OwnQuerySet


class WallTally(models.Model):
    """亮灯计数: open clocks of one area, department function and stage by light, as of the day in `WallDay`.

    `area` is a prefix of the region code, which stands for a subtree (`36`, `3607`), or a whole code, which stands
    for the clocks of that region alone. `function` is empty for clocks of no single department.
    """

    area = models.CharField(max_length=6)
    function = models.CharField(max_length=30, blank=True)
    stage = models.CharField(max_length=4, blank=True)
    red = models.IntegerField(default=0)
    yellow = models.IntegerField(default=0)
    warn = models.IntegerField(default=0)
    green = models.IntegerField(default=0)
    stopped = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "function", "stage"], name="one_tally_per_place")]


class WallDelta(models.Model):
    """计数变动: `n` more (fewer, when negative) open clocks with these columns; written by triggers, only appended.

    Dates and no light, so that a row waiting here cannot go out of date at midnight. No foreign keys: the rows live
    for seconds.
    """

    region_id = models.CharField(max_length=6)
    department_id = models.BigIntegerField(null=True)
    stage = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=8)
    warn_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    red_on = models.DateField(null=True)
    n = models.IntegerField()


class WallDay(models.Model):
    """计数日期: the one row that says for which day the tallies hold; None asks for a rebuild. Its lock is the fold's."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_day_of_the_wall", condition=models.Q(id=1))]


class SavedFilter(models.Model):
    """常用筛选: a filter of the wall under a name its owner gave it; at most one is what the wall opens with."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_saved_filter_per_name"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="one_default_filter_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExportJob(models.Model):
    """导出任务: rows of the wall as a file, made in the background; asked for first, written once."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        WRITING = "WRITING", _("being written")
        READY = "READY", _("ready")
        FAILED = "FAILED", _("failed")
        EXPIRED = "EXPIRED", _("expired")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook")
        CSV = "csv", _("CSV")

    UNFINISHED = ("WAITING", "WRITING")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wall_exports")
    format = models.CharField(max_length=4, choices=Format.choices)
    query = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    written = models.PositiveIntegerField(default=0)
    """Rows written so far."""
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    """When its writer last said that it is alive; an old one is taken over."""
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="ready_export_has_a_file", condition=~models.Q(state="READY") | models.Q(file__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="export_unfinished", condition=models.Q(state__in=["WAITING", "WRITING"])
            ),
            models.Index(fields=["expires_at"], name="export_ready", condition=models.Q(state="READY")),
        ]

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 if self.state == self.State.READY else min(99, 100 * self.written // self.total) if self.total else 0
