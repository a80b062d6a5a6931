"""All clocks of one project, read once, settled and written back together (项目时钟账)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import Any, Final

from django.db import models, transaction

from clocks.current import Calendars, StoredCalendar, in_force
from clocks.models import Clock, Stop
from clocks.seed import seed_calendar
from clocks.settling import CACHED, WHOLES, Key, key_of, settle_subject, settle_whole
from core import act
from core.journal import lock_head, lock_heads
from core.prepared import PreparedObjects
from core.time import today

_WRITTEN: Final = (*CACHED, "limit", "extended_by", "origin_on", "origin_fixed", "ended_on")
_CLOCKS: Final = PreparedObjects[Clock](
    lambda project: Clock.objects.filter(project_id=project).order_by("pk"), project=int
)
_STOPS: Final = PreparedObjects[Stop](lambda project: Stop.objects.filter(project_id=project), project=int)
_Read = tuple[Calendars, list[Clock], list[Stop]]
FEW: Final = 5
"""Up to so many rows, an UPDATE each of what changed is cheaper than one of all columns."""


def chain_of(project_id: int) -> str:
    """The journal chain of a project (办件日志链)."""
    return f"project:{project_id}"


def subject_key(subject: models.Model) -> Key:
    """Type and id under which the clocks and stops of this row are kept."""
    return subject._meta.label_lower, int(subject.pk)


class Ledger:
    """The clocks and stops of one project on one day, held until the transaction ends.

    The head of the project's journal is its lock: whoever changes clocks or journal of the same project waits here,
    so that twelve departments signing at once each see the others' days.
    """

    def __init__(self, project_id: int, read: _Read | None = None) -> None:
        """Lock the project and read its clocks as of today; needs a transaction. `read` is what was read of it under lock."""
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("clocks change inside a command's transaction only")
        lock_head(chain_of(project_id))
        self.project_id = project_id
        self.on = today()
        self.calendars, self.clocks, stops = read or (
            calendars_in_force(), _CLOCKS.of(project=project_id), _STOPS.of(project=project_id)
        )  # fmt: skip
        self.stops: defaultdict[Key, list[Stop]] = defaultdict(list)
        for stop in stops:
            self.stops[stop.subject_type, stop.subject_id].append(stop)
        self._before = {clock.pk: _values(clock) for clock in self.clocks}
        self._stored = dict(self._before)
        self._gathering = False

    @classmethod
    def held(cls, project_id: int) -> "Ledger":
        """The ledger of today that the running command holds; opened where it holds none."""
        return act.held(("ledger", project_id), partial(cls, project_id))

    def let_go(self) -> None:
        """The command could not finish what it changed here: the next to ask reads anew."""
        act.let_go(("ledger", self.project_id))

    def of(self, key: Key, kinds: Iterable[str] = ()) -> list[Clock]:
        """Clocks of one subject, of these kinds (all when none), in order of age."""
        wanted = set(kinds)
        return [clock for clock in self.clocks if key_of(clock) == key and (not wanted or clock.kind in wanted)]

    def calendar(self, key: Key) -> StoredCalendar:
        """The calendar in force where the clocks of one subject hang; the province's if it has none."""
        return next((self.calendars.of(clock) for clock in self.of(key)), self.calendars.base)

    def open_stage(self, stage: str) -> Clock | None:
        """The stage clock that new items of `stage` spend, the newest one not ended."""
        found = [clock for clock in self.clocks if clock.kind == "STAGE" and clock.stage == stage]
        return next((clock for clock in reversed(found) if clock.ended_on is None), None)

    def settle(self, *keys: Key) -> list[Clock]:
        """Settle these subjects and then the project's cap and stage budgets; returns and saves what changed."""
        for key in keys:
            settle_subject(self.of(key), self.stops[key], self.calendars.of, self.on)
        if self._gathering:
            return []
        for clock in self.clocks:
            if clock.kind in WHOLES and clock.state != Clock.State.ENDED:
                settle_whole(clock, self.clocks, self.stops, self.calendars.of, self.on)
        return self._save()

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Within it clocks are settled as they come; the wholes are settled and all is written at its end."""
        self._gathering = True
        try:
            yield
        finally:
            self._gathering = False
        self.settle()

    def settle_open(self) -> list[Clock]:
        """Settle every clock that has not ended, as after a new calendar."""
        return self.settle(*{key_of(clock): None for clock in self.clocks if clock.ended_on is None})

    def before(self, clock: Clock) -> dict[str, Any]:
        """The columns of a clock as they were when the ledger was opened; empty for a new clock."""
        return dict(zip(_WRITTEN, self._before[clock.pk], strict=True)) if clock.pk in self._before else {}

    def _save(self) -> list[Clock]:
        new = [clock for clock in self.clocks if clock.pk is None]
        act.insert(new)
        self._stored |= {clock.pk: _values(clock) for clock in new}
        changed = {clock: columns for clock in self.clocks if (columns := self._columns(clock))}
        if len(changed) > FEW:
            act.update_all(list(changed), *_WRITTEN)
        else:
            for clock, columns in changed.items():
                act.update(clock, *columns)
        self._stored |= {clock.pk: _values(clock) for clock in changed}
        return [*new, *changed]

    def _columns(self, clock: Clock) -> list[str]:
        stored, wanted = self._stored[clock.pk], _values(clock)
        if stored == wanted:
            return []
        return [name for name, was, now in zip(_WRITTEN, stored, wanted, strict=True) if was != now]


def hold_ledgers(project_ids: Iterable[int]) -> None:
    """Lock these projects and read their clocks together, for an act for many (成批办理)."""
    wanted = sorted({pk for pk in project_ids if not act.is_held(("ledger", pk))})
    lock_heads(chain_of(pk) for pk in wanted)
    clocks: defaultdict[int, list[Clock]] = defaultdict(list)
    stops: defaultdict[int, list[Stop]] = defaultdict(list)
    for clock in Clock.objects.filter(project_id__in=wanted).order_by("pk"):
        clocks[clock.project_id].append(clock)
    for stop in Stop.objects.filter(project_id__in=wanted):
        stops[stop.project_id].append(stop)
    calendars = calendars_in_force()
    for pk in wanted:
        act.hold(("ledger", pk), Ledger(pk, (calendars, clocks[pk], stops[pk])))


def calendars_in_force() -> Calendars:
    """The calendars in force; the shipped one is published if none is."""
    stored = in_force()
    if not stored.base.version_id:
        seed_calendar()
        stored = in_force()
    return stored


_values: Final[Callable[[Clock], tuple[Any, ...]]] = attrgetter(*_WRITTEN)
