"""Rows of the kernel: journal, outbox, receipts of commands, stored files, numbers, heartbeat."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """办件日志: one fact that happened, never changed. Hash-chained per `chain`."""

    chain = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    blzt = models.PositiveSmallIntegerField(null=True, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=200, blank=True)
    actor_org = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    effective_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["chain", "seq"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="journal_one_entry_per_place")]
        indexes = [models.Index(fields=["subject_type", "subject_id", "seq"], name="journal_by_subject")]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb}"


class JournalHead(models.Model):
    """The last link of a chain; its row lock orders the writers of one chain."""

    chain = models.CharField(max_length=40, primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class OutboxMessage(models.Model):
    """发件箱: something that must leave, written with the fact that caused it."""

    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    dead = models.BooleanField(default=False)

    written_once: ClassVar[bool] = True

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            models.Index(
                fields=["next_at"],
                name="outbox_due",
                condition=models.Q(delivered_at__isnull=True, dead=False),
            )
        ]


class CommandReceipt(models.Model):
    """What a command with this idempotency key answered; pressing submit twice answers the same."""

    key = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    command = models.CharField(max_length=80)
    payload_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_receipt_per_key")]


class StoredFile(models.Model):
    """A file held under its SHA-256, outside the web root; equal content is stored once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"


class NumberSequence(models.Model):
    """The next number of a series such as 办件编号; numbers are never reused."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)


class Heartbeat(models.Model):
    """When a worker, beat or sweep was last alive, and its last failure."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)


class TimeMachine(models.Model):
    """Demo mode only: whole days added to the present."""

    offset_days = models.IntegerField(default=0)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
