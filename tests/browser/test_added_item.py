"""增加事项 in the browser: an item joins while the others run, is told its defects twice, and is corrected both times."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from demo.papers import sample
from tests.browser.conftest import Person
from tests.browser.test_desks import faults
from tests.documents.pdf_text import joined

pytestmark = pytest.mark.browser

SCHOOL, ITEM, CALLED = "章贡第九实验小学改扩建工程", "409", "水土保持设施自主验收报备"
PAPER, NAME = "soil_acceptance", "水土保持设施验收鉴定书"
CLAUSE = "《中华人民共和国水土保持法》第二十七条"
FIRST, SECOND = "防治责任范围与红线不一致。", "更正后的鉴定书缺少验收组签字。"


@pytest.fixture
def stage(demo: tuple[str, Path]) -> tuple[int, int]:
    """Items beside the stages of a school, under review: the keys of application and project."""
    question = """SELECT a.id, p.id FROM approvals_jointapplication a JOIN projects_project p ON p.id = a.project_id
        WHERE p.name = ? AND a.stage = 'PX' AND a.state = 'ACCEPTED'"""
    with closing(sqlite3.connect(f"file:{demo[1] / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
        return tuple(base.execute(question, (SCHOOL,)).fetchone())


def test_an_added_item_is_told_its_defects_and_then_what_the_correction_made_anew(
    person: Callable[..., Person], stage: tuple[int, int]
) -> None:
    application, project = stage
    at = f"/approvals/{application}/"
    with person("enterprise") as owner:
        _add(owner, application, project)
    with person("clerk") as clerk:
        clerk.open(at)
        _notify(clerk, FIRST, "added-1")
    with person("enterprise") as owner:
        _correct(owner, at, FIRST, "更正件一.pdf", "added-2")
    with person("clerk") as clerk:
        clerk.refusals = (422,)
        clerk.open(at)
        _open_notice(clerk.page)
        expect(clerk.page.locator("main")).to_contain_text("现在只能对更换过的材料再次提出")
        _tick(clerk.page, SECOND)
        clerk.picture("added-3-second")
        _send(clerk.page)
        expect(clerk.page.locator("#bs-messages .bs-note--success")).to_be_visible()
    with person("enterprise") as owner:
        _correct(owner, at, SECOND, "更正件二.pdf", "added-4")
    with person("clerk") as clerk:
        clerk.open(at)
        supplements = _of(clerk.page)
        expect(supplements).to_contain_text("第1次一次性告知")
        expect(supplements).to_contain_text("第2次一次性告知")
        clerk.picture("added-5-both")
        supplements.get_by_role("button", name="受理增加的事项").click()
        expect(_of(clerk.page).locator(".bs-chip").first).to_contain_text("已受理")
    with person("enterprise") as owner:
        owner.open(at)
        owner.picture("added-6-accepted")
        assert faults(owner.page) == []


def _add(owner: Person, application: int, project: int) -> None:
    """The paper goes into the dossier, then the item joins with a reason."""
    page = owner.page
    owner.open(f"/projects/{project}/materials/")
    row = page.locator(f"#m-{PAPER}")
    row.locator("summary").last.click()
    _give(row.locator("[name=upload]"), "验收鉴定书.pdf")
    row.get_by_role("button", name="上传").click()
    expect(page.locator(f"#m-{PAPER}").get_by_role("link", name="验收鉴定书.pdf")).to_be_visible()
    owner.open(f"/approvals/{application}/items/add/")
    page.locator(f"[name=item][value='{ITEM}']").check()
    page.locator("[name=reason]").fill("设施已经建成，随本批办理。")
    page.locator("main form").get_by_role("button", name="增加事项").click()
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def _of(page: Page) -> Locator:
    """The item among those that joined this stage."""
    return page.locator("#supplements article").filter(has_text=CALLED)


def _open_notice(page: Page) -> None:
    _of(page).get_by_role("link", name="发出一次性告知书").click()
    expect(page.locator(f"[name=bad_{PAPER}]")).to_be_attached()


def _notify(clerk: Person, reason: str, shot: str) -> None:
    _open_notice(clerk.page)
    _tick(clerk.page, reason)
    clerk.picture(f"{shot}-notice")
    assert faults(clerk.page) == []
    _send(clerk.page)
    expect(clerk.page.locator("#bs-messages .bs-note--success")).to_be_visible()


def _tick(page: Page, reason: str) -> None:
    line = page.locator("li").filter(has=page.locator(f"[name=bad_{PAPER}]"))
    line.locator("summary").click()
    line.locator(f"[name=bad_{PAPER}]").check()
    line.locator(f"[name=reason_{PAPER}]").fill(reason)
    line.locator(f"[name=clause_{PAPER}]").fill(CLAUSE)


def _send(page: Page) -> None:
    page.get_by_role("button", name="发出一次性告知书").click()


def _correct(owner: Person, at: str, reason: str, name: str, shot: str) -> None:
    """One answer for the point, kept before it is handed in, old and new side by side."""
    page = owner.page
    owner.open(at)
    _of(page).get_by_role("link", name="补正答复").click()
    expect(page.locator("main")).to_contain_text(reason)
    link = page.get_by_role("link", name="告知书")
    notice = joined(owner.context.request.get(owner.server + str(link.get_attribute("href"))).body())
    assert reason.rstrip("。") in notice
    assert CLAUSE in notice
    page.get_by_role("radio", name="补正文件").check()
    _give(page.locator("input[type=file]"), name)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    expect(page.locator(".bs-pair").get_by_role("link")).to_have_count(2)
    owner.picture(f"{shot}-correction")
    assert faults(page) == []
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(re.compile(re.escape(at) + "$"))
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def _give(field: object, name: str) -> None:
    field.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": sample(NAME, name)})
