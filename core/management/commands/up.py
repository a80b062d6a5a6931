"""`manage.py up`: everything in one process, or one role of a larger installation."""

import errno
import os
import socket
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
        ensure_free(options["host"], options["port"])
        if "BASE_URL" not in os.environ:
            # QR codes on papers must lead back to this very server.
            os.environ["BASE_URL"] = settings.BASE_URL = f"http://localhost:{options['port']}"
        self.prepare()
        if embedded and options["workers"] != "1":
            raise CommandError("--role all is one process with worker and beat inside; use --role web for several.")
        ensure_free(options["host"], options["port"])  # seeding takes minutes
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


def ensure_free(host: str, port: str) -> None:
    """Refuse a port on which somebody listens already.

    The server binds with SO_REUSEPORT for the sake of its workers, so the system would let two servers share the port
    and give every other request to the other one.

    Raises:
        CommandError: when the port is taken, is none, or is not for this user; it says what to do.
    """
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"{port!r} is no port. Give a number from 1 to 65535: --port 8001, or make demo PORT=8001.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CommandError(f"Port {port} of {host} cannot be used: {error.strerror}.") from error
        raise CommandError(
            f"Port {port} is taken: another server, perhaps a second Bingshen, listens there. Stop it "
            f"(`ss -ltnp 'sport = :{port}'` names it), or take another port: --port {_other(port)}, "
            f"with make: make demo PORT={_other(port)}."
        ) from error


def _other(port: str) -> int:
    return int(port) + 1 if int(port) < 65535 else 8000


def _become(program: str, *arguments: str) -> NoReturn:
    """Replace this process: the memory of migration and seeding is given back."""
    path = Path(sys.executable).parent / program
    if not path.exists():
        raise CommandError(f"{program} is not installed beside {sys.executable}; run `make setup`.")
    sys.stdout.flush()
    os.execv(path, [str(path), *arguments])  # noqa: S606
