from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Supervision")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save

        from accounts import landing
        from accounts.posts import SUPERVISOR
        from core import nav
        from core.sweeps import sweep
        from supervision import map_layer
        from supervision.alerting import commands as alert_commands  # noqa: F401
        from supervision.alerting.digest import send_digests
        from supervision.alerting.firing import fire_due
        from supervision.anomalies import commands, setting  # noqa: F401
        from supervision.anomalies.sweeping import sweep_changed
        from supervision.counting import folding, triggers
        from supervision.exporting import sweep as write_exports
        from supervision.queries import may_supervise, may_watch
        from supervision.statement import commands as statement_commands  # noqa: F401
        from supervision.urging import commands as urge_commands  # noqa: F401

        nav.announce(nav.Entry(_("Wall of limits"), "supervision:wall", "clock", 20, may_watch))
        nav.announce_view("regional_assessments:map", nav.View(_("Map of lights"), "supervision:map", may_watch))
        nav.announce(nav.Entry(_("Alerts"), "supervision:alerts", "bell", 21, may_watch))
        nav.announce(nav.Entry(_("Anomalies"), "supervision:anomalies", "flag", 24, may_supervise))
        nav.announce(nav.Entry(_("Statistics"), "supervision:statistics", "chart", 23, may_watch))
        nav.announce(nav.Entry(_("Urge orders"), "supervision:urges", "flag", 22, may_watch))
        sweep("supervision.1_alerts")(fire_due)
        sweep("supervision.2_digest")(send_digests)
        sweep("supervision.anomalies")(sweep_changed)
        sweep("supervision.exports")(write_exports)
        sweep("supervision.count")(folding.sweep)
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="wall triggers")
        post_save.connect(folding.department_changed, sender="accounts.Department", dispatch_uid="wall functions")
        map_layer.ready()
        landing.announce(SUPERVISOR, "supervision:wall")
