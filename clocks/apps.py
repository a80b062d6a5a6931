from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "clocks"
    verbose_name = _("Clocks and calendars")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import landing
        from accounts.posts import ADMIN
        from clocks import closing, proposals, publishing, stopping, tasks  # noqa: F401  (commands and sweeps register themselves)
        from clocks.current import current_calendar
        from clocks.publishing import keeps_calendar
        from core import health, nav

        health.reports("calendar_until", lambda: current_calendar().published_until.isoformat())
        landing.announce(ADMIN, "clocks:calendar", keeps_calendar)
        nav.announce(nav.Entry(_("Working calendar"), "clocks:calendar", "calendar", 80, keeps_calendar))
