"""`manage.py seed_demo`: fill an empty database with the living province of the demo."""

import time
from argparse import ArgumentParser
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from demo import people

ELSEWHERE: Final = 90
"""Projects with a history of eighteen months in the counties of which no story is told, for the statistics."""
SEED: Final = 20261123


class Command(BaseCommand):
    help = "Fill an empty database with the demo's people, enterprises and projects."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where somebody can already sign in")
        parser.add_argument("--accounts", action="store_true", help="only list the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            return self.list_accounts()
        if settings.PRODUCTION or not settings.DEMO_MODE:
            raise CommandError("The demo is seeded in demo mode only (DEMO_MODE=true), never in production.")
        if User.objects.exists():
            if options["if_empty"]:
                return None
            raise CommandError("Somebody can already sign in here; seed an empty database.")
        from accounts.seed import seed_departments
        from demo import promises, reuse, standard_land
        from demo.afterwards import strike
        from demo.bulk.province import seed_province
        from demo.closures import close_offices
        from demo.province import populate
        from demo.telling import catch_up
        from demo.units import assess
        from demo.urges import urge
        from regional_assessments import demo as zones

        started = time.perf_counter()
        call_command("bootstrap", verbosity=0)
        seed_departments()
        self.stdout.write("Playing the life of the province …")
        count = populate(lambda line: self.stdout.write(f"  {line}"))
        zones.load_zones()
        assess()
        standard_land.play()
        promises.play()
        reuse.play()
        strike(User.objects.get(username="head"), User.objects.get(username="reviewer"))
        close_offices(User.objects.get(username="admin"))
        seed_province(ELSEWHERE, SEED, without=people.COUNTIES)
        catch_up()
        urge(User.objects.get(username="supervisor"))
        self.stdout.write(f"{count + ELSEWHERE} projects in {time.perf_counter() - started:.0f} s")
        return None

    def list_accounts(self) -> None:
        self.stdout.write(f"\n  password of every account: {people.PASSWORD}\n")
        for account in people.TOUR:
            self.stdout.write(f"  {account.username:<12}{account.task}")
        self.stdout.write("")
