"""受理后补正 (domain §3.1 6†, §4.3): once, asked by one and granted by another, told in writing, 6 → 7 → 3 → 8."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import commands, doctor
from approvals.corrections import answering, asking
from approvals.corrections.silence import resume_unanswered
from approvals.models import CaseCorrection
from clocks.models import Clock, Stop
from core import sweeps
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import legal_date, travel
from tests.approvals import county as c
from tests.approvals.test_time_alone import reviewing, special

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


@pytest.fixture
def case(county):
    """113 under review since Monday 2026-03-02, promised in five working days."""
    row = reviewing(county)
    return type(row).objects.select_related("item", "department", "application__project").get(pk=row.pk)


def points(case, *reasons):
    materials = list(case.item.materials.order_by("position"))[: len(reasons) or 1]
    return [
        {"material_key": m.key, "material_name": m.name, "reason": r, "clause": "规范第3.1条"}
        for m, r in zip(materials, reasons or ("图纸缺少退界标注",), strict=True)
    ]


def ask(county, case, **more):
    data = {"lines": points(case), "days": 5, "reason": "现场复核后发现", **more}
    return asking.request_correction.perform(county.reviewer(case), case, **data)


def started(county, case, day=date(2026, 3, 4), **more):
    with travel(day):
        ask(county, case, **more)
        return asking.start_correction.perform(county.head(case), case)


def answer(county, case, words="已补充标注"):
    correction = case.corrections.get(state="RUNNING")
    answers = {line.pk: {"answer": words} for line in correction.lines.all()}
    return answering.answer_correction.perform(county.owner, case, answers=answers)


def codes(case):
    told = JournalEntry.objects.filter(chain=case.application.project.chain, blzt__isnull=False).order_by("seq")
    mine = {("approvals.itemcase", str(case.pk)), ("approvals.jointapplication", str(case.application_id))}
    return [entry.blzt for entry in told if (entry.subject_type, entry.subject_id) in mine]


def clock(case, kind="PROMISED"):
    return Clock.objects.of_subject(case._meta.label_lower, case.pk).get(kind=kind)


def test_the_national_statuses_are_6_7_3_8_and_the_promised_clock_alone_stands_still(county, case):
    before, law = clock(case).due_on, clock(case, "STATUTORY").due_on
    correction = started(county, case)
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("CORRECTING", 6)
    assert correction.planned_end_on == date(2026, 3, 11)
    assert clock(case).state == "STOPPED"
    assert clock(case, "STATUTORY").state == "RUNNING"
    with travel(date(2026, 3, 6)):
        answer(county, case)
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("OPEN", 8)
    assert codes(case) == [1, 3, 8, 6, 7, 3, 8]
    # 03-05 and 03-06 do not count: Monday 03-09 becomes Wednesday 03-11.
    assert (before, clock(case).due_on) == (date(2026, 3, 9), date(2026, 3, 11))
    assert clock(case, "STATUTORY").due_on == law
    assert clock(case).origin_on == date(2026, 3, 2)
    assert list(doctor.check()) == []


def test_two_letters_leave_the_first_with_the_time_needed_the_second_with_the_new_last_day(county, case):
    correction = started(county, case)
    with travel(date(2026, 3, 6)):
        ended = answer(county, case)
    assert correction.document.kind == "CASE_CORRECTION"
    assert "5个工作日内（至2026年3月11日止）" in str(correction.document.facts)
    assert "图纸缺少退界标注" in str(correction.document.facts)
    assert ended.end_document.kind == "RESUMPTION"
    due = clock(case).due_on
    assert f"{due.year}年{due.month}月{due.day}日" in str(ended.end_document.facts)
    stop = Stop.objects.get(pk=ended.stop_id)
    assert (stop.evidence, stop.end_evidence) == (correction.document.number, ended.end_document.number)
    assert all(paper.released_at for paper in (correction.document, ended.end_document))


def test_an_answer_that_never_comes_lets_the_review_go_on_from_the_last_day_however_late_the_sweep(county, case):
    started(county, case)
    with travel(date(2026, 3, 11)):
        assert resume_unanswered() == 0
    with travel(date(2026, 3, 20)):
        with pytest.raises(WrongState):
            answer(county, case)
        sweeps.run_all()
        assert resume_unanswered() == 0
    case.refresh_from_db()
    assert (case.state, case.blzt) == ("OPEN", 8)
    correction = case.corrections.get()
    assert (correction.state, correction.ended_on) == ("LAPSED", date(2026, 3, 11))
    assert legal_date(JournalEntry.objects.get(verb="approvals.lapse_correction").effective_at) == date(2026, 3, 11)
    assert "未收到" in str(correction.end_document.facts)
    assert list(doctor.check()) == []


def test_the_applicant_may_answer_on_the_last_day(county, case):
    started(county, case)
    with travel(date(2026, 3, 11)):
        assert answer(county, case).state == "ANSWERED"


def test_a_case_is_stopped_for_a_correction_only_once(county, case):
    started(county, case)
    with travel(date(2026, 3, 5)):
        answer(county, case)
        with pytest.raises(Invalid, match="一次"):
            ask(county, case)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": 16}, "days"),
        ({"days": 0}, "days"),
        ({"reason": " "}, "reason"),
        ({"lines": []}, "lines"),
        ({"lines": [{"material_key": "of_another_item", "material_name": "其他", "reason": "缺"}]}, "lines"),
    ],
)
def test_a_request_beyond_the_rules_is_refused_at_its_field(county, case, wrong, field):
    with travel(date(2026, 3, 4)), pytest.raises(Invalid) as refusal:
        ask(county, case, **wrong)
    assert field in refusal.value.fields
    assert not CaseCorrection.objects.exists()


def test_who_asks_does_not_grant_and_nobody_but_the_applicant_answers(county, case):
    from accounts.models import Membership

    both = county.reviewer(case)
    Membership.objects.create(user=both, role="HEAD", department=case.department, valid_from=c.SINCE)
    with travel(date(2026, 3, 4)):
        ask(county, case)
        with pytest.raises(NotPermitted):
            asking.start_correction.perform(both, case)
        asking.start_correction.perform(county.head(case), case)
        for other in (county.reviewer(case), county.head(case), county.clerk, county.people["other_owner"]):
            line = case.corrections.get().lines.get()
            with pytest.raises(NotPermitted):
                answering.answer_correction.perform(other, case, answers={line.pk: {"answer": "x"}})


def test_a_declined_request_changes_nothing_and_may_be_asked_again(county, case):
    before = clock(case).due_on
    with travel(date(2026, 3, 4)):
        ask(county, case)
        asking.decline_correction.perform(county.head(case), case, reason="不影响审查")
        ask(county, case)
    assert clock(case).due_on == before
    assert codes(case) == [1, 3, 8]


def test_every_point_is_answered_or_nothing_is_written(county, case):
    started(county, case)
    with travel(date(2026, 3, 5)), pytest.raises(Invalid) as refusal:
        answer(county, case, " ")
    assert set(refusal.value.fields) == {f"answer_{case.corrections.get().lines.get().pk}"}
    case.refresh_from_db()
    assert case.state == "CORRECTING"


def test_withdrawing_during_a_correction_is_2_after_6(county, case):
    started(county, case)
    with travel(date(2026, 3, 5)):
        c.withdraw(county, case)
    case.refresh_from_db()
    assert case.state == "WITHDRAWN"
    assert codes(case) == [1, 3, 8, 6, 2]
    assert case.corrections.get().state == "ENDED"
    assert not Clock.objects.open().filter(kind="CORRECTION").exists()
    assert list(doctor.check()) == []


def test_after_a_special_procedure_the_review_goes_on_before_the_correction_begins(county, case):
    with travel(date(2026, 3, 3)):
        special(county, case, date(2026, 3, 4))
    with travel(date(2026, 3, 5)):
        commands.pauses.resume_due()
    started(county, case, date(2026, 3, 5))
    assert codes(case) == [1, 3, 8, 9, 10, 8, 6]
    assert list(doctor.check()) == []


def test_a_correction_is_no_special_procedure_any_more(county, case):
    with travel(date(2026, 3, 3)), pytest.raises(Invalid):
        special(county, case, date(2026, 3, 10), kind="CORRECTION")


def test_the_pages_lead_from_the_request_to_the_answer(county, case, client):
    def page(user, name, how="get", data=None, *args):
        client.force_login(user)
        return getattr(client, how)(reverse(f"approvals:{name}", args=[case.pk, *args]), data or {})

    with travel(date(2026, 3, 4)):
        line = points(case)[0]
        key = line["material_key"]
        assert page(county.reviewer(case), "correction_ask").status_code == 200
        refused = page(county.reviewer(case), "correction_ask", "post", {f"bad_{key}": "on", "days": "5"})
        assert refused.status_code == 422
        filled = {
            f"bad_{key}": "on",
            f"reason_{key}": "缺少退界标注",
            f"clause_{key}": "第三条",
            "days": "5",
            "reason": "复核发现",
        }
        assert page(county.reviewer(case), "correction_ask", "post", filled).status_code == 302
        assert "correction/grant/" in page(county.head(case), "case").content.decode()
        assert page(county.head(case), "correction_decide", "post", {}, "grant").status_code == 302
        client.force_login(county.owner)
        stage = client.get(reverse("approvals:application", args=[case.application_id])).content.decode()
        assert reverse("approvals:correction_answer", args=[case.pk]) in stage
        assert page(county.owner, "correction_answer", "post", {"once": "1"}).status_code == 422
        point = case.corrections.get().lines.get()
        done = page(
            county.owner, "correction_answer", "post", {f"kind_{point.pk}": "TEXT", f"answer_{point.pk}": "已补充"}
        )
        assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "OPEN"
