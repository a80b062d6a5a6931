"""`manage.py draw --seed … --inspection …`: draw again from the stored pools and compare (双随机复核)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.commands.inspecting import replayed
from commitments.models import Inspection
from core.errors import Invalid


class Command(BaseCommand):
    """Read only: who doubts a draw repeats it."""

    help = "Repeat a double-random draw from its stored pools and say whether the result is the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--inspection", required=True, help="number of the inspection")
        parser.add_argument("--seed", help="seed to draw with; by default the stored one")

    def handle(self, *args: Any, **options: Any) -> None:
        row = Inspection.objects.filter(number=options["inspection"]).first()
        if row is None:
            raise CommandError(f"no inspection has the number {options['inspection']}")
        seed = options["seed"] or row.seed
        names = {pk: name for pk, name, _department, _conflicts in row.inspectors_pool}
        try:
            result = replayed(seed, row.rates, row.projects_pool, row.inspectors_pool)
        except Invalid as refused:
            raise CommandError(str(refused)) from None
        for number, team in result:
            self.stdout.write(f"{number}  {'、'.join(names[pk] for pk in team)}")
        if seed == row.seed and result != row.result:
            raise CommandError("the stored result is NOT what its seed gives")
        self.stdout.write("identical with the stored result" if result == row.result else "differs: another seed")
