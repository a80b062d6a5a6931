"""The counts of the wall are those of GROUP BY, bit for bit, whatever happened and whatever day it is."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from clocks.models import Clock
from core.time import travel
from supervision.counting import folding, reading
from supervision.models import WallDay, WallDelta, WallTally
from supervision.tallies import Tally, tally_by
from tests.supervision.conftest import TODAY, Land

PLACES = ["360000", "360100", "360121", "360124", "360700", "360702"]
AREAS = {"36": PLACES, "3601": PLACES[1:4], "3607": PLACES[4:], **{code: [code] for code in PLACES}}


def numbers(tallies: dict[str, Tally]) -> dict[str, list[Any]]:
    return {key: tally.by_light for key, tally in tallies.items() if tally.total}


def counts_are_group_by(on: date) -> None:
    for area, codes in AREAS.items():
        clocks = Clock.objects.open().filter(region_id__in=codes)
        for key, column in (("function", "department__function"), ("stage", "stage")):
            counted = reading.counts([area], key)
            assert counted is not None
            assert numbers(counted) == numbers(tally_by(clocks, on, column)), (area, key, on)
        one = reading.counts([area], "stage", function="WATER")
        assert one is not None
        assert numbers(one) == numbers(tally_by(clocks.filter(department__function="WATER"), on, "stage"))
    assert list(reading.differences()) == []


def something_happens(land: Land, dice: random.Random, on: date) -> None:
    def day(least: int, most: int) -> date:
        return on + timedelta(days=dice.randrange(least, most))

    kind = dice.randrange(7)
    some = list(Clock.objects.order_by("?")[: dice.randrange(1, 6)])
    if kind == 0 or not some:
        facts: dict[str, Any] = {"stage": dice.choice(["S1", "S3", ""])}
        if dice.random() < 0.2:
            facts |= {"kind": "CAP", "department": None}
        due_on = None if facts.get("kind") and dice.random() < 0.5 else day(-20, 20)
        clocks = [land.row(due_on, dice.choice(PLACES), dice.choice(["HOUSING", "WATER"]), **facts) for _ in range(3)]
        if dice.random() < 0.5:
            for clock in clocks:
                clock.red_on = dice.choice([None, clock.due_on, clock.red_on])
        land.rows(*clocks)
    elif kind == 1:
        for clock in some:
            clock.state, clock.stopped_on = "STOPPED", on
        Clock.objects.bulk_update(some, ["state", "stopped_on"])
    elif kind == 2:
        for clock in some:
            clock.state, clock.due_on = "RUNNING", day(-5, 15)
            clock.warn_on, clock.red_on = clock.due_on - timedelta(days=2), clock.due_on + timedelta(days=6)
        Clock.objects.bulk_update(some, ["state", "due_on", "warn_on", "red_on"])
    elif kind == 3:
        Clock.objects.filter(pk=some[0].pk).update(state="ENDED", ended_on=on)
    elif kind == 4:
        Clock.objects.filter(pk__in=[clock.pk for clock in some]).delete()
    elif kind == 5:
        some[0].region_id, some[0].department = dice.choice(PLACES), dice.choice(list(land.departments.values()))
        some[0].save()
    else:
        Clock.objects.filter(pk=some[0].pk).update(label="another name")


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_group_by_after_any_sequence_of_events(land: Land, seed: int) -> None:
    dice, on = random.Random(seed), TODAY
    for _step in range(70):
        with travel(on):
            something_happens(land, dice, on)
            chance = dice.random()
            if chance < 0.2:
                folding.advance()
            elif chance < 0.4:
                on += timedelta(days=dice.choice([1, 1, 1, 3, 9, -4]))
        if dice.random() < 0.3:
            with travel(on):
                counts_are_group_by(on)
    with travel(on):
        counts_are_group_by(on)
        before = list(WallTally.objects.order_by("area", "function", "stage").values_list("area", "red", "stopped"))
        folding.advance()
        folding.rebuild()
        counts_are_group_by(on)
    assert before


def test_counts_change_at_midnight_without_an_event_and_move_once(land: Land) -> None:
    land.rows(land.row(TODAY), land.row(TODAY + timedelta(days=3)), land.row(TODAY - timedelta(days=9)))
    lights = []
    for days in range(4):
        with travel(TODAY + timedelta(days=days)):
            folding.advance()
            folding.advance()
            counted = reading.counts(["36"], "area")
            assert counted is not None
            lights.append([number for _light, number in counted["36"].by_light[:4]])
    # red, yellow, warned, green: the last day is in time, the next one late; the warning begins two days before.
    assert lights == [[0, 1, 1, 1], [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0]]


def test_a_day_moves_only_the_clocks_whose_dates_lie_between(land: Land, django_assert_num_queries: Any) -> None:
    land.rows(*(land.row(TODAY + timedelta(days=days)) for days in range(-30, 60)))
    folding.advance()
    with connection.cursor() as cursor:
        # A wrong tally stays wrong by the same number, which shows that the rest was not counted again.
        cursor.execute("UPDATE supervision_walltally SET green = green + 1000 WHERE area = '36'")
    with travel(TODAY + timedelta(days=1)):
        folding.advance()
        counted = reading.counts(["36"], "area")
        assert counted is not None
        assert counted["36"].by_light[3][1] == 1000 + Clock.objects.at_light("GREEN", TODAY + timedelta(days=1)).count()
        assert any("green +1000" in sentence for sentence in reading.differences())


def test_waiting_changes_are_in_the_numbers_before_they_are_folded(land: Land, django_assert_num_queries: Any) -> None:
    folding.advance()
    land.rows(land.row(TODAY + timedelta(days=9)))
    assert WallDelta.objects.count() == 1
    with django_assert_num_queries(2):
        counted = reading.counts(["360121"], "stage")
    assert counted is not None
    assert counted["S3"].total == 1
    assert folding.sweep() == 1
    assert WallDelta.objects.count() == 0
    with django_assert_num_queries(1):
        assert reading.counts(["360121"], "stage") == counted


def test_a_department_with_another_function_is_counted_anew(land: Land) -> None:
    land.rows(land.row(TODAY))
    folding.advance()
    department = land.departments["360121", "HOUSING"]
    department.function = "FIRE"
    department.save()
    assert WallDay.objects.get().day is None
    counted = reading.counts(["36"], "function")
    assert counted is not None
    assert set(counted) == {"FIRE"}


def test_an_update_that_changes_no_count_notes_nothing(land: Land) -> None:
    [clock] = land.rows(land.row(TODAY))
    folding.advance()
    clock.label = "更名"
    clock.save()
    assert not WallDelta.objects.exists()


@pytest.mark.parametrize("by", ["region", "department", "stage"])
@pytest.mark.parametrize(
    "narrowed",
    [
        "",
        "&region=360100",
        "&region=360100&own=1",
        "&region=360121",
        "&function=WATER",
        "&function=-&stage=-",
        "&stage=S1",
    ],
)
def test_the_wall_shows_the_numbers_it_would_count(land: Land, client: Any, by: str, narrowed: str) -> None:
    from supervision.counting.wall import kept_counts
    from tests.supervision.test_wall import a_province, open_wall

    a_province(land, 120)
    shown = open_wall(client, land.province, f"?by={by}{narrowed}")
    assert kept_counts(shown["filter"], by) is not None
    counted = open_wall(client, land.province, f"?by={by}{narrowed}&q=360")  # in every project's code: GROUP BY
    assert kept_counts(counted["filter"], by) is None
    assert [(line.key, line.tally.by_light) for line, _, _ in shown["lines"]] == [
        (line.key, line.tally.by_light) for line, _, _ in counted["lines"]
    ]
    assert shown["total"].by_light == counted["total"].by_light


def test_the_clocks_of_the_wall_are_the_open_ones_a_person_may_see(land: Land) -> None:
    from supervision.queries import visible_clocks, watched_clocks

    land.rows(
        *(land.row(TODAY, code, dept, project_id=n) for n, code in enumerate(PLACES) for dept in ("HOUSING", "WATER"))
    )
    land.rows(*(land.row(TODAY, code, kind="CAP", department=None, project_id=n) for n, code in enumerate(PLACES)))
    land.rows(land.row(TODAY, state="ENDED", ended_on=TODAY))
    both = land.officer("360702", "WATER")
    from accounts.models import Membership

    Membership.objects.create(user=both, role="SUPERVISOR", region=land.regions["360100"], valid_from=date(2020, 1, 1))
    people = [land.province, both, land.officer("360121", "HOUSING"), land.owner]
    people += [land.person(f"of{code}", "SUPERVISOR", region=land.regions[code]) for code in PLACES[1:3]]
    for person in people:
        assert set(watched_clocks(person).open()) == set(visible_clocks(person).open()), person


def test_a_budget_that_waits_is_on_the_wall_too(land: Land, client: Any) -> None:
    from tests.supervision.test_wall import everything, open_wall

    land.rows(land.row(None, kind="STAGE", department=None), land.row(TODAY))
    assert len(everything(client, land.province)) == open_wall(client, land.province)["total"].total == 2
