"""`manage.py cover FILE --on DATE`: which assessed ground a plot lies on, and what each item saves by it."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalogue.facts import FactError, read_facts
from core.codes import industry
from core.codes.faults import CodeError
from core.time import today
from projects.facts import facts_of
from projects.models import Project
from projects.queries import redline_of
from projects.redline.errors import RedlineError
from projects.redline.reading import read_upload
from projects.redline.result import Hints
from projects.words import sentence
from regional_assessments.units import answers


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date; write YYYY-MM-DD") from error


class Command(BaseCommand):
    help = "Which published assessment units cover a plot on a day, to what share, and what every item saves."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="any redline file: zipped Shapefile, GeoPackage, GeoJSON, KML, DXF, XLSX, text")  # fmt: skip
        parser.add_argument("--project", metavar="CODE", help="the redline, facts and industry of this project instead")
        parser.add_argument("--on", type=day, metavar="D", help="acceptance date of the items (default: today)")
        parser.add_argument("--zone", type=int, choices=(38, 39, 40), help="3-degree zone of six-digit eastings")
        parser.add_argument("--industry", default="", metavar="CODE", help="GB/T 4754-2017 code of the project")
        parser.add_argument("--facts", type=json.loads, default={}, metavar="JSON", help='project facts, {"floor_area": 1}')  # fmt: skip
        parser.add_argument("--said", type=json.loads, default={}, metavar="JSON", help='answers to what facts do not tell, {"GROUNDWATER": false}')  # fmt: skip
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["file"]) == bool(options["project"]):
            raise CommandError("Give a file, or --project CODE.")
        on = options["on"] or today()
        try:
            read = self._of_project if options["project"] else self._of_file
            answer, plot = read(on, options)
        except FactError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(answers.as_json(answer, **plot), ensure_ascii=False, indent=2))
        else:
            self._write(answers.as_json(answer, **plot))

    def _of_file(self, on: date, options: Mapping[str, Any]) -> tuple[answers.Answer, dict[str, Any]]:
        hints = Hints(stated=f"zone_{options['zone']}" if options["zone"] else "", kml=True)  # type: ignore[arg-type]
        try:
            reading = read_upload(Path(options["file"]).read_bytes(), hints)
            code = industry.validate(options["industry"]) if options["industry"] else ""
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except RedlineError as error:
            raise CommandError(sentence(error)) from error
        except CodeError as error:
            raise CommandError(f"{options['industry']} is not a code of GB/T 4754-2017") from error
        answer = answers.ask(reading.geometry, on, read_facts(options["facts"]), code, options["said"])
        return answer, {
            "crs": f"EPSG:{reading.source_crs}",
            "zone": reading.zone,
            "notes": answers.notes_of(reading.notes),
        }

    def _of_project(self, on: date, options: Mapping[str, Any]) -> tuple[answers.Answer, dict[str, Any]]:
        project = Project.objects.filter(code=options["project"]).first()
        redline = redline_of(project) if project else None
        if project is None or redline is None:
            raise CommandError(f"no project {options['project']} with a redline")
        answer = answers.ask(redline.shape, on, facts_of(project), project.industry, options["said"])
        return answer, {"project": project.code, "crs": redline.source_crs, "zone": redline.zone, "notes": []}

    def _write(self, told: dict[str, Any]) -> None:
        plot = told["plot"]
        self.stdout.write(f"{plot['area_m2']:,.2f} m² · {plot['crs']} · {told['on']}")
        for note in plot["notes"]:
            self.stdout.write(f"  {note}")
        for unit in told["units"]:
            last = unit["last_day"] or "…"
            self.stdout.write(
                f"{unit['code']} v{unit['version']}  {unit['kind_name']}  {unit['ratio']:.4%}  "
                f"{unit['effective_from']} – {last}  {unit['name']}"
            )
        if not told["units"]:
            self.stdout.write("-")
        for item in told["items"]:
            saved = f"  −{item['saved_days']}" if item["saved_days"] else ""
            self.stdout.write(
                f"{item['item']} {item['name']}: {item['result']}（{item['result_name']}）{saved}  {item['why']}"
            )
