"""From rows to facts (监察取数): a fixed number of queries however many applications are read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, Max

from approvals.commands.system import accept_by_silence
from approvals.models import ItemCase, JointApplication, MaterialBinding, NoticeLine, OneTimeNotice
from catalogue.models import MaterialSpec
from clocks import rules
from clocks.calendar import WorkCalendar
from clocks.current import in_force
from clocks.models import Clock, Stop
from clocks.settling import pauses_of
from core.models import JournalEntry
from core.time import legal_date, today
from supervision.anomalies.detectors import APPLICATION, CASE
from supervision.anomalies.facts import ApplicationFact, CaseFact, Entry, StopFact

SILENCE: Final = accept_by_silence.name
SELF_STARTED = frozenset({"LATE_FILING", "CORRECTION"})
"""Stops that follow from what the applicant lacks, not from a department's wish."""


def facts_of(applications: Sequence[JointApplication]) -> list[ApplicationFact]:
    """The facts of `applications`; nine queries."""
    keys, calendars = [row.pk for row in applications], in_force()
    cases: dict[int, list[ItemCase]] = defaultdict(list)
    for case in ItemCase.objects.filter(application__in=keys).select_related("item", "decision"):
        cases[case.application_id].append(case)
    case_keys = [case.pk for own in cases.values() for case in own]
    about = {"subject_type": CASE, "subject_id__in": case_keys}
    clocks = {clock.subject_id: clock for clock in Clock.objects.filter(kind="PROMISED", **about)}
    stops: dict[int, list[Stop]] = defaultdict(list)
    for stop in Stop.objects.filter(**about).exclude(kind__in=SELF_STARTED).order_by("started_on", "pk"):
        stops[stop.subject_id].append(stop)
    papers = (
        MaterialBinding.objects.filter(case__in=case_keys).values_list("case").annotate(Max("material__uploaded_at"))
    )
    prepared = dict(papers)
    entries, silent = _entries(keys, case_keys, calendars.base.days)
    notices: dict[int, list[datetime]] = defaultdict(list)
    for key, sent_at in OneTimeNotice.objects.filter(application__in=keys).values_list("application", "sent_at"):
        notices[key].append(sent_at)
    asked = _asked(keys)
    return [
        _application(
            row,
            [
                _case(
                    row,
                    case,
                    clocks.get(case.pk),
                    stops[case.pk],
                    prepared.get(case.pk),
                    entries,
                    calendars.of_office(case.department_id, row.region_id).days,
                )
                for case in cases[row.pk]
            ],
            sorted(notices[row.pk]),
            asked[row.pk],
            entries[APPLICATION, row.pk],
            silent.get(row.pk),
            calendars.of_office(row.window_id, row.region_id).days,
        )
        for row in applications
    ]


def _application(
    row: JointApplication,
    cases: list[CaseFact],
    notices: list[datetime],
    asked: list[Any],
    entries: list[Entry],
    silent_on: date | None,
    calendar: WorkCalendar,
) -> ApplicationFact:
    # Silence is no answer: it is dated back to the receipt, but became known when the limit had passed.
    accepted_on = silent_on or (row.accepted_at and legal_date(row.accepted_at))
    answers = [*map(legal_date, notices[:1]), *([accepted_on] if accepted_on else [])]
    answered_on = min(answers, default=None)
    until = answered_on or (today() if row.state == "RECEIVED" else row.received_on)
    return ApplicationFact(
        pk=row.pk,
        received_on=row.received_on,
        answered_on=answered_on,
        answer_days=calendar.count(row.received_on, until) if row.received_on and until else 0,
        notices=tuple(legal_date(sent_at) for sent_at in notices),
        asked=tuple(asked),
        entries=tuple(entries),
        cases=tuple(cases),
    )


def _case(
    row: JointApplication,
    case: ItemCase,
    clock: Clock | None,
    stops: list[Stop],
    prepared_at: datetime | None,
    entries: dict[tuple[str, int], list[Entry]],
    calendar: WorkCalendar,
) -> CaseFact:
    decision = getattr(case, "decision", None)
    decided = decision if decision is not None and case.decided_on is not None else None
    return CaseFact(
        pk=case.pk,
        item=case.item.name,
        department_id=case.department_id,
        limit=clock.limit if clock else case.promised_days,
        opened_on=case.opened_on,
        opened_at=row.accepted_at if case.opened_on and case.opened_on == row.accepted_on else None,
        decided_at=decided.decided_at if decided else None,
        decided_on=case.decided_on if decided else None,
        used=clock.used if clock and clock.ended_on else None,
        # An item that joined a running stage has its own day 0 and a recorded reason.
        waits=bool(case.prerequisites) or case.accepted_on is not None,
        prepared_at=prepared_at,
        stops=tuple(_stop(clock, stop, stops, calendar) for stop in stops) if clock else (),
        entries=tuple(entries[CASE, case.pk]),
    )


def _stop(clock: Clock, stop: Stop, stops: list[Stop], calendar: WorkCalendar) -> StopFact:
    earlier = pauses_of(clock, [other for other in stops if other.started_on < stop.started_on])
    begun = max(stop.started_on, clock.origin_on)
    last = min(stop.ended_on or stop.planned_end_on, max(today(), stop.started_on))
    return StopFact(
        kind=stop.kind,
        started_on=stop.started_on,
        used=rules.used(clock.origin_on, begun, clock.unit, earlier, calendar),
        days=calendar.count(stop.started_on, last),
    )


def _entries(
    applications: Iterable[int], cases: Iterable[int], calendar: WorkCalendar
) -> tuple[dict[tuple[str, int], list[Entry]], dict[int, date]]:
    """What persons entered at least a day after it took effect, by subject; and when silence accepted which application.

    What happens by itself takes effect on the day the law names, whenever a sweep finds it.
    """
    found: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    silent: dict[int, date] = {}
    for kind, keys in ((APPLICATION, applications), (CASE, cases)):
        late = JournalEntry.objects.filter(
            subject_type=kind,
            subject_id__in=[str(key) for key in keys],
            effective_at__lt=F("entered_at") - timedelta(days=1),
        ).order_by("seq")
        for entry in late.only("verb", "subject_id", "actor_id", "effective_at", "entered_at"):
            effective, entered = legal_date(entry.effective_at), legal_date(entry.entered_at)
            if kind == APPLICATION and entry.verb == SILENCE:
                silent[int(entry.subject_id)] = entered
            if entry.actor_id is None:
                continue
            found[kind, int(entry.subject_id)].append(
                Entry(entry.verb, effective, entered, calendar.count(effective, entered))
            )
    return found, silent


def _asked(applications: Iterable[int]) -> dict[int, list[Any]]:
    """Notice lines about what no catalogue names, by application: (day, name)."""
    found: dict[int, list[Any]] = defaultdict(list)
    outside = NoticeLine.objects.filter(notice__application__in=applications).exclude(
        material_key__in=MaterialSpec.objects.values("key")
    )
    for line in outside.select_related("notice__application").order_by("notice__sent_at", "position"):
        found[line.notice.filed.pk].append((legal_date(line.notice.sent_at), line.material_name))
    return found
