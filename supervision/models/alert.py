"""Alerts of the electronic supervision 预警、黄牌、红牌, who is told of which, and how people want to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Region, User
from accounts.posts import HEAD, LEAD, REVIEWER, SUPERVISOR
from clocks.models import Clock, ClockKind
from supervision.querysets import AlertQuerySet, OwnQuerySet


class Level(models.TextChoices):
    """Levels in the order they are reached; codes 1–3 of 预警类型 (GB/T 39046)."""

    WARN = "WARN", _("pre-warning")
    YELLOW = "YELLOW", _("yellow card")
    RED = "RED", _("red card")
    FORECAST = "FORECAST", _("forecast over the total limit")
    """预测超限: if every open item takes its full limit, the project's cap will not hold (domain §4.5)."""


class Alert(models.Model):
    """监察预警: one clock reached one level, once for ever, with the fields of GB/T 39046.

    A forecast may come right again: then its alert is lifted, and the next time the forecast fails there is a new one.

    `due_on` is the due date in law on the day it fired, `reached_on` the first day of the level, `fired_at` when the
    system said so: late after an outage, never early. A clock moved later keeps its alerts and does not repeat a level.
    """

    number = models.CharField(max_length=40, unique=True)
    """监察编号."""
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="alerts")
    level = models.CharField(max_length=8, choices=Level.choices)
    matter = models.CharField(max_length=80)
    """事由: what is late, see `supervision.alerting.matters`."""
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise_id = models.BigIntegerField(null=True)
    project_code = models.CharField(max_length=24, blank=True)
    due_on = models.DateField(null=True)
    reached_on = models.DateField()
    fired_at = models.DateTimeField()
    absorbed = models.BooleanField(default=False)
    """Reached on the same day as the red card, which alone is told."""
    lifted_at = models.DateTimeField(null=True, blank=True)
    """Of a forecast: since when it holds again."""
    snoozed_until = models.DateField(null=True, blank=True)
    snooze_reason = models.CharField(max_length=300, blank=True)
    snoozed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-fired_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "level"],
                name="one_alert_per_clock_and_level",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="only_a_forecast_is_lifted",
                condition=models.Q(lifted_at__isnull=True) | models.Q(level="FORECAST"),
            ),
            models.CheckConstraint(
                name="a_snoozed_alert_has_a_reason",
                condition=models.Q(snoozed_until__isnull=True) | ~models.Q(snooze_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "-fired_at", "-id"], name="alert_of_region"),
            models.Index(fields=["department", "-fired_at", "-id"], name="alert_of_department"),
            models.Index(fields=["matter"], name="alert_of_matter"),
        ]

    def __str__(self) -> str:
        return self.number


class AlertRoute(models.Model):
    """预警送达规则: who is told when a clock of this kind (any, when empty) reaches this level."""

    ROLES = (
        (REVIEWER, _("reviewer")),
        (HEAD, _("department head")),
        (LEAD, _("lead officer")),
        ("CLERK", _("window clerk")),
        (SUPERVISOR, _("supervisor of the county, else of the city, else of the province")),
        ("APPLICANT", _("enterprise and agent")),
    )
    level = models.CharField(max_length=8, choices=Level.choices)
    kind = models.CharField(max_length=12, choices=ClockKind.choices, blank=True)
    role = models.CharField(max_length=10, choices=ROLES)
    basis = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("alert route")
        verbose_name_plural = _("alert routes")
        ordering = ["level", "kind", "role"]
        constraints = [models.UniqueConstraint(fields=["level", "kind", "role"], name="one_route_per_level_kind_role")]


class AlertPreference(models.Model):
    """How a person wants to be told besides the inbox; in-app messages always come."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="alert_preference")
    email = models.BooleanField(_("e-mail at once"), default=False)
    sms = models.BooleanField(_("SMS at once"), default=False)
    wechat = models.BooleanField(_("WeChat at once"), default=False)
    digest = models.BooleanField(_("one e-mail on every working day"), default=True)
    language = models.CharField(
        _("language of mails"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )

    objects = OwnQuerySet.as_manager()


class Subscription(models.Model):
    """预警订阅: a filter of the wall and a level; whoever has it is told of every clock that fits."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="alert_subscriptions")
    name = models.CharField(_("name"), max_length=60)
    query = models.JSONField(default=dict)
    level = models.CharField(_("from level"), max_length=8, choices=Level.choices, default=Level.WARN)
    created_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_subscription_per_name")]


class Dispatch(models.Model):
    """One notice to one person by one channel; the row is there before anything leaves."""

    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="dispatches")
    day = models.DateField(null=True)
    """Of a digest."""
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "user", "channel"],
                name="one_dispatch_per_alert",
                condition=models.Q(alert__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "day"], name="one_digest_per_day", condition=models.Q(day__isnull=False)
            ),
        ]
