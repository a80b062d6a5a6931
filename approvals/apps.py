from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The engine wires signals and permissions when the flows are imported.
        from approvals import flows  # noqa: F401
