"""A notice is entered by one administrator, previewed, and applied by another."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Membership, Region, User
from clocks import preview
from clocks.calendar import DayKind
from clocks.models import CalendarProposal, CalendarVersion, Clock
from clocks.proposals import confirm_calendar, days_of, progress, propose_calendar, reject_calendar, understood
from clocks.publishing import reckon_open_clocks
from core import time
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from tests.clocks.conftest import World, case

TEXT = """国务院办公厅关于2027年部分节假日安排的通知（测试用，虚构）
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。"""
"""An invented notice: no working Saturday in January, so that 2027-01-19 stays and 2027-02 moves."""
EVE = date(2026, 12, 28)


@pytest.fixture
def second(world: World) -> User:
    person = User.objects.create_user(username="second")
    Membership.objects.create(
        user=person, role="ADMIN", region=Region.objects.get(code="360000"), valid_from=EVE - timedelta(days=4000)
    )
    return person


def propose(user: User, text: str = TEXT, **more: Any) -> CalendarProposal:
    return propose_calendar.perform(user, text=text, **understood(text, **more))


def test_preview_equals_what_applying_does(world: World, second: User) -> None:
    with time.travel(date(2026, 12, 21)), transaction.atomic():
        world.item(1, date(2026, 12, 21), 20)
        world.item(2, date(2026, 12, 21), 35)
        world.item(3, date(2026, 12, 21), 5)
    with time.travel(EVE):
        proposal = propose(world.user("admin"))
        found = list(preview.moves_of_notice(days_of(proposal), proposal.official_until))
        assert CalendarVersion.objects.count() == 1
        expected = {move.clock.pk: (move.old, move.new, move.is_provisional) for move in found}
        assert {move.clock.label for move in found} == {"事项1", "事项2"}
        (line,) = preview.by_region(found)
        assert (line.region, line.total) == (world.department.region.label, 2)
        old = {clock.pk: clock.due_on for clock in Clock.objects.all()}
        applied = confirm_calendar.perform(second, proposal)
        assert (applied.state, applied.version.number) == ("APPLIED", 2)
        assert progress() == (0, 3)
        assert reckon_open_clocks() == 2
        assert progress() == (3, 3)
    for clock in Clock.objects.filter(pk__in=expected):
        assert expected[clock.pk] == (old[clock.pk], clock.due_on, clock.provisional)
    verbs = JournalEntry.objects.filter(chain="calendar").values_list("verb", flat=True)
    assert set(verbs) >= {"clocks.propose_calendar", "clocks.confirm_calendar"}


def test_who_entered_it_cannot_confirm_it(world: World, second: User) -> None:
    admin = world.user("admin")
    proposal = propose(admin)
    with pytest.raises(NotPermitted):
        confirm_calendar.perform(admin, proposal)
    assert CalendarVersion.objects.count() == 1
    for name in ("city", "reviewer", "owner", "nobody"):
        person = world.user(name)
        with pytest.raises(NotPermitted):
            propose(person)
        with pytest.raises(NotPermitted):
            confirm_calendar.perform(person, proposal)
    reject_calendar.perform(admin, proposal)
    with pytest.raises(WrongState):
        confirm_calendar.perform(second, proposal)


def test_two_proposals_for_one_year_apply_one_after_the_other_and_an_older_year_is_refused(
    world: World, second: User
) -> None:
    admin = world.user("admin")
    first, later = propose(admin), propose(admin)
    confirm_calendar.perform(second, first)
    assert confirm_calendar.perform(second, later).version.number == 3
    with pytest.raises(Invalid) as refused:
        propose(admin, TEXT, official_until=date(2025, 12, 31))
    assert list(refused.value.fields) == ["official_until"]


def test_rows_of_a_table_are_read_and_change_a_covered_year(world: World, second: User) -> None:
    text = "date,kind,occasion,source\n2026-12-07,CLOSURE,防汛,赣府明电〔2026〕某号（测试用，虚构）"
    proposal = propose(world.user("admin"), text)
    assert proposal.official_until == date(2026, 12, 31)
    assert [(row.day, row.kind) for row in days_of(proposal)] == [(date(2026, 12, 7), DayKind.CLOSURE)]
    confirm_calendar.perform(second, proposal)
    with pytest.raises(Invalid) as refused:
        understood("date,kind,occasion,source\n2026-12-07,WORK,,号")
    assert list(refused.value.fields) == ["text"]


def test_a_stopped_clock_and_an_ended_one(world: World, second: User) -> None:
    from clocks.commands import end_clocks, stop_clocks

    with time.travel(date(2026, 12, 21)), transaction.atomic():
        world.item(1, date(2026, 12, 21), 30)
        world.item(2, date(2026, 12, 21), 30)
        stop_clocks(
            case(1), "EXPERT_REVIEW", started_on=date(2026, 12, 21), planned_end_on=date(2027, 1, 8),
            legal_basis="行政许可法第四十五条", reason="专家评审", evidence="章发〔2026〕3号", project_id=1,
        )  # fmt: skip
        end_clocks(case(2), on=date(2026, 12, 21), project_id=1)
    with time.travel(EVE):
        proposal = propose(world.user("admin"))
        found = list(preview.moves_of_notice(days_of(proposal), proposal.official_until))
    assert [move.clock.label for move in found] == ["事项1"]
