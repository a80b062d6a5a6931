"""One clock explained: every day with its reason and source, and figures that are the sum of the days."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clocks import commands
from clocks.models import Clock
from core.time import travel
from projects.models import Project
from supervision.explain import Explained, explained
from supervision.sheets import Day, months, stretches, used_on
from tests.supervision.conftest import Land


def stop(project: Project, subject: Any, kind: str, first: date, last: date, ended: date | None = None) -> None:
    with travel(first), transaction.atomic():
        commands.stop_clocks(
            subject,
            kind,
            started_on=first,
            planned_end_on=last,
            legal_basis="行政许可法第四十五条",
            reason="组织专家评审",
            evidence="章发〔2026〕3号",
            project_id=project.pk,
        )
    if ended:
        with travel(ended), transaction.atomic():
            commands.resume_clocks(subject, on=ended, project_id=project.pk)


def said(page: Explained) -> dict[date, Day]:
    return {day.day: day for day in page.days}


def test_every_day_of_spring_festival_2026_has_its_reason_and_notice(land: Land) -> None:
    clock = land.start("PROMISED", land.project(), 12, date(2026, 2, 11))
    page = explained(clock, date(2026, 2, 25))
    days = said(page)
    assert [day.day for day in page.days] == [date(2026, 2, 11) + timedelta(days=n) for n in range(len(page.days))]
    assert (days[date(2026, 2, 11)].mark, days[date(2026, 2, 11)].number) == ("start", None)
    assert [days[date(2026, 2, n)].number for n in (12, 13, 14)] == [1, 2, 3]
    makeup = days[date(2026, 2, 14)]
    assert makeup.makeup
    assert "春节" in makeup.reason
    assert "国办发" in makeup.source
    assert {days[date(2026, 2, n)].mark for n in range(15, 24)} == {"holiday"}
    assert all("国办发" in days[date(2026, 2, n)].source for n in range(15, 24))
    # 24 to 27 February, the made-up Saturday 28 February, 2 to 5 March.
    assert (page.due_on, page.used, page.left) == (date(2026, 3, 5), 5, 7)
    assert days[date(2026, 3, 1)].mark == "weekend"
    assert days[date(2026, 3, 5)].is_due
    assert days[date(2026, 2, 25)].is_today
    assert days[date(2026, 2, 26)].future


def test_a_stop_leaves_out_the_days_after_its_start_up_to_its_end_with_its_basis(land: Land) -> None:
    project = land.project()
    clock = land.start("PROMISED", project, 12, date(2026, 3, 2))
    stop(project, project, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 13), ended=date(2026, 3, 11))
    clock.refresh_from_db()
    page = explained(clock, date(2026, 3, 18))
    days = said(page)
    assert days[date(2026, 3, 5)].number == 3
    stopped = [day.day for day in page.days if day.mark == "stopped"]
    assert stopped == [date(2026, 3, n) for n in (6, 9, 10, 11)]
    assert days[date(2026, 3, 9)].source == "行政许可法第四十五条"
    assert days[date(2026, 3, 12)].number == 4
    [pause] = page.pauses
    assert (pause.days, pause.end, pause.open) == (4, date(2026, 3, 11), False)
    assert (page.used, page.left, page.due_on) == (8, 4, clock.due_on)


def test_a_stopped_clock_says_so_and_shows_the_planned_days(land: Land) -> None:
    project = land.project()
    clock = land.start("PROMISED", project, 12, date(2026, 3, 10))
    stop(project, project, "EXPERT_REVIEW", date(2026, 3, 16), date(2026, 3, 25))
    clock.refresh_from_db()
    page = explained(clock, date(2026, 3, 18))
    assert (page.light.value, page.used, page.left) == ("STOPPED", 4, 8)
    assert (page.pauses[0].open, page.pauses[0].days) == (True, 2)
    assert said(page)[date(2026, 3, 24)].mark == "stopped"
    assert said(page)[date(2026, 3, 24)].future


def test_a_statutory_clock_is_not_stopped_by_what_stops_only_the_promise(land: Land) -> None:
    project = land.project()
    promised = land.start("PROMISED", project, 12, date(2026, 3, 2))
    statutory = land.start("STATUTORY", project, 20, date(2026, 3, 2))
    stop(project, project, "PUBLICITY", date(2026, 3, 5), date(2026, 3, 11), ended=date(2026, 3, 11))
    assert len(explained(promised, date(2026, 3, 18)).pauses) == 1
    assert explained(statutory, date(2026, 3, 18)).pauses == ()


def test_a_calendar_day_limit_that_ends_on_a_day_off_moves_with_its_article(land: Land) -> None:
    clock = land.start("STATUTORY", land.project(), 7, date(2026, 3, 14), unit="CALENDAR_DAY")
    page = explained(clock, date(2026, 3, 18))
    days = said(page)
    # The seventh day is Saturday the 21st; the due date moves to Monday the 23rd.
    assert page.due_on == date(2026, 3, 23)
    assert [days[date(2026, 3, n)].mark for n in (21, 22, 23)] == ["counted", "shifted", "shifted"]
    assert days[date(2026, 3, 23)].source


def test_an_ended_clock_is_explained_as_of_its_end(land: Land) -> None:
    project = land.project()
    clock = land.start("PROMISED", project, 12, date(2026, 3, 2))
    with travel(date(2026, 3, 10)), transaction.atomic():
        commands.end_clocks(project, on=date(2026, 3, 10), project_id=project.pk)
    clock.refresh_from_db()
    page = explained(clock, date(2026, 3, 18))
    assert (page.light.value, page.used, page.left) == ("ENDED", 6, 6)
    assert said(page)[date(2026, 3, 11)].future


def test_a_project_uses_a_day_once_and_names_the_items_that_ran(land: Land) -> None:
    project, first, second = land.project(), land.enterprise, land.province
    cap = land.start("CAP", project, 79, date(2026, 3, 2), label="项目总时限")
    common: dict[str, Any] = {"counts_in_cap": True, "stage": "S1"}
    land.start("PROMISED", project, 12, date(2026, 3, 2), subject=first, label="用地预审", **common)
    land.start("PROMISED", project, 12, date(2026, 3, 4), subject=second, label="水土保持", **common)
    stop(project, first, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 12), ended=date(2026, 3, 12))
    with travel(date(2026, 3, 9)), transaction.atomic():
        commands.end_clocks(second, on=date(2026, 3, 9), project_id=project.pk)
    cap.refresh_from_db()
    page = explained(cap, date(2026, 3, 18))
    days = said(page)
    assert [part.label for part in page.parts] == ["用地预审", "水土保持"]
    assert (days[date(2026, 3, 3)].number, days[date(2026, 3, 3)].running) == (1, ("用地预审",))
    assert (days[date(2026, 3, 5)].number, days[date(2026, 3, 5)].running) == (3, ("用地预审", "水土保持"))
    assert days[date(2026, 3, 6)].running == ("水土保持",)
    # Both rest from the 10th to the 12th: those days cost the project nothing.
    assert [days[date(2026, 3, n)].mark for n in (10, 11, 12)] == ["idle"] * 3
    assert days[date(2026, 3, 13)].running == ("用地预审",)
    assert (page.used, page.left) == (9, 70)
    assert used_on(page.days, date(2026, 3, 18)) == 9
    assert page.due_on == cap.due_on
    assert days[page.due_on].number == 79
    assert [(pause.case, pause.days) for pause in page.pauses] == [("用地预审", 5)]


def test_a_project_without_an_accepted_item_has_no_days(land: Land) -> None:
    cap = land.start("CAP", land.project(), 79, date(2026, 3, 2))
    page = explained(cap, date(2026, 3, 18))
    assert (page.days, page.used, page.left, page.due_on) == ((), 0, 79, None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    origin=st.dates(date(2023, 1, 1), date(2026, 10, 1)),
    limit=st.integers(1, 60),
    unit=st.sampled_from(["WORKING_DAY", "WORKING_DAY", "CALENDAR_DAY"]),
    after=st.integers(0, 120),
    stopped=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 25)), max_size=3),
)
def test_the_days_shown_add_up_to_the_figures_shown(
    land: Land, origin: date, limit: int, unit: str, after: int, stopped: list[tuple[int, int]]
) -> None:
    from clocks.models import Stop

    project = land.project()
    clock = Clock(
        kind="PROMISED",
        subject_type="projects.project",
        subject_id=project.pk,
        project_id=project.pk,
        label="x",
        region_id="360121",
        origin_on=origin,
        limit=limit,
        unit=unit,
        due_on=origin,
        calendar=land.calendar,
    )
    clock.save()
    for begin, length in stopped:
        first = origin + timedelta(days=begin)
        Stop.objects.create(
            subject_type="projects.project",
            subject_id=project.pk,
            project_id=project.pk,
            kind="EXPERT_REVIEW",
            started_on=first,
            planned_end_on=first + timedelta(days=length),
            ended_on=first + timedelta(days=length),
            legal_basis="行政许可法第四十五条",
            reason="专家评审",
            entered_at=project.created_at,
        )
    on = origin + timedelta(days=after)
    page = explained(clock, on)
    assert page.used == used_on(page.days, on)
    assert page.due_on is not None
    assert page.left == used_on(page.days, page.due_on) - used_on(page.days, on)
    assert sum(month.counted for month in page.months) == sum(day.number is not None for day in page.days)
    told = [row for row in page.stretches if row.first.number is not None]
    assert all(row.days == 1 for row in told)
    assert sum(row.days for row in page.stretches) == len(page.days)


def a_day(day: date, mark: str = "weekend", number: int | None = None) -> Day:
    return Day(day, mark, number, mark)


def test_a_month_sheet_begins_on_monday_and_shows_days_outside_the_clock_bare() -> None:
    [march] = months([a_day(date(2026, 3, 30), "start"), a_day(date(2026, 3, 31), "counted", 1)])
    assert [len(week) for week in march.weeks] == [7] * 6
    assert march.weeks[0][:6] == (None,) * 6
    assert march.weeks[0][6] == date(2026, 3, 1)
    assert isinstance(march.weeks[5][0], Day)
    assert march.weeks[5][2:] == (None,) * 5
    assert march.counted == 1


def test_days_over_new_year_fall_into_two_months() -> None:
    days = [a_day(date(2025, 12, 30) + timedelta(days=n)) for n in range(5)]
    assert [month.first for month in months(days)] == [date(2025, 12, 1), date(2026, 1, 1)]


def test_days_off_are_told_together_unless_one_of_them_is_due() -> None:
    saturday, sunday = a_day(date(2026, 3, 21)), a_day(date(2026, 3, 22))
    assert [row.days for row in stretches([saturday, sunday])] == [2]
    due = Day(date(2026, 3, 22), "weekend", None, "weekend", is_due=True)
    assert [row.days for row in stretches([saturday, due])] == [1, 1]


@pytest.mark.parametrize("whole", [False, True])
def test_the_page_shows_table_and_months_in_few_queries(
    land: Land, client: Client, django_assert_max_num_queries, whole: bool
) -> None:
    project = land.project()
    cap = land.start("CAP", project, 79, date(2026, 3, 2), label="项目总时限")
    item = land.start("PROMISED", project, 12, date(2026, 3, 2), subject=land.owner, counts_in_cap=True, stage="S1")
    stop(project, land.owner, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 12), ended=date(2026, 3, 12))
    client.force_login(land.owner)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("supervision:clock", args=[(cap if whole else item).pk]))
    assert page.status_code == 200
    text = page.text
    assert text.count('<table class="month">') == len(page.context["explained"].months) > 0
    assert "行政许可法第四十五条" in text
    assert f"{land.calendar}" in text


def test_a_supervisor_sees_the_hidden_time_beside_the_used(land: Land, client: Client) -> None:
    project = land.project()
    land.start("CAP", project, 79, date(2026, 3, 2))
    land.start("PROMISED", project, 12, date(2026, 3, 2), counts_in_cap=True)
    stop(project, project, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 13), ended=date(2026, 3, 11))
    client.force_login(land.province)
    page = client.get(reverse("supervision:project", args=[project.pk])).content.decode()
    assert "用时账" in page
    # 3 March to 18 March are 12 working days, 4 of them stopped by the expert review.
    assert "专家评审 4" in page


@pytest.mark.parametrize(("limit", "provisional"), [(79, False), (250, True)])
def test_a_total_limit_used_up_after_the_last_notice_is_called_provisional(
    land: Land, client: Client, limit: int, provisional: bool
) -> None:
    project = land.project()
    cap = land.start("CAP", project, limit, date(2026, 3, 2))
    land.start("PROMISED", project, 12, date(2026, 3, 2), counts_in_cap=True)
    client.force_login(land.province)
    page = client.get(reverse("supervision:project", args=[project.pk]))
    cap.refresh_from_db()
    assert (cap.provisional, "暂定" in page.text) == (provisional, provisional)
