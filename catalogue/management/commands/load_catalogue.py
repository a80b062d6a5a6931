"""`manage.py load_catalogue [--publish]`: the catalogue written in the repository, as a version."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.parse_parts import CatalogueSourceError
from catalogue.publish import load_catalogue, publish
from catalogue.source import DATA
from core.errors import Refusal


class Command(BaseCommand):
    help = "Load the catalogue of approval items as a draft version, or with --publish put it in force."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--publish", action="store_true", help="validate the version and put it in force")
        parser.add_argument("--folder", type=Path, default=DATA, help="where the YAML files are")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = load_catalogue(folder=options["folder"])
            if options["publish"]:
                version = publish(version)
        except (CatalogueSourceError, Refusal) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"catalogue {version} {version.state}: {version.items.count()} items")
