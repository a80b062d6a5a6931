"""What must hold at the size of a province: 100,000 clocks against the oracle, 5,000 limits moved by one notice."""

import random
import time as stopwatch
from datetime import date, timedelta

import pytest

from clocks import doctor
from clocks.builtin import NoticeDay, builtin_calendar
from clocks.calendar import DayKind
from clocks.lights import light_dates
from clocks.models import CalendarVersion, Clock
from clocks.publishing import publish_calendar, reckon_open_clocks
from clocks.rules import Stop, due, used
from core import journal, time
from core.commands import SYSTEM_USER
from core.models import JournalEntry
from tests.clocks import clock_oracle as oracle
from tests.clocks.conftest import World

C = builtin_calendar()
CASES = 100_000
OPEN_CLOCKS = 5_000
SOURCE = "国办发明电〔2026〕某号（测试用，虚构）"
NOTICE = [
    NoticeDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 4), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 5), DayKind.HOLIDAY, "元旦", SOURCE),
    NoticeDay(date(2027, 1, 9), DayKind.MAKEUP, "元旦", SOURCE),
]


@pytest.mark.slow
def test_a_hundred_thousand_clocks_differ_from_the_oracle_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    dice, differences = random.Random(20261127), []
    for _ in range(CASES):
        accepted = date(2019, 1, 1) + timedelta(days=dice.randrange(365 * 7))
        unit = dice.choices(("WORKING_DAY", "CALENDAR_DAY", "MONTH"), (6, 3, 1))[0]
        limit = dice.randrange(1, 5) if unit == "MONTH" else dice.randrange(0, 61)
        found: list[oracle.Pause] = []
        for _stop in range(dice.randrange(4)):
            start = accepted + timedelta(days=dice.randrange(-5, 60))
            found.append((start, start + timedelta(days=dice.randrange(0, 30))))
        until = accepted + timedelta(days=dice.randrange(0, 120))
        stops = tuple(Stop(start, end) for start, end in found)
        mine = due(accepted, limit, unit, stops, C), used(accepted, until, unit, stops, C)
        theirs = oracle.due(accepted, limit, unit, found), len(oracle.run_days(accepted, until, found, unit))
        if mine != theirs:
            differences.append((accepted, unit, limit, found, until, mine, theirs))
    with capsys.disabled():
        print(f"\n{CASES} clocks against the oracle: {len(differences)} differences")
    assert differences == []


@pytest.mark.slow
def test_a_notice_moves_five_thousand_open_clocks_and_journals_each(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    version, accepted = CalendarVersion.objects.get(), date(2026, 12, 21)
    due_on = C.add(accepted, 20)
    with time.travel(date(2026, 12, 21)):
        shown = light_dates(accepted, 20, "WORKING_DAY", (), C, due_on, None)
        Clock.objects.bulk_create(
            Clock(
                kind="PROMISED", subject_type="approvals.itemcase", subject_id=number, project_id=1000 + number // 4,
                project_name="燚山学校", label=f"事项{number}", region_id="360102", department=world.department,
                origin_on=accepted, limit=20, due_on=due_on, warn_on=shown.warn_on, red_on=shown.red_on,
                provisional=True, calendar=version, counts_in_cap=True,
            )
            for number in range(OPEN_CLOCKS)
        )  # fmt: skip
        assert list(doctor.check()) == []
    with time.travel(date(2026, 12, 28)):
        publish_calendar.perform(SYSTEM_USER, days=NOTICE, official_until=date(2027, 12, 31), source=SOURCE)
        began = stopwatch.process_time()
        assert reckon_open_clocks() == OPEN_CLOCKS
        seconds = stopwatch.process_time() - began
        assert list(doctor.check()) == []
    with capsys.disabled():
        print(f"\n{OPEN_CLOCKS} open clocks moved and journaled in {seconds:.1f} s")
    assert set(Clock.objects.values_list("due_on", "provisional")) == {(date(2027, 1, 20), False)}
    entries = JournalEntry.objects.filter(verb="clocks.recalculated")
    assert entries.count() == OPEN_CLOCKS
    assert {(x["due_on"]["old"], x["due_on"]["new"]) for x in entries.values_list("data", flat=True)} == {
        ("2027-01-19", "2027-01-20")
    }
    assert list(journal.verify()) == []
    assert seconds < 60
