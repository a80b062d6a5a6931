"""The working-day calendar as versioned data, how it is proposed, and where offices were closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from clocks.querysets import CalendarVersionQuerySet, LocalClosureQuerySet


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
