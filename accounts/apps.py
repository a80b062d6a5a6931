from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and authorities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import actors, commands, scope, signals  # noqa: F401  (actors and commands register themselves)
        from accounts.posts import OWNER
        from core import context, nav

        signals.connect()
        context.provides("user_title", lambda request: scope.title(request.user))
        nav.announce(
            nav.Entry(
                label=_("People of the enterprise"),
                url_name="accounts:people",
                icon="users",
                order=80,
                shows=lambda user: scope.has_role(user, OWNER),
            ),
            nav.Entry(
                label=_("Back office"),
                url_name="admin:index",
                icon="layers",
                order=85,
                shows=lambda user: user.is_active and user.is_staff,
            ),
            nav.Entry(
                label=_("My account"),
                url_name="accounts:account",
                icon="user",
                order=99,
                shows=lambda user: user.is_authenticated,
            ),
        )
