from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "clocks"
    verbose_name = _("Clocks and calendars")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from clocks import publishing, tasks  # noqa: F401  (the command and the sweeps register themselves)
        from clocks.current import current_calendar
        from core import health

        health.reports("calendar_until", lambda: current_calendar().published_until.isoformat())
