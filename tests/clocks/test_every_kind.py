"""Every kind of clock starts, falls due and ends through the same verbs; the last day is in time, the next is late."""

from datetime import timedelta

import pytest
from django.db import transaction

from clocks.commands import end_clock, start_clock
from clocks.current import current_calendar
from clocks.lights import Light
from clocks.models import Clock
from clocks.queries import days_left, light_of
from clocks.rules import due
from core import time
from tests.clocks.conftest import World, subject
from tests.clocks.test_golden_dates import day

KINDS = ("CORRECTION", "SPECIAL", "VERIFICATION", "URGE", "DELIVERY", "OPINION", "NOTICE", "STATUTORY", "PROMISED")
LIMITS = (("WORKING_DAY", 5), ("CALENDAR_DAY", 7), ("MONTH", 1))


@pytest.mark.parametrize(("unit", "limit"), LIMITS)
@pytest.mark.parametrize("kind", KINDS)
def test_last_day_in_time_next_day_late_and_then_ended(world: World, kind: str, unit: str, limit: int) -> None:
    origin, thing = day("04-24"), subject("commitments.thing", 7)
    with time.travel(origin), transaction.atomic():
        clock = start_clock(kind, thing, world.place, label="事", limit=limit, unit=unit, origin_on=origin)
    calendar = current_calendar()
    last = due(origin, limit, unit, (), calendar)
    assert last is not None
    assert clock.due_on == last
    assert calendar.is_working_day(last)
    after = last + timedelta(days=1)
    late_lights = (Light.YELLOW, Light.RED)
    for on, late in ((last, False), (after, True)):
        assert (light_of(clock, on) in late_lights) is late
        assert Clock.objects.late(on).filter(pk=clock.pk).exists() is late
        assert any(Clock.objects.at_light(light, on).filter(pk=clock.pk).exists() for light in late_lights) is late
    assert days_left(clock, last, calendar) == 0
    with time.travel(last), transaction.atomic():
        ended = end_clock(kind, thing, on=last, project_id=world.place.project_id)
    assert ended is not None
    assert (ended.state, ended.left) == ("ENDED", 0)


def test_a_limit_to_a_given_day_ends_on_it_though_the_offices_are_closed(world: World) -> None:
    origin, last, thing = day("04-20"), day("05-02"), subject("approvals.renewal", 7)
    with time.travel(origin), transaction.atomic():
        clock = start_clock(
            "RENEWAL", thing, world.place, label="事", limit=(last - origin).days, unit="EXACT_DAY", origin_on=origin
        )
    assert not current_calendar().is_working_day(last)
    assert clock.due_on == last
    assert days_left(clock, origin, current_calendar()) == 12
    with time.travel(last + timedelta(days=1)), transaction.atomic():
        ended = end_clock("RENEWAL", thing, on=last + timedelta(days=1), project_id=world.place.project_id)
    assert ended is not None
    assert ended.left == -1
