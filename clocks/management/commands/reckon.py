"""`manage.py reckon`: what a limit, many limits or a whole project come to on the calendar in force, day by day."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clocks import batch, rules
from clocks.answers import UNITS, reckoned
from clocks.builtin import builtin_calendar
from clocks.calendar import CalendarRangeError, WorkCalendar
from clocks.current import Calendars, StoredCalendar, in_force
from clocks.project_answers import of_project


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date; write YYYY-MM-DD") from error


def stop(text: str) -> rules.Stop:
    """A stop as START:END, START: while it is still open."""
    start, _, end = text.partition(":")
    try:
        return rules.Stop(day(start), day(end) if end else None)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def region(text: str) -> str:
    """A region as six digits."""
    if not batch.is_region(text):
        raise ArgumentTypeError(f"{text!r} is not a region; write six digits such as 360702")
    return text


class Command(BaseCommand):
    help = "Reckon a limit, a file of limits or a project: due date, days used and left, and every day with its reason."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accepted", type=day, metavar="D", help="day 0, YYYY-MM-DD")
        parser.add_argument("--limit", type=int, metavar="N", help="the limit in its unit")
        parser.add_argument("--unit", default="working_day", choices=sorted(UNITS), metavar="UNIT",
                            help="working_day (default), calendar_day or month")  # fmt: skip
        parser.add_argument("--stop", action="append", default=[], type=stop, metavar="S:T", help="excludes (S, T]")
        parser.add_argument("--region", type=region, metavar="CODE", help="six digits; its local closures count")
        parser.add_argument("--until", type=day, metavar="D", help="look at the clock on this day (default: due date)")
        parser.add_argument("--project", metavar="CODE", help="the stored clocks of this project instead")
        parser.add_argument("--batch", metavar="FILE", help="a file of JSON lines, - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            return self._batch(options["batch"])
        if options["project"]:
            return self._project(options["project"], options["until"], options["json"])
        if options["accepted"] is None or options["limit"] is None:
            raise CommandError("Give --accepted and --limit, or --project CODE, or --batch FILE.")
        calendar = _calendars().at(options["region"]).days
        unit = UNITS[options["unit"]]
        try:
            answer = reckoned(options["accepted"], options["limit"], unit, options["stop"], calendar, options["until"])
        except (ValueError, CalendarRangeError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(as_json(answer))
        else:
            self._write(answer, calendar)
        return None

    def _batch(self, name: str) -> None:
        try:
            source = nullcontext(sys.stdin) if name == "-" else Path(name).open(encoding="utf-8")  # noqa: SIM115 - closed below
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
        bad = 0
        with source as lines:
            for answer in batch.answers(lines, _calendars()):
                bad += "error" in answer
                self.stdout.write(as_json(answer))
        if bad:
            raise CommandError(f"{bad} line(s) could not be reckoned; each says why in the output.")

    def _project(self, code: str, until: date | None, machine: bool) -> None:
        found = of_project(code, until)
        if found is None:
            raise CommandError(f"No clocks are kept for a project with the code {code!r}.")
        if machine:
            self.stdout.write(as_json(found))
            return
        self.stdout.write(f"{found['project_code']} {found['project_name']} on {found['until']}")
        for clock in found["clocks"]:
            self.stdout.write(_line(clock))

    def _write(self, answer: dict[str, Any], calendar: WorkCalendar) -> None:
        for line in answer["trace"]:
            marks = [word for word, holds in (("DUE", line["due"]), ("late", line["late"]),
                                              ("provisional", line["provisional"])) if holds]  # fmt: skip
            why = "" if line["reason"] == "COUNTED" else line["reason"].lower()
            kind = f"{line['kind'].lower()} {line['note']}".strip()
            number = line["number"] or "-"
            self.stdout.write(
                f"{line['day']} {line['day']:%a} {number:>4}  {kind:<16} {why:<8} {' '.join(marks)}".rstrip()
            )
        due_on = answer["due_on"] or "none: an open stop holds the clock"
        self.stdout.write(
            f"due {due_on}{' (provisional)' if answer['provisional'] else ''}; on {answer['until']}: "
            f"used {answer['used']}, left {answer['left']}, {answer['light']}; calendar {calendar.version}"
        )


def as_json(answer: dict[str, Any]) -> str:
    """One line of JSON; dates as YYYY-MM-DD."""
    return json.dumps(answer, default=str, ensure_ascii=False)


def _calendars() -> Calendars:
    try:
        return in_force()
    except DatabaseError:  # before the first migration the shipped calendar answers
        return Calendars(StoredCalendar(0, builtin_calendar()))


def _line(clock: dict[str, Any]) -> str:
    parts: Iterable[str] = (
        f"{clock['kind']:<11}",
        f"{clock['state']:<8}",
        f"{clock['limit']:>3} {clock['unit'].lower():<12}",
        f"used {clock['used']:>3}",
        f"left {clock['left']:>4}" if clock["left"] is not None else "left    -",
        f"due {str(clock['due_on'] or '-'):<10}",
        f"{clock['light']:<8}",
        clock["label"],
    )
    return "  ".join(str(part) for part in parts)
