"""The verbs that change clocks (计时命令), called by the commands of the rooms below inside their transaction.

Each takes the project's ledger that the running command holds, changes facts, and lets the rules write what follows:
start, stop, resume, extend, end. Authorisation is the caller's.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from clocks.calendar import CalendarRangeError, WorkCalendar
from clocks.evidence import EVIDENCE, evidence_missing
from clocks.extension import SINGLE, ExtensionRefusal, ExtensionRefused, ExtensionRule, extended_limit
from clocks.ledger import Ledger, subject_key
from clocks.models import Clock, Stop
from clocks.stop_rules import StopObjection, StopRule, longest_end, stop_objection, stops
from clocks.stopping import rules_in_force
from core.display import written_date
from core.errors import Invalid, WrongState
from core.time import now


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clock hangs (时钟归属): the project and what is filtered and sorted by on the wall."""

    project_id: int
    project_name: str
    project_code: str
    region_id: str
    enterprise_id: int | None
    flow_type: str = ""

    @classmethod
    def of(cls, project: Any) -> "Place":
        """From a project row."""
        return cls(project.pk, project.name, project.code, project.region_id, project.enterprise_id, project.flow_code)


def start_clock(
    kind: str,
    subject: models.Model,
    place: Place,
    *,
    label: str,
    limit: int,
    origin_on: date,
    unit: str = "WORKING_DAY",
    department_id: int | None = None,
    stage: str = "",
    counts_in_cap: bool = False,
    scope: str = "",
    origin_fixed: bool = False,
    region_id: str = "",
) -> Clock:
    """Start a clock (开始计时); day 0 is `origin_on`, whatever day it is entered.

    A promised clock spends the open stage budget of its `stage`, so start the STAGE clock first. For a CAP, `scope`
    names the stages it covers and `origin_fixed` says that day 0 comes from the land contract.
    Raises `Invalid` past the calendar's end, ``IntegrityError`` if the subject already has a clock of this kind.
    """
    ledger, key = Ledger.held(place.project_id), subject_key(subject)
    budget = ledger.open_stage(stage) if kind == "PROMISED" and counts_in_cap and stage else None
    clock = Clock(
        kind=kind,
        subject_type=key[0],
        subject_id=key[1],
        project_id=place.project_id,
        project_name=place.project_name,
        project_code=place.project_code,
        enterprise_id=place.enterprise_id,
        region_id=region_id or place.region_id,
        flow_type=place.flow_type,
        label=label,
        limit=limit,
        unit=unit,
        origin_on=origin_on,
        origin_fixed=origin_fixed,
        department_id=department_id,
        stage=stage,
        counts_in_cap=counts_in_cap,
        scope=scope,
        part_of=budget,
        state=Clock.State.STOPPED,
    )
    clock.calendar_id = ledger.calendars.of(clock).version_id
    ledger.clocks.append(clock)
    _settle(ledger, key)
    return clock


def last_day(place: Place, limit: int, on: date, department_id: int | None) -> date:
    """The last day in time of a clock of so many working days that starts `on` at a department (到期日).

    Raises `Invalid` past the calendar's end.
    """
    ledger = Ledger.held(place.project_id)
    try:
        return ledger.calendars.of_office(department_id, place.region_id).days.add(on, limit)
    except CalendarRangeError as error:
        raise _past_the_calendar(ledger) from error


@contextmanager
def settled_together(project_id: int) -> Iterator[None]:
    """Write the clocks that start and end within it at its end (成批计时); a new one has no key before."""
    ledger = Ledger.held(project_id)
    try:
        with ledger.gathering():
            yield
    except CalendarRangeError as error:
        raise _past_the_calendar(ledger) from error


def stop_clocks(
    subject: models.Model,
    kind: str,
    *,
    started_on: date,
    planned_end_on: date,
    legal_basis: str,
    reason: str,
    project_id: int,
    evidence: str = "",
    requested_by_id: int | None = None,
    approved_by_id: int | None = None,
) -> Stop:
    """Stop the clocks of a case (暂停计时, 特别程序) in ``(started_on, planned_end_on]``.

    Which clocks stop follows from the kind, and so does the paper whose number and title `evidence` is. At the
    planned end they run again by themselves.
    Raises `Invalid` naming the field, `WrongState` if the subject has no open clock this kind would stop.
    """
    ledger, key, rules = Ledger.held(project_id), subject_key(subject), rules_in_force()
    days = ledger.calendar(key).days
    objection = stop_objection(
        kind,
        started_on,
        planned_end_on,
        today=ledger.on,
        earlier=sum(stop.kind == kind for stop in ledger.stops[key]),
        legal_basis=legal_basis,
        reason=reason,
        evidence=evidence,
        requested_by=requested_by_id,
        approved_by=approved_by_id,
        calendar=days,
        rules=rules,
    )
    if objection is not None:
        raise _objected(objection, rules.get(kind), kind, started_on, days)
    if not any(clock.ended_on is None and stops(kind, clock.kind, rules) for clock in ledger.of(key)):
        raise WrongState(_("This case has no running limit that the special procedure could stop."))
    stop = Stop.objects.create(
        subject_type=key[0],
        subject_id=key[1],
        project_id=project_id,
        kind=kind,
        started_on=started_on,
        planned_end_on=planned_end_on,
        legal_basis=legal_basis,
        reason=reason,
        evidence=evidence,
        requested_by_id=requested_by_id,
        approved_by_id=approved_by_id,
        entered_at=now(),
        stops_statutory=rules[kind].stops_statutory,
        stops_promised=rules[kind].stops_promised,
    )
    ledger.stops[key].append(stop)
    _settle(ledger, key)
    return stop


def resume_clocks(subject: models.Model, *, on: date, project_id: int, kind: str = "") -> list[Stop]:
    """Let the clocks of a case run again (恢复计时): end its open stops, of `kind` if given, on `on`.

    That day still does not count, the next one does. A stop whose planned end has passed ends there, not on `on`.
    Returns the stops that were ended; an empty list if none was open. Raises `Invalid` if `on` precedes a start.
    """
    ledger, key = Ledger.held(project_id), subject_key(subject)
    ended = _end_stops([stop for stop in ledger.stops[key] if not kind or stop.kind == kind], on)
    if ended:
        _settle(ledger, key)
    return ended


def resume_stop(stop_id: int) -> bool:
    """End one stop at its planned end (到期自动恢复); False if somebody ended it in the meantime."""
    stop = Stop.objects.get(pk=stop_id)
    ledger, key = Ledger.held(stop.project_id), (stop.subject_type, stop.subject_id)
    if not _end_stops([held for held in ledger.stops[key] if held.pk == stop_id], stop.planned_end_on):
        return False
    _settle(ledger, key)
    return True


def extend_clock(
    kind: str, subject: models.Model, by: int, *, approved_on: date, project_id: int, rule: ExtensionRule = SINGLE
) -> Clock:
    """Extend a limit once (延期, 行政许可法 art. 42) by `by` of its unit; day 0 stays.

    Raises `Invalid` if it is too late, too long or the second one, `WrongState` if the clock is not open.
    """
    ledger, key = Ledger.held(project_id), subject_key(subject)
    clock = _open(ledger, kind, key)
    try:
        limit = extended_limit(
            clock.limit, by, approved_on=approved_on, due_on=clock.due_on, earlier=clock.extended_by, rule=rule
        )
    except ExtensionRefused as refused:
        raise Invalid(
            {
                "by": {
                    ExtensionRefusal.SECOND: _("This limit was already extended once and cannot be extended again."),
                    ExtensionRefusal.TOO_LATE: _("The limit has passed; an extension must be approved before it does."),
                    ExtensionRefusal.TOO_LONG: _("At most %(days)s days may be added.") % {"days": rule.longest},
                }[refused.reason]
            }
        ) from refused
    clock.limit, clock.extended_by = limit, by
    _settle(ledger, key)
    return clock


def set_limit(kind: str, subject: models.Model, limit: int, *, project_id: int) -> Clock:
    """Give an open clock another limit from day 0 (改变时限), as when a project is classified anew.

    Raises `WrongState` if the clock is not open.
    """
    ledger, key = Ledger.held(project_id), subject_key(subject)
    clock = _open(ledger, kind, key)
    clock.limit = limit
    _settle(ledger, key)
    return clock


def fix_origin(kind: str, subject: models.Model, origin_on: date | None, *, project_id: int) -> Clock:
    """Take day 0 of a total limit from a contract (起算日依合同), or with None from its first item again.

    Days of items up to it do not count. Raises `WrongState` if the clock is not open.
    """
    ledger, key = Ledger.held(project_id), subject_key(subject)
    clock = _open(ledger, kind, key)
    clock.origin_fixed = origin_on is not None
    clock.origin_on = origin_on or clock.origin_on
    _settle(ledger, key)
    return clock


def end_clock(kind: str, subject: models.Model, *, on: date, project_id: int) -> Clock | None:
    """End one clock (停止计时) on `on`; None if the subject has no open clock of this kind."""
    return next(iter(end_clocks(subject, on=on, project_id=project_id, kinds=(kind,))), None)


def end_clocks(subject: models.Model, *, on: date, project_id: int, kinds: Iterable[str] = ()) -> list[Clock]:
    """End the open clocks of a subject on `on`, of these kinds (all when none), and stops still open with them.

    Returns the clocks that ended. Raises `Invalid` if `on` precedes day 0 or lies in the future.
    """
    ledger, key = Ledger.held(project_id), subject_key(subject)
    ending = [clock for clock in ledger.of(key, kinds) if clock.ended_on is None]
    if on > ledger.on:
        raise Invalid(_("A clock cannot end in the future (%(day)s).") % {"day": written_date(on)})
    for clock in ending:
        if on < clock.origin_on:
            raise Invalid(
                _("The clock started on %(day)s and cannot end before.") % {"day": written_date(clock.origin_on)}
            )
    for clock in ending:
        clock.ended_on = on
    if ending:
        if not any(clock.ended_on is None for clock in ledger.of(key)):
            _end_stops([stop for stop in ledger.stops[key] if stop.started_on <= on], on)
        _settle(ledger, key)
    return ending


def clocks_of(project_id: int) -> list[Clock]:
    """The clocks of a project as the running command holds them, by age; the project is locked with them."""
    return list(Ledger.held(project_id).clocks)


def refresh_project_clock(project_id: int) -> list[Clock]:
    """Reckon the project's cap and stage budgets anew from its items (项目总时限重算); returns what changed.

    The other verbs do so themselves; this is for bulk loading and repair.
    """
    ledger = Ledger.held(project_id)
    return _settle(ledger)


def _settle(ledger: Ledger, *keys: tuple[str, int]) -> list[Clock]:
    try:
        return ledger.settle(*keys)
    except CalendarRangeError as error:
        raise _past_the_calendar(ledger) from error


def _past_the_calendar(ledger: Ledger) -> Invalid:
    ledger.let_go()
    return Invalid(_("This limit runs past the last year of the working calendar. Import a newer calendar first."))


def _end_stops(candidates: Iterable[Stop], on: date) -> list[Stop]:
    ended = [stop for stop in candidates if stop.ended_on is None]
    for stop in ended:
        if on < stop.started_on:
            raise Invalid(
                {"on": _("The stop began on %(day)s and cannot end before.") % {"day": written_date(stop.started_on)}}
            )
    for stop in ended:
        stop.ended_on = min(on, stop.planned_end_on)
        stop.save(update_fields=["ended_on"])
    return ended


def _open(ledger: Ledger, kind: str, key: tuple[str, int]) -> Clock:
    clock = next((clock for clock in ledger.of(key, (kind,)) if clock.ended_on is None), None)
    if clock is None:
        raise WrongState(_("This limit is not running any more."))
    return clock


def _objected(
    objection: StopObjection, rule: StopRule | None, kind: str, started_on: date, calendar: WorkCalendar
) -> Invalid:
    last = longest_end(kind, started_on, calendar, rule) if objection is StopObjection.TOO_LONG else None
    field, sentence = {
        StopObjection.UNKNOWN_KIND: ("kind", _("Choose the kind of special procedure from the list.")),
        StopObjection.NO_BASIS: ("legal_basis", _("Name the legal basis and the reason; the applicant is told both.")),
        StopObjection.NO_EVIDENCE: ("evidence", evidence_missing(kind) if kind in EVIDENCE else ""),
        StopObjection.SAME_PERSON: ("approved_by", _("A stop is approved by someone other than who asks for it.")),
        StopObjection.ENDS_BEFORE_START: ("planned_end_on", _("The planned end cannot be before the start.")),
        StopObjection.IN_FUTURE: ("started_on", _("A stop begins today or one working day ago, not in the future.")),
        StopObjection.BACKDATED: ("started_on", _("A stop may be entered at most one working day after it began.")),
        StopObjection.TOO_LONG: (
            "planned_end_on",
            _("This procedure may last until %(day)s.") % {"day": written_date(last)},
        ),
        StopObjection.TOO_OFTEN: ("kind", _("This case has already been stopped as often as allowed for this reason.")),
    }[objection]
    return Invalid({field: sentence})
