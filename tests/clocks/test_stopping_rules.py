"""Rules of stops as data: defaults written once, changes journalled, what began before keeps its rule."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Membership, Region, User
from clocks import bootstrap, doctor, stopping
from clocks.commands import resume_clocks, start_clock, stop_clocks
from clocks.models import Clock, Stop, StoppingRule
from clocks.stop_rules import STOP_RULES
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import travel
from tests.clocks.conftest import World, case


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def administrator(name: str, region: str) -> User:
    person = User.objects.create_user(username=name)
    Membership.objects.create(
        user=person, role="ADMIN", region=Region.objects.get(code=region), valid_from=date(2020, 1, 1)
    )
    return person


@pytest.fixture
def keeper(world: World) -> User:
    bootstrap.run()
    return administrator("keeper", "360000")


def change(keeper: User, kind: str, **values: object) -> StoppingRule:
    row = StoppingRule.objects.get(kind=kind)
    kept = {name: getattr(row, name) for name in ("stops_promised", "longest", "times", "law")}
    return stopping.change_stopping_rule.perform(keeper, row, **{**kept, **values})


def reviewed(world: World, pk: int) -> Clock:
    clock = world.item(pk, d("03-02"), 10)
    start_clock("STATUTORY", case(pk), world.place, label="许可", limit=20, origin_on=d("03-02"))
    return clock


def stop(pk: int, kind: str, until: str) -> Stop:
    return stop_clocks(
        case(pk),
        kind,
        started_on=d("03-05"),
        planned_end_on=d(until),
        legal_basis="依据",
        reason="事由",
        evidence="章发〔2026〕3号",
        project_id=1,
    )


def test_the_shipped_rules_are_written_once_and_are_the_rules_in_force(keeper: User) -> None:
    assert StoppingRule.objects.count() == len(STOP_RULES)
    assert stopping.rules_in_force() == STOP_RULES
    assert stopping.write_defaults() == 0


def test_a_shorter_duration_and_fewer_times_hold_at_once(world: World, keeper: User) -> None:
    with travel(d("03-02")), transaction.atomic():
        reviewed(world, 1)
    change(keeper, "EXPERT_REVIEW", longest=3, times=1)
    with travel(d("03-05")), transaction.atomic():
        with pytest.raises(Invalid) as refused:
            stop(1, "EXPERT_REVIEW", "03-11")
        assert "2026年3月10日" in str(refused.value.fields["planned_end_on"])
        stop(1, "EXPERT_REVIEW", "03-10")
        resume_clocks(case(1), on=d("03-05"), project_id=1)
        with pytest.raises(Invalid) as often:
            stop(1, "EXPERT_REVIEW", "03-10")
        assert set(often.value.fields) == {"kind"}


def test_what_began_before_keeps_the_rule_it_began_under(world: World, keeper: User) -> None:
    with travel(d("03-02")), transaction.atomic():
        reviewed(world, 1)
        reviewed(world, 2)
    with travel(d("03-05")), transaction.atomic():
        stop(1, "PUBLICITY", "03-12")
        before = Clock.objects.get(kind="PROMISED", subject_id=1).due_on
        change(keeper, "PUBLICITY", stops_promised=False)
        with pytest.raises(WrongState):
            stop(2, "PUBLICITY", "03-12")  # nothing left that it would stop
    with travel(d("03-12")):
        assert Clock.objects.get(kind="PROMISED", subject_id=1).due_on == before == d("03-23")
        assert Clock.objects.get(kind="PROMISED", subject_id=2).due_on == d("03-16")
        assert list(doctor.check()) == []


def test_every_change_is_journalled_with_before_and_after(keeper: User) -> None:
    row = change(keeper, "HEARING", longest=10)
    assert (row.version, row.changed_by) == (2, keeper)
    entry = JournalEntry.objects.get(verb="clocks.change_stopping_rule")
    assert (entry.data["before"]["longest"], entry.data["after"]["longest"], entry.data["version"]) == (20, 10, 2)
    assert change(keeper, "HEARING", longest=10).version == 2  # nothing changed, nothing written
    assert JournalEntry.objects.filter(verb="clocks.change_stopping_rule").count() == 1


def test_only_the_province_changes_rules(world: World, keeper: User) -> None:
    city = administrator("cityadmin", "360100")
    with pytest.raises(NotPermitted):
        change(city, "HEARING", longest=10)


def test_the_page_shows_and_changes_a_rule(world: World, keeper: User, client: Client) -> None:
    client.force_login(keeper)
    page = client.get("/calendar/stops/").text
    assert all(row.law in page for row in StoppingRule.objects.all())
    bad = client.post("/calendar/stops/HEARING/", {"longest": "0", "times": "2", "law": "x"})
    assert bad.status_code == 422
    done = client.post(
        "/calendar/stops/HEARING/",
        {"stops_promised": "on", "longest": "15", "times": "2", "law": "行政许可法第四十七条"},
    )
    assert done.status_code == 302
    assert stopping.rules_in_force()["HEARING"].longest == 15


def test_the_doctor_finds_a_stop_that_was_made_to_stop_the_statutory_limit(world: World, keeper: User) -> None:
    with travel(d("03-02")), transaction.atomic():
        reviewed(world, 1)
    with travel(d("03-05")), transaction.atomic():
        planted = stop(1, "PUBLICITY", "03-12")
    with travel(d("03-05")):
        assert list(doctor.check()) == []
        Stop.objects.filter(pk=planted.pk).update(stops_statutory=True)
        found = list(doctor.check())
    assert any(f"stop {planted.pk}" in line for line in found)
    assert any("STATUTORY" in line and "due_on" in line for line in found)
