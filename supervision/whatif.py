"""What if (测算): when the counted items of a project end under an assumption, and what is then left of the cap.

A pure function over facts; what it answers is never stored and never shown as a fact. Days are those of the union
(`clocks.union`): a day counts once however many items run on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clocks import rules, stop_rules, union
from clocks.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Fact:
    """One counted item as it stands (计入总时限的事项). `key` names it, `limit` in `unit`; open while `ended_on` is None."""

    key: int
    accepted_on: date
    limit: int
    unit: str = rules.Unit.WORKING_DAY
    stops: tuple[rules.Stop, ...] = ()
    ended_on: date | None = None
    calendar: WorkCalendar | None = None
    """Of the item's own place, where it is another than the project's."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """What is supposed (假定). Of the open items, those in `full` are decided on their last day in time, all others
    on the day of the question; a stop in force of an item in `stretched` runs to the longest its kind may last.
    """

    full: frozenset[int] = frozenset()
    stretched: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer (测算结果), in working days.

    `ends_on` is when the last item ends, `used` what the union has then used, `slack` what is left of the cap, negative
    when over; `used_up_on` the day the cap is used up, None if it is not. `ends` says when each open item ends.
    """

    ends_on: date
    used: int
    slack: int
    used_up_on: date | None
    provisional: bool
    ends: tuple[tuple[int, date], ...]


def what_if(
    facts: Sequence[Fact],
    cap: int,
    calendar: WorkCalendar,
    on: date,
    assumption: Assumption,
    origin: date | None = None,
    stop_limits: Mapping[str, stop_rules.StopRule] = stop_rules.STOP_RULES,
) -> Outcome:
    """Reckon the cap of `cap` working days under `assumption`, asked on the evening of `on`.

    An item already late is taken to be decided on `on` at the earliest. `origin` is day 0 of the whole where a
    contract gives it, `stop_limits` are the rules of stops in force. Raises ``CalendarRangeError`` beyond the calendar.
    """
    supposed = [_supposed(fact, fact.calendar or calendar, on, assumption, stop_limits) for fact in facts]
    runs = actual(supposed, calendar)
    ends_on = max((fact.ended_on for fact in supposed if fact.ended_on is not None), default=on)
    ends_on = max(ends_on, on)
    whole = union.union_reckon(runs, cap, calendar, ends_on, origin)
    return Outcome(
        ends_on=ends_on,
        used=whole.used,
        slack=whole.left,
        used_up_on=whole.due_on,
        provisional=calendar.is_provisional(ends_on),
        ends=tuple(
            (fact.key, fact.ended_on)
            for fact, before in zip(supposed, facts, strict=True)
            if before.ended_on is None and fact.ended_on is not None
        ),
    )


def actual(facts: Iterable[Fact], calendar: WorkCalendar) -> list[union.Run]:
    """The runs of the items as they stand: what the stored forecast is made of."""
    return [
        union.Run(fact.accepted_on, fact.ended_on, fact.stops + union.closures(fact.calendar or calendar, calendar))
        for fact in facts
    ]


def standing(fact: Fact, on: date, stop_limits: Mapping[str, stop_rules.StopRule] = stop_rules.STOP_RULES) -> bool:
    """Whether a stop is in force on `on` whose longest duration the rules know."""
    return any(_stretches(stop, on, stop_limits) for stop in fact.stops)


def _supposed(
    fact: Fact,
    calendar: WorkCalendar,
    on: date,
    assumption: Assumption,
    stop_limits: Mapping[str, stop_rules.StopRule],
) -> Fact:
    if fact.ended_on is not None:
        return fact
    if fact.key in assumption.stretched:
        fact = replace(fact, stops=tuple(_longest(stop, calendar, on, stop_limits) for stop in fact.stops))
    due_on = None
    if fact.key in assumption.full or fact.key in assumption.stretched:
        due_on = rules.due(fact.accepted_on, fact.limit, fact.unit, fact.stops, calendar)
    return replace(fact, ended_on=max(due_on or on, on, fact.accepted_on))


def _longest(
    stop: rules.Stop, calendar: WorkCalendar, on: date, stop_limits: Mapping[str, stop_rules.StopRule]
) -> rules.Stop:
    if not _stretches(stop, on, stop_limits):
        return stop
    last = stop_rules.longest_end(stop.kind, stop.start, calendar, stop_limits[stop.kind])
    return stop if last is None else replace(stop, end=max(last, stop.end or last))


def _stretches(stop: rules.Stop, on: date, stop_limits: Mapping[str, stop_rules.StopRule]) -> bool:
    rule = stop_limits.get(stop.kind)
    in_force = stop.start <= on and (stop.end is None or on <= stop.end)
    return in_force and rule is not None and rule.longest is not None


def everything(facts: Iterable[Fact]) -> Assumption:
    """All that is open takes its full limit, all stops in force their longest (全部用满)."""
    keys = frozenset(fact.key for fact in facts if fact.ended_on is None)
    return Assumption(full=keys, stretched=keys)
