from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commitments import commands, flows, tasks  # noqa: F401  (verbs, flow and sweeps register themselves)
