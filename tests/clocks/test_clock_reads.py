"""Who sees which clocks, in which order, with which light; and what time alone brings about."""

import json
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from clocks import doctor, queries
from clocks.builtin import builtin_calendar, builtin_notice_days
from clocks.commands import end_clocks, start_clock, stop_clocks
from clocks.current import current_calendar
from clocks.labels import REASONS, kind_of_day, occasion, why
from clocks.lights import Light
from clocks.models import Clock
from clocks.models import Stop as StoredStop
from clocks.rules import Stop, Unit, reckon
from clocks.trace import Reason, trace
from core import keyset, sweeps, time
from tests.clocks.conftest import World, case

TODAY = date(2026, 6, 16)


@pytest.fixture
def province(world: World) -> World:
    """Clocks of every light on one day, in two counties, one project visible to the owner."""
    with time.travel(date(2026, 6, 1)), transaction.atomic():
        for pk, limit in enumerate((3, 7, 9, 10, 11, 12, 20, 30), start=1):
            world.item(pk, date(2026, 6, 1), limit)
        world.item(20, date(2026, 6, 1), 12, place=world.elsewhere)
        world.item(21, date(2026, 6, 1), 15)
    with time.travel(date(2026, 6, 3)), transaction.atomic():
        stop_clocks(
            case(21), "HEARING", started_on=date(2026, 6, 3), planned_end_on=date(2026, 6, 30), legal_basis="第四十五条",
            reason="听证", evidence="章发〔2026〕3号", project_id=1,
        )  # fmt: skip
        world.item(22, date(2026, 6, 1), 5)
        end_clocks(case(22), on=date(2026, 6, 3), project_id=1)
    return world


def test_the_stored_dates_show_the_light_the_rules_give(province: World) -> None:
    seen = set()
    for offset in range(45):
        day = date(2026, 6, 1) + timedelta(days=offset)
        for clock in Clock.objects.with_light(day):
            assert clock.light == queries.light_of(clock, day)
            seen.add(clock.light)
        for light in Light:
            ids = set(Clock.objects.at_light(light, day).values_list("pk", flat=True))
            assert ids == {clock.pk for clock in Clock.objects.with_light(day) if clock.light == light}
    assert seen == {light.value for light in Light}


def test_the_wall_shows_the_most_urgent_first_and_stopped_clocks_last(province: World) -> None:
    user = province.user("city")
    with time.travel(TODAY):
        segments = queries.wall(queries.clocks_for(user))
        first = keyset.page(segments, size=5)
        second = keyset.page(segments, first.next, size=5)
    rows = [*first.rows, *second.rows]
    assert [row.subject_id for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8, 21]
    running = [row.due_on for row in rows if row.state == "RUNNING"]
    assert all(a <= b for a, b in pairwise(running))


def test_everyone_sees_their_own_clocks_only(province: World) -> None:
    def seen(name: str) -> set[int]:
        with time.travel(TODAY):
            return set(Clock.objects.visible_to(province.user(name)).values_list("project_id", flat=True))

    assert {name: seen(name) for name in ("city", "far", "owner", "reviewer", "nobody")} == {
        "city": {1}, "far": {2}, "owner": {1}, "reviewer": {1, 2}, "nobody": set(),
    }  # fmt: skip


def test_figures_of_a_list_row_equal_the_full_reckoning(province: World) -> None:
    calendar = current_calendar()
    with time.travel(date(2026, 6, 1)), transaction.atomic():
        start_clock(
            "VERIFICATION", case(30), province.place, label="核查", limit=1, unit="MONTH", origin_on=date(2026, 6, 1)
        )
    for clock in Clock.objects.all():
        for offset in range(0, 40, 3):
            day = date(2026, 6, 4) + timedelta(days=offset)
            whole = reckon(
                clock.origin_on,
                clock.limit,
                Unit(clock.unit),
                queries.pauses_of(clock, queries.stops_of(clock)),
                calendar,
                clock.ended_on or day,
            )
            if clock.state == "STOPPED" and day > date(2026, 6, 30):
                continue
            assert (queries.days_left(clock, day, calendar), queries.days_used(clock, day, calendar)) == (
                whole.left, whole.used,
            )  # fmt: skip


def test_a_clock_is_explained_day_by_day(province: World) -> None:
    clock = Clock.objects.get(subject_id=21)
    lines = list(queries.explain(clock, TODAY))
    assert [str(line.day)[5:] for line in lines if line.number] == [
        "06-02", "06-03", "07-01", "07-02", "07-03", "07-06", "07-07", "07-08", "07-09", "07-10", "07-13", "07-14",
        "07-15", "07-16", "07-17",
    ]  # fmt: skip
    assert clock.due_on == lines[-1].day
    stopped = [line for line in lines if line.reason is Reason.STOPPED]
    assert {line.stop.kind for line in stopped if line.stop} == {"HEARING"}


def test_a_stop_is_over_after_its_planned_end_without_anyone_acting(province: World) -> None:
    with time.travel(date(2026, 6, 30)):
        assert sweeps.run_all()["clocks.resume"] == 0
        assert list(doctor.check()) == []
    with time.travel(date(2026, 7, 2)):
        assert sweeps.run_all()["clocks.resume"] == 1
        assert sweeps.run_all()["clocks.resume"] == 0
        assert list(doctor.check()) == []
    clock = Clock.objects.get(subject_id=21)
    assert (clock.state, clock.due_on, StoredStop.objects.get().ended_on) == (
        "RUNNING",
        date(2026, 7, 17),
        date(2026, 6, 30),
    )


def test_an_event_costs_the_same_however_many_items_a_project_has(
    province: World, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    with time.travel(TODAY), transaction.atomic(), django_assert_max_num_queries(6):
        end_clocks(case(1), on=TODAY, project_id=1)


def test_the_command_line_explains_a_limit(db: None) -> None:
    out = StringIO()
    call_command(
        "reckon", "--accepted", "2026-02-09", "--limit", "7", "--stop", "2026-02-12:2026-02-25", "--json", stdout=out
    )
    answer = json.loads(out.getvalue())
    assert (answer["due_on"], answer["used"], answer["left"], answer["provisional"]) == ("2026-03-02", 7, 0, False)
    assert [line["day"] for line in answer["trace"] if line["reason"] == "STOPPED"] == [
        "2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25",
    ]  # fmt: skip
    out = StringIO()
    call_command("reckon", "--accepted", "2026-12-21", "--limit", "20", "--until", "2026-12-31", stdout=out)
    assert out.getvalue().splitlines()[-1] == (
        "due 2027-01-19 (provisional); on 2026-12-31: used 8, left 12, GREEN; calendar state-council-2026"
    )
    held = StringIO()
    call_command("reckon", "--accepted", "2026-03-02", "--limit", "5", "--stop", "2026-03-03:", stdout=held)
    assert "an open stop holds the clock" in held.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--accepted", "2026-02-30", "--limit", "7"],
        ["--accepted", "2026-02-09", "--limit", "-1"],
        ["--accepted", "2035-12-01", "--limit", "70"],
        ["--accepted", "2026-02-09", "--limit", "7", "--stop", "2026-02-12:2026-02-10"],
    ],
)
def test_the_command_line_refuses_what_cannot_be_reckoned(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("reckon", *arguments)


def test_every_reason_is_worded_for_people() -> None:
    stop = Stop(date(2026, 4, 13), date(2026, 4, 15), "EXPERT_REVIEW")
    lines = {line.day: line for line in trace(date(2026, 4, 2), 25, "WORKING_DAY", (stop,), builtin_calendar())}
    with translation.override("zh-hans"):
        worded = {str(day)[5:]: why(line) for day, line in lines.items()}
        assert kind_of_day(lines[date(2026, 5, 9)]) == "调休上班日（劳动节）"
    assert {day: worded[day] for day in ("04-02", "04-03", "04-05", "04-11", "04-14", "05-09")} == {
        "04-02": "受理当日，不计入",
        "04-03": "计入",
        "04-05": "法定节假日，不计入（清明节）",
        "04-11": "周末，不计入",
        "04-14": "暂停计时，不计入（专家评审）",
        "05-09": "计入（调休上班日，劳动节）",
    }
    with translation.override("en"):
        assert why(lines[date(2026, 4, 5)]) == "Statutory holiday, not counted (Tomb-Sweeping Day)"
    assert {*REASONS} == {*Reason}
    with translation.override("en"):
        assert all(occasion(row.occasion).isascii() or "、" in row.occasion for row in builtin_notice_days())
