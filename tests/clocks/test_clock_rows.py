"""Clock rows through their events: what a case does to its own clocks, its stage and its project."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clocks import doctor, queries
from clocks.commands import (
    end_clock,
    end_clocks,
    extend_clock,
    refresh_project_clock,
    resume_clocks,
    set_limit,
    start_clock,
    stop_clocks,
)
from clocks.extension import JOINT
from clocks.models import Clock, Stop
from clocks.rules import due
from clocks.settling import CACHED
from core import time
from core.errors import Invalid, WrongState
from tests.clocks.conftest import World, case, subject

PROJECT = subject("projects.project", 1)
STAGE = subject("approvals.jointapplication", 1)


def d(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def healthy() -> bool:
    return list(doctor.check()) == []


def expert_review(pk: int, start: str, end: str, **facts: object) -> Stop:
    return stop_clocks(
        case(pk), "EXPERT_REVIEW", started_on=d(start), planned_end_on=d(end), legal_basis="行政许可法第四十五条",
        reason="需专家评审", evidence="章发〔2026〕3号", project_id=1, **facts,  # type: ignore[arg-type]
    )  # fmt: skip


def open_stage(world: World, origin: str, limit: int = 24, stage: str = "S2", pk: int = 1) -> Clock:
    return start_clock(
        "STAGE", subject("approvals.jointapplication", pk), world.place, label="工程建设许可", limit=limit,
        origin_on=d(origin), stage=stage,
    )  # fmt: skip


def open_cap(world: World, origin: str, limit: int = 79, **facts: object) -> Clock:
    return start_clock("CAP", PROJECT, world.place, label="审批总时限", limit=limit, origin_on=d(origin), **facts)  # type: ignore[arg-type]


def test_a_started_clock_holds_its_due_date_and_lights_and_nothing_that_ages(world: World) -> None:
    with time.travel(d("06-01")), transaction.atomic():
        start_clock("STATUTORY", case(1), world.place, label="规划许可", limit=20, origin_on=d("06-01"))
        clock = world.item(1, d("06-01"), 7)
    clock.refresh_from_db()
    assert (clock.state, clock.due_on, clock.warn_on, clock.red_on) == ("RUNNING", d("06-10"), d("06-08"), d("06-16"))
    assert (clock.used, clock.left, clock.provisional) == (None, None, False)
    for day in ("06-01", "06-10", "12-01"):
        with time.travel(d(day)):
            assert healthy()


def test_the_statutory_limit_makes_the_red_card_come_earlier(world: World) -> None:
    with time.travel(d("06-01")), transaction.atomic():
        promised = world.item(1, d("06-01"), 7)
        statutory = start_clock("STATUTORY", case(1), world.place, label="规划许可", limit=8, origin_on=d("06-01"))
    promised.refresh_from_db()
    assert (statutory.due_on, statutory.red_on, promised.red_on) == (d("06-11"), d("06-12"), d("06-12"))


def test_a_subject_has_one_clock_of_each_kind(world: World) -> None:
    with transaction.atomic():
        world.item(1, d("06-01"), 7)
    with pytest.raises(IntegrityError), transaction.atomic():
        world.item(1, d("06-01"), 9)


def test_clocks_change_inside_a_transaction_only(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        refresh_project_clock(1)


def test_expert_review_stops_both_clocks_and_resuming_moves_the_due_date(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        promised = world.item(1, d("03-02"), 10)
        start_clock("STATUTORY", case(1), world.place, label="施工许可", limit=20, origin_on=d("03-02"))
    with time.travel(d("03-05")), transaction.atomic():
        expert_review(1, "03-05", "03-20")
        assert healthy()
    promised.refresh_from_db()
    assert (promised.state, promised.used, promised.left, promised.stopped_on) == ("STOPPED", 3, 7, d("03-05"))
    assert promised.due_on == due(
        d("03-02"), 10, "WORKING_DAY", queries.pauses_of(promised, Stop.objects.all()), _cal()
    )
    with time.travel(d("03-12")), transaction.atomic():
        assert len(resume_clocks(case(1), on=d("03-12"), project_id=1)) == 1
        assert healthy()
    promised.refresh_from_db()
    assert (promised.state, promised.due_on, promised.used, promised.left) == ("RUNNING", d("03-23"), None, None)
    assert Clock.objects.get(kind="STATUTORY").due_on == d("04-07")


def _cal():  # type: ignore[no-untyped-def]
    from clocks.current import current_calendar

    return current_calendar()


def test_publicity_stops_the_promise_but_not_the_law(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        promised = world.item(1, d("03-02"), 10)
        statutory = start_clock("STATUTORY", case(1), world.place, label="规划许可", limit=20, origin_on=d("03-02"))
        stop_clocks(
            case(1), "PUBLICITY", started_on=d("03-02"), planned_end_on=d("03-12"), legal_basis="城乡规划法",
            reason="批前公示", evidence="章发〔2026〕3号", project_id=1,
        )  # fmt: skip
    promised.refresh_from_db()
    statutory.refresh_from_db()
    assert (promised.state, statutory.state, statutory.due_on) == ("STOPPED", "RUNNING", d("03-30"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "COFFEE"}, "kind"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"evidence": " "}, "evidence"),
        ({"requested_by_id": 5, "approved_by_id": 5}, "approved_by"),
        ({"planned_end_on": d("03-04")}, "planned_end_on"),
        ({"started_on": d("03-06")}, "started_on"),
        ({"started_on": d("03-03")}, "started_on"),
        ({"planned_end_on": d("04-30")}, "planned_end_on"),
    ],
)
def test_a_stop_the_rules_do_not_allow_is_refused_at_its_field(world: World, changed: dict, field: str) -> None:
    facts = {
        "kind": "EXPERT_REVIEW", "started_on": d("03-05"), "planned_end_on": d("03-12"), "legal_basis": "第四十五条",
        "reason": "评审", "evidence": "章专评〔2026〕3号", "project_id": 1,
    } | changed  # fmt: skip
    with time.travel(d("03-05")), transaction.atomic():
        world.item(1, d("03-02"), 10)
        with pytest.raises(Invalid) as refused:
            stop_clocks(case(1), facts.pop("kind"), **facts)
    assert list(refused.value.fields) == [field]
    assert not Stop.objects.exists()


def test_a_correction_after_acceptance_stops_the_clock_once_only(world: World) -> None:
    def correct(start: str, end: str) -> None:
        stop_clocks(
            case(1), "CORRECTION", started_on=d(start), planned_end_on=d(end), legal_basis="补正通知", reason="缺图",
            project_id=1,
        )  # fmt: skip

    with time.travel(d("03-03")), transaction.atomic():
        world.item(1, d("03-02"), 10)
        correct("03-03", "03-05")
        resume_clocks(case(1), on=d("03-04"), project_id=1)
    with time.travel(d("03-06")), transaction.atomic(), pytest.raises(Invalid):
        correct("03-06", "03-10")


def test_a_stop_needs_a_clock_that_it_would_stop(world: World) -> None:
    with time.travel(d("03-05")), transaction.atomic(), pytest.raises(WrongState):
        expert_review(9, "03-05", "03-12")


def test_an_ended_clock_keeps_what_it_used(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        world.item(1, d("03-02"), 5)
    with time.travel(d("03-10")), transaction.atomic():
        clock = end_clock("PROMISED", case(1), on=d("03-10"), project_id=1)
        assert clock
        assert (clock.state, clock.used, clock.left, clock.due_on) == ("ENDED", 6, -1, d("03-09"))
        assert end_clock("PROMISED", case(1), on=d("03-10"), project_id=1) is None
    with time.travel(d("12-01")):
        assert healthy()


def test_a_decision_during_a_stop_ends_the_stop(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        world.item(1, d("03-02"), 10)
    with time.travel(d("03-05")), transaction.atomic():
        expert_review(1, "03-05", "03-20")
    with time.travel(d("03-10")), transaction.atomic():
        (clock,) = end_clocks(case(1), on=d("03-10"), project_id=1)
    assert (clock.used, clock.left) == (3, 7)
    assert Stop.objects.get().ended_on == d("03-10")
    with time.travel(d("05-10")):
        assert healthy()


def test_a_clock_cannot_end_before_it_began_nor_in_the_future(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        world.item(1, d("03-02"), 10)
        for day in (d("03-01"), d("03-03")):
            with pytest.raises(Invalid):
                end_clocks(case(1), on=day, project_id=1)


def test_the_cap_counts_the_union_of_parallel_items(world: World) -> None:
    """The worked example: two items, different pauses, ten days together."""
    with time.travel(d("03-02")), transaction.atomic():
        cap = open_cap(world, "03-02", 15)
        world.item(1, d("03-02"), 10)
        world.item(2, d("03-02"), 7)
    cap.refresh_from_db()
    assert (cap.state, cap.due_on, cap.warn_on) == ("RUNNING", d("03-23"), d("03-20"))
    with time.travel(d("03-04")), transaction.atomic():
        stop_clocks(
            case(2), "CORRECTION", started_on=d("03-04"), planned_end_on=d("03-20"), legal_basis="补正通知",
            reason="缺图", project_id=1,
        )  # fmt: skip
    cap.refresh_from_db()
    assert (cap.state, cap.due_on) == ("RUNNING", d("03-23"))
    with time.travel(d("03-05")), transaction.atomic():
        expert_review(1, "03-05", "03-24")
    cap.refresh_from_db()
    assert (cap.state, cap.used, cap.left, cap.stopped_on) == ("STOPPED", 3, 12, d("03-05"))
    for pk, day in ((2, "03-10"), (1, "03-12")):
        with time.travel(d(day)), transaction.atomic():
            resume_clocks(case(pk), on=d(day), project_id=1)
            assert healthy()
    with time.travel(d("03-13")), transaction.atomic():
        end_clocks(case(2), on=d("03-13"), project_id=1)
    with time.travel(d("03-19")), transaction.atomic():
        end_clocks(case(1), on=d("03-19"), project_id=1)
    cap.refresh_from_db()
    assert (cap.state, cap.used, cap.left, cap.due_on) == ("STOPPED", 10, 5, None)
    parts, lines = queries.explain_whole(cap, d("03-31"))
    assert [part.subject_id for part in parts] == [1, 2]
    assert sum(line.number is not None for line in lines) == 10
    with time.travel(d("06-01")):
        assert healthy()


def test_waiting_for_the_next_stage_costs_nothing(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        cap = open_cap(world, "03-02", 60)
        world.item(1, d("03-02"), 30)
    with time.travel(d("03-31")), transaction.atomic():
        end_clocks(case(1), on=d("03-31"), project_id=1)
    with time.travel(d("04-13")), transaction.atomic():
        cap.refresh_from_db()
        assert (cap.used, cap.left, cap.due_on) == (21, 39, None)
        world.item(2, d("04-13"), 30)
    with time.travel(d("05-12")), transaction.atomic():
        end_clocks(case(2), on=d("05-12"), project_id=1)
        (ended,) = end_clocks(PROJECT, on=d("05-12"), project_id=1)
    assert (ended.used, ended.left, ended.state) == (40, 20, "ENDED")
    with time.travel(d("06-01")):
        assert healthy()


def test_a_stage_spends_only_its_own_items(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        cap = open_cap(world, "03-02", 60)
        first = open_stage(world, "03-02", stage="S1", pk=1)
        world.item(1, d("03-02"), 30, stage="S1")
    with time.travel(d("03-20")), transaction.atomic():
        second = open_stage(world, "03-20", stage="S2", pk=2)
        world.item(2, d("03-20"), 30, stage="S2")
    with time.travel(d("03-31")), transaction.atomic():
        end_clocks(case(1), on=d("03-31"), project_id=1)
        end_clocks(STAGE, on=d("03-31"), project_id=1)
    with time.travel(d("04-20")), transaction.atomic():
        end_clocks(case(2), on=d("04-20"), project_id=1)
        assert healthy()
    used = [Clock.objects.get(pk=clock.pk).used for clock in (first, second, cap)]
    assert used == [21, 20, 34]


def test_a_cap_before_construction_leaves_out_the_last_stage(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        cap = open_cap(world, "03-02", 60, scope="S1 S2 S3")
        world.item(1, d("03-02"), 5, stage="S3")
        world.item(2, d("03-02"), 12, stage="S4")
    with time.travel(d("03-18")), transaction.atomic():
        end_clocks(case(1), on=d("03-09"), project_id=1)
        end_clocks(case(2), on=d("03-18"), project_id=1)
    cap.refresh_from_db()
    assert cap.used == 5


def test_days_up_to_the_land_contract_do_not_count(world: World) -> None:
    with time.travel(d("03-10")), transaction.atomic():
        cap = open_cap(world, "03-10", 37, origin_fixed=True)
        world.item(1, d("03-02"), 30)
        cap.refresh_from_db()
        assert (cap.origin_on, cap.due_on) == (d("03-10"), _cal().add(d("03-10"), 37))


def test_an_item_outside_the_cap_does_not_spend_it(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        cap = open_cap(world, "03-02")
        start_clock("PROMISED", case(1), world.place, label="节能审查", limit=5, origin_on=d("03-02"))
    cap.refresh_from_db()
    assert (cap.state, cap.left, cap.due_on) == ("STOPPED", 79, None)


def test_an_extension_moves_the_due_date_once(world: World) -> None:
    with time.travel(date(2025, 12, 22)), transaction.atomic():
        start_clock("STATUTORY", case(1), world.place, label="许可", limit=20, origin_on=date(2025, 12, 22))
        start_clock("STATUTORY", case(2), world.place, label="联合", limit=45, origin_on=date(2025, 12, 22))
    with time.travel(d("01-20")), transaction.atomic():
        clock = extend_clock("STATUTORY", case(1), 10, approved_on=d("01-20"), project_id=1)
        assert (clock.due_on, clock.limit, clock.extended_by) == (d("02-03"), 30, 10)
        joint = extend_clock("STATUTORY", case(2), 15, approved_on=d("01-20"), project_id=1, rule=JOINT)
        assert joint.due_on == d("03-23")
        with pytest.raises(Invalid):
            extend_clock("STATUTORY", case(1), 5, approved_on=d("01-20"), project_id=1)
        assert healthy()


def test_a_late_extension_is_refused(world: World) -> None:
    with time.travel(d("01-21")), transaction.atomic():
        start_clock("STATUTORY", case(1), world.place, label="许可", limit=20, origin_on=date(2025, 12, 22))
        with pytest.raises(Invalid):
            extend_clock("STATUTORY", case(1), 10, approved_on=d("01-21"), project_id=1)


def test_a_new_classification_moves_the_cap_from_day_zero(world: World) -> None:
    with time.travel(d("01-05")), transaction.atomic():
        open_cap(world, "01-05", 79)
        world.item(1, d("01-05"), 30)
        assert set_limit("CAP", PROJECT, 60, project_id=1).due_on == d("04-03")
        with pytest.raises(WrongState):
            set_limit("CAP", subject("projects.project", 99), 60, project_id=1)


def test_a_limit_past_the_calendar_is_refused_and_nothing_is_written(world: World) -> None:
    with pytest.raises(Invalid), transaction.atomic():
        world.item(1, date(2035, 12, 20), 30)
    assert not Clock.objects.exists()


def test_the_doctor_names_a_clock_that_somebody_changed(world: World) -> None:
    with time.travel(d("03-02")), transaction.atomic():
        open_cap(world, "03-02")
        world.item(1, d("03-02"), 10)
    for column, value in (("due_on", d("04-01")), ("state", "STOPPED"), ("red_on", None), ("provisional", True)):
        Clock.objects.filter(kind="PROMISED").update(**{column: value})
        with time.travel(d("03-02")):
            complaints = list(doctor.check())
        assert len([text for text in complaints if column in text and "事项1" in text]) == 1
        refreshed = Clock.objects.get(kind="PROMISED")
        with time.travel(d("03-02")):
            fresh = queries.reckon_row(refreshed)
        Clock.objects.filter(pk=fresh.pk).update(**{name: getattr(fresh, name) for name in CACHED})
        with time.travel(d("03-02")):
            assert healthy()
