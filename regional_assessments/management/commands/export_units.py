"""`manage.py export_units FILE.geojson`: the published assessment units, as a file any GIS opens."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.time import today
from regional_assessments.management.commands.cover import day
from regional_assessments.models import AssessmentUnit
from regional_assessments.units.features import collection
from regional_assessments.units.kinds import kinds
from regional_assessments.units.queries import with_all
from regional_assessments.units.rules import ONCE_PUBLISHED


class Command(BaseCommand):
    help = "Write the published assessment units as GeoJSON in EPSG:4490."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to write; - for standard output")
        parser.add_argument("--on", type=day, metavar="D", help="in force on this day (default: today)")
        parser.add_argument("--all", action="store_true", help="every version that was ever published instead")
        parser.add_argument("--kind", action="append", choices=list(kinds()), help="only these kinds; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
        if not options["all"]:
            rows = rows.in_force(options["on"] or today())
        if options["kind"]:
            rows = rows.filter(kind__in=options["kind"])
        body = collection(with_all(rows))
        text = json.dumps(body, ensure_ascii=False)
        if options["file"] == "-":
            self.stdout.write(text)
            return
        path = Path(options["file"])
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{len(body['features'])} → {path}")
