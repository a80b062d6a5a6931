"""`manage.py export_units FILE`: the published assessment units, as a file any GIS opens; its ending says the format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.time import today
from regional_assessments.management.commands.cover import day
from regional_assessments.models import AssessmentUnit
from regional_assessments.units.giving_out import FORMS, written
from regional_assessments.units.kinds import kinds
from regional_assessments.units.queries import with_all
from regional_assessments.units.rules import ONCE_PUBLISHED


class Command(BaseCommand):
    help = "Write the published assessment units in EPSG:4490 as .geojson, .gpkg, .zip (Shapefile) or .csv."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to write; - for GeoJSON on standard output")
        parser.add_argument("--on", type=day, metavar="D", help="in force on this day (default: today)")
        parser.add_argument("--all", action="store_true", help="every version that was ever published instead")
        parser.add_argument("--kind", action="append", choices=list(kinds()), help="only these kinds; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
        if not options["all"]:
            rows = rows.in_force(options["on"] or today())
        if options["kind"]:
            rows = rows.filter(kind__in=options["kind"])
        units = list(with_all(rows))
        if options["file"] == "-":
            self.stdout.write(written(units, "geojson").decode())
            return
        path = Path(options["file"])
        form = next((key for key, one in FORMS.items() if path.suffix.lower() in (f".{one.ending}", f".{key}")), "")
        if not form:
            raise CommandError(f"{path}: give a name that ends in .geojson, .gpkg, .zip or .csv")
        try:
            path.write_bytes(written(units, form))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        self.stdout.write(f"{len(units)} → {path}")
