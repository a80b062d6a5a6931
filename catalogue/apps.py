from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue of approval items")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalogue import commands  # noqa: F401  (commands register themselves)
        from core import nav

        nav.announce(nav.Entry(_("Service guide"), "catalogue:guide", "book", 90, lambda user: user.is_authenticated))
