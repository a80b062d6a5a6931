"""Back office of the outbox (发件箱): what did not leave, why, and sending it again. Contents are not shown (ADR 12)."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import outbox
from core.models import OutboxMessage


class ReadOnly(admin.ModelAdmin):
    """Rows to be listed and looked at: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StandFilter(admin.SimpleListFilter):
    """Delivered, waiting, failed and tried again, or given up."""

    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The four."""
        return [("dead", _("given up")), ("failed", _("failed, tried again")), ("waiting", _("waiting to leave")),
                ("delivered", _("delivered"))]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: "QuerySet[OutboxMessage]") -> "QuerySet[OutboxMessage]":
        """The rows of the chosen stand."""
        return {
            "dead": queryset.filter(dead=True),
            "failed": queryset.filter(dead=False, delivered_at=None, attempts__gt=0),
            "waiting": queryset.filter(dead=False, delivered_at=None, attempts=0),
            "delivered": queryset.exclude(delivered_at=None),
        }.get(self.value() or "", queryset)


@admin.register(OutboxMessage)
class OutboxAdmin(admin.ModelAdmin):
    """Read only, but for sending again."""

    list_display = ("pk", "topic", "created_at", "attempts", "next_at", "delivered_at", "dead", "last_error")
    list_filter = (StandFilter, "topic")
    fields = readonly_fields = (
        "topic",
        "dedupe",
        "created_at",
        "attempts",
        "next_at",
        "delivered_at",
        "dead",
        "last_error",
    )
    actions = ("send_again",)
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages come from commands alone."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing that must leave is thrown away."""
        return False

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: "QuerySet[OutboxMessage]") -> None:
        """Try the chosen ones anew; those that left already stay as they are."""
        count = sum(outbox.resend.perform(request.user, message) for message in queryset.filter(delivered_at=None))
        self.message_user(
            request,
            ngettext("%(n)d message is tried again.", "%(n)d messages are tried again.", count) % {"n": count},
            messages.SUCCESS,
        )
