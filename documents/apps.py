from pathlib import Path

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from accounts import landing, scope
        from accounts.posts import ADMIN, APPLICANTS
        from core import nav
        from documents import commands  # noqa: F401  (registers itself)
        from documents.letters.commands import keeps_letters
        from documents.render import fonts

        landing.announce(ADMIN, "documents:letters", keeps_letters)
        fonts.use_fonts_in(Path(settings.FONT_DIR))
        nav.announce(
            nav.Entry(_("Verify a paper"), "documents:verify_form", "shield", 95, lambda user: user.is_authenticated),
            nav.Entry(
                _("Wallet of papers"),
                "documents:wallet",
                "certificate",
                27,
                lambda user: scope.has_role(user, APPLICANTS),
            ),
            nav.Entry(_("Letter templates"), "documents:letters", "file", 82, keeps_letters),
        )
