"""Back office of the supervisors: who is told of which alert, and the parameters of supervision."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from supervision.models import AlertRoute, WatchPractice


@admin.register(AlertRoute)
class AlertRouteAdmin(admin.ModelAdmin):
    """Rules, not law: defaults of this system that a province changes here, with the document they rest on."""

    list_display = ("level", "kind", "role", "active", "basis")
    list_filter = ("level", "active")


@admin.register(WatchPractice)
class WatchPracticeAdmin(admin.ModelAdmin):
    """One row of defaults that are not law."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row."""
        return super().has_add_permission(request) and not WatchPractice.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is changed, not thrown away."""
        return False
