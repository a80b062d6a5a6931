from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionalAssessmentsConfig(AppConfig):
    name = "regional_assessments"
    verbose_name = _("Zones and regional assessments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import landing, scope
        from accounts.posts import ZONE_MANAGER
        from core import nav
        from regional_assessments import land
        from regional_assessments.board import layers
        from regional_assessments.units import commands, expiry, reevaluation  # noqa: F401  (verbs and sweeps register themselves)

        nav.announce(nav.Entry(_("Zones"), "regional_assessments:list", "polygon", 60, scope.is_officer))
        nav.announce(nav.Entry(_("Map"), "regional_assessments:map", "map", 58, layers.signed_in))
        nav.announce_view(
            "regional_assessments:map",
            nav.View(_("Land and assessed areas"), "regional_assessments:map", layers.signed_in),
        )
        nav.announce(nav.Entry(_("Standard land"), "regional_assessments:land_list", "flag", 61, scope.is_officer))
        nav.announce_view(
            "regional_assessments:land_list",
            nav.View(_("Parcels"), "regional_assessments:land_list", layers.signed_in),
            nav.View(_("Control indicators"), "regional_assessments:land_indicators", layers.signed_in),
        )
        nav.announce(nav.Entry(_("Assessed areas"), "regional_assessments:units", "polygon", 62, scope.is_officer))
        layers.ready()
        land.ready()
        landing.announce(ZONE_MANAGER, "regional_assessments:home")
