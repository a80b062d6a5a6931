"""What a person is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals.querysets import MessageQuerySet


class Message(models.Model):
    """站内消息 to one person. The sentence is put together when read, in the reader's language."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    link = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="message_of_user"),
            models.Index(fields=["user"], name="message_unread", condition=models.Q(read_at__isnull=True)),
        ]
