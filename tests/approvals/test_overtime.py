"""A late case is explained to its applicant before anybody decides it."""

from datetime import date

import pytest
from django.test import Client

from approvals import commands
from approvals.models import ItemCase, OvertimeExplanation, OvertimeReason
from approvals.overtime.commands import explain_overtime
from approvals.overtime.reasons import SHIPPED, load_reasons
from approvals.overtime.rules import missed, must_explain
from clocks.models import Clock
from core import files
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from core.time import travel
from documents.models import Document
from supervision.explain import explained
from tests.approvals import county as c
from tests.approvals.test_refiling import accepted_again, gone
from tests.documents.pdf_text import joined

pytestmark = pytest.mark.django_db
FIRST, LATE, AHEAD = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 10)


@pytest.fixture
def county():
    with travel(FIRST):
        yield c.build()


@pytest.fixture
def case(county) -> ItemCase:
    """105 is decided at once: its limit of 0 days passed on the day of acceptance."""
    return c.case(c.accepted(county, "S1"), "105")


def opined(county, case: ItemCase) -> ItemCase:
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合规划条件")
    case.refresh_from_db()
    return case


def sign(county, case: ItemCase):
    return commands.review.sign.perform(
        county.head(case), case, outcome="PASS", official_number="赣区〔2026〕1号", title="选址意见书"
    )


def test_nobody_decides_late_without_saying_why(county, case):
    with travel(LATE):
        opined(county, case)
        with pytest.raises(Invalid) as refused:
            sign(county, case)
        assert "超期说明" in str(next(iter(refused.value.fields.values())))
        case.refresh_from_db()
        assert case.state == "REVIEWED"
        c.explain(county, case, AHEAD)
        sign(county, case)
    case.refresh_from_db()
    assert (case.state, case.late_by_days) == ("PASSED", 4)


def test_in_time_nothing_is_asked(county, case):
    opined(county, case)
    assert not explain_overtime.is_open(county.head(case), case)
    sign(county, case)
    assert not OvertimeExplanation.objects.exists()


def test_the_letter_says_how_late_why_and_until_when(county, case):
    with travel(LATE):
        given = c.explain(county, case, AHEAD)
    assert (given.due_on, given.late_by_days) == (FIRST, 4)
    paper = given.document
    assert (paper.kind, paper.state, paper.subject_id) == ("APOLOGY", "VALID", case.pk)
    assert len(paper.sha256) == 64
    text = joined(files.read(paper.file))
    for said in (
        "致歉函",
        "已超期4个工作日",
        "深表歉意",
        "方案需报规委会审议",
        "会后当日办结",
        "2026年3月10日",
        "章贡区",
    ):
        assert said in text
    assert "重新申报" not in text
    owner = county.owner
    assert Document.objects.visible_to(owner).filter(pk=paper.pk).exists()
    with travel(LATE):
        assert "overtime" in c.messages_of(owner)
    entry = JournalEntry.objects.get(verb="approvals.explain_overtime")
    assert (entry.data["late_by"], entry.data["expected_on"]) == (4, "2026-03-10")


def test_when_the_new_day_passes_as_well_it_is_explained_again(county, case):
    with travel(LATE):
        opined(county, case)
        c.explain(county, case, AHEAD)
        with pytest.raises(NotPermitted):
            c.explain(county, case, AHEAD)
    with travel(date(2026, 3, 11)):
        with pytest.raises(Invalid):
            sign(county, case)
        c.explain(county, case, date(2026, 3, 12))
        sign(county, case)
    assert case.overtime.count() == 2


def test_deleting_and_filing_again_keeps_day_0_in_letter_and_trace(county, case):
    project = case.application.project
    gone(case, date(2026, 3, 5))
    with travel(date(2026, 3, 9)):
        again = accepted_again(county, project)
        given = c.explain(county, again, AHEAD)
        clock = Clock.objects.of_subject(again._meta.label_lower, again.pk).get(kind="PROMISED")
        first = explained(clock, date(2026, 3, 9)).days[0]
    text = joined(files.read(given.document.file))
    assert given.late_by_days == 5
    assert "重新申报不重新计算办理时限" in text
    assert "2026年3月2日" in text
    assert (first.day, "首次申报" in first.reason) == (FIRST, True)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " "}, "text"),
        ({"reason": None}, "reason"),
        ({"expected_on": date(2026, 3, 5)}, "expected_on"),
        ({"expected_on": date(2027, 6, 1)}, "expected_on"),
    ],
)
def test_a_slip_is_refused_at_its_field(county, case, said, field):
    with travel(LATE):
        with pytest.raises(Invalid) as refused:
            c.explain(county, case, **{"expected_on": AHEAD, **said})
        assert list(refused.value.fields) == [field]
    assert not Document.objects.filter(kind="APOLOGY").exists()


def test_only_the_department_explains(county, case):
    with travel(LATE):
        for person in (county.owner, county.clerk):
            assert not explain_overtime.is_open(person, case)
        assert explain_overtime.is_open(county.head(case), case)


def test_the_page_asks_before_the_signature_and_the_supervisor_reads_it(county, case):
    client = Client()
    with travel(LATE):
        opined(county, case)
        client.force_login(county.head(case))
        address = f"/approvals/cases/{case.pk}/"
        page = client.get(address).content.decode()
        assert page.index('id="do-overtime"') < page.index('id="do-sign"')
        reason = OvertimeReason.objects.get(code="meeting")
        slip = client.post(f"{address}overtime/", {"reason": reason.pk, "text": "会议延期", "expected_on": ""})
        assert slip.status_code == 422
        assert "会议延期" in slip.content.decode()
        answer = client.post(
            f"{address}overtime/", {"reason": reason.pk, "text": "会议延期", "expected_on": "2026-03-10"}
        )
        assert answer.status_code == 302
        page = client.get(address).content.decode()
        assert 'id="do-overtime"' not in page
        clock = Clock.objects.of_subject(case._meta.label_lower, case.pk).get(kind="PROMISED")
        assert "会议延期" in client.get(f"/supervision/clocks/{clock.pk}/").content.decode()


def test_reasons_are_shipped_once_and_kept_by_administrators(db):
    assert load_reasons() == len(SHIPPED)
    OvertimeReason.objects.filter(code="other").update(name="其他")
    assert load_reasons() == 0


def test_what_was_missed_and_when_it_must_be_explained():
    d = date
    assert missed([None, d(2026, 3, 5), d(2026, 3, 4)], d(2026, 3, 5)) == d(2026, 3, 4)
    assert missed([d(2026, 3, 5)], d(2026, 3, 5)) is None
    assert must_explain(d(2026, 3, 4), None, d(2026, 3, 5))
    assert not must_explain(d(2026, 3, 4), d(2026, 3, 5), d(2026, 3, 5))
    assert must_explain(d(2026, 3, 4), d(2026, 3, 5), d(2026, 3, 6))
    assert not must_explain(None, None, d(2026, 3, 6))
