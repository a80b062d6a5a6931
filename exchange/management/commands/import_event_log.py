"""`manage.py import_event_log`: read a foreign event log (XES or CSV) into history cases, their clocks counted here."""

import csv
import hashlib
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from clocks.calendar import WorkCalendar
from clocks.current import current_calendar
from core.commands import SYSTEM_USER
from core.errors import Refusal
from core.sheets import safe
from exchange.commands import Origin, keep_event_log
from exchange.event_logs.mapping import BadMapping, Mapping, read
from exchange.event_logs.reading import BadLog, Fault, Reading, read_log
from exchange.event_logs.replay import WEEKENDS_ONLY, BadCase, Facts, Figures, figures_of

SHOWN: Final = 20
"""Faults that are printed; --faults writes them all."""
COLUMNS: Final = ("case", "accepted_on", "ended_on", "used", "stopped", "span")


def percent(text: str) -> float:
    """A share from 0 to 100, with or without the sign."""
    try:
        value = float(text.removesuffix("%"))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a number of percent") from error
    if not 0 <= value <= 100:
        raise ArgumentTypeError("percent are from 0 to 100")
    return value


class Command(BaseCommand):
    help = "Read an event log (XES, IEEE 1849, or CSV; plain or .gz) into history cases. Again is safe: same log, same cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the log: .xes, .xes.gz, .csv or .csv.gz")
        parser.add_argument("--mapping", type=Path, required=True, metavar="FILE.yaml",
                            help="what its names mean to a clock; see docs/event_logs.md")  # fmt: skip
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help=f"write {', '.join(COLUMNS)} of every case")
        parser.add_argument("--faults", type=Path, metavar="FILE.csv", help="write what was left out, and why")
        parser.add_argument("--most-faults", type=percent, default=5.0, metavar="PERCENT",
                            help="keep nothing if more than this share of the cases is faulty (default 5)")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="read, count and report, but keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.perf_counter()
        path: Path = options["file"]
        try:
            text = options["mapping"].read_text(encoding="utf-8")
            mapping = read(text)
            calendar = _calendar(mapping)
            reading = read_log(path, mapping, calendar, self._progress(options["verbosity"]))
            cases = _counted(reading, mapping, calendar)
        except BadMapping as error:
            raise CommandError(f"{options['mapping']}: {error}") from error
        except BadLog as error:
            raise CommandError(f"{path}: {error}. Nothing was kept.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self._show_faults(reading.faults)
        try:
            if options["faults"]:
                _write(options["faults"], ("where", "why"), ((fault.where, fault.why) for fault in reading.faults))
            share = 100 * reading.share_of_faults
            if share > options["most_faults"]:
                raise CommandError(
                    f"{len(reading.faults)} faults in {reading.cases} cases ({share:.1f} %) are more than "
                    f"{options['most_faults']:g} %. Nothing was kept; mend the mapping or raise --most-faults."
                )
            if options["report"]:
                _write(options["report"], COLUMNS, (_line(facts, figures) for facts, figures in cases))
        except OSError as error:
            raise CommandError(str(error)) from error
        if not options["dry_run"]:
            self._keep(path, text, mapping, calendar, reading, cases)
        if options["verbosity"]:
            self._sum_up(mapping, reading, cases, time.perf_counter() - begun, options["dry_run"])

    def _keep(
        self, path: Path, text: str, mapping: Mapping, calendar: WorkCalendar, reading: Reading,
        cases: list[tuple[Facts, Figures]],
    ) -> None:  # fmt: skip
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        origin = Origin(
            file_sha256=digest,
            mapping_sha256=hashlib.sha256(text.encode()).hexdigest(),
            calendar=calendar.version,
            events=reading.events,
            faults=len(reading.faults),
        )
        try:
            keep_event_log.perform(SYSTEM_USER, mapping=mapping, origin=origin, cases=cases)
        except Refusal as error:
            raise CommandError(str(error)) from error

    def _progress(self, verbosity: int) -> Callable[[float, int], None] | None:
        if not verbosity:
            return None
        last = time.monotonic()

        def tell(share: float, cases: int) -> None:
            nonlocal last
            if time.monotonic() - last >= 1:
                last = time.monotonic()
                self.stderr.write(f"{share:4.0%} read, {cases:,} cases")

        return tell

    def _show_faults(self, faults: list[Fault]) -> None:
        for fault in faults[:SHOWN]:
            self.stderr.write(f"{fault.where}: {fault.why}")
        if len(faults) > SHOWN:
            self.stderr.write(f"and {len(faults) - SHOWN} more; --faults FILE.csv writes them all")

    def _sum_up(
        self, mapping: Mapping, reading: Reading, cases: list[tuple[Facts, Figures]], seconds: float, dry: bool
    ) -> None:
        still_open = sum(facts.ended_on is None for facts, _figures in cases)
        remarks = [(facts.case, remark) for facts, _figures in cases for remark in facts.remarks]
        for case, remark in remarks[:SHOWN]:
            self.stderr.write(f"case {case}: {remark}")
        self.stdout.write(
            f"{mapping.log}: {len(cases):,} cases ({still_open:,} without an end) from {reading.events:,} events "
            f"{'read' if dry else 'kept'} in {seconds:.1f} s; {len(reading.faults)} faults, {len(remarks)} remarks"
            + (f"; {reading.skipped:,} not started" if reading.skipped else "")
        )


def _counted(reading: Reading, mapping: Mapping, calendar: WorkCalendar) -> list[tuple[Facts, Figures]]:
    """Every case with its days; one beyond the calendar becomes a fault."""
    counted = []
    for facts in reading.facts:
        try:
            counted.append((facts, figures_of(facts, mapping.unit, calendar)))
        except BadCase as error:
            reading.faults.append(Fault(f"case {facts.case}", str(error)))
    return counted


def _calendar(mapping: Mapping) -> WorkCalendar:
    if mapping.calendar == "none":
        return WEEKENDS_ONLY
    return current_calendar()


def _line(facts: Facts, figures: Figures) -> tuple[object, ...]:
    return (safe(facts.case), facts.accepted_on, facts.ended_on or "", figures.used, figures.stopped, figures.span)


def _write(path: Path, head: Iterable[str], lines: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(lines)
