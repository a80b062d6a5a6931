from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import landing
        from accounts.posts import SUPERVISOR
        from core import nav
        from supervision.queries import may_watch

        nav.announce(nav.Entry(_("Wall of limits"), "supervision:wall", "clock", 50, may_watch))
        landing.announce(SUPERVISOR, "supervision:wall")
