"""What if: the same days as the stored forecast, checked against a count day by day."""

import random
import time
from datetime import date, timedelta

from clocks import rules, union
from clocks.builtin import builtin_calendar
from supervision.whatif import Assumption, Fact, actual, everything, standing, what_if

CALENDAR = builtin_calendar()
ON = date(2026, 3, 18)
NOTHING = Assumption()
KINDS = ("EXPERT_REVIEW", "TESTING", "THIRD_PARTY", "HEARING")


def project(dice: random.Random) -> list[Fact]:
    facts = []
    for key in range(dice.randrange(1, 13)):
        accepted = ON - timedelta(days=dice.randrange(0, 120))
        stops = []
        for _ in range(dice.randrange(0, 3)):
            start = accepted + timedelta(days=dice.randrange(0, 60))
            if start <= ON:
                stops.append(rules.Stop(start, start + timedelta(days=dice.randrange(0, 30)), dice.choice(KINDS)))
        ended = min(ON, accepted + timedelta(days=dice.randrange(0, 60))) if dice.random() < 0.4 else None
        facts.append(Fact(key, accepted, dice.randrange(1, 31), rules.Unit.WORKING_DAY, tuple(stops), ended))
    return facts


def counted(facts: list[Fact], until: date) -> int:
    """The oracle: every working day on which some item runs, one day at a time."""
    days, day = 0, min(fact.accepted_on for fact in facts)
    while day < until:
        day += timedelta(days=1)
        days += CALENDAR.is_working_day(day) and any(
            fact.accepted_on < day
            and (fact.ended_on is None or day <= fact.ended_on)
            and not any(stop.covers(day) for stop in fact.stops)
            for fact in facts
        )
    return days


def test_without_an_assumption_it_says_what_the_clock_says() -> None:
    """1,000 projects in under ten seconds: used and left of today are the stored ones."""
    dice, began = random.Random(79), time.perf_counter()
    for _ in range(1000):
        facts = project(dice)
        stored = union.union_reckon(actual(facts, CALENDAR), 79, CALENDAR, ON)
        asked = what_if(facts, 79, CALENDAR, ON, NOTHING)
        assert (asked.ends_on, asked.used, asked.slack) == (ON, stored.used, stored.left)
        what_if(facts, 79, CALENDAR, ON, everything(facts))
    assert time.perf_counter() - began < 10


def test_an_assumption_counts_every_day_once() -> None:
    dice = random.Random(60)
    for _ in range(200):
        facts = project(dice)
        full = frozenset(fact.key for fact in facts if dice.random() < 0.5)
        asked = what_if(facts, 79, CALENDAR, ON, Assumption(full=full))
        ends = dict(asked.ends)
        supposed = [
            fact
            if fact.ended_on
            else Fact(fact.key, fact.accepted_on, fact.limit, fact.unit, fact.stops, ends[fact.key])
            for fact in facts
        ]
        assert asked.used == counted(supposed, asked.ends_on)
        assert asked.slack == 79 - asked.used
        for fact in facts:
            if fact.ended_on is None:
                last = rules.due(fact.accepted_on, fact.limit, fact.unit, fact.stops, CALENDAR)
                assert ends[fact.key] == (max(last, ON) if fact.key in full and last else ON)


def test_what_is_supposed_to_last_longer_never_ends_earlier() -> None:
    dice = random.Random(12)
    for _ in range(300):
        facts = project(dice)
        some = Assumption(full=frozenset(fact.key for fact in facts if dice.random() < 0.5))
        none, part, all_of_it = (
            what_if(facts, 79, CALENDAR, ON, assumption) for assumption in (NOTHING, some, everything(facts))
        )
        assert none.ends_on <= part.ends_on <= all_of_it.ends_on
        assert none.used <= part.used


def test_a_stop_that_runs_to_its_limit_moves_the_end_by_the_days_it_adds() -> None:
    """An expert review may last 20 working days; planned were 5."""
    start = date(2026, 3, 16)
    fact = Fact(1, date(2026, 3, 9), 12, stops=(rules.Stop(start, CALENDAR.add(start, 5), "EXPERT_REVIEW"),))
    assert standing(fact, ON)
    planned = what_if([fact], 79, CALENDAR, ON, Assumption(full=frozenset({1})))
    longest = what_if([fact], 79, CALENDAR, ON, Assumption(stretched=frozenset({1})))
    assert CALENDAR.count(planned.ends_on, longest.ends_on) == 15
    assert planned.used == longest.used == 12


def test_a_cap_that_is_not_enough_says_when_it_is_used_up() -> None:
    fact = Fact(1, date(2026, 3, 9), 20)
    asked = what_if([fact], 10, CALENDAR, ON, everything([fact]))
    assert (asked.slack, asked.used_up_on) == (-10, CALENDAR.add(date(2026, 3, 9), 10))
