"""`manage.py doctor`: prove journal, status, clocks, files and flows; exit 1 with the row that breaks one."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from core.doctor import check_all


class Command(BaseCommand):
    help = "Prove the invariants of the stored data; exits 1 and names each row that breaks one."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        problems = 0
        for room, sentence in check_all():
            problems += 1
            self.stdout.write(self.style.ERROR(f"{room}: {sentence}"))
        seconds = time.perf_counter() - started
        if problems:
            self.stdout.write(f"{problems} problem(s) in {seconds:.1f} s")
            raise SystemExit(1)
        self.stdout.write(self.style.SUCCESS(f"all invariants hold ({seconds:.1f} s)"))
