"""`manage.py import_calendar`: publish a new State Council notice and reckon every open clock anew."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clocks.builtin import read_notice_days
from clocks.calendar import CalendarDataError
from clocks.publishing import publish_calendar, reckon_open_clocks
from core.commands import SYSTEM_USER
from core.errors import Refusal


class Command(BaseCommand):
    help = "Import holidays and make-up days (CSV: date,kind,occasion,source) as a new calendar version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV with the days of the notice; kind is HOLIDAY, MAKEUP or CLOSURE"
        )
        parser.add_argument("--official-until", required=True, type=date.fromisoformat, metavar="D")
        parser.add_argument("--source", required=True, help="the notice, with its number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig") as file:
                days = list(read_notice_days(file))
            version = publish_calendar.perform(
                SYSTEM_USER, days=days, official_until=options["official_until"], source=options["source"]
            )
        except (OSError, UnicodeDecodeError, CalendarDataError, Refusal) as error:
            raise CommandError(str(error)) from error
        moved = reckon_open_clocks()
        if options["verbosity"] > 0:
            self.stdout.write(f"calendar {version}: official until {version.official_until}; {moved} limit(s) changed")
