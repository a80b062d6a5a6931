"""The Gantt of one project: every lane told by bars, marks, a sentence and a row of the table."""

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clocks.current import current_calendar
from clocks.models import Clock, Stop
from core.time import now
from projects.models import Project
from supervision.gantt import Gantt, gantt, resting
from tests.supervision.conftest import TODAY, Land

MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    """A day of the first weeks of March 2026; the 2nd is a Monday, today the 18th."""
    return date(2026, 3, number)


def item(land: Land, project: Project, **facts: Any) -> Clock:
    facts = {"due_on": day(17), "origin_on": MONDAY, "state": "RUNNING", **facts}
    return land.rows(land.row(facts.pop("due_on"), project_id=project.pk, project_name=project.name, **facts))[0]


def stop(clock: Clock, kind: str, start: date, end: date, ended: date | None = None) -> Stop:
    return Stop.objects.create(
        subject_type=clock.subject_type, subject_id=clock.subject_id, project_id=clock.project_id, kind=kind,
        started_on=start, planned_end_on=end, ended_on=ended, legal_basis="行政许可法第四十五条", reason="-", entered_at=now(),
    )  # fmt: skip


def drawn(project: Project) -> Gantt:
    return gantt(project.pk, TODAY, current_calendar())


def tones(shown: Gantt, lane: int = 0) -> list[str]:
    return [bar.tone for bar in shown.chart.lanes[lane].bars]


def test_a_stop_is_drawn_between_the_days_that_count_and_named_by_its_kind(land: Land) -> None:
    project = land.project()
    clock = item(land, project, due_on=day(30))
    stop(clock, "EXPERT_REVIEW", day(4), day(9), day(9))
    stop(clock, "CORRECTION", day(11), day(12), day(12))
    shown = drawn(project)
    assert tones(shown) == ["now", "stop", "now", "wait", "now", "plan"]
    widths = [round(bar.width / shown.chart.lanes[0].bars[1].width * 5) for bar in shown.chart.lanes[0].bars]
    assert widths == [3, 5, 2, 1, 6, 12]  # days, from 2 to 30 March
    assert [pause.label for pause in shown.lines[0].pauses] == ["专家评审", "受理后补正"]
    assert "专家评审" in shown.chart.lanes[0].spoken


def test_two_stops_at_once_are_one_bar_with_both_kinds(land: Land) -> None:
    project = land.project()
    clock = item(land, project, due_on=day(30))
    stop(clock, "EXPERT_REVIEW", day(4), day(9), day(9))
    stop(clock, "CORRECTION", day(6), day(11), day(11))
    shown = drawn(project)
    assert tones(shown) == ["now", "stop", "now", "plan"]
    assert all(kind in shown.chart.lanes[0].bars[1].title for kind in ("专家评审", "受理后补正"))


def test_days_after_the_due_date_are_late_and_the_due_date_itself_is_not(land: Land) -> None:
    project = land.project()
    item(land, project, due_on=day(17))
    item(land, project, due_on=day(18), label="取水许可")
    shown = drawn(project)
    assert [tones(shown, lane) for lane in (0, 1)] == [["now", "late"], ["now"]]
    late = shown.chart.lanes[0]
    assert late.marks[0].kind == "due"
    assert late.marks[0].x == late.bars[1].x


def test_the_statutory_limit_has_a_mark_of_its_own_and_a_cell(land: Land) -> None:
    project = land.project()
    promised = item(land, project, due_on=day(20))
    item(land, project, due_on=day(27), kind="STATUTORY", subject_id=promised.subject_id)
    [line], [lane] = drawn(project).lines, drawn(project).chart.lanes
    assert line.statutory_due_on == day(27)
    assert [mark.kind for mark in lane.marks] == ["due", "law"]
    assert lane.marks[1].x == 100


def test_project_stages_and_items_stand_in_their_order_with_the_applicants_days(land: Land) -> None:
    project = land.project()
    item(land, project, stage="S3", label="乙")
    item(land, project, stage="S1", label="甲")
    item(land, project, kind="STAGE", stage="S1", label="立项用地规划许可", origin_on=day(9))
    item(land, project, kind="CAP", stage="", label="项目审批总时限", due_on=None)
    item(land, project, kind="CORRECTION", stage="S1", origin_on=day(3), ended_on=day(6), state="ENDED", due_on=day(20))
    shown = drawn(project)
    assert [line.name for line in shown.lines] == ["项目审批总时限", "立项用地规划许可", "甲", "乙"]
    assert tones(shown, 1) == ["wait", "now", "late"]
    assert shown.lines[1].pauses[0].label == "申请人补正"


def test_shades_are_exactly_the_days_that_do_not_count(land: Land) -> None:
    calendar = current_calendar()
    shaded = {
        one.start + timedelta(days=n)
        for one in resting(calendar)(date(2026, 1, 1), date(2026, 12, 31))
        for n in range((one.end - one.start).days + 1)
    }
    every = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert shaded == {one for one in every if not calendar.is_working_day(one)}
    assert date(2026, 2, 14) not in shaded  # 调休上班
    assert {one.kind for one in resting(calendar)(day(1), date(2026, 5, 9))} == {"weekend", "holiday"}


def test_shading_ends_with_the_calendar_instead_of_failing(land: Land) -> None:
    calendar = current_calendar()
    assert list(resting(calendar)(calendar.last_day + timedelta(days=1), calendar.last_day + timedelta(days=9))) == []


@given(
    ends=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=5),
    length=st.integers(0, 40),
    due=st.none() | st.integers(0, 60),
)
def test_bars_of_a_lane_cover_every_day_once(ends: list[tuple[int, int]], length: int, due: int | None) -> None:
    from clocks.rules import Stop as Paused
    from supervision.gantt import spans

    last = MONDAY + timedelta(days=length)
    clock = Clock(origin_on=MONDAY, label="取水许可", due_on=None if due is None else MONDAY + timedelta(days=due))
    stops = [Paused(MONDAY + timedelta(days=a), MONDAY + timedelta(days=a + b), "HEARING") for a, b in ends]
    covered = [
        one.start + timedelta(days=n)
        for one in spans(clock, stops, last)
        for n in range((one.end - one.start).days + 1)
    ]
    assert covered == [MONDAY + timedelta(days=n) for n in range(length + 1)]


def test_the_page_shows_drawing_and_table_of_the_same_lanes(client: Client, land: Land) -> None:
    project = land.project()
    clock = item(land, project, due_on=day(30))
    item(land, project, kind="CAP", stage="", label="项目审批总时限", due_on=day(31))
    stop(clock, "EXPERT_REVIEW", day(4), day(9), day(9))
    client.force_login(land.province)
    page = client.get(reverse("supervision:project", args=[project.pk]))
    text = page.content.decode()
    assert text.count('class="gantt__name"') == 1 + 2  # the axis and two lanes
    assert "专家评审" in text
    assert "2026-03-04 – 2026-03-09" in text
    assert isinstance(page.context["on"], date)
    assert not isinstance(page.context["on"], datetime)
