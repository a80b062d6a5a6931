"""Cases of other systems, read from their event logs, for comparison in the statistics; they run no clock here."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.posts import SUPERVISOR
from clocks.models import LimitUnit


class HistoryLogQuerySet(models.QuerySet["HistoryLog"]):
    """历史日志."""

    def visible_to(self, user: Any) -> Self:
        """All of them for supervisors; a foreign log belongs to no region of ours."""
        return self if scope.has_role(user, SUPERVISOR) else self.none()


class HistoryCaseQuerySet(models.QuerySet["HistoryCase"]):
    """历史办件."""

    def visible_to(self, user: Any) -> Self:
        """All of them for supervisors, as their logs."""
        return self if scope.has_role(user, SUPERVISOR) else self.none()


class HistoryLog(models.Model):
    """历史日志: one imported event log; imported again under the same name it replaces its cases."""

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    calendar = models.CharField(max_length=60)
    """Version of the calendar its days were counted with."""
    events = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    faults = models.PositiveIntegerField(default=0)
    """Cases, events and rows that could not be read."""
    imported_at = models.DateTimeField()

    objects = HistoryLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported log")
        verbose_name_plural = _("imported logs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.title or self.name


class HistoryCase(models.Model):
    """历史办件: one case of an imported log. Days are in `unit` (months in calendar days); `span` = `used` + `stopped`.

    A case without an end is counted up to the evening of its last event.
    """

    log = models.ForeignKey(HistoryLog, on_delete=models.CASCADE, related_name="history")
    case = models.CharField(max_length=100)
    item = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    accepted_on = models.DateField()
    """Day 0."""
    ended_on = models.DateField(null=True, blank=True)
    limit = models.PositiveSmallIntegerField()
    """With the extension, if one was given."""
    unit = models.CharField(max_length=12, choices=LimitUnit.choices)
    used = models.PositiveIntegerField()
    stopped = models.PositiveIntegerField()
    span = models.PositiveIntegerField()
    rounds = models.PositiveSmallIntegerField(default=0)
    """Returns to the applicant."""

    objects = HistoryCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of an imported log")
        verbose_name_plural = _("cases of imported logs")
        ordering = ["log", "accepted_on", "case"]
        constraints = [
            models.UniqueConstraint(fields=["log", "case"], name="one_history_case_per_log"),
            models.CheckConstraint(
                name="history_case_ends_after_it_begins",
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("accepted_on")),
            ),
            models.CheckConstraint(
                name="history_span_is_used_and_stopped",
                condition=models.Q(span=models.F("used") + models.F("stopped")),
            ),
        ]
        indexes = [models.Index(fields=["log", "item", "organisation"], name="history_by_item")]

    def __str__(self) -> str:
        return self.case
