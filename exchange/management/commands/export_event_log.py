"""`manage.py export_event_log`: our own cases as an XES log (IEEE 1849) for process mining, without names of persons."""

import gzip
import io
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Region
from core.time import now
from exchange.event_logs.writer import Attributes, OutTrace, write
from exchange.own_cases import ZONE, cases_between, traces


class Command(BaseCommand):
    help = "Write our own cases as an event log: XES (IEEE 1849), packed if the name ends in .gz."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the log to write: .xes or .xes.gz")
        parser.add_argument("--region", metavar="CODE", help="only this region and all below it (GB/T 2260)")
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, metavar="D", help="handed in on D or later"
        )
        parser.add_argument(
            "--until", dest="last", type=date.fromisoformat, metavar="D", help="handed in on D or earlier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.name.lower().endswith((".xes", ".xes.gz")):
            raise CommandError(f"{path.name}: the name must end in .xes or .xes.gz")
        prefix, region = self._region(options["region"])
        rows = cases_between(prefix, options["first"], options["last"])
        about: Attributes = {"source": "Bingshen", "exportedAt": now().astimezone(ZONE)}
        about |= {key: str(value) for key, value in (("region", region), ("handedInFrom", options["first"]),
                                                     ("handedInUntil", options["last"])) if value}  # fmt: skip
        try:
            with written(path) as out:
                cases, events = write(out, "办件", about, self._told(traces(rows), rows.count(), options["verbosity"]))
        except OSError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"{path}: {cases:,} cases, {events:,} events")

    def _region(self, code: str | None) -> tuple[str, str]:
        if not code:
            return "", ""
        region = Region.objects.filter(code=code).first()
        if region is None:
            raise CommandError(f"There is no region {code}.")
        return region.prefix, region.code

    def _told(self, cases: Iterable[OutTrace], total: int, verbosity: int) -> Iterator[OutTrace]:
        for number, case in enumerate(cases, start=1):
            yield case
            if verbosity and not number % 5000:
                self.stderr.write(f"{number:,} of {total:,} cases")


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """The file under its name only when it is whole; a failure leaves what was there before."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as raw:
            packed = gzip.GzipFile("", "wb", fileobj=raw) if path.name.lower().endswith(".gz") else None
            with io.TextIOWrapper(cast(Any, packed or raw), encoding="utf-8", newline="\n") as out:
                yield out
        os.chmod(name, 0o640)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
