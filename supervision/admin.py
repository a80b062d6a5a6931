"""Back office of the supervisors: who is told of which alert, and the parameters of supervision."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import Journalled
from supervision.models import AlertRoute, WatchPractice


@admin.register(AlertRoute)
class AlertRouteAdmin(Journalled):
    """Rules, not law: defaults of this system that a province changes here, with the document they rest on."""

    list_display = ("level", "kind", "role", "active", "basis")
    list_filter = ("level", "active")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A route nobody wants any more may go; the journal keeps that it was there."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(WatchPractice)
class WatchPracticeAdmin(Journalled):
    """One row of defaults that are not law."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row."""
        return super().has_add_permission(request) and not WatchPractice.objects.exists()
