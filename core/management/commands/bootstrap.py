"""`manage.py bootstrap`: what every installation needs before its first user; safe to repeat."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load regions, calendar and catalogue where they are missing (each room's `bootstrap.py`)."

    def handle(self, *args: Any, **options: Any) -> None:
        for config in apps.get_app_configs():
            name = f"{config.name}.bootstrap"
            if "." not in config.name and find_spec(name):
                said = import_module(name).run()
                if said and options["verbosity"] > 0:
                    self.stdout.write(f"  {config.name}: {said}")
