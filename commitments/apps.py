from collections.abc import Callable
from typing import Any

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts import scope
        from accounts.posts import APPLICANTS, OFFICERS, SUPERVISOR, ZONE_MANAGER
        from catalogue.access import edits_catalogue
        from commitments import commands, flows, tasks  # noqa: F401  (verbs, flow and sweeps register themselves)
        from core import nav

        def having(*roles: str) -> Callable[[Any], bool]:
            return lambda user: scope.has_role(user, roles)

        nav.announce(
            nav.Entry(_("Promises"), "commitments:index", "sign", 28, having(*APPLICANTS, *OFFICERS)),
            nav.Entry(_("Checks of promises"), "commitments:verifications", "check-circle", 19, having("REVIEWER", "HEAD")),
            nav.Entry(_("Promises kept"), "commitments:overview", "scale", 46, having(SUPERVISOR, ZONE_MANAGER)),
            nav.Entry(_("Credit records"), "commitments:records", "flag", 29, having(*APPLICANTS, SUPERVISOR)),
            nav.Entry(_("Rules of promises"), "commitments:rules", "scale", 82, edits_catalogue),
            nav.Entry(_("Random inspections"), "commitments:inspections", "refresh", 47, having(SUPERVISOR)),
        )  # fmt: skip
