"""补正复核: the window checks a corrected file within one working day, by a clock of its own inside the five days."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from approvals import commands, desks, doctor, recheck_replay
from approvals.models import ItemCase, OneTimeNotice
from approvals.supplements import adding, answering, correcting
from clocks import doctor as clocks_doctor
from clocks.models import Clock
from core import sweeps
from core.time import travel
from supervision.alerting import routing
from supervision.alerting.firing import fire_due
from supervision.models import Alert
from tests.approvals import county as c
from tests.approvals.checks.test_correction import FILING, answer, notified
from tests.approvals.supplements.joining import under_review
from tests.approvals.supplements.test_supplement_notices import LINE, renewed

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
NEXT_MONDAY = date(2026, 3, 9)


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


def rechecks():
    return Clock.objects.filter(kind="RECHECK")


def corrected(county):
    """A whole file whose one point was answered on Friday."""
    application, _notice, [line] = notified(county, FILING)
    with travel(FRIDAY):
        answer(county, application, {line.pk: {"kind": "TEXT", "answer": "原件末页已签字"}})
    application.refresh_from_db()
    return application


def corrected_item(county):
    """An added item whose one point was answered on Friday."""
    application = under_review(county, code="2601-360702-04-01-300001")
    case = adding.add_item.perform(county.owner, application, item="113", reason="方案深化后新增")
    notice = correcting.notify_item.perform(county.clerk, case, lines=[LINE])
    with travel(FRIDAY):
        answers = {line.pk: {"answer": "已更正"} for line in notice.lines.all()}
        correcting.answer_item.perform(county.owner, ItemCase.objects.get(pk=case.pk), answers=answers)
    return ItemCase.objects.get(pk=case.pk)


def faults(on):
    with travel(on):
        return [*doctor.check(), *clocks_doctor.check()]


def test_one_working_day_runs_at_the_window_from_the_day_the_corrections_came(county):
    application = corrected(county)
    clock = rechecks().get()
    assert (clock.origin_on, clock.due_on, clock.limit) == (FRIDAY, NEXT_MONDAY, 1)
    assert (clock.department_id, clock.state) == (application.window_id, "RUNNING")
    five = Clock.objects.get(kind="NOTICE", subject_id=clock.subject_id, subject_type=clock.subject_type)
    assert five.due_on == date(2026, 3, 13)  # the five days of the law run beside it
    assert faults(FRIDAY) == []


@pytest.mark.parametrize("how", ["accept", "refuse", "withdraw"])
def test_whatever_the_window_does_ends_it(county, how):
    application = corrected(county)
    with travel(NEXT_MONDAY):
        if how == "accept":
            commands.window.accept.perform(county.clerk, application)
        elif how == "refuse":
            commands.window.refuse.perform(county.clerk, application, reason="不属于本窗口", clause="办事指南")
        else:
            commands.issuing.withdraw.perform(county.owner, application, reason="方案调整")
    assert [(clock.ended_on, clock.left) for clock in rechecks()] == [(NEXT_MONDAY, 0)]
    assert faults(NEXT_MONDAY) == []


def test_silence_ends_it_with_the_five_days(county):
    corrected(county)
    with travel(date(2026, 3, 20)):
        sweeps.run_all()
        assert sweeps.run_all() is not None
    assert [clock.ended_on for clock in rechecks()] == [date(2026, 3, 13)]
    assert faults(date(2026, 3, 20)) == []


def test_an_added_item_has_the_same_day(county):
    case = corrected_item(county)
    clock = rechecks().get()
    assert (clock.origin_on, clock.due_on, clock.department_id) == (FRIDAY, NEXT_MONDAY, case.application.window_id)
    assert "113" not in clock.label
    assert case.item.name in clock.label
    with travel(NEXT_MONDAY):
        answering.accept_item.perform(county.clerk, case)
    assert rechecks().get().ended_on == NEXT_MONDAY
    assert faults(NEXT_MONDAY) == []


def test_taking_the_stage_back_ends_the_check_of_its_added_item(county):
    case = corrected_item(county)
    with travel(NEXT_MONDAY):
        c.withdraw(county, case.application)
    assert rechecks().get().ended_on == NEXT_MONDAY
    assert faults(NEXT_MONDAY) == []


def test_every_round_has_its_own(county):
    case = corrected_item(county)
    with travel(NEXT_MONDAY):
        # The paper was replaced beside the words, so a second notice is open.
        paper = renewed(case.application.project, LINE["material_key"])
        OneTimeNotice.objects.get().lines.update(replacement=paper)
        second = correcting.notify_item.perform(county.clerk, case, lines=[LINE])
        assert not rechecks().open().exists()
        answers = {line.pk: {"answer": "已更正"} for line in second.lines.all()}
        correcting.answer_item.perform(county.owner, ItemCase.objects.get(pk=case.pk), answers=answers)
    assert [(clock.origin_on, clock.ended_on) for clock in rechecks().order_by("pk")] == [
        (FRIDAY, NEXT_MONDAY), (NEXT_MONDAY, None),
    ]  # fmt: skip
    assert faults(NEXT_MONDAY) == []


# ---- where it is seen ----------------------------------------------------------------------------------------


def test_the_desk_shows_a_corrected_file_once_under_the_shorter_limit_and_before_new_ones(county):
    application = corrected(county)
    with travel(FRIDAY):
        fresh = c.submitted(county, "S1", code="2601-360702-04-01-300002")
        desk = desks.window_queue(county.clerk)
    assert [row.subject.pk for row in desk.rows] == [application.pk, fresh.pk]
    assert [row.clock.kind for row in desk.rows] == ["RECHECK", "NOTICE"]
    assert desk.counts["check"] == 2


def test_the_pages_of_the_window_say_until_when(county, client):
    application, case = corrected(county), corrected_item(county)
    with travel(FRIDAY):
        client.force_login(county.clerk)
        assert "补正复核" in client.get(reverse("approvals:window")).content.decode()
        shown = client.get(reverse("approvals:check", args=[application.pk]))
        assert shown.context["recheck"].due_on == NEXT_MONDAY
        assert client.get(reverse("approvals:item_notice", args=[case.pk])).context["clock"].kind == "RECHECK"
        assert "补正复核" in client.get(reverse("approvals:application", args=[case.application_id])).content.decode()


def test_its_alerts_go_to_the_clerks_and_only_a_red_card_to_the_supervisor_once_each(county):
    routing.load_routes()
    assert {routing.roles_for(level, "RECHECK")[0] for level in ("WARN", "YELLOW", "RED")} == {"CLERK"}
    assert "SUPERVISOR" in routing.roles_for("RED", "RECHECK")
    corrected(county)
    with travel(NEXT_MONDAY + timedelta(days=1)):
        fire_due()
        fire_due()
        alert = Alert.objects.get(clock__kind="RECHECK", level="YELLOW")
        assert routing.told(alert) == [county.clerk.pk]


# ---- replayed from the journal -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"origin_on": FRIDAY - timedelta(days=1)}, "day 0"), ({"ended_on": FRIDAY}, "end is stored"),
        ({"due_on": date(2026, 3, 12)}, "due date"), ({"subject_id": 999_999}, "no clock says so"),
    ],
)  # fmt: skip
def test_the_doctor_finds_a_clock_that_was_changed_past_the_commands(county, changed, said):
    corrected_item(county)
    corrected(county)
    with travel(NEXT_MONDAY):
        assert list(recheck_replay.check()) == []
        rechecks().filter(pk=rechecks().order_by("pk").last().pk).update(**changed)
        assert any(said in line for line in recheck_replay.check())
