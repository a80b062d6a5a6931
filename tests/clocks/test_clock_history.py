"""A project lived through day by day with random events: rows, doctor and a naive count agree every evening."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction

from clocks import doctor, queries
from clocks.commands import end_clocks, extend_clock, resume_clocks, start_clock, stop_clocks
from clocks.current import current_calendar
from clocks.models import Clock, Stop
from clocks.tasks import resume_after_planned_end
from core import time
from core.errors import Invalid, WrongState
from tests.clocks import clock_oracle as oracle
from tests.clocks.conftest import World, case, subject

FIRST, LAST = date(2026, 1, 26), date(2026, 4, 30)
KINDS = ("EXPERT_REVIEW", "PUBLICITY", "HEARING", "FORCE_MAJEURE", "CORRECTION")


class History:
    """What happened, remembered apart from the product."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.pick = world, random.Random(seed)
        self.items: dict[int, list] = {}
        self.events = 0

    def live(self) -> list[int]:
        return [pk for pk, facts in self.items.items() if facts[1] is None]

    def act(self, today: date) -> None:
        choice = self.pick.choice(("start", "stop", "stop", "resume", "resume", "end", "extend", "nothing", "nothing"))
        if choice == "start" and len(self.items) < 12:
            pk = len(self.items) + 1
            self.world.item(pk, today, self.pick.randrange(1, 25), stage="S1")
            start_clock("STATUTORY", case(pk), self.world.place, label=f"事项{pk}", limit=30, origin_on=today)
            self.items[pk] = [today, None, []]
            self.events += 1
            return
        if choice == "nothing" or not self.live():
            return
        pk = self.pick.choice(self.live())
        facts = self.items[pk]
        if choice == "end":
            end_clocks(case(pk), on=today, project_id=1)
            facts[1] = today
            facts[2] = [[s, min(t, today)] for s, t in facts[2]]
        elif choice == "resume":
            for stop in resume_clocks(case(pk), on=today, project_id=1):
                next(p for p in facts[2] if p[0] == stop.started_on and p[1] == stop.planned_end_on)[1] = stop.ended_on
        elif choice == "stop":
            until = today + timedelta(days=self.pick.randrange(0, 20))
            stop_clocks(
                case(pk), self.pick.choice(KINDS), started_on=today, planned_end_on=until, legal_basis="依据",
                reason="理由", evidence="章发〔2026〕3号", project_id=1,
            )  # fmt: skip
            facts[2].append([today, until])
        else:
            extend_clock("STATUTORY", case(pk), 10, approved_on=today, project_id=1)
        self.events += 1

    def used(self, today: date) -> int:
        days: set[date] = set()
        for accepted, ended, pauses in self.items.values():
            days |= oracle.run_days(accepted, min(ended or today, today), [tuple(p) for p in pauses])
        return len(days)


@pytest.mark.parametrize("seed", range(3))
def test_rows_doctor_and_a_naive_count_agree_every_evening(world: World, seed: int) -> None:
    history, calendar = History(world, seed), current_calendar()
    with time.travel(FIRST), transaction.atomic():
        project = subject("projects.project", 1)
        start_clock("CAP", project, world.place, label="总时限", limit=40, origin_on=FIRST)
        start_clock(
            "STAGE", subject("approvals.jointapplication", 1), world.place, label="阶段", limit=26, origin_on=FIRST,
            stage="S1",
        )  # fmt: skip
    today = FIRST
    while today <= LAST:
        with time.travel(today):
            resume_after_planned_end()
            for _ in range(2):
                try:
                    with transaction.atomic():
                        history.act(today)
                except (Invalid, WrongState):
                    pass  # the rules said no; nothing may have been written
            assert list(doctor.check()) == []
            for clock in Clock.objects.filter(kind__in=["CAP", "STAGE"]):
                used = queries.days_used(clock, today, calendar)
                assert used == history.used(today)
                assert queries.days_left(clock, today, calendar) == clock.limit - used
            for clock in Clock.objects.filter(kind="PROMISED"):
                accepted, ended, pauses = history.items[clock.subject_id]
                found = [tuple(p) for p in pauses]
                if ended is None:
                    assert clock.due_on == oracle.due(accepted, clock.limit, "WORKING_DAY", found)
                    assert (clock.state == "STOPPED") == any(
                        stop.ended_on is None and stop.started_on < stop.planned_end_on
                        for stop in Stop.objects.filter(subject_id=clock.subject_id)
                    )
        today += timedelta(days=1)
    assert (history.events > 20, history.used(LAST) > 10) == (True, True)
