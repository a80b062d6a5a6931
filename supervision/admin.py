"""Back office of the supervisors: who is told of which alert."""

from django.contrib import admin

from supervision.models import AlertRoute


@admin.register(AlertRoute)
class AlertRouteAdmin(admin.ModelAdmin):
    """Rules, not law: defaults of this system that a province changes here, with the document they rest on."""

    list_display = ("level", "kind", "role", "active", "basis")
    list_filter = ("level", "active")
