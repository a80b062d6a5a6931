"""`manage.py up`: everything in one process, or one role of a larger installation."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Migrate, seed the demo if asked for, and serve. --role web|worker|beat runs one part."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", choices=["all", "web", "worker", "beat"], default="all")
        parser.add_argument("--host", default=os.environ.get("HOST", "0.0.0.0"))  # noqa: S104
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--workers", default=os.environ.get("WEB_WORKERS", "1"))
        parser.add_argument("--threads", default=os.environ.get("WEB_THREADS", "4"))

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        embedded = role == "all"
        if role in ("web", "worker", "beat") and settings.CELERY_BROKER_URL.startswith("memory"):
            raise CommandError(
                "Separate roles need a broker: set CELERY_BROKER_URL, or run `manage.py up` as one process."
            )
        if role == "worker":
            _become("celery", "-A", "config", "worker", "--loglevel", "INFO", "--concurrency", options["workers"])
        if role == "beat":
            _become("celery", "-A", "config", "beat", "--loglevel", "INFO")
        if "BASE_URL" not in os.environ:
            # QR codes on papers must lead back to this very server.
            os.environ["BASE_URL"] = settings.BASE_URL = f"http://localhost:{options['port']}"
        self.prepare()
        if embedded and options["workers"] != "1":
            raise CommandError("--role all is one process with worker and beat inside; use --role web for several.")
        self.announce(options["port"])
        _become(
            "granian",
            "--interface", "wsgi",
            "--host", options["host"],
            "--port", options["port"],
            "--workers", options["workers"],
            "--blocking-threads", options["threads"],
            "--no-ws",
            "config.embedded:application" if embedded else "config.wsgi:application",
        )  # fmt: skip

    def prepare(self) -> None:
        """Migrate, publish the catalogue and the calendar where they are missing, seed the demo."""
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        call_command("bootstrap")
        if settings.DEMO_MODE:
            call_command("seed_demo", if_empty=True, stdout=self.stdout)

    def announce(self, port: str) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nBingshen 并审 is at http://localhost:{port}/"))
        if settings.DEMO_MODE:
            call_command("seed_demo", accounts=True, stdout=self.stdout)
        self.stdout.flush()


def _become(program: str, *arguments: str) -> NoReturn:
    """Replace this process: the memory of migration and seeding is given back."""
    path = Path(sys.executable).parent / program
    if not path.exists():
        raise CommandError(f"{program} is not installed beside {sys.executable}; run `make setup`.")
    sys.stdout.flush()
    os.execv(path, [str(path), *arguments])  # noqa: S606
