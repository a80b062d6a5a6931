"""The rows of a few hundred projects, collected and written together (一批)."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain

from django.db import models

from approvals.models import (
    Consolidation,
    Decision,
    ItemCase,
    JointApplication,
    NoticeLine,
    OneTimeNotice,
    Opinion,
    SpecialProcedure,
)
from clocks.current import Calendars
from clocks.models import Clock, Stop
from core.journal import Fact, build_chain
from core.models import JournalEntry, JournalHead
from demo.bulk.crew import NewOwners
from demo.bulk.loading import Keys, load
from demo.bulk.numbers import Numbers
from projects.models import Project, Redline

ORDER: tuple[type[models.Model], ...] = (
    Project, Redline, JointApplication, ItemCase, OneTimeNotice, NoticeLine, Opinion, Decision, Consolidation, Stop,
    SpecialProcedure, Clock, JournalEntry, JournalHead,
)  # fmt: skip


class Batch:
    """One transaction's worth of rows, with what they share: keys, numbers, calendar, the present day."""

    def __init__(self, calendars: Calendars, on: date, at: datetime, correction_days: int) -> None:
        self.calendars, self.on, self.at, self.correction_days = calendars, on, at, correction_days
        self.keys, self.numbers = Keys(), Numbers()
        self.owners = NewOwners(self.keys, at)
        self.rows: dict[type[models.Model], list[models.Model]] = {model: [] for model in ORDER}

    def add(self, row: models.Model) -> None:
        """Keep a row whose key is set."""
        self.rows[type(row)].append(row)

    def extend(self, rows: Iterable[models.Model]) -> None:
        """Keep rows whose keys are set."""
        for row in rows:
            self.add(row)

    def journal(self, name: str, facts: Iterable[Fact]) -> None:
        """Keep a project's chain."""
        entries, head = build_chain(name, facts)
        for entry in entries:
            entry.id = self.keys.next(JournalEntry)
        self.extend(chain(entries, (head,)))

    def save(self) -> dict[str, int]:
        """Write everything; rows written, by model name."""
        self.owners.save()
        written = {model.__name__: load(self.rows[model]) for model in ORDER}
        self.numbers.save()
        return written
