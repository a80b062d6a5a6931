"""A new notice reaches every open clock, and says what it moved."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from clocks import bootstrap, doctor
from clocks.builtin import NoticeDay, builtin_calendar, builtin_notice_days
from clocks.calendar import DayKind, days_between
from clocks.commands import end_clocks
from clocks.current import calendar_of, current, current_calendar
from clocks.models import CalendarDay, CalendarVersion, Clock
from clocks.publishing import publish_calendar, reckon_open_clocks
from clocks.seed import seed_calendar
from core import journal, sweeps, time
from core.commands import SYSTEM_USER
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from tests.clocks.conftest import World, case

SOURCE = "国办发明电〔2026〕某号（测试用，虚构）"
NOTICE = [
    NoticeDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 4), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 5), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 9), DayKind.MAKEUP, "元旦", SOURCE),
]
UNTIL = date(2027, 12, 31)


def publish(user: object = SYSTEM_USER, **facts: object) -> CalendarVersion:
    return publish_calendar.perform(user, **({"days": NOTICE, "official_until": UNTIL, "source": SOURCE} | facts))


def test_the_stored_calendar_equals_the_shipped_one_day_by_day(db: None) -> None:
    assert "calendar v1: 763 days" in bootstrap.run()
    assert bootstrap.run() == ""
    stored, shipped = current(), builtin_calendar()
    assert stored.version_id == CalendarVersion.objects.get().pk
    assert stored.days is calendar_of(stored.version_id)
    every = list(days_between(shipped.first_day, shipped.last_day))
    assert [(stored.days.kind(x), stored.days.note(x)) for x in every] == [
        (shipped.kind(x), shipped.note(x)) for x in every
    ]
    assert stored.days.published_until == shipped.published_until


def test_seeding_twice_writes_nothing_the_second_time(db: None) -> None:
    seed_calendar()
    seed_calendar()
    assert CalendarVersion.objects.count() == 1
    assert CalendarDay.objects.count() == len(builtin_notice_days())


def test_the_shipped_calendar_answers_before_any_is_published(db: None) -> None:
    assert current_calendar() is builtin_calendar()


def test_the_calendar_in_force_costs_one_query(db: None, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    seed_calendar()
    current()
    with django_assert_num_queries(1):
        current()


def test_a_provisional_due_date_is_recomputed_and_both_dates_are_journaled(world: World) -> None:
    with time.travel(date(2026, 12, 21)), transaction.atomic():
        open_clock = world.item(1, date(2026, 12, 21), 20)
        settled = world.item(2, date(2026, 12, 21), 8)
        decided = world.item(3, date(2026, 12, 20), 20)
        end_clocks(case(3), on=date(2026, 12, 21), project_id=1)
    assert (open_clock.due_on, open_clock.provisional) == (date(2027, 1, 19), True)
    assert (settled.due_on, settled.provisional) == (date(2026, 12, 31), False)
    with time.travel(date(2026, 12, 28)):
        publish()
        assert any("calendar_id" in sentence for sentence in doctor.check())
        assert sweeps.run_all()["clocks.calendar"] == 1
        assert reckon_open_clocks() == 0
        for clock in (open_clock, settled, decided):
            clock.refresh_from_db()
        assert (open_clock.due_on, open_clock.provisional) == (date(2027, 1, 20), False)
        assert (settled.calendar.number, decided.calendar.number) == (2, 1)
        assert list(doctor.check()) == []
    (entry,) = JournalEntry.objects.filter(chain="project:1", verb="clocks.recalculated")
    assert entry.data["due_on"] == {"old": "2027-01-19", "new": "2027-01-20"}
    assert entry.data["provisional"] == {"old": True, "new": False}
    assert list(journal.verify()) == []


def test_the_notice_replaces_what_the_law_alone_said_of_its_year(db: None) -> None:
    publish()
    calendar = current_calendar()
    assert calendar.version == "v2"
    assert calendar.kind(date(2027, 1, 9)) is DayKind.MAKEUP
    # The invented notice names no Spring Festival, so its Monday works; 2028 still rests on the law.
    assert calendar.is_working_day(date(2027, 2, 8))
    assert calendar.kind(date(2028, 1, 26)) is DayKind.HOLIDAY
    assert (calendar.is_provisional(date(2027, 12, 31)), calendar.is_provisional(date(2028, 1, 1))) == (False, True)
    assert calendar_of(CalendarVersion.objects.get(number=1).pk).kind(date(2027, 1, 9)) is DayKind.WEEKEND


def test_a_later_change_within_a_published_year_keeps_the_other_days(db: None) -> None:
    publish(days=[NoticeDay(date(2026, 12, 7), DayKind.HOLIDAY, "防汛", SOURCE)], official_until=date(2026, 12, 31))
    calendar = current_calendar()
    assert not calendar.is_working_day(date(2026, 12, 7))
    assert calendar.kind(date(2026, 10, 10)) is DayKind.MAKEUP
    assert calendar.kind(date(2027, 2, 8)) is DayKind.HOLIDAY


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"official_until": date(2025, 12, 31)}, "official_until"),
        ({"days": []}, "days"),
        ({"days": [NoticeDay(date(2027, 3, 8), DayKind.MAKEUP, "春节", SOURCE)]}, "days"),
    ],
)
def test_an_impossible_notice_is_refused_whole(db: None, facts: dict, field: str) -> None:
    seed_calendar()
    with pytest.raises(Invalid) as refused:
        publish(**facts)
    assert list(refused.value.fields) == [field]
    assert CalendarVersion.objects.count() == 1


def test_no_person_publishes_alone(world: World) -> None:
    for name in ("admin", "city", "reviewer", "owner", "nobody"):
        with pytest.raises(NotPermitted):
            publish(world.user(name))


def test_the_command_line_imports_a_notice_and_says_what_moved(world: World, tmp_path: Path) -> None:
    with time.travel(date(2026, 12, 21)), transaction.atomic():
        world.item(1, date(2026, 12, 21), 20)
    file = tmp_path / "2027.csv"
    lines = [f"{row.day},{row.kind.value},{row.occasion},{row.source}" for row in NOTICE]
    file.write_text("\n".join(["date,kind,occasion,source", *lines]), encoding="utf-8")
    out = StringIO()
    with time.travel(date(2026, 12, 28)):
        call_command("import_calendar", str(file), official_until=UNTIL, source=SOURCE, stdout=out)
    assert out.getvalue() == "calendar v2: official until 2027-12-31; 1 limit(s) changed\n"
    assert Clock.objects.get().due_on == date(2027, 1, 20)
    file.write_text("date,kind,occasion,source\n2027-01-32,HOLIDAY,元旦,号", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        call_command("import_calendar", str(file), official_until=UNTIL, source=SOURCE)
