"""What a foreign case says about a clock (历史办件计时): events in the order of time become day 0, stops and an end.

Pure: the days are counted by `clocks.rules` alone. Events of equal time keep the order of the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from clocks.calendar import CalendarRangeError, WorkCalendar, days_between, plain_kind
from clocks.rules import Stop, Unit, used
from exchange.event_logs.mapping import Effect, Mapping, Rule

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2069, 12, 31)
MOST_DAYS: Final = 32_000
"""A longer limit is a slip of the pen."""
WEEKENDS_ONLY: Final = WorkCalendar(
    FIRST_DAY, [plain_kind(day) for day in days_between(FIRST_DAY, LAST_DAY)], LAST_DAY, "weekends-only"
)
"""The calendar of a log whose law knows no notices of the State Council."""


class BadCase(ValueError):
    """A case whose clock cannot be told; the text says why."""


class NotStarted(BadCase):
    """A case nothing has started."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event that means something to the clock, and what."""

    at: datetime
    rule: Rule


@dataclass(frozen=True, slots=True)
class Facts:
    """One case read (历史办件). `last_on` is the day of its last event; an open case is looked at on that evening."""

    case: str
    item: str
    organisation: str
    accepted_on: date
    ended_on: date | None
    last_on: date
    limit: int
    stops: tuple[Stop, ...]
    rounds: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Days in the unit of the limit, months in calendar days; `span` = `used` + `stopped`."""

    used: int
    stopped: int
    span: int


def day_of(instant: datetime, mapping: Mapping) -> date:
    """The legal date of an instant: in the mapping's time zone, else as the file writes it."""
    return (instant.astimezone(mapping.zone) if mapping.zone and instant.tzinfo else instant).date()


def instant_of(text: str, mapping: Mapping) -> datetime:
    """The instant written in ISO 8601 or the mapping's format. Raises `BadCase`."""
    try:
        if mapping.time_format:
            return datetime.strptime(text.strip(), mapping.time_format)  # noqa: DTZ007 - `day_of` knows what that means
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadCase(f"{text!r} is no date or time of {mapping.time_format or 'ISO 8601'}") from None


def facts_of(
    case: str, attributes: dict[str, str], happenings: Iterable[Happening], last: date | None, mapping: Mapping,
    calendar: WorkCalendar,
) -> Facts:  # fmt: skip
    """The case that these events and attributes tell. Raises `BadCase`."""
    ordered = sorted(
        happenings, key=lambda one: one.at if one.at.tzinfo else one.at.replace(tzinfo=mapping.zone or UTC)
    )
    remarks: list[str] = []
    accepted_on = _attribute_day(attributes, mapping.start, mapping)
    ended_on = _attribute_day(attributes, mapping.end, mapping)
    open_since: dict[str, date] = {}
    stops: list[Stop] = []
    rounds = extended = 0
    if accepted_on is None:
        first = next((one for one in ordered if one.rule.effect is Effect.START), None)
        if first is None:
            raise NotStarted("nothing says when it was accepted")
        accepted_on = day_of(first.at, mapping)
    for one in ordered:
        day, kind = day_of(one.at, mapping), one.rule.kind
        if ended_on is not None and day > ended_on and one.rule.effect is not Effect.START:
            continue
        match one.rule.effect:
            case Effect.STOP if kind not in open_since:
                open_since[kind] = day
                rounds += one.rule.round
            case Effect.STOP:
                remarks.append(f"{day}: stopped again while stopped")
            case Effect.RESUME if kind in open_since:
                stops.append(Stop(open_since.pop(kind), day, kind))
            case Effect.RESUME:
                remarks.append(f"{day}: resumed without a stop")
            case Effect.EXTEND if extended:
                remarks.append(f"{day}: extended a second time, not counted")
            case Effect.EXTEND:
                extended = one.rule.by
            case Effect.END if day < accepted_on:
                remarks.append(f"{day}: an end before day 0, not counted")
            case Effect.END if ended_on is None:
                ended_on = day
    if ended_on is not None and ended_on < accepted_on:
        raise BadCase(f"it ended on {ended_on}, before it was accepted on {accepted_on}")
    stops += [Stop(since, None, kind) for kind, since in open_since.items()]
    return Facts(
        case=case,
        item=mapping.fixed.get("item", "") or attributes.get(mapping.item, ""),
        organisation=mapping.fixed.get("organisation", "") or attributes.get(mapping.organisation, ""),
        accepted_on=accepted_on,
        ended_on=ended_on,
        last_on=max(accepted_on, last or accepted_on),
        limit=_limit(accepted_on, attributes, mapping, calendar) + extended,
        stops=tuple(stops),
        rounds=rounds,
        remarks=tuple(remarks),
    )


def figures_of(facts: Facts, unit: Unit, calendar: WorkCalendar) -> Figures:
    """Days used, stopped and in all. Raises `BadCase` past the calendar."""
    until = facts.ended_on or facts.last_on
    try:
        spent = used(facts.accepted_on, until, unit, facts.stops, calendar)
        span = used(facts.accepted_on, until, unit, (), calendar)
    except CalendarRangeError as error:
        raise BadCase(str(error)) from error
    return Figures(used=spent, stopped=span - spent, span=span)


def _attribute_day(attributes: dict[str, str], name: str, mapping: Mapping) -> date | None:
    text = attributes.get(name, "") if name else ""
    return day_of(instant_of(text, mapping), mapping) if text.strip() else None


def _limit(accepted_on: date, attributes: dict[str, str], mapping: Mapping, calendar: WorkCalendar) -> int:
    limit = mapping.limit
    if limit.value is not None:
        return limit.value
    if limit.attribute:
        text = attributes.get(limit.attribute, "")
        if not text.isdecimal() or int(text) > MOST_DAYS:
            raise BadCase(f"{limit.attribute} is {text!r}, not a limit in days")
        return int(text)
    deadline = _attribute_day(attributes, limit.deadline, mapping)
    if deadline is None:
        raise BadCase(f"{limit.deadline} gives no deadline")
    if deadline < accepted_on:
        raise BadCase(f"the deadline {deadline} is before day 0, {accepted_on}")
    if mapping.unit is Unit.MONTH:
        return (deadline.year - accepted_on.year) * 12 + deadline.month - accepted_on.month
    try:
        days = used(accepted_on, deadline, mapping.unit, (), calendar)
    except CalendarRangeError as error:
        raise BadCase(str(error)) from error
    if days > MOST_DAYS:
        raise BadCase(f"the deadline {deadline} is more than {MOST_DAYS} days after day 0")
    return days
