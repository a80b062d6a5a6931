"""The papers of a stage leave together, over the counter or by courier, and every way ends with a proof."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from approvals import doctor
from approvals.delivery import reissue, serving
from approvals.models import Decision, Handover
from clocks.models import Clock
from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from documents import doctor as paper_doctor
from documents.models import Document
from documents.papers import as_facts, as_json, print_paper
from supervision.alerting.matters import matter_of
from tests.approvals import county as c
from tests.approvals.delivery.issued import at, handover, stage
from tests.documents import papers

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"receiver": "䶮听澜", "receiver_is": "AGENT", "id_kind": "RESIDENT", "id_tail": "002x"}
COURIER = {"courier": "邮政速递（虚构）", "tracking": "EX1234567890", "address": "章贡区垚燚路1号"}


@pytest.fixture
def county(db: None) -> c.County:
    return c.build()


@pytest.fixture
def row(county: c.County) -> Handover:
    return handover(county)


def clock(row: Handover) -> Clock:
    return Clock.objects.get(subject_type="approvals.handover", subject_id=row.pk)


def test_everything_a_stage_decided_waits_together_with_ten_working_days_from_the_first_decision(
    county: c.County, row: Handover
) -> None:
    decided = Decision.objects.filter(case__application=row.application).count()
    assert row.papers.count() == decided + 1  # the consolidated opinion
    assert (clock(row).origin_on, clock(row).due_on) == (date(2026, 3, 3), date(2026, 3, 17))
    assert "papers_ready" in c.messages_of(county.owner)


def test_papers_late_at_the_window_and_late_at_the_enterprise_are_one_matter_to_alert_of(row: Handover) -> None:
    clocks = Clock.objects.filter(project_id=row.application.project_id, kind="DELIVERY")
    assert {one.subject_type for one in clocks} == {"approvals.itemcase", "approvals.handover"}
    assert {matter_of(one) for one in clocks} == {f"delivery:{row.application_id}"}
    reviews = Clock.objects.filter(project_id=row.application.project_id, kind="PROMISED")
    assert len({matter_of(one) for one in reviews}) == len(reviews) > 1


def test_electronic_papers_need_no_window(county: c.County) -> None:
    assert not stage(county, "ONLINE").handovers.exists()


def test_a_hand_over_has_effect_after_sixty_seconds_and_is_dated_when_it_was_made(
    county: c.County, row: Handover
) -> None:
    with travel(at(10)):
        serving.hand_over.perform(county.clerk, row, **WHO)
    with travel(at(10, 0, 59)):
        assert serving.settle_due() == 0
        assert clock(row).state == "RUNNING"
    with travel(at(10, 1)):
        assert serving.settle_due() == 1
        assert serving.settle_due() == 0
    row.refresh_from_db()
    assert (row.state, row.served_on, clock(row).state) == ("SERVED", date(2026, 3, 6), "ENDED")
    assert row.document is not None
    assert row.document.facts["particulars"][1] == ["身份证件", "居民身份证，尾号 002X"]
    assert not list(doctor.check())


def test_within_sixty_seconds_the_clerk_takes_it_back_and_nothing_stays_of_the_receiver(
    county: c.County, row: Handover
) -> None:
    with travel(at(10)):
        serving.hand_over.perform(county.clerk, row, **WHO)
    with travel(at(10, 0, 40)):
        serving.undo.perform(county.clerk, row)
    row.refresh_from_db()
    assert (row.state, row.receiver, row.id_tail, row.handed_by) == ("READY", "", "", None)
    with travel(at(10, 5)):
        assert serving.settle_due() == 0
    assert clock(row).state == "RUNNING"


def test_after_sixty_seconds_nothing_is_undone(county: c.County, row: Handover) -> None:
    with travel(at(10)):
        serving.hand_over.perform(county.clerk, row, **WHO)
    with travel(at(10, 1)), pytest.raises(WrongState):
        serving.undo.perform(county.clerk, row)


def test_a_receiver_without_name_ground_or_identity_gets_nothing(county: c.County, row: Handover) -> None:
    with pytest.raises(Invalid) as refused:
        serving.hand_over.perform(county.clerk, row, receiver=" ", receiver_is="", id_kind="X", id_tail="12")
    assert set(refused.value.fields) == {"receiver", "receiver_is", "id_kind", "id_tail"}
    row.refresh_from_db()
    assert row.state == "READY"


def test_a_courier_brings_the_papers_and_the_day_on_the_proof_counts(county: c.County, row: Handover) -> None:
    with travel(date(2026, 3, 9)):
        serving.send.perform(county.clerk, row, **COURIER)
    with travel(date(2026, 3, 12)):
        with pytest.raises(Invalid) as refused:
            serving.prove.perform(county.clerk, row, receiver="门卫", served_on=date(2026, 3, 8))
        assert set(refused.value.fields) == {"served_on", "proof"}
        serving.prove.perform(county.clerk, row, receiver="䶮听澜", served_on=date(2026, 3, 11), note="本人签收")
    row.refresh_from_db()
    assert (row.state, row.served_on, clock(row).ended_on) == ("SERVED", date(2026, 3, 11), date(2026, 3, 11))
    assert {"papers_sent", "papers_served"} <= set(c.messages_of(county.owner))


def test_papers_that_come_back_wait_at_the_window_again(county: c.County, row: Handover) -> None:
    serving.send.perform(county.clerk, row, **COURIER)
    serving.come_back.perform(county.clerk, row, note="地址无人")
    row.refresh_from_db()
    assert (row.state, row.tracking, clock(row).state) == ("READY", "", "RUNNING")


@pytest.mark.parametrize("tracking", ["", "12", "EX 123 456", "<b>123456</b>"])
def test_a_tracking_number_is_one(county: c.County, row: Handover, tracking: str) -> None:
    with pytest.raises(Invalid) as refused:
        serving.send.perform(county.clerk, row, **{**COURIER, "tracking": tracking})
    assert "tracking" in refused.value.fields


def test_nobody_but_the_window_hands_papers_out(county: c.County, row: Handover) -> None:
    for user in (county.owner, county.lead(row.application), county.people["supervisor"]):
        with pytest.raises(NotPermitted):
            serving.hand_over.perform(user, row, **WHO)


# ---- a lost paper --------------------------------------------------------------------------------------------


def lost(county: c.County, row: Handover) -> tuple[Document, Document]:
    old = row.papers.filter(kind="LICENCE").order_by("pk").first()
    assert old is not None
    return old, reissue.reissue.perform(county.clerk, old, reason="遗失，2026年3月9日已登报声明", asked_by="䶮听澜")


def test_a_lost_licence_is_printed_again_and_the_old_copy_is_void(county: c.County, row: Handover) -> None:
    old, copy = lost(county, row)
    old.refresh_from_db()
    assert (old.state, copy.state) == ("VOID", "VALID")
    assert (copy.number, copy.copy_number, copy.original) == (f"{old.number}（补1）", 2, old)
    assert copy.number in old.state_reason
    assert "䶮听澜" not in old.state_reason  # whoever verifies it reads the reason
    assert copy.token != old.token
    assert Decision.objects.get(document=copy).official_number == old.number
    assert row.application.handovers.filter(papers=copy, state="READY").exists()
    assert not list(doctor.check())
    assert not list(paper_doctor.check())


def test_the_second_loss_counts_on_and_voids_the_first_copy(county: c.County, row: Handover) -> None:
    old, copy = lost(county, row)
    second = reissue.reissue.perform(county.clerk, copy, reason="再次遗失", asked_by="䶮听澜")
    copy.refresh_from_db()
    assert (second.copy_number, second.original, copy.state) == (3, old, "VOID")
    with pytest.raises(WrongState):
        reissue.reissue.perform(county.clerk, old, reason="又丢了", asked_by="䶮听澜")


def test_the_facts_of_every_paper_survive_their_storage() -> None:
    samples: dict[str, Any] = {
        "LICENCE": papers.LONG_LICENCE, "RECEIPT": papers.RECEIPT, "ONE_TIME_NOTICE": papers.NOTICE,
        "NON_ACCEPTANCE": papers.LETTER, "CONSOLIDATED": papers.CONSOLIDATED, "CLOCK_STATEMENT": papers.STATEMENT,
        "SERVICE": papers.SERVICE,
    }  # fmt: skip
    for kind, facts in samples.items():
        again = as_facts(kind, as_json(facts))
        assert again == facts
    assert print_paper("LICENCE", papers.LICENCE, papers.IMPRINT) == print_paper(
        "LICENCE", as_facts("LICENCE", as_json(papers.LICENCE)), papers.IMPRINT
    )


# ---- pages ---------------------------------------------------------------------------------------------------


def test_the_clerk_finds_the_papers_by_code_hands_them_over_and_takes_it_back(county: c.County, row: Handover) -> None:
    browser = Client()
    browser.force_login(county.clerk)
    assert row.application.project.name in browser.get(f"/approvals/delivery/?q={row.code}").content.decode()
    assert row.application.project.name not in browser.get("/approvals/delivery/?q=无此项目").content.decode()
    address = f"/approvals/delivery/{row.pk}/"
    wrong = browser.post(f"{address}hand_over/", {**WHO, "id_tail": "1"})
    assert wrong.status_code == 422
    assert "䶮听澜" in wrong.content.decode()
    browser.post(f"{address}hand_over/", WHO)
    assert f"{address}undo/" in browser.get(address).content.decode()
    browser.post(f"{address}undo/")
    row.refresh_from_db()
    assert row.state == "READY"


def test_the_applicant_reads_the_code_and_sees_no_identity_of_the_receiver(county: c.County, row: Handover) -> None:
    browser = Client()
    browser.force_login(county.owner)
    assert row.code in browser.get(f"/approvals/{row.application_id}/").content.decode()
    serving.hand_over.perform(county.clerk, row, **WHO)
    page = browser.get(f"/approvals/delivery/{row.pk}/").content.decode()
    assert "䶮听澜" in page
    assert "002X" not in page


def test_the_desk_costs_the_same_for_one_row_and_for_many(county: c.County, django_assert_max_num_queries: Any) -> None:
    row = handover(county)
    browser = Client()
    browser.force_login(county.clerk)
    browser.get("/approvals/delivery/")
    for _ in range(3):
        Handover.objects.create(
            application=row.application, way="WINDOW", code="000000", ready_at=row.ready_at + timedelta(seconds=1)
        )
    with django_assert_max_num_queries(16):
        browser.get("/approvals/delivery/")
