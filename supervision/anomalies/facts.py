"""What detectors look at (监察事实): one application with its cases, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class StopFact:
    """One stop: how many days of the limit were used when it began, and how long it lasts."""

    kind: str
    started_on: date
    used: int
    days: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry of this case or application: when it took effect, when it was entered, working days between them."""

    verb: str
    effective_on: date
    entered_on: date
    days_later: int


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One case. `limit` and `used` in working days; `prepared_at` is when its newest paper was uploaded."""

    pk: int
    item: str
    department_id: int
    limit: int
    opened_on: date | None = None
    opened_at: datetime | None = None
    decided_at: datetime | None = None
    decided_on: date | None = None
    used: int | None = None
    waits: bool = False
    """Whether it has prerequisites: then it may open later than the others."""
    prepared_at: datetime | None = None
    stops: tuple[StopFact, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationFact:
    """One application. `answer_days` are the working days from receipt to the first answer, or to today."""

    pk: int
    received_on: date | None
    answered_on: date | None
    answer_days: int
    notices: tuple[date, ...] = ()
    asked: tuple[tuple[date, str], ...] = ()
    """(day, material) of every notice line that names no material of the catalogue."""
    entries: tuple[Entry, ...] = ()
    """Those of the application itself: receipt, acceptance."""
    cases: tuple[CaseFact, ...] = ()
