from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The engine wires its signals when the flows are imported; verbs, sweeps and messages register themselves.
        from approvals import commands, flows, messages, tasks  # noqa: F401
