"""`manage.py catalogues`: check, complete and compile the Chinese catalogues; needs no gettext."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.translations import Project


def rooms(root: Path) -> list[str]:
    """The names of the installed apps that live in this source tree, in their order."""
    return [config.name for config in apps.get_app_configs() if Path(config.path).parent == root]


class Command(BaseCommand):
    help = "Translation catalogues: --check what is missing or wrong, --update the .po files, --compile the .mo files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit 1 and name every fault")
        parser.add_argument("--update", action="store_true", help="add missing msgids, untranslated, to the .po files")
        parser.add_argument("--compile", action="store_true", help="write the .mo files Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["check"] or options["update"] or options["compile"]):
            raise CommandError("Say what to do: --check, --update or --compile.")
        root = Path(settings.BASE_DIR)
        try:
            project = Project.read(root, rooms(root))
            if options["update"]:
                self._say(options, f"{project.add_missing()} msgid(s) added")
                project = Project.read(root, rooms(root))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["compile"]:
            self._say(options, f"{project.compile()} message(s) in {len(project.translations)} catalogue(s)")
        if options["check"]:
            faults = list(project.faults())
            for fault in faults:
                self.stdout.write(fault)
            if faults:
                self.stdout.write(f"{len(faults)} fault(s) in the catalogues")
                raise SystemExit(1)
            self._say(options, f"catalogues complete: {len(project.uses)} msgids")

    def _say(self, options: dict[str, Any], sentence: str) -> None:
        if options["verbosity"]:
            self.stdout.write(sentence)
