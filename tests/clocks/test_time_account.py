"""用时账: span = used + hidden, and every working day of the span stands in exactly one part."""

import json
from collections import Counter
from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from clocks.builtin import builtin_calendar
from clocks.commands import end_clocks, resume_clocks, start_clock, stop_clocks
from clocks.project_account import account_of_project
from clocks.rules import Stop
from clocks.time_account import Part, ProjectDays, time_account
from clocks.union import Run, union_used
from core.time import travel
from tests.clocks.conftest import World, case, subject

CALENDAR = builtin_calendar()
FIRST = date(2026, 1, 5)
KINDS = ("HEARING", "EXPERT_REVIEW", "CORRECTION")


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def only(**parts: int) -> dict[Part, int]:
    return {part: parts.get(part.value, 0) for part in Part}


def test_each_day_of_a_short_project_stands_in_its_part() -> None:
    # Received Mon 03-02, accepted Wed 03-04, expert review (03-06, 03-11], decided 03-13, issued 03-17, then idle.
    facts = ProjectDays(
        first=d("03-02"),
        last=d("03-20"),
        items=(Run(d("03-04"), d("03-13"), (Stop(d("03-06"), d("03-11"), "EXPERT_REVIEW"),)),),
        checking=(Run(d("03-02"), d("03-04")),),
        delivering=(Run(d("03-13"), d("03-17")),),
    )
    account = time_account(facts, CALENDAR)
    assert (account.span, account.used, account.hidden) == (14, 4, 10)
    assert account.parts == only(BEFORE_ACCEPTANCE=2, STOPPED=3, AFTER_DECISION=2, APPLICANT=3)
    assert account.stopped == {"EXPERT_REVIEW": 3}


def test_a_day_on_which_one_item_runs_is_used_however_many_stand() -> None:
    items = (Run(d("03-02"), d("03-09"), (Stop(d("03-02"), d("03-09"), "HEARING"),)), Run(d("03-02"), d("03-05")))
    account = time_account(ProjectDays(d("03-02"), d("03-09"), items), CALENDAR)
    assert (account.used, account.parts) == (3, only(STOPPED=2))


def test_days_before_the_land_contract_are_named() -> None:
    facts = ProjectDays(d("03-02"), d("03-10"), (Run(d("03-02")),), origin=d("03-05"))
    account = time_account(facts, CALENDAR)
    assert (account.used, account.parts) == (3, only(BEFORE_ORIGIN=3))


def test_golden_scenario_14_hides_the_gap_between_two_stages() -> None:
    facts = ProjectDays(d("03-02"), d("05-12"), (Run(d("03-02"), d("03-31")), Run(d("04-13"), d("05-12"))))
    account = time_account(facts, CALENDAR)
    assert (account.span, account.used, account.parts) == (48, 40, only(APPLICANT=8))


days = st.integers(0, 90).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def runs(draw: st.DrawFn, stopping: bool = False) -> Run:
    start = draw(days)
    end = draw(st.one_of(st.none(), st.integers(0, 40).map(lambda n: start + timedelta(days=n))))
    stops = ()
    if stopping:
        begun = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20), st.sampled_from(KINDS)), max_size=3))
        stops = tuple(Stop(start + timedelta(days=a), start + timedelta(days=a + b), kind) for a, b, kind in begun)
    return Run(start, end, stops)


@settings(max_examples=2000, deadline=None)
@given(
    st.lists(runs(stopping=True), max_size=4),
    st.lists(runs(), max_size=2),
    st.lists(runs(), max_size=2),
    st.lists(runs(), max_size=2),
    st.integers(0, 120),
    st.one_of(st.none(), days),
)
def test_the_parts_always_add_up(
    items: list[Run], checking: list[Run], other: list[Run], delivering: list[Run], length: int, origin: date | None
) -> None:
    last = FIRST + timedelta(days=length)
    facts = ProjectDays(FIRST, last, tuple(items), tuple(checking), tuple(other), tuple(delivering), origin)
    account = time_account(facts, CALENDAR)
    assert account.span == CALENDAR.count(FIRST, last)
    assert account.used == union_used(items, CALENDAR, last, origin)
    assert account.hidden == sum(account.parts.values())
    assert account.parts[Part.STOPPED] == sum(account.stopped.values())
    assert min(account.parts.values()) >= 0
    assert _by_hand(facts) == Counter({part: n for part, n in account.parts.items() if n})


def _by_hand(facts: ProjectDays) -> Counter[Part]:
    """An independent reading of the definitions, day by day."""
    found: Counter[Part] = Counter()
    for n in range(1, (facts.last - facts.first).days + 1):
        day = facts.first + timedelta(days=n)
        if not CALENDAR.kind(day).works:
            continue
        open_ = [r for r in facts.items if r.accepted_on < day and day <= (r.ended_on or date.max)]
        held = [r for r in open_ if any(s.start < day <= (s.end or date.max) for s in r.stops)]
        begun = facts.origin is None or day > facts.origin
        if len(open_) > len(held) and begun:
            continue
        if held and len(held) == len(open_):
            found[Part.STOPPED] += 1
        elif any(r.accepted_on < day <= (r.ended_on or date.max) for r in facts.checking):
            found[Part.BEFORE_ACCEPTANCE] += 1
        elif any(r.accepted_on < day <= (r.ended_on or date.max) for r in facts.uncounted):
            found[Part.UNCOUNTED] += 1
        elif any(r.accepted_on < day <= (r.ended_on or date.max) for r in facts.delivering):
            found[Part.AFTER_DECISION] += 1
        else:
            found[Part.BEFORE_ORIGIN if open_ else Part.APPLICANT] += 1
    return found


def test_a_stored_project_is_accounted_from_its_clocks_and_reckon_says_so(world: World) -> None:
    with travel(d("03-02")), transaction.atomic():
        start_clock("NOTICE", subject("approvals.jointapplication", 1), world.place, label="受理", limit=5,
                    origin_on=d("03-02"))  # fmt: skip
    with travel(d("03-04")), transaction.atomic():
        end_clocks(subject("approvals.jointapplication", 1), on=d("03-04"), project_id=1)
        start_clock("CAP", subject("projects.project", 1), world.place, label="总时限", limit=79, origin_on=d("03-04"))
        world.item(1, d("03-04"), 10)
    with travel(d("03-06")), transaction.atomic():
        stop_clocks(case(1), "EXPERT_REVIEW", started_on=d("03-06"), planned_end_on=d("03-12"),
                    legal_basis="行政许可法第四十五条", reason="评审", evidence="章发〔2026〕3号", project_id=1)  # fmt: skip
    with travel(d("03-11")), transaction.atomic():
        resume_clocks(case(1), on=d("03-11"), project_id=1)
    with travel(d("03-13")), transaction.atomic():
        end_clocks(case(1), on=d("03-13"), project_id=1)
    account = account_of_project(1, d("03-18"))
    assert account is not None
    assert (account.span, account.used) == (12, 4)
    assert account.parts == only(BEFORE_ACCEPTANCE=2, STOPPED=3, APPLICANT=3)
    out = StringIO()
    with travel(d("03-18")):
        call_command("reckon", project=world.place.project_code, json=True, stdout=out)
    said = json.loads(out.getvalue())["time_account"]
    assert (said["span"], said["used"], said["hidden"]) == (12, 4, 8)
    assert said["hidden"] == sum(said["parts"].values())
    assert said["stopped_by_kind"] == {"EXPERT_REVIEW": 3}


def test_a_project_nobody_filed_has_no_account(world: World) -> None:
    assert account_of_project(1, d("03-18")) is None
