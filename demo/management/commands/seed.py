"""`manage.py seed --projects N --seed S`: a province of N projects, fast, for load and for looking around."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from demo import people


class Command(BaseCommand):
    help = "Write many projects with plausible histories, into an empty or an already seeded database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--projects", type=int, default=10_000, help="how many projects to write (default 10000)")
        parser.add_argument("--seed", type=int, default=20261123, help="equal seeds give equal provinces")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO_MODE:
            raise CommandError("Sample projects are written in demo mode only (DEMO_MODE=true), never in production.")
        if options["projects"] < 1:
            raise CommandError("--projects takes a number of at least 1.")
        from demo.bulk.province import seed_province

        started, used = time.perf_counter(), time.process_time()
        if not User.objects.exists():
            self.found()
        written = seed_province(options["projects"], options["seed"], lambda line: self.stdout.write(line))
        for name, count in written.items():
            self.stdout.write(f"{count:>9}  {name}")
        seconds, processor = time.perf_counter() - started, time.process_time() - used
        self.stdout.write(f"{options['projects']} projects in {seconds:.1f} s ({processor:.1f} s of processor time)")

    def found(self) -> None:
        """Regions, calendar, catalogue, departments and the people of the tour, without their projects."""
        from accounts.seed import seed_departments
        from demo.dossier_entry import owner
        from regional_assessments import demo as zones

        call_command("bootstrap", verbosity=0)
        seed_departments()
        crew = people.appoint()
        for index, public in enumerate((False, True)):
            owner(index, people.HOME, crew["enterprise"], public=public)
        people.delegate(crew["enterprise"], crew["agent"])
        zones.load_zones()
