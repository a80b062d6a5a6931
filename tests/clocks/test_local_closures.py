"""A document closes the offices of a region: limits move there and nowhere else."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Department, Region, User
from clocks import closing, doctor, preview, queries
from clocks.builtin import NoticeDay, builtin_calendar
from clocks.calendar import DayKind
from clocks.commands import end_clocks, start_clock, stop_clocks
from clocks.current import current_calendar, in_force
from clocks.models import CalendarVersion, Clock, LocalClosure
from clocks.publishing import publish_calendar, reckon_open_clocks
from clocks.rules import Stop, due, used
from clocks.trace import Reason, trace
from clocks.union import Run, closures, union_days
from core import journal, time
from core.commands import SYSTEM_USER
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from tests.clocks import clock_oracle as oracle
from tests.clocks.conftest import World, case, subject
from tests.clocks.test_calendar_proposals import second

__all__ = ["second"]

DOCUMENT = "关于防汛应急期间暂停办公的通知（㛃府办字〔2026〕12号）"
LIFTING = "关于恢复办公的通知（㛃府办字〔2026〕13号）"
ACCEPTED = date(2026, 6, 15)
FLOOD = (date(2026, 6, 22), date(2026, 6, 23))
"""Monday and Tuesday after the Dragon Boat weekend."""
C = builtin_calendar()


def flood(
    user: User, region: str = "360102", days: tuple[date, date] = FLOOD, document: str = DOCUMENT
) -> LocalClosure:
    return closing.propose_closure.perform(
        user, region=Region.objects.get(code=region), first_day=days[0], last_day=days[1], document=document,
        reason="防汛应急",
    )  # fmt: skip


def close(first: User, then: User, **facts: Any) -> LocalClosure:
    closure = flood(first, **facts)
    closing.confirm_closure.perform(then, closure)
    reckon_open_clocks()
    closure.refresh_from_db()
    return closure


def due_by_hand(accepted: date, limit: int, closed: set[date]) -> date:
    n, day = 0, accepted
    while n < limit:
        day += timedelta(days=1)
        n += oracle.works(day) and day not in closed
    return day


@pytest.fixture
def city_office(world: World) -> Department:
    """A department of the city that handles an item of a county's project."""
    return Department.objects.create(
        code="city", name="䶮城市水务局", region=Region.objects.get(code="360100"), function="SW"
    )


def test_limits_of_the_region_move_as_counted_by_hand_and_no_others(
    world: World, second: User, city_office: Department
) -> None:
    admin = world.user("admin")
    with time.travel(ACCEPTED), transaction.atomic():
        inside = world.item(1, ACCEPTED, 10)
        of_city = start_clock(
            "PROMISED", case(2), world.place, label="事项2", limit=10, origin_on=ACCEPTED, department_id=city_office.pk
        )
        of_project = start_clock("STAGE", subject("x.stage", 1), world.place, label="阶段", limit=9, origin_on=ACCEPTED)
        far = start_clock("NOTICE", case(3), world.elsewhere, label="受理", limit=5, origin_on=ACCEPTED)
    with time.travel(date(2026, 6, 21)):
        proposal = flood(admin)
        foreseen = {move.clock.pk: move.new for move in preview.moves_of_closure(proposal)}
        assert set(foreseen) == {inside.pk}
        closing.confirm_closure.perform(second, proposal)
        assert reckon_open_clocks() == 1
        assert reckon_open_clocks() == 0
        assert list(doctor.check()) == []
    inside.refresh_from_db()
    expected = due_by_hand(ACCEPTED, 10, set(FLOOD))
    assert inside.due_on == foreseen[inside.pk] == expected == date(2026, 7, 2)
    for clock in (of_city, far):
        before = clock.due_on
        clock.refresh_from_db()
        assert (clock.due_on, str(clock.calendar)) == (before, "v1")
    of_project.refresh_from_db()
    assert str(inside.calendar) == str(of_project.calendar) == "v1+360102.1"
    assert inside.calendar.source.endswith(f"；㛃湖区停办：{DOCUMENT}")
    (entry,) = JournalEntry.objects.filter(verb="clocks.recalculated")
    assert entry.data["due_on"] == {"old": "2026-06-30", "new": "2026-07-02"}
    assert JournalEntry.objects.filter(chain="calendar", verb="clocks.confirm_closure").exists()
    assert list(journal.verify()) == []


def test_the_explanation_names_the_closure(world: World, second: User) -> None:
    from clocks.current import sources_of

    with time.travel(ACCEPTED), transaction.atomic():
        clock = world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 21)):
        close(world.user("admin"), second)
    clock.refresh_from_db()
    lines = {line.day: line for line in queries.explain(clock)}
    assert [lines[day].reason for day in FLOOD] == [Reason.CLOSURE] * 2
    assert lines[FLOOD[0]].note == "防汛应急"
    sources = sources_of(clock.calendar_id, *FLOOD)
    assert sources == dict.fromkeys(FLOOD, DOCUMENT)
    assert "国办发明电" in "".join(sources_of(clock.calendar_id, date(2026, 6, 1), date(2026, 6, 30)).values())


def test_the_command_reckons_a_limit_at_its_place(world: World, second: User, tmp_path: Path) -> None:
    """`reckon --region` and the key `region` of a batch: two closed days move the limit by two, elsewhere by none."""
    with time.travel(date(2026, 6, 21)):
        close(world.user("admin"), second, document="赣府厅〔2026〕31号")

    def one(**more: str) -> dict[str, Any]:
        out = StringIO()
        call_command("reckon", accepted=ACCEPTED, limit=10, json=True, stdout=out, **more)
        return json.loads(out.getvalue())

    everywhere, here, beside = one(), one(region="360102"), one(region="360702")
    assert here["due_on"] == str(due_by_hand(ACCEPTED, 10, set(FLOOD))) != everywhere["due_on"]
    assert beside["due_on"] == everywhere["due_on"]
    assert [line["day"] for line in here["trace"] if line["reason"] == "CLOSURE"] == [str(day) for day in FLOOD]

    file, out = tmp_path / "limits.jsonl", StringIO()
    asked = {"accepted": str(ACCEPTED), "limit": 10, "trace": False}
    places: tuple[Any, ...] = (None, "360102", "360702", "36", 360102)
    file.write_text("\n".join(json.dumps(asked | {"region": place}) for place in places))
    with pytest.raises(CommandError, match="2 line"):
        call_command("reckon", batch=str(file), stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line.get("due_on") for line in answers[:3]] == [one["due_on"] for one in (everywhere, here, beside)]
    assert all("360702" in line["error"] for line in answers[3:])
    with pytest.raises(CommandError, match="six digits"):
        call_command("reckon", "--accepted", str(ACCEPTED), "--limit", "3", "--region", "36")


def test_days_used_and_left_agree_with_the_region(world: World, second: User) -> None:
    with time.travel(ACCEPTED), transaction.atomic():
        clock = world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 24)):
        close(world.user("admin"), second)
        clock.refresh_from_db()
        days = in_force().of(clock).days
        assert queries.days_used(clock, date(2026, 6, 24), days) == 4
        assert queries.days_left(clock, date(2026, 6, 24), days) == 6
        assert current_calendar("360102") is days
        assert current_calendar("360103").is_working_day(FLOOD[0])
        assert current_calendar() is C or current_calendar().is_working_day(FLOOD[0])


def test_a_project_counts_the_days_its_place_worked_and_an_item_ran_at_its_own(
    world: World, second: User, city_office: Department
) -> None:
    """The city's cap, with an item of the city and one of a closed county: the county's item stands still alone."""
    from clocks.commands import Place

    city = Place(9, "䶮城大道", "2601-360100-04-01-000009", "360100", None, "GOV_LINEAR")
    with time.travel(ACCEPTED), transaction.atomic():
        cap = start_clock("CAP", subject("projects.project", 9), city, label="总时限", limit=60, origin_on=ACCEPTED)
        world.item(1, ACCEPTED, 30, place=city)
    with time.travel(date(2026, 6, 21)):
        close(world.user("admin"), second)
    with time.travel(date(2026, 6, 26)), transaction.atomic():
        end_clocks(case(1), on=date(2026, 6, 26), project_id=9)
        cap.refresh_from_db()
        # 06-16…18, 24…26; 06-22 and 23 were working days of the city, but nothing ran on them.
        assert (cap.used, cap.left) == (6, 54)
        parts, days = queries.explain_whole(cap)
        assert [day.number for day in days if day.day in FLOOD] == [None, None]
        assert list(doctor.check()) == []
    from clocks.project_account import account_of_project

    account = account_of_project(9, date(2026, 6, 26))
    assert account is not None
    assert (account.used, account.stopped) == (6, {"CLOSED": 2})


def test_a_city_closes_for_all_its_counties_and_what_a_county_closed_itself_stays(world: World, second: User) -> None:
    admin = world.user("admin")
    with time.travel(ACCEPTED), transaction.atomic():
        clock = world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 21)):
        close(admin, second)
        of_city = close(admin, second, region="360100", days=(date(2026, 6, 24), date(2026, 6, 24)))
        clock.refresh_from_db()
        closed = {*FLOOD, date(2026, 6, 24)}
        assert clock.due_on == due_by_hand(ACCEPTED, 10, closed)
        assert str(clock.calendar) == "v1+360102.2"
        lifting = closing.propose_lifting.perform(admin, of_city, document=LIFTING)
        closing.confirm_closure.perform(second, lifting)
        reckon_open_clocks()
        clock.refresh_from_db()
        assert (clock.due_on, str(clock.calendar)) == (due_by_hand(ACCEPTED, 10, set(FLOOD)), "v1+360102.3")
        of_city.refresh_from_db()
        assert of_city.state == "LIFTED"
        with pytest.raises(WrongState):
            closing.propose_lifting.perform(admin, of_city, document=LIFTING)
        assert list(doctor.check()) == []


def test_a_later_notice_keeps_the_closures(world: World, second: User) -> None:
    with time.travel(ACCEPTED), transaction.atomic():
        clock = world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 21)):
        close(world.user("admin"), second)
        day = NoticeDay(date(2026, 6, 25), DayKind.HOLIDAY, "测试", "国办发明电〔2026〕某号（测试用，虚构）")
        publish_calendar.perform(SYSTEM_USER, days=[day], official_until=date(2026, 12, 31), source=day.source)
        assert reckon_open_clocks() == 1
        clock.refresh_from_db()
        assert str(clock.calendar) == "v2+360102.1"
        assert clock.due_on == due_by_hand(ACCEPTED, 10, {*FLOOD, date(2026, 6, 25)})
        assert list(doctor.check()) == []


def test_what_was_decided_before_keeps_its_calendar(world: World, second: User) -> None:
    with time.travel(ACCEPTED), transaction.atomic():
        world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 24)):
        with transaction.atomic():
            (ended,) = end_clocks(case(1), on=date(2026, 6, 24), project_id=1)
        close(world.user("admin"), second)
        ended.refresh_from_db()
        assert (ended.used, str(ended.calendar)) == (6, "v1")
        assert list(doctor.check()) == []


def test_a_stop_that_spans_the_closure_excludes_its_days_once(world: World, second: User) -> None:
    with time.travel(date(2026, 6, 18)), transaction.atomic():
        world.item(1, ACCEPTED, 10)
        stop_clocks(
            case(1), "EXPERT_REVIEW", started_on=date(2026, 6, 18), planned_end_on=date(2026, 6, 24),
            legal_basis="行政许可法第四十五条", reason="专家评审", evidence="章发〔2026〕3号", project_id=1,
        )  # fmt: skip
    with time.travel(date(2026, 6, 21)):
        close(world.user("admin"), second)
    clock = Clock.objects.get(subject_id=1)
    closed = {date(2026, 6, 22), date(2026, 6, 23), date(2026, 6, 24)}
    assert clock.due_on == due_by_hand(ACCEPTED, 10, closed)


def test_nobody_closes_offices_alone(world: World, second: User) -> None:
    admin = world.user("admin")
    closure = flood(admin)
    with pytest.raises(NotPermitted):
        closing.confirm_closure.perform(admin, closure)
    for name in ("city", "reviewer", "owner", "nobody"):
        with pytest.raises(NotPermitted):
            flood(world.user(name))
    closing.reject_closure.perform(admin, closure)
    with pytest.raises(WrongState):
        closing.confirm_closure.perform(second, closure)
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"document": "防汛通知"}, "document"),
        ({"days": (FLOOD[1], FLOOD[0])}, "last_day"),
        ({"days": (FLOOD[0], FLOOD[0] + timedelta(days=60))}, "last_day"),
        ({"days": (date(2026, 6, 20), date(2026, 6, 21))}, "first_day"),
        ({"days": (date(2050, 6, 20), date(2050, 6, 24))}, "first_day"),
    ],
)
def test_a_slip_is_refused_at_its_field(world: World, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        flood(world.user("admin"), **facts)
    assert list(refused.value.fields) == [field]


def test_the_doctor_names_a_region_whose_calendar_lost_a_day(world: World, second: User) -> None:
    close(world.user("admin"), second)
    CalendarVersion.objects.get(region="360102").days.filter(date=FLOOD[0]).delete()
    assert any(sentence.startswith("region 360102") for sentence in doctor.regions_follow_their_closures())


def test_the_pages_enter_preview_apply_and_lift(world: World, second: User, client: Client) -> None:
    with time.travel(ACCEPTED), transaction.atomic():
        world.item(1, ACCEPTED, 10)
    with time.travel(date(2026, 6, 21)):
        client.force_login(world.user("admin"))
        facts = {"region": "360102", "first_day": "2026-06-22", "last_day": "2026-06-23", "reason": "防汛应急"}
        slip = client.post("/calendar/closures/", {**facts, "document": "通知"})
        assert (slip.status_code, list(slip.context["form"].errors)) == (422, ["document"])
        assert 'value="防汛应急"' in slip.content.decode()
        answer = client.post("/calendar/closures/", {**facts, "document": DOCUMENT}, follow=True)
        ((address, _),) = answer.redirect_chain
        page = answer.content.decode()
        assert answer.context["count"] == 1
        assert "燚山学校" not in page
        assert 'value="confirm"' not in page
        assert len(client.get(f"{address}moves.csv").content.decode().splitlines()) == 2
        assert client.post(address, {"do": "confirm"}).status_code == 403
        client.force_login(second)
        assert client.post(address, {"do": "confirm"}).status_code == 302
        assert "已应用" in client.get("/calendar/closures/").content.decode()
        assert 'value="lift"' in client.get(address).content.decode()
        lifting = client.post(address, {"do": "lift", "document": LIFTING}, follow=True)
        assert lifting.status_code == 200
        assert LocalClosure.objects.filter(lifts__isnull=False, state="WAITING").exists()
        assert "v1+360102.1" in client.get("/calendar/").content.decode()


# ---- the same in general ------------------------------------------------------------------------------------------

days = st.dates(date(2018, 1, 1), date(2024, 12, 31))


@given(days, st.integers(0, 60), st.lists(st.integers(0, 90), max_size=6), st.lists(st.integers(0, 60), max_size=4))
def test_a_due_date_with_closures_is_the_one_counted_by_hand(
    accepted: date, limit: int, closed_after: list[int], stopped_after: list[int]
) -> None:
    closed = {accepted + timedelta(days=n) for n in closed_after}
    pauses = [(accepted + timedelta(days=n), accepted + timedelta(days=n + 7)) for n in stopped_after]
    calendar = C.closed_on(dict.fromkeys(closed, "防汛"), "test")
    found = due(accepted, limit, "WORKING_DAY", [Stop(*pause) for pause in pauses], calendar)
    n, day = 0, accepted
    while n < limit:
        day += timedelta(days=1)
        n += oracle.works(day) and day not in closed and not oracle.paused(day, pauses)
    assert found == day
    traced = list(trace(accepted, limit, "WORKING_DAY", [Stop(*pause) for pause in pauses], calendar))
    assert max((line.number or 0) for line in traced) == limit
    if not closed & {day for day in closed if oracle.works(day)}:
        assert found == due(accepted, limit, "WORKING_DAY", [Stop(*pause) for pause in pauses], C)
        assert used(accepted, day, "WORKING_DAY", (), calendar) == used(accepted, day, "WORKING_DAY", (), C)


@given(
    days,
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), max_size=5),
    st.sets(st.integers(0, 60)),
)
def test_the_union_of_items_at_two_places_is_the_one_counted_by_hand(
    first: date, found: list[tuple[int, int, bool]], closed_after: set[int]
) -> None:
    """Items elsewhere (True) lie in a region that closes, the project does not."""
    closed = {first + timedelta(days=n) for n in closed_after}
    there = C.closed_on(dict.fromkeys(closed, "防汛"), "test")
    runs, by_hand = [], set()
    for start, length, elsewhere in found:
        accepted = first + timedelta(days=start)
        ended = accepted + timedelta(days=length)
        runs.append(Run(accepted, ended, closures(there if elsewhere else C, C)))
        by_hand |= {day for day in oracle.run_days(accepted, ended) if not (elsewhere and day in closed)}
    assert set(union_days(runs, C, first + timedelta(days=120))) == by_hand


@pytest.mark.django_db
def test_a_closure_stands_on_the_calendar_until_a_second_person_has_answered(
    world: World, second: User, client: Client
) -> None:
    with time.travel(ACCEPTED):
        first = world.user("admin")
        closure = flood(first)
        for user, word in ((first, "须由另一人确认"), (second, "待您确认")):
            client.force_login(user)
            page = client.get("/calendar/").content.decode()
            assert DOCUMENT in page
            assert word in page
        with transaction.atomic():
            closing.confirm_closure.perform(second, closure)
        assert word not in client.get("/calendar/").content.decode()
