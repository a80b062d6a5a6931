"""`manage.py reckon`: what a limit comes to on the calendar in force, day by day."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from clocks import rules
from clocks.builtin import builtin_calendar
from clocks.calendar import CalendarRangeError, WorkCalendar
from clocks.current import current_calendar
from clocks.lights import light, light_dates
from clocks.trace import Reason, TraceDay, trace


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


class Command(BaseCommand):
    help = "Reckon a limit: due date, days used and left, and every day with its reason."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accepted", required=True, type=day, metavar="D", help="day 0, YYYY-MM-DD")
        parser.add_argument("--limit", required=True, type=int, metavar="N", help="the limit in its unit")
        parser.add_argument("--unit", default="WORKING_DAY", choices=[unit.value for unit in rules.Unit])
        parser.add_argument("--stop", action="append", default=[], type=stop, metavar="S:T", help="excludes (S, T]")
        parser.add_argument("--until", type=day, metavar="D", help="look at the clock on this day (default: due date)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            calendar = current_calendar()
        except DatabaseError:  # before the first migration the shipped calendar answers
            calendar = builtin_calendar()
        facts = (options["accepted"], options["limit"], options["unit"], tuple(options["stop"]), calendar)
        try:
            due_on = rules.due(*facts)
            until = options["until"] or due_on or options["accepted"]
            found = rules.reckon(*facts, until)
            shown = light_dates(*facts, due_on)
            days = list(trace(*facts, until))
        except (ValueError, CalendarRangeError) as error:
            raise CommandError(str(error)) from error
        answer = {
            "accepted_on": found.accepted_on,
            "limit": found.limit,
            "unit": found.unit,
            "stops": [[pause.start, pause.end] for pause in found.stops],
            "until": found.until,
            "due_on": found.due_on,
            "used": found.used,
            "left": found.left,
            "late": found.late,
            "stopped": found.stopped,
            "provisional": found.provisional,
            "light": light(until, shown),
            "warn_on": shown.warn_on,
            "yellow_on": shown.yellow_on,
            "red_on": shown.red_on,
            "calendar": calendar.version,
            "official_until": calendar.published_until,
        }
        if options["json"]:
            answer["trace"] = [_as_json(line) for line in days]
            self.stdout.write(json.dumps(answer, default=str, ensure_ascii=False))
            return
        self._write(answer, days, calendar)

    def _write(self, answer: dict[str, Any], days: list[TraceDay], calendar: WorkCalendar) -> None:
        for line in days:
            number = str(line.number) if line.number else "-"
            marks = " ".join(
                word
                for word, holds in (("DUE", line.is_due), ("late", line.late), ("provisional", line.provisional))
                if holds
            )
            why = "" if line.reason is Reason.COUNTED else line.reason.value.lower()
            kind = f"{line.kind.value.lower()} {line.note}".strip()
            self.stdout.write(f"{line.day} {line.day:%a} {number:>4}  {kind:<16} {why:<8} {marks}".rstrip())
        due_on = answer["due_on"] or "none: an open stop holds the clock"
        self.stdout.write(
            f"due {due_on}{' (provisional)' if answer['provisional'] else ''}; on {answer['until']}: "
            f"used {answer['used']}, left {answer['left']}, {answer['light']}; calendar {calendar.version}"
        )


def _as_json(line: TraceDay) -> dict[str, Any]:
    return {
        "day": line.day,
        "kind": line.kind,
        "reason": line.reason,
        "number": line.number,
        "note": line.note,
        "due": line.is_due,
        "late": line.late,
        "provisional": line.provisional,
    }
