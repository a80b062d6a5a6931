"""Back-office view of calendar and clocks (后台): to look at; changes go through commands."""

from django.contrib import admin

from clocks.models import CalendarDay, CalendarVersion, Clock, Stop
from core.admin import ReadOnly


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
