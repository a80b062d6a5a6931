"""Checks of corrected files again, from the journal alone (补正复核时钟回放): begun by the answer, ended by what the window did.

As `clock_replay` does for the limits of cases. Files corrected before this clock existed have none; from the first one
on every answer has its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Min

from approvals.models import OneTimeNotice, SupplementaryItem
from approvals.replay import APPLICATION, CASE
from approvals.rules import NOTICE_DAYS
from clocks import rules
from clocks.calendar import WorkCalendar
from clocks.current import all_calendars
from clocks.models import Clock
from core.models import JournalEntry
from core.time import legal_date

_ANSWERS: Final = frozenset({"approvals.answer_notice", "approvals.answer_item"})
_SILENCE: Final = frozenset({"approvals.accept_by_silence", "approvals.accept_item_by_silence"})
_ENDS: Final = frozenset(
    {
        "approvals.accept", "approvals.send_notice", "approvals.refuse", "approvals.withdraw",
        "approvals.accept_item", "approvals.notify_item", "approvals.refuse_item",
    }
)  # fmt: skip
CHUNK: Final = 2000
Filed = tuple[str, int]
"""Type and id of what was corrected: an application, or the case of an added item."""


@dataclass(slots=True)
class Recheck:
    """One check as the journal tells it; `silent` where it ended with the five days and not by an act."""

    began_on: date
    ended_on: date | None = None
    silent: bool = False


def courses(entries: Iterable[JournalEntry], added: Mapping[int, Sequence[int]]) -> dict[tuple[Filed, int], Recheck]:
    """Replay entries in the order of their chains, by what was corrected and the round of its notice.

    `added` gives the cases that joined each application: taken back, it ends what runs of them.
    """
    found: dict[tuple[Filed, int], Recheck] = {}
    running: dict[Filed, Recheck] = {}
    for entry in entries:
        filed, on = (entry.subject_type, int(entry.subject_id)), legal_date(entry.effective_at)
        if entry.verb in _ANSWERS:
            running[filed] = found[filed, entry.data["round"]] = Recheck(on)
            continue
        ended = [filed]
        if entry.verb == "approvals.withdraw":
            ended += [(CASE, case) for case in added.get(filed[1], ())]
        for one in ended:
            if (course := running.pop(one, None)) is not None:
                course.silent = entry.verb in _SILENCE
                course.ended_on = None if course.silent else on
    return found


def check() -> Iterator[str]:
    """A sentence for each check of a corrected file whose clock differs from the journal."""
    added: defaultdict[int, list[int]] = defaultdict(list)
    for application, case in SupplementaryItem.objects.values_list("application_id", "case_id"):
        added[application].append(case)
    entries = JournalEntry.objects.filter(subject_type__in=(APPLICATION, CASE), verb__in=_ANSWERS | _SILENCE | _ENDS)
    replayed = courses(entries.order_by("chain", "seq").iterator(chunk_size=CHUNK), added)
    clocks = Clock.objects.filter(kind="RECHECK", subject_type=OneTimeNotice._meta.label_lower)
    first = clocks.aggregate(first=Min("origin_on"))["first"]
    stored = {clock.subject_id: clock for clock in clocks.iterator(chunk_size=CHUNK)}
    calendars = all_calendars()
    notices = OneTimeNotice.objects.values_list("pk", "application_id", "supplement__case_id", "round")
    for pk, application, case, turn in notices.iterator(chunk_size=CHUNK):
        filed = (CASE, case) if application is None else (APPLICATION, application)
        name, clock, course = f"check of the corrections of notice {pk}", stored.get(pk), replayed.get((filed, turn))
        if clock is not None and course is not None:
            yield from _differences(name, clock, course, calendars[clock.calendar_id].days)
        elif clock is not None:
            yield f"{name}: a clock is stored, the journal knows no answer"
        elif course is not None and first is not None and course.began_on >= first:
            yield f"{name}: the journal says they came on {course.began_on}, no clock says so"


def _differences(name: str, clock: Clock, course: Recheck, days: WorkCalendar) -> Iterator[str]:
    if clock.origin_on != course.began_on:
        yield f"{name}: day 0 is stored as {clock.origin_on}, journal says {course.began_on}"
    ended_on = course.ended_on
    if course.silent:
        ended_on = rules.due(course.began_on, NOTICE_DAYS, rules.Unit.WORKING_DAY, (), days)
    if clock.ended_on != ended_on:
        yield f"{name}: end is stored as {clock.ended_on}, journal says {ended_on}"
    due_on = rules.due(course.began_on, clock.limit, clock.unit, (), days)
    if clock.due_on != due_on:
        yield f"{name}: due date is stored as {clock.due_on}, the journal gives {due_on}"
