from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import append_only, checks  # noqa: F401  (registers the system checks)

        post_migrate.connect(append_only.install, sender=self, dispatch_uid="append-only journal")
