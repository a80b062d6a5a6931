"""`manage.py count_wall`: count the open clocks of the wall anew, as after a restored backup."""

from typing import Any

from django.core.management.base import BaseCommand

from supervision.counting import folding
from supervision.models import WallTally


class Command(BaseCommand):
    help = "Rebuild the counts of the wall from the clocks."

    def handle(self, *args: Any, **options: Any) -> None:
        folding.rebuild()
        self.stdout.write(f"{WallTally.objects.count()} tallies")
