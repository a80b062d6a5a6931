"""Back-office view of calendar and clocks (后台): to look at; changes go through commands."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clocks.models import CalendarDay, CalendarVersion, Clock, Stop


class ReadOnly(admin.ModelAdmin):
    """Nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarVersion)
class CalendarVersionAdmin(ReadOnly):
    list_display = ("__str__", "region", "source", "official_until", "published_at")


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly):
    list_display = ("date", "kind", "note", "source", "version")
    list_filter = ("version", "kind")
    date_hierarchy = "date"


@admin.register(Clock)
class ClockAdmin(ReadOnly):
    list_display = ("label", "kind", "project_name", "state", "origin_on", "limit", "due_on", "provisional")
    list_filter = ("kind", "state", "provisional")
    list_select_related = ("calendar",)
    search_fields = ("label", "project_name", "project_code")


@admin.register(Stop)
class StopAdmin(ReadOnly):
    list_display = ("kind", "started_on", "planned_end_on", "ended_on", "legal_basis")
    list_filter = ("kind",)
