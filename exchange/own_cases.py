"""Our own cases as traces (办件导出为事件日志): what people did, from the journal, and what the clock did.

Personal data stays behind: no name of a person, enterprise or project leaves, persons are numbers that hold within one
file only, and of the applicant's side nothing but the role is told.
"""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Department
from accounts.scope import subtree_q
from approvals.models import ItemCase
from approvals.words import VERBS
from clocks.models import Clock, Stop
from clocks.rules import merge
from clocks.settling import pauses_of
from core.journal import SYSTEM
from core.models import JournalEntry
from core.time import today
from exchange.event_logs.writer import Attributes, OutTrace

CASE: Final = "approvals.itemcase"
APPLICATION: Final = "approvals.jointapplication"
AT_ONCE: Final = 500
ZONE: Final = ZoneInfo(settings.TIME_ZONE)


def cases_between(prefix: str = "", first: date | None = None, last: date | None = None) -> "QuerySet[ItemCase]":
    """Cases of a region and all below it, handed in from `first` to `last`, both included."""
    rows = ItemCase.objects.filter(application__received_on__isnull=False)
    if prefix:
        rows = rows.filter(subtree_q("application__region_id", prefix))
    if first:
        rows = rows.filter(application__received_on__gte=first)
    if last:
        rows = rows.filter(application__received_on__lte=last)
    return rows.select_related("item", "department", "application__project").order_by("pk")


def traces(rows: "QuerySet[ItemCase]") -> Iterator[OutTrace]:
    """One trace a case, by the case's key; four queries for every five hundred."""
    persons = _Persons()
    departments = frozenset(Department.objects.values_list("name", flat=True))
    after = 0
    while batch := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        after = batch[-1].pk
        keys = [case.pk for case in batch]
        said = _said(keys, sorted({case.application_id for case in batch}))
        clocks = {
            clock.subject_id: clock
            for clock in Clock.objects.filter(subject_type=CASE, subject_id__in=keys, kind="PROMISED")
        }
        stops: dict[int, list[Stop]] = defaultdict(list)
        for stop in Stop.objects.filter(subject_type=CASE, subject_id__in=keys):
            stops[stop.subject_id].append(stop)
        for case in batch:
            entries = sorted(said[CASE, case.pk] + said[APPLICATION, case.application_id], key=lambda entry: entry.seq)
            # What the application did before an added item joined it is no part of that item's course.
            joined = next((entry.seq for entry in entries if entry.verb == "approvals.receive_item"), 0)
            entries = [entry for entry in entries if entry.seq >= joined]
            clock = clocks.get(case.pk)
            events = [_event(entry, persons, departments) for entry in entries]
            if clock is not None:
                events += clock_events(clock, stops[case.pk])
            events.sort(key=lambda event: event["time:timestamp"])  # type: ignore[return-value, arg-type]
            yield OutTrace(_about(case, clock), events)


def clock_events(clock: Clock, stops: Sequence[Stop]) -> list[Attributes]:
    """Start, stops as one line however they overlap, and end of the promised limit; dates, so at midnight."""
    happened: list[tuple[date, str, str]] = [(clock.origin_on, "clock.start", "start")]
    for x, y in merge(
        (pause.start.toordinal(), (pause.end or date.max).toordinal()) for pause in pauses_of(clock, stops)
    ):
        happened.append((date.fromordinal(x), "clock.stop", "suspend"))
        if y <= today().toordinal():
            happened.append((date.fromordinal(y), "clock.resume", "resume"))
    if clock.ended_on:
        happened.append((clock.ended_on, "clock.end", "complete"))
    return [
        {
            "concept:name": name,
            "time:timestamp": _midnight(day),
            "lifecycle:transition": transition,
            "org:role": "clock",
        }
        for day, name, transition in happened
    ]


def _about(case: ItemCase, clock: Clock | None) -> Attributes:
    application = case.application
    return {
        "concept:name": case.number,
        "item": case.item.code,
        "itemName": case.item.name,
        "department": case.department.name,
        "region": application.region_id,
        "stage": application.stage,
        "flowType": application.project.flow_code,
        "projectCode": application.project.code,
        "state": case.state,
        "limitDays": clock.limit if clock else case.promised_days,
        "unit": clock.unit.lower() if clock else "working_day",
    }


def _said(cases: list[int], applications: list[int]) -> dict[tuple[str, int], list[JournalEntry]]:
    found: dict[tuple[str, int], list[JournalEntry]] = defaultdict(list)
    for kind, keys in ((CASE, cases), (APPLICATION, applications)):
        rows = JournalEntry.objects.filter(
            subject_type=kind, subject_id__in=[str(key) for key in keys], verb__in=list(VERBS)
        )
        for entry in rows.order_by("chain", "seq"):
            found[kind, int(entry.subject_id)].append(entry)
    return found


def _event(entry: JournalEntry, persons: "_Persons", departments: frozenset[str]) -> Attributes:
    event: Attributes = {
        "concept:name": entry.verb,
        "time:timestamp": entry.effective_at.astimezone(ZONE),
        "lifecycle:transition": "complete",
        "label": str(VERBS[entry.verb][0]),
        "enteredAt": entry.entered_at.astimezone(ZONE),
    }
    if entry.blzt is not None:
        event["blzt"] = entry.blzt
    if entry.actor_name == SYSTEM.name and entry.actor_id is None:
        event["org:role"] = "system"
    elif entry.actor_org in departments:
        event |= {"org:role": "officer", "org:group": entry.actor_org, "org:resource": persons.number(entry.actor_id)}
    else:
        event["org:role"] = "applicant"
    return event


class _Persons:
    """Officers as numbers nobody can turn back, other ones in every file: the key is drawn anew and kept nowhere."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def number(self, person: int | None) -> str:
        return hmac.new(self._key, str(person).encode(), "sha256").hexdigest()[:12]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
