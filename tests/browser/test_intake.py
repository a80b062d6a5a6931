"""Before acceptance 受理前: typed in at the counter, checked by two departments at once, told once, corrected, accepted."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demo.papers import sample
from tests.browser import desk_steps, entry_steps, filing_steps, promise_steps
from tests.browser.conftest import Person
from tests.browser.dossiers import KILN
from tests.browser.filing_steps import Filed
from tests.documents.pdf_text import joined

pytestmark = pytest.mark.browser

HERE = replace(KILN, typed={**KILN.typed, "name": "垚鑫䶮釉智能窑房项目"})
PAPER, CLAUSE = "filing_information", "《企业投资项目核准和备案管理条例》第十三条"
SEEN, ALSO, AGAIN = "末页缺少法定代表人签字。", "总投资与资金来源表不一致。", "补签页的日期早于申报日期，请更正。"


@pytest.fixture
def code(demo: tuple[str, Path]) -> str:
    """The credit code of the enterprise, as it stands on the licence it brings along."""
    with closing(sqlite3.connect(f"file:{demo[1] / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
        found = base.execute("SELECT uscc FROM accounts_enterprise WHERE name = ?", (HERE.enterprise,)).fetchone()
    return str(found[0])


def test_a_file_from_the_counter_is_checked_in_parallel_told_once_corrected_and_accepted(
    person: Callable[..., Person], code: str
) -> None:
    with person("clerk") as clerk:
        filed = _take_in(clerk, code)
    with person("reviewer") as reviewer:
        _check(reviewer, filed.number)
    with person("lead") as lead:
        _merge(lead, filed.number)
    with person("enterprise") as owner:
        _answer(owner, filed.pk, 2)
    with person("clerk") as clerk:
        _notify_again(clerk, filed)
    with person("enterprise") as owner:
        owner.open(f"/approvals/{filed.pk}/correction/")
        owner.page.locator("textarea[name^=answer_]").fill("日期已更正，见补签页。")
        owner.page.get_by_role("radio", name="说明", exact=True).check()
        owner.page.get_by_role("button", name="提交答复").click()
        owner.page.wait_for_url(lambda url: url.endswith(f"/approvals/{filed.pk}/"))
    with person("clerk") as clerk:
        desk_steps.accept(clerk, filed, "intake-4")
    with person("enterprise") as owner:
        _read_letters(owner, filed.pk)


def _take_in(clerk: Person, code: str) -> Filed:
    """The counter: find the enterprise, type the project from its paper form, note who came, scan, hand in."""
    page = clerk.page
    clerk.open("/approvals/counter/")
    page.locator("[name=code]").first.fill(code)
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="录入新项目").click()
    for name, value in HERE.typed.items():
        entry_steps.type_into(page.locator(f"#project-form [name={name}]"), value)
    expect(page.locator("#preview")).to_contain_text(f"{HERE.cap} 个工作日")
    clerk.picture("intake-1-counter-project")
    page.locator("#project-form").get_by_role("button", name="保存并提供红线").click()
    card = page.locator("section").filter(has=page.get_by_role("link", name=HERE.name)).first
    project = int((card.get_by_role("link", name=HERE.name).get_attribute("href") or "").strip("/").split("/")[-1])
    card.get_by_role("button", name="立项用地规划许可").click()
    page.locator("[name=agent_name]").fill("蔺望舒")
    page.locator("[name=agent_phone]").fill(filing_steps.PHONE)
    page.locator("[name=proof][value=LETTER]").check()
    page.locator("[name=letter]").fill("授权委托书2026-11-26，委托提交本阶段申请")
    clerk.picture("intake-1-counter-note")
    note = page.url.removeprefix(clerk.server)
    page.get_by_role("button", name=re.compile("填表")).click()
    page.wait_for_url(re.compile(r"/draft/"))
    entry_steps.paste_redline(clerk, project, HERE, "intake-1")
    clerk.open(note)
    page.get_by_role("button", name=re.compile("填表")).click()
    page.wait_for_url(re.compile(r"/draft/"))
    return filing_steps.hand_in(clerk, HERE, "intake-1")


def _check(reviewer: Person, number: str) -> None:
    """Both departments have it at once; one finds a paper unsigned and the amount wrong, the other nothing."""
    page = reviewer.page
    desk_steps.row_of(reviewer, "/approvals/completeness/", number)
    expect(desk_steps.mine(reviewer, number)).to_have_count(2)
    for _department in range(2):
        desk_steps._open(desk_steps.mine(reviewer, number).first)
        if page.locator(f"[name=bad_{PAPER}]").count():
            _name(page, PAPER, SEEN)
            page.locator("summary").filter(has_text="填报内容").click()
            _name(page, "data.investment", ALSO)
            reviewer.picture("intake-2-check")
            page.get_by_role("button", name="反馈补正意见").click()
        else:
            page.get_by_role("button", name="材料齐全").click()
        expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
        reviewer.open("/approvals/completeness/")
    expect(desk_steps.mine(reviewer, number)).to_have_count(0)


def _name(page: object, key: str, reason: str) -> None:
    line = page.locator("li").filter(has=page.locator(f"[name='bad_{key}']"))
    if line.locator("details").get_attribute("open") is None:
        line.locator("summary").click()
    line.locator(f"[name='bad_{key}']").check()
    line.locator(f"[name='reason_{key}']").fill(reason)
    line.locator(f"[name='clause_{key}']").fill(CLAUSE)


def _merge(lead: Person, number: str) -> None:
    """One notice of what all found; the lead writes nothing twice."""
    page = lead.page
    desk_steps._open(desk_steps.row_of(lead, "/approvals/completeness/?tab=merge", number))
    expect(page.locator(f"[name=bad_{PAPER}]")).to_be_checked()
    expect(page.locator(f"[name=reason_{PAPER}]")).to_have_value(SEEN)
    expect(page.locator(f"[name=example_{PAPER}]")).not_to_have_value("")
    lead.picture("intake-2-merge")
    page.get_by_role("button", name="发出一次性告知书").click()
    page.locator("#bs-confirm").locator("button[value=yes]").click()
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def _answer(owner: Person, pk: int, lines: int) -> None:
    """The self-check names what is missing; a file, a statement and an explanation later everything is handed in."""
    page = owner.page
    owner.refusals = (422,)
    owner.open(f"/approvals/{pk}/correction/")
    notice = joined(filing_steps.download(owner, page.get_by_role("link", name="告知书")))
    assert SEEN.rstrip("。") in notice
    assert CLAUSE in notice
    assert "填写样例" in notice
    specimen = joined(filing_steps.download(owner, page.get_by_role("link", name="填写样例").first))
    assert "企业投资项目在线备案信息表" in specimen
    blank = joined(filing_steps.download(owner, page.get_by_role("link", name="空白表").first))
    assert "𬱖听澜" in specimen
    assert "𬱖听澜" not in blank
    page.get_by_role("button", name="自查").click()
    expect(page.locator(".bs-field.is-bad")).to_have_count(lines)
    page.locator("input[type=file]").set_input_files(
        {"name": "补签件.pdf", "mimeType": "application/pdf", "buffer": sample("补签件", HERE.name)}
    )
    page.get_by_role("radio", name="补正文件").check()
    page.locator("textarea[name^=answer_]").last.fill("总投资以备案信息为准，资金来源表已同步。")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    expect(page.get_by_role("link", name="补签件.pdf")).to_be_visible()
    owner.picture("intake-3-correction")
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(lambda url: url.endswith(f"/approvals/{pk}/"))
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def _notify_again(clerk: Person, filed: Filed) -> None:
    """A defect that was there before is refused; one that the correction made is told."""
    page = clerk.page
    clerk.refusals = (422,)
    desk_steps._open(desk_steps.row_of(clerk, "/approvals/window/", filed.number))
    page.locator("summary").filter(has_text="填报内容").click()
    _name(page, "data.address", "门牌号与规划条件不一致。")
    _send(page)
    expect(page.locator(".bs-errors")).to_contain_text("应在第一次告知书中提出")
    page.locator("[name='bad_data.address']").uncheck()
    _name(page, PAPER, AGAIN)
    clerk.picture("intake-3-second")
    _send(page)
    desk_steps._thanked(clerk, "/approvals/window/")


def _send(page: object) -> None:
    page.get_by_role("button", name="发出一次性告知书").click()
    page.locator("#bs-confirm").locator("button[value=yes]").click()


def _read_letters(owner: Person, pk: int) -> None:
    """Every paper of these days can be taken home."""
    owner.open(f"/approvals/{pk}/")
    papers = owner.page.locator("section", has=owner.page.locator("#papers-title")).get_by_role("link", name="下载")
    texts = [joined(filing_steps.download(owner, link)) for link in papers.all()]
    told = "".join(texts)
    for title in ("收件凭证", "一次性告知书", "补正材料收件凭证", "受理通知书"):
        assert title in told, f"no {title}"
    assert sum("一次性告知书" in text for text in texts) >= 2
    owner.picture("intake-5-accepted")


# ---- a commitment as the answer ------------------------------------------------------------------------------

ITEM, DRAINAGE = "306", "site_drainage_plan"


@pytest.fixture
def works(demo: tuple[str, Path]) -> tuple[int, str]:
    """A works of the enterprise whose drainage during construction is not filed yet: key and name."""
    question = """
        SELECT p.id, p.name FROM projects_project p JOIN approvals_jointapplication a ON a.project_id = p.id
        WHERE p.name = '垚鑫年产三万吨特种釉料项目' AND a.stage = 'S1' AND p.id NOT IN (
            SELECT project_id FROM approvals_jointapplication WHERE stage = 'S3')"""
    with closing(sqlite3.connect(f"file:{demo[1] / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
        return tuple(base.execute(question).fetchone())


def test_a_point_of_the_notice_is_answered_by_a_commitment(
    person: Callable[..., Person], works: tuple[int, str]
) -> None:
    project, name = works
    with person("enterprise") as owner:
        owner.open(f"/approvals/projects/{project}/file/S3/")
        owner.page.get_by_role("button", name="开始申报").click()
        owner.page.wait_for_url(re.compile(r"/draft/"))
        expect(owner.page.locator(f"#m-{DRAINAGE}")).to_be_visible()
        filed = filing_steps.hand_in(owner, replace(HERE, typed={**HERE.typed, "name": name}, items=()), "intake-6")
    with person("clerk") as clerk:
        desk_steps.notify(clerk, filed, {DRAINAGE: "未标出沉淀池位置。"}, "intake-6")
    with person("enterprise") as owner:
        number = _promise_instead(owner, project, filed.pk)
    with person("clerk") as clerk:
        desk_steps.accept(clerk, filed, "intake-7")
    with person("enterprise") as owner:
        owner.open(f"/approvals/{filed.pk}/")
        expect(owner.page.locator("main")).to_contain_text(f"以告知承诺替代（承诺书{number}）")
        owner.picture("intake-7-accepted")


def _promise_instead(owner: Person, project: int, pk: int) -> str:
    """Chosen, refused without a letter, led to it, signed, back, handed in. The number of the letter."""
    page, back = owner.page, f"/approvals/{pk}/correction/"
    owner.refusals = (422,)
    owner.open(back)
    page.get_by_role("radio", name="以告知承诺替代").check()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator(".bs-errors")).to_contain_text("请先签署")
    owner.picture("intake-6-promise-open")
    page.get_by_role("link", name="生成承诺书").click()
    page.wait_for_url(re.compile(f"/commitments/projects/{project}/NC/{ITEM}/"))
    promise_steps.draw_up(owner, project, ITEM)
    number = promise_steps.sign(owner)
    page.get_by_role("link", name="补正答复").click()
    page.wait_for_url(lambda url: url.endswith(back))
    expect(page.locator(".bs-chip--good").filter(has_text="已答复")).to_be_visible()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    owner.picture("intake-6-promise-signed")
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(lambda url: url.endswith(f"/approvals/{pk}/"))
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    return number
