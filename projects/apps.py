from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import landing, scope
        from accounts.posts import ADMIN, AGENT, APPLICANTS, GOVERNMENT, OWNER
        from core import nav
        from projects import commands  # noqa: F401  (commands register themselves)

        nav.announce(
            nav.Entry(_("My projects"), "projects:list", "building", 10, lambda user: scope.has_role(user, APPLICANTS)),
            nav.Entry(
                _("Projects"),
                "projects:list",
                "building",
                25,
                lambda user: scope.has_role(user, GOVERNMENT - {ADMIN}) and not scope.has_role(user, APPLICANTS),
            ),
        )
        for role in (OWNER, AGENT):
            landing.announce(role, "projects:list")
