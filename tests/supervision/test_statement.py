"""计时说明书: what a court reads equals the clock's page, is stored, numbered and verifiable, for every kind of clock."""

import hashlib
from datetime import date

import pytest
from django.test import Client

from clocks.models import Clock, ClockKind
from core.errors import NotPermitted
from core.time import travel
from documents import queries as documents
from documents.models import Document, DocumentKind
from supervision.explain import explained
from supervision.statement.commands import state_clock
from tests.documents.letters.rewording import reworded, says
from tests.documents.pdf_text import joined
from tests.supervision.conftest import TODAY, Land
from tests.supervision.test_clock_page import stop


def reviewed(land: Land) -> Clock:
    """A promised limit with an expert review that left out five days."""
    project = land.project()
    clock = land.start(
        "PROMISED", project, 12, date(2026, 3, 2), department_id=land.departments["360121", "HOUSING"].pk
    )
    with travel(date(2026, 3, 6)):
        stop(project, project, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 12))
    clock.refresh_from_db()
    return clock


def test_the_paper_says_what_the_page_says(land: Land) -> None:
    clock = reviewed(land)
    paper = state_clock.perform(land.owner, clock)
    assert (paper.kind, paper.issuer, paper.issued_on) == (
        DocumentKind.CLOCK_STATEMENT, land.departments["360121", "HOUSING"], TODAY,
    )  # fmt: skip
    assert paper.number == "360121时〔2026〕1号"
    page = explained(Clock.objects.select_related("department", "calendar").get(pk=clock.pk), TODAY)
    said = paper.facts["days"]
    assert [(line["day"], line["number"]) for line in said] == [(d.day.isoformat(), d.number) for d in page.days]
    results = dict(paper.facts["results"])
    assert (results["已用"], results["剩余"]) == ("7个工作日", "5个工作日")
    assert results["到期日"] == "2026年3月25日（周三）"
    [held] = paper.facts["stops"]
    assert (held["kind"], held["days"], held["basis"]) == ("专家评审", 5, "行政许可法第四十五条")
    assert held["evidence"] == "专家评审通知（附专家名单）（章发〔2026〕3号）；恢复计时：期满自动恢复"
    content = documents.content(paper)
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    text = joined(content)
    for words in ("第二百零一条第一款", "第八十二条", "第四十五条", "第二百零三条第二款", "录入日期：2026年3月5日"):
        assert words in text, words
    assert clock.calendar.source in text


def test_anyone_can_verify_it_by_its_code(land: Land, client: Client) -> None:
    paper = state_clock.perform(land.owner, reviewed(land))
    page = client.get(f"/v/{paper.token}/")
    assert page.status_code == 200
    assert paper.number in page.content.decode()


def test_the_same_statement_of_the_same_day_is_issued_once(land: Land) -> None:
    clock = reviewed(land)
    first = state_clock.perform(land.owner, clock)
    assert state_clock.perform(land.province, clock) == first
    with travel(date(2026, 3, 19)):
        assert state_clock.perform(land.owner, clock) != first
    assert Document.objects.filter(kind=DocumentKind.CLOCK_STATEMENT).count() == 2


def test_another_wording_is_another_statement_of_the_same_day(land: Land) -> None:
    clock = reviewed(land)
    first = state_clock.perform(land.owner, clock)
    reworded("clock_statement", "360121")
    second = state_clock.perform(land.owner, clock)
    assert (says(first), says(second)) == (False, True)
    assert second.facts["notes"][:-1] == first.facts["notes"]
    assert state_clock.perform(land.owner, clock) == second


@pytest.mark.parametrize("kind", ClockKind.values)
@pytest.mark.parametrize("unit", ["WORKING_DAY", "CALENDAR_DAY", "MONTH"])
def test_every_kind_in_every_unit_can_be_stated(land: Land, kind: str, unit: str) -> None:
    whole = kind in ("CAP", "STAGE")
    if whole and unit != "WORKING_DAY":
        pytest.skip("totals are in working days")
    project = land.project()
    clock = land.start(kind, project, 2, date(2026, 3, 2), unit=unit)
    if whole:
        item = land.project()
        land.start(
            "PROMISED", project, 12, date(2026, 3, 2), subject=item, counts_in_cap=True, stage=clock.stage or "S3"
        )
    paper = state_clock.perform(land.owner, clock)
    counted = [line for line in paper.facts["days"] if line["number"] is not None and line["day"] <= "2026-03-18"]
    clock = Clock.objects.select_related("department", "calendar").get(pk=clock.pk)
    assert len(counted) == explained(clock, TODAY).used
    assert documents.content(paper).startswith(b"%PDF")


def test_a_total_names_its_items_and_counts_a_shared_day_once(land: Land) -> None:
    project, other = land.project(), land.project()
    cap = land.start("CAP", project, 79, date(2026, 3, 2))
    for subject, label in ((project, "建筑工程施工许可"), (other, "人防报建审批")):
        land.start("PROMISED", project, 20, date(2026, 3, 2), subject=subject, label=label, counts_in_cap=True)
    paper = state_clock.perform(land.owner, cap)
    assert dict(paper.facts["particulars"])["计入事项"] == "建筑工程施工许可；人防报建审批"
    assert dict(paper.facts["results"])["已用"] == "12个工作日"
    assert any("并集" in article for article in paper.facts["articles"])
    shared = next(line for line in paper.facts["days"] if line["day"] == "2026-03-03")
    assert shared["number"] == 1
    assert "建筑工程施工许可、人防报建审批" in shared["remark"]


def test_only_who_may_open_the_clock_may_have_it_stated(land: Land, client: Client) -> None:
    clock = reviewed(land)
    stranger = land.person("ganzhou", "SUPERVISOR", region=land.regions["360700"])
    with pytest.raises(NotPermitted):
        state_clock.perform(stranger, clock)
    client.force_login(stranger)
    assert client.post(f"/supervision/clocks/{clock.pk}/statement/").status_code == 404
    assert not Document.objects.exists()


def test_the_button_issues_it_and_the_page_lists_it(land: Land, client: Client) -> None:
    clock = reviewed(land)
    client.force_login(land.owner)
    answer = client.post(f"/supervision/clocks/{clock.pk}/statement/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/supervision/clocks/{clock.pk}/#statements"
    page = answer.content.decode()
    assert "计时说明书" in page
    assert "360121时〔2026〕1号" in page
