"""Back office of zones. The outline is data of a survey: it is shown here, not typed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin import Journalled
from regional_assessments.models import Zone


@admin.register(Zone)
class ZoneAdmin(Journalled):
    list_display = ("code", "name", "level", "region", "manager")
    list_filter = ("level",)
    search_fields = ("code", "name", "name_en", "region__name")
    list_select_related = ("region", "manager")
    raw_id_fields = ("region", "manager")
    fields = ("code", "name", "name_en", "level", "region", "manager", "box")
    readonly_fields = ("box",)

    @admin.display(description=_("extent in degrees"))
    def box(self, zone: Zone) -> str:
        """The box of the outline, west, south, east, north."""
        bounds = zone.bounds
        return "—" if bounds is None else ", ".join(f"{degrees:.6f}" for degrees in bounds)
